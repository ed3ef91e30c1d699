/**
 * The dry run: the workflow as it would go, job by job in the order of their needs, without running anything.
 *
 * It tells what can never happen whatever the run brings: jobs behind a job that never runs, conditions on events
 * that do not start the workflow, matrices larger than GitHub takes, and waits for steps that are not running.
 */

import type { Check } from "../../diagnose/Dialect.ts"
import type { Node } from "../../document/Node.ts"
import { allOf, check, orMeant, rename, type Say } from "./check/Say.ts"
import { asksStatus, decide, type Facts } from "./expression/Decide.ts"
import { meant } from "./expression/Names.ts"
import type { Use } from "./model/Analysis.ts"
import { combinationsOf } from "./model/Combinations.ts"
import { flatten, type Job, type Step, type Workflow } from "./model/Workflow.ts"
import { platform } from "./rules.generated.ts"

export const dryRun: Check = check((analysis, say) => {
  const { workflow } = analysis
  const conditions = new Map<Node, Use>()
  for (const use of analysis.uses) {
    const whole = use.template === undefined || use.template.end - use.template.start === use.site.text.length
    if (use.site.place.condition && whole) conditions.set(use.site.node, use)
  }
  const facts = factsOf(workflow)
  const skipped = new Set<Job>()
  for (const job of inOrder(workflow)) {
    if (neverRuns(say, workflow, job, conditions, facts, skipped)) skipped.add(job)
    size(say, job)
    walk(say, job, conditions, facts)
  }
})

/** Conditions that are one expression, by the node of the text. */
type Conditions = ReadonlyMap<Node, Use>

/** Jobs in the order in which they may start; those in circles never do and are left out. */
const inOrder = (workflow: Workflow): ReadonlyArray<Job> => {
  if (workflow.inOrder) return workflow.jobs
  const waiting = new Map<Job, number>()
  const waiters = new Map<Job, Array<Job>>()
  for (const job of workflow.jobs) {
    const needed = new Set(job.needs.flatMap(({ text }) => workflow.job.get(text) ?? []))
    waiting.set(job, needed.size)
    for (const each of needed) {
      const list = waiters.get(each)
      if (list === undefined) waiters.set(each, [job])
      else list.push(job)
    }
  }
  const order = workflow.jobs.filter((job) => waiting.get(job) === 0)
  for (const job of order) {
    for (const next of waiters.get(job) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  return order
}

const factsOf = ({ triggers }: Workflow): Facts => {
  const events = new Set(triggers.map(({ name }) => name.toLowerCase()))
  return { events: events.has("workflow_call") || events.size === 0 ? undefined : events }
}

/** What a condition comes to, and whether it asks for the status of the jobs before. */
const outcome = (
  { condition }: Job | Step,
  conditions: Conditions,
  facts: Facts
): { readonly value: boolean | undefined; readonly status: boolean; readonly literal: boolean } => {
  if (condition === undefined) return { value: undefined, status: false, literal: false }
  if (
    condition.kind === "scalar" &&
    (typeof condition.value === "boolean" || typeof condition.value === "number")
  ) {
    return { value: condition.value !== false && condition.value !== 0, status: false, literal: true }
  }
  const { tree, references = [] } = conditions.get(condition)?.expression ?? {}
  if (tree === undefined) return { value: undefined, status: false, literal: false }
  return { value: decide(tree, facts), status: asksStatus(tree), literal: references.length === 0 }
}

const neverRuns = (
  say: Say,
  workflow: Workflow,
  job: Job,
  conditions: Conditions,
  facts: Facts,
  skipped: ReadonlySet<Job>
): boolean => {
  const { value, status, literal } = outcome(job, conditions, facts)
  if (value === false) {
    if (!literal) unreachable(say, job, `\`${job.id}\` never runs`, facts)
    return true
  }
  if (status) return false
  const cause = job.needs.find(({ text }) => {
    const needed = workflow.job.get(text)
    return needed !== undefined && skipped.has(needed)
  })
  if (cause === undefined) return false
  say.problem({
    rule: "job-never-runs",
    message: `\`${job.id}\` never runs: it waits for \`${cause.text}\`, which is always skipped.`,
    pointer: cause.pointer,
    at: cause.node
  })
  return true
}

const unreachable = (say: Say, { condition, pointer }: Job | Step, what: string, facts: Facts): void => {
  if (condition === undefined) return
  say.problem({
    rule: "condition-unreachable",
    message: `${what}: the workflow does not start on the event that this condition asks for.`,
    help: `It starts on ${allOf([...(facts.events ?? [])])}.`,
    pointer: `${pointer}/if`,
    at: condition
  })
}

const size = (say: Say, job: Job): void => {
  if (job.matrix === undefined || job.matrix === "open") return
  const count = combinationsOf(job.matrix, platform.matrixLimit)
  if (count === undefined || count <= platform.matrixLimit) return
  say.problem({
    rule: "matrix-too-large",
    message: `The matrix of \`${job.id}\` has more than ${platform.matrixLimit} combinations: GitHub starts none of them.`,
    pointer: job.matrix.pointer,
    at: job.matrix.node
  })
}

const walk = (say: Say, job: Job, conditions: Conditions, facts: Facts): void => {
  let running: Map<string, Step> | undefined
  for (const step of flatten(job.steps)) {
    if (step.condition !== undefined) {
      const { value, literal } = outcome(step, conditions, facts)
      if (value === false && !literal) unreachable(say, step, "This step never runs", facts)
    }
    if (step.wait.length > 0 || step.cancel.length > 0) {
      for (const word of [...step.wait, ...step.cancel]) {
        if (word.text.includes("${{") || running?.has(word.text.toLowerCase()) === true) continue
        const better = meant(
          word.text,
          [...(running?.values() ?? [])].flatMap(({ id }) => id?.text ?? [])
        )
        say.problem({
          rule: "wait-unknown",
          message: `No step before runs in the background with the id \`${word.text}\`${orMeant(better)}`,
          pointer: word.pointer,
          at: word.node,
          fixes: rename(word.pointer, better)
        })
      }
    }
    if (step.id !== undefined && step.background) {
      running ??= new Map()
      running.set(step.id.text.toLowerCase(), step)
    }
  }
}
