/**
 * What a required key that is missing most likely held.
 */
import type { Json, Node } from "../../document/Node.ts"
import { parse } from "../../document/Pointer.ts"
import type { Job } from "./model/Job.ts"
import { stageIndex } from "./model/Needs.ts"
import { type Pipeline, pipelineOf } from "./model/Pipeline.ts"

/**
 * The likeliest value of `key` in the map at `pointer`: the job that one needs or takes a file from is the last one
 * before it, a step is named after its place. `undefined` where nothing tells.
 */
export const missing = (root: Node, pointer: string, key: string): Json | undefined => {
  const path = parse(pointer)
  if (key === "name" && path.at(-2) === "run") return `step_${Number(path.at(-1)) + 1}`
  if (key !== "job" || (!path.includes("needs") && !path.includes("include"))) return undefined
  const pipeline = pipelineOf([root], undefined)
  const job = pipeline?.jobs.get(path[0] ?? "")
  return pipeline === undefined || job === undefined
    ? undefined
    : before(pipeline, job, path.includes("include"))?.name
}

/** The last job of an earlier stage, or the one written before; with artifacts where they are asked for. */
const before = (pipeline: Pipeline, job: Job, kept: boolean): Job | undefined => {
  const own = stageIndex(pipeline, job)
  const candidates = pipeline.visible.filter(
    (each) => each !== job && each.pair.start < job.pair.start && (!kept || each.has("artifacts"))
  )
  const earlier = candidates.filter((each) => {
    const index = stageIndex(pipeline, each)
    return own !== undefined && index !== undefined && index < own
  })
  return earlier.at(-1) ?? candidates.at(-1)
}
