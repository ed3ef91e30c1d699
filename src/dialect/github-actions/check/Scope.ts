/**
 * What an expression sees from where it stands: its job, and the steps that have run by then.
 */
import type { Site } from "../expression/Place.ts"
import { flatten, type Job, type Step, type Workflow } from "../model/Workflow.ts"

export interface Scope {
  readonly job: Job | undefined
  /** The step in which the expression stands. */
  readonly step: Step | undefined
  /** All steps beside it, in the order in which they run. */
  readonly steps: ReadonlyArray<Step>
  /** Those of them that have run when the expression is read. */
  readonly before: ReadonlyArray<Step>
}

export const scopeOf = (workflow: Workflow, site: Site): Scope => {
  const { path } = site
  if (path[0] === "jobs") {
    const job = workflow.job.get(String(path[1]))
    const own = job === undefined || !site.pointer.startsWith(`${job.pointer}/`) ? undefined : job
    return { job: own, ...among(own?.steps ?? [], path[2] === "steps" ? path[3] : undefined, site) }
  }
  if (workflow.kind === "action") {
    return { job: undefined, ...among(workflow.steps, path[1] === "steps" ? path[2] : undefined, site) }
  }
  return { job: undefined, step: undefined, steps: [], before: [] }
}

const among = (
  all: ReadonlyArray<Step>,
  index: string | number | undefined,
  site: Site
): Omit<Scope, "job"> => {
  const steps = flatten(all)
  if (index === undefined) return { step: undefined, steps, before: steps }
  const own = all.find((step) => step.index === index)
  const step =
    own === undefined
      ? undefined
      : (flatten([own]).findLast((each) => site.pointer.startsWith(`${each.pointer}/`)) ?? own)
  const before = flatten(all.filter((each) => each.index < Number(index)))
  // Of steps that run side by side nobody knows which is first.
  const beside = own === undefined ? [] : own.parallel.filter((each) => each !== step)
  return { step, steps, before: beside.length === 0 ? before : [...before, ...beside] }
}
