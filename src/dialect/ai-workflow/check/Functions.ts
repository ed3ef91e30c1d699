/**
 * Gemini functions: those that steps offer to the model are defined, and those defined are offered.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Fix } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { get, keyText, resolve, stringOf } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { rules } from "../rules.generated.ts"
import type { Flow, Step } from "../Step.ts"
import { workflowOf } from "../Workflow.ts"

export const functions: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const used = new Set<string>()
  for (const name of defaultNames(workflow.flow)) used.add(name)
  for (const step of workflow.steps) {
    const defined = definedFor(step.scope.flow)
    const items = step.items("functions")
    for (const { node, pointer } of items) {
      const name = stringOf(node)
      if (name === undefined || name.includes("{{")) continue
      used.add(name)
      if (defined.includes(name)) continue
      diagnostics.push(
        finding(
          {
            rule: "unknown-function",
            stage: "semantic",
            message:
              defined.length === 0
                ? `The function \`${name}\` is not defined: there are no \`gemini_functions\``
                : `The function \`${name}\` is not defined: there are ${oneOf(defined)}`,
            pointer,
            at: node,
            fixes: fixesFor(name, pointer, defined, items.length, step)
          },
          rules
        )
      )
    }
  }
  // A function that a misspelled name was meant for is not unused.
  const wrong = diagnostics.length > 0
  for (const flow of workflow.flows) {
    const defined = get(flow.node, "gemini_functions")
    if (defined?.kind !== "map" || wrong || !workflow.whole) continue
    for (const pair of defined.pairs) {
      const name = keyText(pair)
      if (name === undefined || used.has(name)) continue
      diagnostics.push(
        finding(
          {
            rule: "unused-function",
            stage: "semantic",
            message: `The function \`${name}\` is defined but no step offers it to the model`,
            pointer: child(child(flow.pointer, "gemini_functions"), name),
            at: pair.key
          },
          rules
        )
      )
    }
  }
  return { diagnostics, unknowns: [] }
}

/** The functions that a flow's steps may offer: its own and those of the flows around it. */
const definedFor = (flow: Flow): ReadonlyArray<string> => [
  ...flow.functions.keys(),
  ...(flow.owner === undefined ? [] : definedFor(flow.owner.scope.flow))
]

const defaultNames = (flow: Flow): ReadonlyArray<string> => {
  const list = get(get(flow.node, "defaults"), "gemini_functions")
  return list?.kind === "seq" ? list.items.flatMap((item) => stringOf(resolve(item)) ?? []) : []
}

const fixesFor = (
  name: string,
  pointer: string,
  defined: ReadonlyArray<string>,
  count: number,
  step: Step
): ReadonlyArray<Fix> => {
  const [best] = likely(name, defined)
  const only = defined.length === 1 ? defined[0] : undefined
  if (best !== undefined || only !== undefined) {
    const {
      name: meant,
      applicability,
      confidence
    } = best ?? {
      name: only as string,
      applicability: "unsafe" as const,
      confidence: 0.55
    }
    return [
      patchFix(
        `Write \`${meant}\``,
        [{ op: "replace", path: pointer, value: meant }],
        applicability,
        confidence
      )
    ]
  }
  const [path, what] = count === 1 ? [step.at("functions"), "`functions`"] : [pointer, `\`${name}\``]
  return [patchFix(`Remove ${what}`, [{ op: "remove", path }], "unsafe", 0.35)]
}
