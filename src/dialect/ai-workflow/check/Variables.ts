/**
 * Variables: what `state`, `variables` and `inputs` are asked for is set somewhere.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import { get, keyText } from "../../../document/Node.ts"
import { foundIn, type Mention } from "../Mentions.ts"
import { Names, type Part } from "../Names.ts"
import { rules } from "../rules.generated.ts"
import type { Flow } from "../Step.ts"

export const variables: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const names = Names.of(found.workflow)
  const declared = new Set(view.context.variables)
  const diagnostics: Array<Diagnostic> = []
  for (const mention of found.mentions) {
    const target = names.target(mention)
    if (target.kind === "variable") {
      const name = target.part.name
      if (names.variables.has(name) || declared.has(name)) continue
      diagnostics.push(
        unset(view, mention, target.part, [...names.variables.keys(), ...declared], "variable")
      )
    } else if (target.kind === "input") {
      const inputs = inputsOf(mention.step.scope.flow)
      if (inputs === undefined || inputs.includes(target.part.name)) continue
      diagnostics.push(unset(view, mention, target.part, inputs, "input"))
    }
  }
  return { diagnostics, unknowns: [] }
}

/** The inputs of a flow as far as the file says; `undefined` where only its caller knows. */
const inputsOf = (flow: Flow): ReadonlyArray<string> | undefined => {
  const given = flow.owner === undefined ? undefined : flow.owner.value("inputs")
  const own = get(flow.node, "inputs")
  const schema = get(get(flow.node, "input_schema"), "properties")
  const maps = [given, own, schema].filter((map) => map?.kind === "map")
  if (maps.length === 0 && flow.owner === undefined) return undefined
  if (maps.length === 0 && flow.inheritsContext) return undefined
  return maps.flatMap((map) => (map?.kind === "map" ? map.pairs.flatMap((pair) => keyText(pair) ?? []) : []))
}

const unset = (
  view: View,
  mention: Mention,
  part: Part,
  known: ReadonlyArray<string>,
  what: "variable" | "input"
): Diagnostic => {
  const best = likely(part.name, known)[0]
  return finding(
    {
      rule: what === "variable" ? "unknown-variable" : "unknown-input",
      stage: "semantic",
      // A variable that nothing here is like may be kept from an earlier run or come from a pipeline around this one.
      severity: best === undefined ? "warning" : "error",
      message: `${what === "variable" ? "No step sets the variable" : "Nothing gives the input"} \`${part.name}\`${known.length === 0 ? "" : `: there are ${oneOf(known)}`}`,
      pointer: mention.value.pointer,
      at: rangeOf(view.text, mention.value, part),
      fixes:
        best === undefined
          ? []
          : [
              patchFix(
                `Write \`${best.name}\``,
                replaced(mention.value, [{ start: part.start, end: part.end, text: best.name }]),
                best.applicability,
                best.confidence
              )
            ]
    },
    rules
  )
}
