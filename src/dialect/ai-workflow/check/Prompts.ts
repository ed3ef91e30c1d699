/**
 * Prompts that say something, and files that are written once.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding } from "../../../diagnose/Finding.ts"
import { child } from "../../../document/Pointer.ts"
import { Names } from "../Names.ts"
import { rules } from "../rules.generated.ts"
import { itemsOf, type Step, textOf, type Value } from "../Step.ts"
import { workflowOf } from "../Workflow.ts"

export const prompts: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const written = new Map<string, Array<{ readonly step: Step; readonly value: Value }>>()
  const names = Names.of(workflow)
  for (const step of workflow.steps) {
    for (const { node, pointer } of [{ node: step.node, pointer: step.pointer }, ...step.tasks]) {
      const parts = itemsOf(node, pointer, "prompt")
      const empty = parts.every(
        (part) => part.node.kind === "map" && textOf(part.node, part.pointer, "content")?.text.trim() === ""
      )
      if (parts.length > 0 && empty) {
        diagnostics.push(
          finding(
            {
              rule: "empty-prompt",
              stage: "semantic",
              message: "The prompt is empty, and so is each of its parts",
              pointer: child(pointer, "prompt"),
              at: parts[0]?.node ?? node
            },
            rules
          )
        )
      }
      const file = textOf(node, pointer, "output_to_file")
      if (file === undefined) continue
      const path = file.text.trim().replace(/^\.\//, "")
      if (path === "" || path.includes("{{") || path.includes("${")) continue
      const before = written.get(path) ?? []
      written.set(path, before)
      const other = before.find(
        (each) => each.step.scope.flow === step.scope.flow && !names.exclusive(each.step, step)
      )
      before.push({ step, value: file })
      if (other !== undefined) {
        diagnostics.push(
          overwritten(
            file,
            `\`${file.text}\` is written by ${other.step === step ? "another task of this step" : `step \`${other.step.name?.text ?? other.step.index + 1}\``} as well`
          )
        )
      } else if (step.loops.length > 0) {
        diagnostics.push(overwritten(file, `Every iteration of the loop writes \`${file.text}\` anew`))
      }
    }
  }
  return { diagnostics, unknowns: [] }
}

const overwritten = (file: Value, message: string): Diagnostic =>
  finding(
    { rule: "overwritten-file", stage: "semantic", message, pointer: file.pointer, at: file.node },
    rules
  )
