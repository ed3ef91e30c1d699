/**
 * Fields of results: where a step says what its result looks like, nobody asks it for anything else.
 *
 * Only a likeness to a declared field makes this worth saying: what a model answers besides is not known.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import { get, keyText, type Node } from "../../../document/Node.ts"
import { foundIn, type Mention } from "../Mentions.ts"
import { Names } from "../Names.ts"
import { language, rules } from "../rules.generated.ts"
import { type Step, textOf, type Value } from "../Step.ts"

export const resultFields: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const names = Names.of(found.workflow)
  const diagnostics: Array<Diagnostic> = []
  const look = (value: Value, fields: Mention["parts"], step: Step): void => {
    const wrong = firstUnknown(fields, step)
    if (wrong === undefined) return
    const { part, known } = wrong
    const best = likely(part.name, known)[0]
    if (best === undefined) return
    diagnostics.push(
      finding(
        {
          rule: "unknown-field",
          stage: "semantic",
          message: `The result of \`${step.name?.text}\` has no \`${part.name}\`: it has ${oneOf(known)}`,
          pointer: value.pointer,
          at: rangeOf(view.text, value, part),
          fixes: [
            patchFix(
              `Write \`${best.name}\``,
              replaced(value, [{ start: part.start, end: part.end, text: best.name }]),
              "unsafe",
              best.confidence
            )
          ]
        },
        rules
      )
    )
  }
  for (const mention of found.mentions) {
    const target = names.target(mention)
    if (target.kind !== "step" || mention.place === "step" || mention.place === "output") continue
    const step = names.named(target.flow, target.part.name)[0]
    if (step !== undefined) look(mention.value, target.fields, step)
  }
  for (const step of found.workflow.steps) {
    for (const { node, pointer } of step.parts) {
      const extract = textOf(node, pointer, "extract")
      const from = textOf(node, pointer, "step")?.text
      if (extract === undefined || from === undefined || !/^[\w.-]+$/.test(extract.text)) continue
      const named = names.named(step.scope.flow, from)[0]
      const fields = [...extract.text.matchAll(/[^.]+/g)].map((part) => ({
        name: part[0],
        start: part.index,
        end: part.index + part[0].length
      }))
      if (named !== undefined) look(extract, fields, named)
    }
  }
  return { diagnostics, unknowns: [] }
}

const general: ReadonlySet<string> = new Set(language.resultFields)
const own: ReadonlyMap<string, ReadonlyArray<string>> = new Map(Object.entries(language.stepFields))
/** Fields that hold the whole result once more. */
const wrappers: ReadonlySet<string> = new Set([
  "result",
  "results",
  "output",
  "outputs",
  "data",
  "response",
  "content"
])

/** The first field of a path that a step's declared result does not have, with those it has. */
const firstUnknown = (
  fields: Mention["parts"],
  step: Step
): { readonly part: Mention["parts"][number]; readonly known: ReadonlyArray<string> } | undefined => {
  const tasks = step.tasks.flatMap(({ name }) => name?.text ?? [])
  const first = fields[0]
  if (first === undefined) return undefined
  if (tasks.length > 0) {
    return tasks.includes(first.name) || general.has(first.name) ? undefined : { part: first, known: tasks }
  }
  const listed = step.type === undefined ? undefined : own.get(step.type)
  if (listed !== undefined) {
    return listed.includes(first.name) || general.has(first.name) ? undefined : { part: first, known: listed }
  }
  let schema: Node | undefined = step.value("output_schema") ?? step.value("schema")
  for (const [index, part] of fields.entries()) {
    const properties = get(schema, "properties")
    if (properties?.kind !== "map" || properties.pairs.length === 0) return undefined
    const known = properties.pairs.flatMap((pair) => keyText(pair) ?? [])
    if (known.includes(part.name)) {
      schema = get(properties, part.name)
      continue
    }
    if (index === 0 && wrappers.has(part.name)) continue
    const more = get(schema, "additionalProperties")
    if (more !== undefined && !(more.kind === "scalar" && more.value === false)) return undefined
    return (index <= 1 && general.has(part.name)) || /^\d+$/.test(part.name) ? undefined : { part, known }
  }
  return undefined
}
