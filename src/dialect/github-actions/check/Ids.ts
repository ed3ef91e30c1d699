/**
 * Ids of jobs and steps: what they may be made of, and that no two steps of a job share one.
 */

import type { Fix, Operation } from "../../../diagnose/Fix.ts"
import { get, stringOf } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { type Analysis, usesIn } from "../model/Analysis.ts"
import { flatten, type Job, type Step, type Word, type Workflow } from "../model/Workflow.ts"
import { check, edit, replace, type Say } from "./Say.ts"
import { likeness } from "./StepIdentity.ts"

export const ids = check((analysis, say) => {
  const { workflow } = analysis
  let names: Names | undefined
  for (const job of workflow.jobs) {
    if (!valid(job.id)) {
      names ??= namesOf(workflow)
      jobId(say, names, job)
    }
    stepIds(say, analysis, job.steps, job)
  }
  stepIds(say, analysis, workflow.steps, undefined)
})

/** Letters, digits, `_` and `-`, not starting with a digit or `-`; `__` is reserved; fewer than 100 letters. */
const valid = (id: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_-]*$/.test(id) && !id.startsWith("__") && id.length < 100

const rule =
  "An id is made of letters, digits, `-` and `_`, starts with a letter or `_`, not with `__`, and has fewer than 100 of them."

/** The nearest id that GitHub takes. */
const slug = (text: string): string => {
  const plain = text
    .normalize("NFKD")
    .slice(0, 200)
    .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
    .replaceAll(/^[-_]+|-+$/g, "")
    .slice(0, 90)
  if (plain === "") return "id"
  return /^[A-Za-z]/.test(plain) ? plain : `_${plain}`
}

/** An id that nobody has yet; from then on it is taken, so that no two are to be called the same. */
const free = (wanted: string, taken: Set<string>): string => {
  let id = wanted
  for (let count = 2; taken.has(id.toLowerCase()); count++) id = `${wanted}-${count}`
  taken.add(id.toLowerCase())
  return id
}

/** The ids of jobs, and where each is named by a job that waits for it. */
interface Names {
  readonly taken: Set<string>
  readonly needed: ReadonlyMap<string, ReadonlyArray<Word>>
}

const namesOf = ({ jobs }: Workflow): Names => ({
  taken: new Set(jobs.map((each) => each.id.toLowerCase())),
  needed: Map.groupBy(
    jobs.flatMap(({ needs }) => needs),
    ({ text }) => text
  )
})

const jobId = (say: Say, { taken, needed }: Names, job: Job): void => {
  const id = free(slug(job.id), taken)
  const operations: Array<Operation> = (needed.get(job.id) ?? []).map(({ pointer }) => ({
    op: "replace",
    path: pointer,
    value: id
  }))
  // Last, so that the pointers above still lead into the job under its old name.
  operations.push({ op: "move", from: job.pointer, path: child("/jobs", id) })
  say.problem({
    rule: "id-invalid",
    message: `\`${job.id}\` cannot be the id of a job.`,
    help: rule,
    pointer: job.pointer,
    at: job.pair.key,
    fixes: [edit(`Call the job \`${id}\``, operations, "unsafe", 0.85)]
  })
}

const stepIds = (say: Say, analysis: Analysis, all: ReadonlyArray<Step>, job: Job | undefined): void => {
  const steps = flatten(all)
  if (steps.every(({ id }) => id === undefined)) return
  const first = new Map<string, Step>()
  const taken = new Set(steps.map((step) => step.id?.text.toLowerCase() ?? ""))
  for (const step of steps) {
    const { id } = step
    if (id === undefined || id.text.includes("${{")) continue
    if (!valid(id.text)) {
      const better = free(slug(id.text), taken)
      say.problem({
        rule: "id-invalid",
        message: `\`${id.text}\` cannot be the id of a step.`,
        help: rule,
        pointer: id.pointer,
        at: id.node,
        fixes: [replace(`Call the step \`${better}\``, id.pointer, better, "unsafe", 0.85)]
      })
      continue
    }
    const before = first.get(id.text.toLowerCase())
    if (before === undefined) first.set(id.text.toLowerCase(), step)
    else twice(say, analysis, { first: before, second: step, steps, taken, job })
  }
}

const twice = (
  say: Say,
  analysis: Analysis,
  {
    first,
    second,
    steps,
    taken,
    job
  }: {
    readonly first: Step
    readonly second: Step
    readonly steps: ReadonlyArray<Step>
    readonly taken: Set<string>
    readonly job: Job | undefined
  }
): void => {
  const id = second.id
  if (id === undefined) return
  const fixes: Array<Fix> = []
  const missing = danglingIds(analysis, job, steps)
  const wanted = missing.length === 1 ? missing[0] : undefined
  const suits = (step: Step): number =>
    likeness(analysis, job, step, id.text) -
    (wanted === undefined ? 0 : likeness(analysis, job, step, wanted))
  // Who asks for the lost id comes after the step that was to have it.
  const early = wanted !== undefined && firstUse(analysis, job, wanted) <= second.index
  const loser = early || suits(second) > suits(first) ? first : second
  const pointer = loser.id?.pointer ?? id.pointer
  if (wanted !== undefined) {
    fixes.push(replace(`Call it \`${wanted}\`, which other steps ask for`, pointer, wanted, "unsafe", 0.9))
  } else {
    const title = stringOf(get(loser.node, "name"))
    const named = title === undefined ? "" : slug(title).toLowerCase()
    const other = free(named !== "" && !taken.has(named) ? named : id.text, taken)
    fixes.push(replace(`Call it \`${other}\``, pointer, other, "unsafe", named === other ? 0.75 : 0.65))
  }
  say.problem({
    rule: "step-id-duplicate",
    message: `Another step of ${job === undefined ? "this action" : `\`${job.id}\``} has the id \`${first.id?.text}\` already.`,
    pointer,
    at: loser.id?.node ?? id.node,
    fixes
  })
}

/** The position of the first step that asks for an id; past all steps where none of them does. */
const firstUse = (analysis: Analysis, job: Job | undefined, id: string): number => {
  let first = Number.POSITIVE_INFINITY
  for (const { site, expression } of usesIn(analysis, job)) {
    const at = job === undefined ? site.path[2] : site.path[2] === "steps" ? site.path[3] : undefined
    const asks = expression.references.some(
      ({ context, path }) => context.toLowerCase() === "steps" && path[0]?.name === id
    )
    if (typeof at === "number" && asks) first = Math.min(first, at)
  }
  return first
}

/**
 * Ids that expressions ask for and no step has; where two steps share an id, one of them was to have such a one. Looked
 * for once in each job, however many steps share one.
 */
export const danglingIds = (
  analysis: Analysis,
  job: Job | undefined,
  steps: ReadonlyArray<Step>
): ReadonlyArray<string> => {
  const holder = job ?? analysis
  const before = dangling.get(holder)
  if (before !== undefined) return before
  const has = new Set(steps.map((step) => step.id?.text.toLowerCase() ?? ""))
  const missing = new Set<string>()
  for (const { expression } of usesIn(analysis, job)) {
    for (const { context, path } of expression.references) {
      const name = path[0]?.name
      if (context.toLowerCase() === "steps" && name !== undefined && !has.has(name.toLowerCase()))
        missing.add(name)
    }
  }
  const found = [...missing].filter(valid)
  dangling.set(holder, found)
  return found
}

const dangling = new WeakMap<Job | Analysis, ReadonlyArray<string>>()
