/**
 * Reusable workflows that a step uses as if they were actions: only a job calls them. Where a job does nothing else, it
 * becomes that call.
 */
import { get, keyText } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { flatten, type Job, type Step } from "../model/Workflow.ts"
import { check, edit, type Say } from "./Say.ts"

export const calledInSteps = check(({ workflow }, say) => {
  for (const job of workflow.jobs) for (const step of flatten(job.steps)) judge(say, step, job)
  for (const step of flatten(workflow.steps)) judge(say, step, undefined)
})

const file = /(?:^|\/)\.github\/workflows\/[^/@]+\.ya?ml(?:@.*)?$/

const judge = (say: Say, step: Step, job: Job | undefined): void => {
  const { uses } = step
  if (uses === undefined || !file.test(uses.text)) return
  const operations = job === undefined ? undefined : lifted(job, step)
  say.problem({
    rule: "workflow-in-step",
    message: `\`${uses.text}\` is a reusable workflow: a job calls it, not a step.`,
    pointer: uses.pointer,
    at: uses.node,
    fixes:
      operations === undefined ? [] : [edit(`Call it from \`${job?.id}\` itself`, operations, "unsafe", 0.85)]
  })
}

/** Keys of a job that runs steps which say nothing about a call, and keys that calls have as well. */
const needless: ReadonlySet<string> = new Set(["runs-on", "steps"])
const common: ReadonlySet<string> = new Set(["name", "needs", "if", "permissions", "concurrency", "strategy"])

const lifted = (job: Job, step: Step) => {
  const keys = job.node.pairs.map((pair) => keyText(pair) ?? "")
  if (!keys.every((key) => needless.has(key) || common.has(key))) return undefined
  if (job.steps.some((other) => other !== step && !/^actions\/checkout(?:@|$)/.test(other.uses?.text ?? "")))
    return undefined
  const moved = step.node.pairs.map((pair) => keyText(pair) ?? "").filter((key) => key !== "id")
  if (!moved.every((key) => ["uses", "with", "secrets", "name", "if"].includes(key))) return undefined
  if (keys.includes("if") && moved.includes("if")) return undefined
  return [
    ...moved
      .filter((key) => key !== "name" || get(job.node, "name") === undefined)
      .map((key) => ({
        op: "move" as const,
        from: child(step.pointer, key),
        path: child(job.pointer, key)
      })),
    ...keys
      .filter((key) => needless.has(key))
      .map((key) => ({ op: "remove" as const, path: child(job.pointer, key) }))
  ]
}
