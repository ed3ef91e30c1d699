/**
 * Names that steps and tasks have: each once, and such that a condition or template can say them.
 *
 * A name that stands twice is often a name that took another's place: where some reference names a step that is
 * nowhere, and one of the two could be it, that is what it was called.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Fix, Operation } from "../../../diagnose/Fix.ts"
import { nearest } from "../../../diagnose/Nearest.ts"
import { replaced } from "../../../diagnose/Spot.ts"
import { type Found, foundIn, type Mention, mentionsOf } from "../Mentions.ts"
import { Names } from "../Names.ts"
import { rules } from "../rules.generated.ts"
import type { Step, Value } from "../Step.ts"
import { once, type Workflow } from "../Workflow.ts"

export const stepNames: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const names = Names.of(found.workflow)
  const lost = lostNames(found.workflow)
  for (const pair of doubles(found.workflow)) {
    const { first, again } = pair
    const name = again.name as Value
    const chosen = lost.get(again)
    const fix =
      chosen === undefined
        ? renameFix(found, names, again, unused(name.text, names, again), 0.55)
        : renameFix(found, names, chosen.step, chosen.name, chosen.sure ? 0.9 : 0.6)
    const at = chosen?.step.name ?? name
    const listed = first.scope === again.scope
    diagnostics.push(
      finding(
        {
          rule: "duplicate-step-name",
          stage: "semantic",
          severity: listed ? "error" : "warning",
          message: `Two steps are called \`${name.text}\`: steps ${first.index + 1} and ${again.index + 1}${listed ? "" : ", one inside another's body"}`,
          pointer: at.pointer,
          at: at.node,
          fixes: [fix]
        },
        rules
      )
    )
  }
  for (const step of found.workflow.steps) {
    diagnostics.push(...taskDoubles(step))
    const name = step.name
    if (name === undefined || name.text.includes("{{") || sayable.test(name.text)) continue
    const slug = slugOf(name.text)
    diagnostics.push(
      finding(
        {
          rule: "step-name-form",
          stage: "semantic",
          message: `The name \`${name.text}\` cannot be written in a condition or template`,
          pointer: name.pointer,
          at: name.node,
          fixes:
            slug === "" ? [] : [{ ...renameFix(found, names, step, slug, 0.7), applicability: "display" }]
        },
        rules
      )
    )
  }
  return { diagnostics, unknowns: [] }
}

/** Names that references ask for in vain and that a step with another's name could give them. */
export const wantedNames = (workflow: Workflow): ReadonlySet<string> =>
  new Set([...lostNames(workflow).values()].map((lost) => lost.name))

const sayable = /^[\p{L}_][\p{L}\p{N}_-]*$/u

const slugOf = (name: string): string =>
  name
    .trim()
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .replace(/^(\d)/, "step_$1")

interface Double {
  readonly first: Step
  readonly again: Step
}

/** Steps with a name that an earlier step of the same flow has, cases of one switch aside. */
const doubles = (workflow: Workflow): ReadonlyArray<Double> => {
  const found: Array<Double> = []
  const names = Names.of(workflow)
  const seen = new Map<string, Map<Step["scope"]["flow"], Array<Step>>>()
  for (const again of workflow.steps) {
    const name = again.name?.text
    if (name === undefined) continue
    const byFlow = seen.get(name) ?? new Map<Step["scope"]["flow"], Array<Step>>()
    seen.set(name, byFlow)
    const before = byFlow.get(again.scope.flow) ?? []
    byFlow.set(again.scope.flow, before)
    const first = before.find((step) => !names.exclusive(step, again))
    if (first !== undefined) found.push({ first, again })
    before.push(again)
  }
  return found
}

interface Lost {
  readonly step: Step
  readonly name: string
  /** Whether only this step can be the one that was meant. */
  readonly sure: boolean
}

/** For the later step of each double: which of the two lost its name, and what that was. */
const lostNames = once((workflow): ReadonlyMap<Step, Lost> => {
  const lost = new Map<Step, Lost>()
  const pairs = doubles(workflow)
  if (pairs.length === 0) return lost
  const names = Names.of(workflow)
  const dangling = new Map<string, Array<Mention>>()
  for (const mention of mentionsOf(workflow).mentions) {
    const target = names.target(mention)
    if (target.kind !== "step" || mention.place === "output" || target.flow !== mention.step.scope.flow)
      continue
    if (names.standing(mention.step, target.flow, target.part.name).standing !== "absent") continue
    const name = target.part.name
    const same = dangling.get(name)
    if (same === undefined) dangling.set(name, [mention])
    else same.push(mention)
  }
  const taken = new Set<string>()
  for (const { first, again } of pairs) {
    for (const [name, mentions] of dangling) {
      if (taken.has(name) || mentions.some((mention) => mention.step.scope.flow !== again.scope.flow))
        continue
      // A slip of a name that exists is not a name that went missing.
      if (nearest(name, names.visible(again.scope.flow)).length > 0) continue
      const could = [first, again].filter((step) =>
        mentions.every((mention) => mention.step.order > step.order)
      )
      if (could.length === 0) continue
      const step = could.includes(again) ? again : first
      lost.set(again, { step, name, sure: could.length === 1 })
      taken.add(name)
      break
    }
  }
  return lost
})

/** Gives a step another name, and the references that mean this step with it. */
const renameFix = (found: Found, names: Names, step: Step, name: string, confidence: number): Fix => {
  const old = step.name as Value
  const operations: Array<Operation> = [{ op: "replace", path: old.pointer, value: name }]
  const changes = new Map<
    string,
    { value: Value; stretches: Array<{ start: number; end: number; text: string }> }
  >()
  for (const mention of found.mentions) {
    const target = names.target(mention)
    if (target.kind !== "step" || target.part.name !== old.text || target.flow !== step.scope.flow) continue
    if (!means(mention, step, names)) continue
    const change = changes.get(mention.value.pointer) ?? { value: mention.value, stretches: [] }
    change.stretches.push({ start: target.part.start, end: target.part.end, text: name })
    changes.set(mention.value.pointer, change)
  }
  for (const { value, stretches } of changes.values()) operations.push(...replaced(value, stretches))
  const uses =
    changes.size === 0 ? "" : changes.size === 1 ? " with its use" : ` with its ${changes.size} uses`
  return patchFix(`Call this step \`${name}\`${uses}`, operations, "unsafe", confidence)
}

/** Whether a mention means this step and not another of the same name: the last one that ran before it. */
const means = (mention: Mention, step: Step, names: Names): boolean => {
  const same = names.named(step.scope.flow, step.name?.text ?? "")
  if (same.length === 1) return true
  const ran = same.filter((each) => each.order < mention.step.order)
  return ran.at(-1) === step
}

/** A name like this one that nobody has. */
const unused = (name: string, names: Names, step: Step): string => {
  const [, base = name, digits] = /^(.*?)(?:_(\d{1,6}))?$/s.exec(name) ?? []
  const taken = new Set(names.visible(step.scope.flow))
  let count = digits === undefined ? 2 : Number(digits) + 1
  while (taken.has(`${base}_${count}`)) count++
  return `${base}_${count}`
}

const taskDoubles = (step: Step): ReadonlyArray<Diagnostic> => {
  const seen = new Set<string>()
  return step.tasks.flatMap(({ name }, index) => {
    if (name === undefined) return []
    if (!seen.has(name.text)) {
      seen.add(name.text)
      return []
    }
    let count = 2
    while (seen.has(`${name.text}_${count}`)) count++
    const other = `${name.text}_${count}`
    return [
      finding(
        {
          rule: "duplicate-task-id",
          stage: "semantic",
          message: `Two tasks of this step are called \`${name.text}\`; task ${index + 1} would overwrite the result of the earlier one`,
          pointer: name.pointer,
          at: name.node,
          fixes: [
            patchFix(
              `Call this task \`${other}\``,
              [{ op: "replace", path: name.pointer, value: other }],
              "unsafe",
              0.6
            )
          ]
        },
        rules
      )
    ]
  })
}
