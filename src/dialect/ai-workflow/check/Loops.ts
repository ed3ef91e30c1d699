/**
 * Loops: what they run over, how often, and what their bodies ask of `loop`.
 */

import type { Diagnostic, Severity } from "../../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Fix } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import type { Node } from "../../../document/Node.ts"
import { constantOf } from "../Expression.ts"
import { type Found, foundIn, type Mention } from "../Mentions.ts"
import { Names, type Part } from "../Names.ts"
import { language, rules, world } from "../rules.generated.ts"
import type { Step } from "../Step.ts"

export const loops: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const names = Names.of(found.workflow)
  const diagnostics: Array<Diagnostic> = []
  for (const step of found.workflow.steps) {
    if (step.type === "for_loop") diagnostics.push(...forLoop(step))
    if (step.type === "while_loop") diagnostics.push(...whileLoop(view, step, found, names))
  }
  for (const mention of found.mentions) {
    const target = names.target(mention)
    if (target.kind !== "loop") continue
    diagnostics.push(...loopField(view, mention, target.part, target.fields))
  }
  return { diagnostics, unknowns: [] }
}

const report = (
  rule: string,
  severity: Severity,
  message: string,
  pointer: string,
  at: { readonly start: number; readonly end: number },
  fixes: ReadonlyArray<Fix> = []
): Diagnostic => finding({ rule, stage: "semantic", severity, message, pointer, at, fixes }, rules)

const reserved: ReadonlySet<string> = new Set(
  [...language.loopFields.for, ...language.loopFields.while].filter((name) => name !== "item")
)

const forLoop = (step: Step): ReadonlyArray<Diagnostic> => {
  const diagnostics: Array<Diagnostic> = [...bounds(step)]
  const iterator = step.text("iterator")
  if (iterator !== undefined) {
    const outer = step.loops.find((loop) => loop.iterator === iterator.text)
    if (reserved.has(iterator.text)) {
      diagnostics.push(
        report(
          "iterator-name",
          "warning",
          `The iterator \`${iterator.text}\` hides what the engine keeps under \`loop.${iterator.text}\``,
          iterator.pointer,
          iterator.node
        )
      )
    } else if (outer !== undefined) {
      diagnostics.push(
        report(
          "iterator-name",
          "warning",
          `The iterator \`${iterator.text}\` is also that of the loop around this one, which only \`loop.parent\` reaches then`,
          iterator.pointer,
          iterator.node
        )
      )
    }
  }
  const source = step.value("data_source")
  if (source?.kind === "seq" && source.items.length === 0) {
    diagnostics.push(
      report(
        "empty-loop",
        "warning",
        "The list to run over is empty: the body never runs",
        step.at("data_source"),
        source
      )
    )
  }
  const parallel = step.value("parallel")
  const limit = step.value("max_parallel")
  if (limit !== undefined && !(parallel?.kind === "scalar" && parallel.value === true)) {
    diagnostics.push(
      report(
        "idle-option",
        "warning",
        "`max_parallel` has no effect without `parallel: true`",
        step.at("max_parallel"),
        limit,
        [setTrue(step, "parallel", parallel)]
      )
    )
  }
  return diagnostics
}

const setTrue = (step: Step, key: string, written: Node | undefined): Fix =>
  patchFix(
    `Set \`${key}: true\``,
    [{ op: written === undefined ? "add" : "replace", path: step.at(key), value: true }],
    "display",
    0.7
  )

const bounds = (step: Step): ReadonlyArray<Diagnostic> => {
  const most = step.scalar("max_iterations")
  if (typeof most?.value !== "number" || most.value <= world.loops.most) return []
  return [
    report(
      "iteration-limit",
      "warning",
      `The engine stops every loop after ${world.loops.most} iterations, whatever \`max_iterations\` says`,
      step.at("max_iterations"),
      most,
      [
        patchFix(
          `Write ${world.loops.most}`,
          [{ op: "replace", path: step.at("max_iterations"), value: world.loops.most }],
          "display",
          0.6
        )
      ]
    )
  ]
}

const whileLoop = (view: View, step: Step, found: Found, names: Names): ReadonlyArray<Diagnostic> => {
  const diagnostics: Array<Diagnostic> = [...bounds(step)]
  const limited = step.value("max_iterations") !== undefined
  const formulas = found.formulas.filter((formula) => formula.step === step && formula.key === "condition")
  const first = formulas[0]
  const condition = step.value("condition")
  const pointer = step.at("condition")
  const always =
    (condition?.kind === "scalar" && condition.value === true) ||
    (formulas.length === 1 &&
      first?.reading.expression !== undefined &&
      constantOf(first.reading.expression) === true)
  if (condition === undefined) return diagnostics
  const leaves = breaks(step)
  if (always && !leaves) {
    diagnostics.push(
      report(
        "endless-loop",
        "warning",
        `The condition is always true: the loop runs until ${limited ? "`max_iterations`" : `the engine stops it after ${world.loops.default} iterations`}`,
        pointer,
        condition
      )
    )
  } else if (
    !leaves &&
    formulas.length > 0 &&
    formulas.every((formula) => formula.reading.expression !== undefined)
  ) {
    const mentions = found.mentions.filter((mention) => mention.step === step && mention.key === "condition")
    if (mentions.length > 0 && mentions.every((mention) => settled(mention, step, found, names))) {
      const at =
        first === undefined
          ? condition
          : rangeOf(view.text, first.value, { start: 0, end: first.value.text.length })
      diagnostics.push(
        report(
          "endless-loop",
          "warning",
          "Nothing that the condition names changes while the loop runs, so it never ends by itself",
          pointer,
          at
        )
      )
    }
  }
  return diagnostics
}

const breaks = (loop: Step): boolean => loop.value("break_condition") !== undefined

/** Whether no step of the loop's body changes what a mention names. */
const settled = (mention: Mention, loop: Step, found: Found, names: Names): boolean => {
  const target = names.target(mention)
  if (target.kind === "step") {
    const named = names.named(target.flow, target.part.name)
    return named.length > 0 && named.every((step) => !loop.encloses(step))
  }
  if (target.kind === "variable") {
    const setters = names.variables.get(target.part.name)
    if (setters === undefined) return false
    if (found.workflow.steps.some((step) => step.type === "pipeline" && loop.encloses(step))) return false
    return setters.every((variable) => variable.step === undefined || !loop.encloses(variable.step))
  }
  return false
}

const loopField = (
  view: View,
  mention: Mention,
  part: Part,
  fields: ReadonlyArray<Part>
): ReadonlyArray<Diagnostic> => {
  const own = mention.step
  // A loop's own conditions to go on or stop are looked at inside it.
  const inside = mention.key === "break_condition" || mention.key === "continue_condition"
  const around =
    inside || (own.type === "while_loop" && mention.key === "condition") ? [own, ...own.loops] : own.loops
  const path = [part, ...fields]
  let level = 0
  while (path[level]?.name === "parent" && level < around.length) level++
  const loop = around[level]
  const asked = path[level]
  if (loop === undefined) {
    if (mention.step.scope.flow.inheritsContext) return []
    const stretch = around.length === 0 ? { start: part.start, end: part.end } : (path[level - 1] ?? part)
    return [
      report(
        "unknown-loop-field",
        mention.prose ? "warning" : "error",
        around.length === 0
          ? "`loop` names nothing here: this step lies in no loop"
          : `There is no loop around the ${around.length === 1 ? "" : `${around.length} `}loop${around.length === 1 ? "" : "s"} that this step lies in`,
        mention.value.pointer,
        rangeOf(view.text, mention.value, stretch)
      )
    ]
  }
  if (asked === undefined) return []
  const iterator = loop.iterator
  const known = new Set([
    ...(iterator === undefined ? [] : [iterator]),
    ...(loop.type === "while_loop" ? language.loopFields.while : language.loopFields.for)
  ])
  if (known.has(asked.name)) return []
  const write = (text: string, confidence: number): Fix =>
    patchFix(
      `Write \`${text}\``,
      replaced(mention.value, [{ start: asked.start, end: asked.end, text }]),
      "unsafe",
      confidence
    )
  const outer = around.findIndex((each, index) => index > level && each.iterator === asked.name)
  const near = likely(asked.name, known)[0]
  const fixes =
    outer > level
      ? [write(`${"parent.".repeat(outer - level)}${asked.name}`, 0.9)]
      : near !== undefined
        ? [write(near.name, near.confidence)]
        : iterator !== undefined
          ? [write(iterator, 0.5)]
          : []
  return [
    report(
      "unknown-loop-field",
      "error",
      `\`loop\` has no \`${asked.name}\`: it has ${oneOf([...known])}`,
      mention.value.pointer,
      rangeOf(view.text, mention.value, asked),
      fixes
    )
  ]
}
