/**
 * Conditions that do not decide: text around the braces makes every condition true, and literals never change.
 */

import type { Fix } from "../../../diagnose/Fix.ts"
import { read } from "../expression/Expression.ts"
import type { Site } from "../expression/Place.ts"
import type { Template } from "../expression/Template.ts"
import { flatten, type Job, type Step } from "../model/Workflow.ts"
import { check, replace, type Say } from "./Say.ts"

export const conditions = check(({ workflow, sites, templates: all, uses }, say) => {
  for (let at = 0; at < sites.length; at++) {
    const site = sites[at] as Site
    if (!site.place.condition) continue
    const templates = all[at] as ReadonlyArray<Template>
    if (templates.length === 0 || templates.some(({ closed }) => !closed)) continue
    const [only] = templates
    if (templates.length > 1 || only?.start !== 0 || only.end !== site.text.length)
      around(say, site, templates)
  }
  for (const { site, template, expression } of uses) {
    if (!site.place.condition || expression.failure !== undefined) continue
    if (template !== undefined && template.end - template.start !== site.text.length) continue
    if (expression.references.length === 0 && expression.calls.length === 0) constant(say, site)
  }
  for (const job of workflow.jobs) {
    literal(say, job)
    for (const step of flatten(job.steps)) literal(say, step)
  }
})

/** GitHub replaces the braces by text, and a text that is not empty counts as true. */
const around = (say: Say, site: Site, templates: ReadonlyArray<Template>): void => {
  const fixes: Array<Fix> = []
  const whole = inOne(site.text, templates)
  if (whole !== undefined)
    fixes.push(
      replace("Put the whole condition between one pair of braces", site.pointer, whole, "safe", 0.94)
    )
  say.problem({
    rule: "condition-always-true",
    message: "This condition is always true: there is text beside the braces.",
    pointer: site.pointer,
    at: site.node,
    fixes
  })
}

/** The condition with a single pair of braces around all of it, where that parses. */
const inOne = (text: string, templates: ReadonlyArray<Template>): string | undefined => {
  let joined = ""
  let at = 0
  const single = templates.length === 1 && text.trim() === text.slice(templates[0]?.start, templates[0]?.end)
  for (const { start, end, inner } of templates) {
    const part = inner.trim()
    const mixed = !single && /\|\||&&/.test(part)
    joined += text.slice(at, start) + (mixed ? `(${part})` : part)
    at = end
  }
  joined = (joined + text.slice(at)).trim()
  return joined.length > 2000 || read(joined).failure !== undefined ? undefined : `\${{ ${joined} }}`
}

const constant = (say: Say, site: Site): void => {
  say.problem({
    rule: "condition-constant",
    severity: "warning",
    message: "This condition is always the same: it asks for nothing that changes.",
    pointer: site.pointer,
    at: site.node
  })
}

const literal = (say: Say, { condition: node, pointer }: Job | Step): void => {
  if (node?.kind !== "scalar" || (typeof node.value !== "boolean" && typeof node.value !== "number")) return
  say.problem({
    rule: "condition-constant",
    severity: "info",
    message: `This condition is always \`${node.value}\`.`,
    pointer: `${pointer}/if`,
    at: node
  })
}
