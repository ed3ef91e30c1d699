/**
 * Runs the example of every rule: the file before must raise the rule, and a fix must make of it the file after.
 * Rules of the text and of the structure belong to no dialect: theirs are GitHub workflows.
 */
import { describe, expect, it } from "vitest"
import type { Dialect } from "../src/diagnose/Dialect.ts"
import type { Rule, Rules } from "../src/diagnose/Rule.ts"
import { rules as structureRules } from "../src/diagnose/rules.generated.ts"
import { rules as textRules } from "../src/diagnose/text.generated.ts"
import { type ValidateOptions, validate } from "../src/diagnose/Validator.ts"
import { dialects } from "../src/dialect/Dialects.ts"
import { githubActions } from "../src/dialect/github-actions/GithubActions.ts"
import { autoRepair } from "../src/pipeline/AutoRepair.ts"

const sources: ReadonlyArray<readonly [string, Rules, Dialect]> = [
  ...dialects.map((dialect) => [dialect.id, dialect.rules, dialect] as const),
  ["structure", structureRules, githubActions],
  ["text", textRules, githubActions]
]

/** What an example takes to exist around it. */
const surroundings = (example: Rule["example"]): ValidateOptions => ({
  ...(example?.path === undefined ? {} : { path: example.path }),
  ...(example?.context === undefined ? {} : { context: example.context })
})

describe.each(sources)("rules of %s", (_, rules, dialect) => {
  const shown = Object.entries(rules).filter(([, rule]) => rule.example !== undefined)

  // Some rules of the structure need a file of a thousand errors, or a key that GitHub does not have.
  it.runIf(rules === dialect.rules)("show an example each", () => {
    const without = Object.keys(rules).filter((id) => rules[id]?.example === undefined)
    expect(without).toEqual([])
  })

  it.each(shown)("%s: the example before raises it", (id, { example }) => {
    const found = validate(example?.before ?? "", dialect, surroundings(example)).report.diagnostics.map(
      ({ rule }) => rule
    )
    expect(found).toContain(id)
  })

  it.each(shown.filter(([, { example }]) => example?.after !== undefined))(
    "%s: a fix makes the example after of the one before",
    (_, { example }) => {
      const repaired = autoRepair(example?.before ?? "", dialect, {
        ...surroundings(example),
        unsafe: example?.unsafe === true
      })
      expect(repaired.text).toBe(example?.after)
    }
  )
})
