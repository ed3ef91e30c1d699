/**
 * Names of steps: every step that is named must exist and have run by then.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Fix } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { nearest, oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import { get } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { foundIn, type Mention } from "../Mentions.ts"
import { Names, type Part, type Standing } from "../Names.ts"
import { language, rules } from "../rules.generated.ts"
import type { Flow, Step } from "../Step.ts"
import type { Workflow } from "../Workflow.ts"
import { wantedNames } from "./StepNames.ts"

export const stepReferences: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const names = Names.of(found.workflow)
  const diagnostics: Array<Diagnostic> = []
  for (const mention of found.mentions) {
    const target = names.target(mention)
    if (target.kind === "unknown") {
      // A dotted name in a condition can only be a step's; elsewhere it may be anybody's.
      if (mention.place !== "condition" || target.fields.length === 0) continue
    } else if (target.kind !== "step") continue
    const flow = target.kind === "step" ? target.flow : mention.step.scope.flow
    const { standing, step } = names.standing(mention.step, flow, target.part.name)
    if (mention.place === "output" ? standing !== "absent" : fine.has(standing)) continue
    if (standing === "absent" && explained(found.workflow, mention, target.part.name, names)) continue
    const rule = standing === "absent" ? "unknown-step" : "step-not-run-yet"
    diagnostics.push(
      finding(
        {
          rule,
          stage: "semantic",
          ...(standing === "other-case" ? { severity: "warning" as const } : {}),
          message: messageOf(mention, target.part, standing, step, names, flow),
          pointer: mention.value.pointer,
          at: rangeOf(view.text, mention.value, target.part),
          fixes:
            standing === "later"
              ? [
                  ...moves(mention, step, found.mentions, names),
                  ...renames(mention, target.part, flow, names)
                ]
              : renames(mention, target.part, flow, names)
        },
        rules
      )
    )
  }
  return { diagnostics, unknowns: [] }
}

/** Standings that are no mistake here; the dry run looks at what a first iteration does not have yet. */
const fine: ReadonlySet<Standing> = new Set(["earlier", "repeated"])

const predecessors: ReadonlySet<string> = new Set(language.predecessors)

/** Whether another diagnostic is the root of it: a step that lost its name or shares one, or that cannot be read. */
const explained = (workflow: Workflow, mention: Mention, name: string, names: Names): boolean => {
  if (!workflow.whole) return true
  if (wantedNames(workflow).has(name)) return true
  if (nearest(name, names.visible(mention.step.scope.flow)).length > 0) return false
  return workflow.steps.some(
    (step) =>
      step.name === undefined &&
      step.order < mention.step.order &&
      step.scope.flow === mention.step.scope.flow
  )
}

const messageOf = (
  mention: Mention,
  part: Part,
  standing: Standing,
  step: Step | undefined,
  names: Names,
  flow: Flow
): string => {
  const what = `${placeTitle[mention.place]} names the step \`${part.name}\``
  switch (standing) {
    case "self":
      return `${what}, which is this step itself: its result does not exist yet`
    case "enclosing":
      return `${what}, which is still running: this step is inside it`
    case "inside":
      return `${what}, which is inside this step and has not run yet`
    case "later":
      return `${what}, which comes later${step === undefined ? "" : ` (step ${step.index + 1} of its list)`}`
    case "other-case":
      return `${what}, which is in another case of the same switch: only one of them runs`
    default: {
      const there = mention.place === "output" ? names.visible(flow) : names.before(mention.step, flow)
      const has = there.length === 0 ? "no step runs before it" : `before it run ${oneOf(there)}`
      return `${what}, but there is no such step${mention.place === "output" ? "" : `: ${has}`}`
    }
  }
}

const placeTitle: Readonly<Record<Mention["place"], string>> = {
  step: "This prompt part",
  condition: "The condition",
  switch: "The expression",
  template: "The template",
  source: "The data source",
  output: "The output"
}

/** Fixes that write another name, the likeliest first. */
const renames = (mention: Mention, part: Part, flow: Flow, names: Names): ReadonlyArray<Fix> => {
  const before = mention.place === "output" ? names.visible(flow) : names.before(mention.step, flow)
  const write = (
    text: string,
    stretch: { start: number; end: number },
    safe: boolean,
    confidence: number
  ): Fix =>
    patchFix(
      `Write \`${text}\``,
      replaced(mention.value, [{ ...stretch, text }]),
      safe ? "safe" : "unsafe",
      confidence
    )
  // The path of a result where only the step's name belongs: `steps.analyze.result`.
  if (mention.place === "step") {
    const bare = part.name.replace(/^(?:steps\.|previous_response:)/, "").split(/[.:]/)[0] ?? ""
    if (bare !== part.name && before.includes(bare)) return [write(bare, part, true, 0.97)]
  }
  const near = likely(part.name, before)
  if (near.length > 0) {
    return near
      .slice(0, 2)
      .map(({ name, applicability, confidence }) => write(name, part, applicability === "safe", confidence))
  }
  const outside = inherit(mention, part.name, flow, names)
  if (outside !== undefined) return [outside]
  const last = predecessorOf(mention.step, before, names)
  if (last === undefined) return []
  if (predecessors.has(part.name.toLowerCase())) return [write(last, part, false, 0.85)]
  const task = ownerOfTask(mention, part.name, names, flow)
  if (task !== undefined) {
    return [
      patchFix(
        `Take \`${part.name}\` out of the result of \`${task}\``,
        [
          ...replaced(mention.value, [{ ...part, text: task }]),
          ...(mention.place === "step"
            ? [
                {
                  op: "add" as const,
                  path: mention.value.pointer.replace(/\/step$/, "/extract"),
                  value: part.name
                }
              ]
            : [])
        ],
        "unsafe",
        0.8
      )
    ]
  }
  const contained = before.filter((name) => holds(name, part.name))
  if (contained.length === 1) return [write(contained[0] as string, part, false, 0.7)]
  return mention.place === "step" ? [write(last, part, false, before.length === 1 ? 0.5 : 0.3)] : []
}

/** Lets a nested pipeline see the steps around it, where one of them has the name. */
const inherit = (mention: Mention, name: string, flow: Flow, names: Names): Fix | undefined => {
  const owner = flow.owner
  if (owner === undefined || mention.place === "output" || flow.inheritsContext) return undefined
  if (names.standing(owner, owner.scope.flow, name).standing !== "earlier") return undefined
  const config = owner.value("config")
  const path = owner.at("config")
  if (config !== undefined && config.kind !== "map") return undefined
  const written = get(config, "inherit_context") !== undefined
  return patchFix(
    "Let this pipeline see the steps around it",
    [
      config === undefined
        ? { op: "add", path, value: { inherit_context: true } }
        : { op: written ? "replace" : "add", path: child(path, "inherit_context"), value: true }
    ],
    "unsafe",
    0.8
  )
}

/** The step that ran last before this one, of those in the same list where there is one. */
const predecessorOf = (step: Step, before: ReadonlyArray<string>, names: Names): string | undefined => {
  let last: Step | undefined
  for (const name of before) {
    for (const each of names.named(step.scope.flow, name)) {
      if (each.order < step.order && (last === undefined || each.order > last.order)) last = each
    }
  }
  return last?.name?.text
}

/** The step that has a task of that name. */
const ownerOfTask = (mention: Mention, name: string, names: Names, flow: Flow): string | undefined => {
  for (const step of names.workflow.steps) {
    if (step.name === undefined || names.standing(mention.step, flow, step.name.text).standing !== "earlier")
      continue
    if (step.tasks.some((task) => task.name?.text === name)) return step.name.text
  }
  return undefined
}

/** Whether one name is the other with a word more: `analyze` and `analyze_code`. */
const holds = (name: string, other: string): boolean => {
  const words = (text: string): ReadonlyArray<string> =>
    text
      .toLowerCase()
      .split(/[-_\s.]+/)
      .filter((word) => word !== "")
  const a = words(name)
  const b = words(other)
  if (a.length === 0 || b.length === 0) return false
  return a.every((word) => b.includes(word)) || b.every((word) => a.includes(word))
}

/** Moves the named step before this one, where nothing that it needs would then come too late. */
const moves = (
  mention: Mention,
  named: Step | undefined,
  mentions: ReadonlyArray<Mention>,
  names: Names
): ReadonlyArray<Fix> => {
  const from = mention.step
  if (
    named === undefined ||
    named.scope !== from.scope ||
    named.bodies.length > 0 ||
    named.inline !== undefined
  ) {
    return []
  }
  for (const need of mentions) {
    if (need.step !== named) continue
    const target = names.target(need)
    if (target.kind !== "step") continue
    const { standing, step } = names.standing(named, target.flow, target.part.name)
    if (standing !== "earlier" || step === undefined || step.order >= from.order) return []
  }
  return [
    patchFix(
      `Run \`${named.name?.text}\` before \`${from.name?.text ?? "this step"}\``,
      [{ op: "move", from: named.pointer, path: from.pointer }],
      "unsafe",
      0.6
    )
  ]
}
