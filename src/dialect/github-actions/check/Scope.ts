/**
 * What an expression sees from where it stands: its job, and the steps that have run by then.
 */
import type { Site } from "../expression/Place.ts"
import { flatten, type Job, type Step, type Workflow } from "../model/Workflow.ts"

export interface Scope {
  readonly job: Job | undefined
  /** All steps beside the one in which the expression stands, in the order in which they run. */
  readonly steps: ReadonlyArray<Step>
  /** Whether a step of that id has run when the expression is read; undefined where there is no such step. */
  readonly state: (id: string) => "done" | "own" | "later" | undefined
  /** The steps that have run by then. */
  readonly before: () => ReadonlyArray<Step>
}

export const scopeOf = (workflow: Workflow, site: Site): Scope => {
  const { path } = site
  if (path[0] === "jobs") {
    const job = workflow.job.get(String(path[1]))
    const steps = job?.steps ?? []
    return { job, ...among(steps, path[2] === "steps" ? Number(path[3]) : undefined, site) }
  }
  const steps = workflow.kind === "action" ? workflow.steps : []
  return { job: undefined, ...among(steps, path[1] === "steps" ? Number(path[2]) : undefined, site) }
}

interface Order {
  readonly steps: ReadonlyArray<Step>
  /** By id in lower case: each step of that id with the position of the step of the list that holds it. */
  readonly byId: ReadonlyMap<string, ReadonlyArray<{ readonly step: Step; readonly index: number }>>
}

const orders = new WeakMap<ReadonlyArray<Step>, Order>()

/** Made once for each list of steps: every expression of a job asks for it. */
const orderOf = (all: ReadonlyArray<Step>): Order => {
  const known = orders.get(all)
  if (known !== undefined) return known
  const byId = new Map<string, Array<{ readonly step: Step; readonly index: number }>>()
  for (const each of all) {
    for (const step of flatten([each])) {
      if (step.id === undefined) continue
      const id = step.id.text.toLowerCase()
      const entry = { step, index: each.index }
      const list = byId.get(id)
      if (list === undefined) byId.set(id, [entry])
      else list.push(entry)
    }
  }
  const order = { steps: flatten(all), byId }
  orders.set(all, order)
  return order
}

const among = (all: ReadonlyArray<Step>, index: number | undefined, site: Site): Omit<Scope, "job"> => {
  const { steps, byId } = orderOf(all)
  const own = (step: Step): boolean => site.pointer.startsWith(`${step.pointer}/`)
  return {
    steps,
    state: (id) => {
      const found = byId.get(id.toLowerCase())
      if (found === undefined) return undefined
      if (index === undefined || found.some((each) => each.index < index)) return "done"
      const here = found.filter((each) => each.index === index)
      // Of steps that run side by side nobody knows which is first.
      if (here.some(({ step }) => !own(step))) return "done"
      return here.length > 0 ? "own" : "later"
    },
    before: () => (index === undefined ? steps : flatten(all.filter((step) => step.index < index)))
  }
}
