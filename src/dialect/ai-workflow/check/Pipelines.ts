/**
 * Nested pipelines: one that runs itself, outputs that take each other's name.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding } from "../../../diagnose/Finding.ts"
import { get } from "../../../document/Node.ts"
import { rules } from "../rules.generated.ts"
import { type Step, textOf } from "../Step.ts"
import { workflowOf } from "../Workflow.ts"

export const pipelines: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const folder = view.path === undefined ? undefined : view.path.split("/").slice(0, -1)
  for (const step of workflow.steps) {
    if (step.type !== "pipeline") continue
    const file = step.text("pipeline_file")
    if (
      file !== undefined &&
      folder !== undefined &&
      sameFile(file.text, folder, view.path ?? "") &&
      !bounded(step)
    ) {
      diagnostics.push(
        finding(
          {
            rule: "recursive-pipeline",
            stage: "semantic",
            message:
              "This step runs the file that it stands in, with no condition and no `max_depth` to end it",
            pointer: file.pointer,
            at: file.node
          },
          rules
        )
      )
    }
    const seen = new Set<string>()
    for (const { node, pointer } of step.items("outputs")) {
      const name = node.kind === "map" ? textOf(node, pointer, "as") : undefined
      if (name === undefined) continue
      if (seen.has(name.text)) {
        diagnostics.push(
          finding(
            {
              rule: "duplicate-output",
              stage: "semantic",
              message: `Two outputs are called \`${name.text}\`: the later one replaces the earlier`,
              pointer: name.pointer,
              at: name.node
            },
            rules
          )
        )
      }
      seen.add(name.text)
    }
  }
  return { diagnostics, unknowns: [] }
}

const bounded = (step: Step): boolean =>
  step.value("condition") !== undefined || get(step.value("config"), "max_depth") !== undefined

/** Whether a path written in a file of this folder leads to that file. */
const sameFile = (written: string, folder: ReadonlyArray<string>, path: string): boolean => {
  if (written.startsWith("/") || written.includes("{{")) return false
  const at = [...folder]
  for (const segment of written.split("/")) {
    if (segment === "..") at.pop()
    else if (segment !== "." && segment !== "") at.push(segment)
  }
  return at.join("/") === path
}
