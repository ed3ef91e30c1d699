/**
 * Which of two steps an id belongs to, where both have it: the one that sets the outputs that are asked of it, and
 * whose name, action or command speaks of it.
 */
import { get, stringOf } from "../../../document/Node.ts"
import { type Analysis, usesIn } from "../model/Analysis.ts"
import type { Job, Step } from "../model/Workflow.ts"

/** More than zero where the id suits the step: how well, in no unit but for comparison. */
export const likeness = (analysis: Analysis, job: Job | undefined, step: Step, id: string): number => {
  const asked = outputsAsked(analysis, job, id)
  const script = step.run?.text ?? ""
  const sets = asked.filter((output) => setsOutput(script, output)).length
  // An action sets outputs that the file does not show; a command shows all of its own.
  const lacks = step.run === undefined ? 0 : asked.length - sets
  return 3 * (sets - lacks) + spokenOf(step, id)
}

/** Whether a script sets such an output, by the file or by the command that was there before it. */
export const setsOutput = (script: string, output: string): boolean =>
  (script.includes("GITHUB_OUTPUT") && (script.includes(`${output}=`) || script.includes(`${output}<<`))) ||
  script.includes(`::set-output name=${output}::`)

/** The share of the id's words that the step's name, action or command has, and one more where the name spells it. */
const spokenOf = (step: Step, id: string): number => {
  const title = stringOf(get(step.node, "name")) ?? ""
  const said = words(`${title} ${step.uses?.text ?? ""} ${step.run?.text.slice(0, 400) ?? ""}`)
  const wanted = words(id)
  if (wanted.length === 0) return 0
  const found = wanted.filter((word) => said.includes(word)).length
  const spelt = words(title).join() === wanted.join() ? 1 : 0
  return found / wanted.length + spelt
}

const words = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[a-z]+|\d+/g) ?? []

/** The outputs that expressions of the job ask of a step with this id. */
const outputsAsked = (analysis: Analysis, job: Job | undefined, id: string): ReadonlyArray<string> => {
  const outputs = new Set<string>()
  for (const { expression } of usesIn(analysis, job)) {
    for (const { context, path } of expression.references) {
      const [step, kind, output] = path
      if (context.toLowerCase() !== "steps" || step?.name?.toLowerCase() !== id.toLowerCase()) continue
      if (kind?.name === "outputs" && output?.name !== undefined) outputs.add(output.name)
    }
  }
  return [...outputs]
}
