/**
 * The texts of every rule there is, by the dialect or part that it belongs to.
 */
import type { Rule, Rules } from "../diagnose/Rule.ts"
import { rules as structureRules } from "../diagnose/rules.generated.ts"
import { rules as textRules } from "../diagnose/text.generated.ts"
import { dialects } from "../dialect/Dialects.ts"
import { rules as patternRules } from "../pattern/rules.generated.ts"
import { rules as inputRules } from "./rules.generated.ts"

export interface RuleGroup {
  /** `every dialect`, the id of one, or the commands that say it. */
  readonly owner: string
  readonly rules: Rules
}

export const groups: ReadonlyArray<RuleGroup> = [
  { owner: "every dialect", rules: { ...inputRules, ...textRules, ...structureRules } },
  ...dialects.map((dialect) => ({ owner: dialect.id, rules: dialect.rules })),
  { owner: "patterns and enhance", rules: patternRules }
]

/** All rules by id. */
export const catalogue: Rules = Object.assign({}, ...groups.map((group) => group.rules))

/** The rules of an id with their owners: a dialect may give a rule of all a text of its own. */
export const rulesNamed = (id: string): ReadonlyArray<{ readonly owner: string; readonly rule: Rule }> =>
  groups.flatMap(({ owner, rules }) => {
    const rule = Object.hasOwn(rules, id) ? rules[id] : undefined
    return rule === undefined ? [] : [{ owner, rule }]
  })
