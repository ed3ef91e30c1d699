/**
 * The graph of jobs: which job needs which, and in which stage each runs.
 */
import { get } from "../../../document/Node.ts"
import { isFilledIn, isReference, itemsOf, type Job, type ListItem, type Text, textOf, under } from "./Job.ts"
import { makes } from "./Matrix.ts"
import type { Pipeline } from "./Pipeline.ts"

/** One entry under `needs`. */
export interface Need {
  readonly job: Job
  readonly item: ListItem
  /** The name of the needed job. */
  readonly name: Text
  readonly target: Job | undefined
  readonly optional: boolean
  /** The list that it stands in. */
  readonly holder: string
  readonly count: number
}

/** The job of a name, which may be that of one of the jobs that `parallel` makes of it: `test 1/3`, `test: [linux, 22]`. */
export const jobNamed = (pipeline: Pipeline, name: string): Job | undefined => {
  const job = pipeline.jobs.get(name)
  if (job !== undefined) return job
  const [, base, part] = /^(.+?)(?:: (?=\[.*\]$)| (?=\d+\/\d+$))(.+)$/.exec(name) ?? []
  const source = base === undefined ? undefined : pipeline.jobs.get(base)
  const parallel = source?.get("parallel")
  return part !== undefined && parallel !== undefined && makes(parallel, part) ? source : undefined
}

/** The stage of a job; `undefined` where it is filled in. */
export const stageOf = (job: Job): string | undefined => {
  const written = job.get("stage")
  if (written === undefined) return job.unsure || job.garbled ? undefined : "test"
  const text = textOf(written)?.text
  return text === undefined || isFilledIn(text) ? undefined : text
}

/** The position of a job's stage; `undefined` where it is not known. */
export const stageIndex = (pipeline: Pipeline, job: Job): number | undefined => {
  const stage = stageOf(job)
  const index = stage === undefined ? -1 : pipeline.stages.indexOf(stage)
  return index < 0 ? undefined : index
}

/** The needs within the same pipeline that a job has in the end. */
export const needsOf = (pipeline: Pipeline, job: Job): ReadonlyArray<Need> =>
  needsIn(pipeline, job, job.get("needs"))

/** The needs that are written under a job itself, those of its rules included: a list each. */
export const ownNeeds = (pipeline: Pipeline, job: Job): ReadonlyArray<ReadonlyArray<Need>> =>
  [job.own("needs"), ...itemsOf(job.own("rules")).map((rule) => under(rule, "needs"))]
    .map((written) => needsIn(pipeline, job, written))
    .filter((needs) => needs.length > 0)

const needsIn = (pipeline: Pipeline, job: Job, written: ListItem | undefined): ReadonlyArray<Need> => {
  if (written === undefined || written.node.kind !== "seq" || isReference(written.node)) return []
  const items = itemsOf(written)
  return items.flatMap((item) => {
    const name = textOf(item) ?? (item.node.kind === "map" ? textOf(under(item, "job")) : undefined)
    if (name === undefined || isFilledIn(name.text) || name.text.includes("$")) return []
    if (item.node.kind === "map" && (get(item.node, "project") ?? get(item.node, "pipeline")) !== undefined)
      return []
    const flag = under(item, "optional")?.node
    return [
      {
        job,
        item,
        name,
        target: jobNamed(pipeline, name.text),
        optional: flag?.kind === "scalar" && flag.value === true,
        holder: written.pointer,
        count: items.length
      }
    ]
  })
}

/** Whether the list of needs has entries that are filled in from elsewhere. */
export const needsMore = (job: Job): boolean => {
  const written = job.get("needs")
  if (written === undefined) return false
  return (
    isReference(written.node) ||
    itemsOf(written).some((item) => isReference(item.node) || isFilledIn(textOf(item)?.text ?? ""))
  )
}
