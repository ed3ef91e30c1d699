/**
 * Properties of contexts that do not exist: `github.events`, `needs.build.version`, `github.repository.owner`.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import type { Reference } from "../expression/Expression.ts"
import { contextRule, meant } from "../expression/Names.ts"
import type { Use } from "../model/Analysis.ts"
import type { Workflow } from "../model/Workflow.ts"
import type { Property } from "../RuleData.ts"
import { allOf, check, orMeant, respell, type Say, within } from "./Say.ts"

export const properties = check((analysis, say) => {
  for (const use of analysis.uses) {
    if (use.expression.failure !== undefined) continue
    for (const reference of use.expression.references) {
      if (!use.site.place.contexts.has(reference.context.toLowerCase())) continue
      property(say, analysis.workflow, use, reference)
    }
  }
})

const property = (say: Say, workflow: Workflow, use: Use, reference: Reference): void => {
  let rule: Property | undefined = contextRule(reference.context)
  let path = reference.context
  let beside: { readonly [name: string]: Property } = {}
  let before: Reference["path"][number] | undefined
  for (const step of reference.path) {
    if (rule === undefined || rule === "any" || step.name === undefined) return
    const name: string = step.name
    if (rule === "text") {
      say.problem({
        rule: "unknown-property",
        message: `\`${path}\` is a string: it has no property \`${name}\`.`,
        pointer: use.site.pointer,
        at: within(say, use, step),
        fixes: underscored(use, beside, before, step)
      })
      return
    }
    if ("each" in rule) rule = rule.each
    else {
      const found: Property | undefined = own(rule.keys, name)
      if (found === undefined) {
        unknown(say, workflow, use, reference, path, rule.keys, step)
        return
      }
      beside = rule.keys
      rule = found
    }
    before = step
    path = `${path}.${name}`
  }
}

/** `github.repository.owner`: the property is called `repository_owner`. */
const underscored = (
  use: Use,
  beside: { readonly [name: string]: Property },
  before: Reference["path"][number] | undefined,
  step: Reference["path"][number]
): ReadonlyArray<Fix> => {
  const name = `${before?.name}_${step.name}`
  if (before === undefined || own(beside, name) === undefined) return []
  const joined = { name, sure: false, confidence: 0.92 }
  return respell(use, { start: before.start, end: step.end }, joined)
}

/** Names of properties do not mind case. */
const own = (keys: { readonly [name: string]: Property }, name: string): Property | undefined => {
  if (Object.hasOwn(keys, name)) return keys[name]
  const lower = name.toLowerCase()
  const key = Object.keys(keys).find((each) => each.toLowerCase() === lower)
  return key === undefined ? undefined : keys[key]
}

const unknown = (
  say: Say,
  workflow: Workflow,
  use: Use,
  reference: Reference,
  path: string,
  keys: { readonly [name: string]: Property },
  step: { readonly name: string | undefined; readonly start: number; readonly end: number }
): void => {
  const name = step.name ?? ""
  const names = Object.keys(keys)
  const context = reference.context.toLowerCase()
  const better = meant(name, names)
  const fixes: Array<Fix> = [...respell(use, step, better)]
  if (
    better === undefined &&
    (context === "steps" || context === "needs" || context === "jobs") &&
    reference.path.length === 2
  ) {
    // `needs.build.version`: outputs are one level down.
    const declared =
      context === "steps" ||
      workflow.job.get(reference.path[0]?.name ?? "")?.outputs?.some((each) => each.name === name)
    const inside = { name: `outputs.${name}`, sure: false, confidence: declared === true ? 0.92 : 0.8 }
    fixes.push(...respell(use, step, inside, "unsafe", "Read"))
  }
  // GitHub adds properties from time to time: a name unlike all known ones may be newer than this list.
  const surely = fixes.length > 0 || (context !== "github" && context !== "runner" && context !== "job")
  say.problem({
    rule: "unknown-property",
    ...(surely ? {} : { severity: "warning" as const }),
    message: `\`${path}\` has no property \`${name}\`${orMeant(better)}`,
    ...(names.length <= 12 ? { help: `Available: ${allOf(names)}.` } : {}),
    pointer: use.site.pointer,
    at: within(say, use, step),
    fixes
  })
}
