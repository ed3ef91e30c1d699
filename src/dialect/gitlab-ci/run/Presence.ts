/**
 * Which jobs are in a pipeline at all: what they need is there with them, and something runs.
 */
import { get } from "../../../document/Node.ts"
import type { Say } from "../check/Say.ts"
import { itemsOf, type Job, type ListItem, textOf, under } from "../model/Job.ts"
import { jobNamed, type Need, needsOf, stageOf } from "../model/Needs.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { neverMatch, neverRuns } from "../model/Rules.ts"

export const presence = (pipeline: Pipeline, say: Say): void => {
  const absent = new Set(pipeline.visible.filter((job) => !job.unsure && neverRuns(job)))
  for (const job of pipeline.visible) {
    if (absent.has(job)) continue
    for (const need of needsOf(pipeline, job)) {
      if (need.target !== undefined && absent.has(need.target) && !need.optional) missing(say, need)
      else if (need.target !== undefined && takesArtifacts(need))
        artifacts(pipeline, say, need.target, need.item)
    }
    for (const item of itemsOf(job.get("dependencies"))) {
      const target = jobNamed(pipeline, textOf(item)?.text ?? "")
      if (target !== undefined && !target.hidden) artifacts(pipeline, say, target, item)
    }
  }
  const workflow = get(pipeline.root, "workflow")
  const rules = workflow === undefined ? undefined : under({ node: workflow, pointer: "/workflow" }, "rules")
  if (rules !== undefined && neverMatch(rules)) {
    say.problem({
      rule: "empty-pipeline",
      message: "No rule of the workflow ever lets a pipeline run",
      pointer: rules.pointer,
      at: rules.node
    })
  } else if (pipeline.closed) atTheEdges(pipeline, say, absent)
}

const missing = (say: Say, need: Need): void => {
  const { name, item } = need
  say.problem({
    rule: "need-never-there",
    message: `\`${need.job.name}\` needs \`${name.text}\`, which the rules never let into a pipeline`,
    pointer: name.pointer,
    at: name.node,
    fixes: [
      say.fix(
        "Need it only where it is there",
        [
          item.node.kind === "map"
            ? { op: "add", path: `${item.pointer}/optional`, value: true }
            : { op: "replace", path: item.pointer, value: { job: name.text, optional: true } }
        ],
        "unsafe",
        0.5
      )
    ]
  })
}

/** Whether an entry says that it is there for its artifacts. */
const takesArtifacts = ({ item }: Need): boolean => {
  const flag = under(item, "artifacts")?.node
  return flag?.kind === "scalar" && flag.value === true
}

const artifacts = (pipeline: Pipeline, say: Say, target: Job, at: ListItem): void => {
  if (target.unsure || pipeline.includes || target.garbled || target.has("pages") || target.has("trigger"))
    return
  if (target.has("artifacts") || get(get(pipeline.root, "default"), "artifacts") !== undefined) return
  say.problem({
    rule: "no-artifacts-to-take",
    message: `\`${target.name}\` keeps no artifacts that could be taken`,
    pointer: at.pointer,
    at: at.node
  })
}

/** `.pre` and `.post` alone make no pipeline. */
const atTheEdges = (pipeline: Pipeline, say: Say, absent: ReadonlySet<Job>): void => {
  const jobs = pipeline.visible.filter((job) => !absent.has(job))
  const first = jobs[0]
  if (first === undefined || !jobs.every((job) => edges.has(stageOf(job) ?? ""))) return
  const stage = first.get("stage")
  say.problem({
    rule: "empty-pipeline",
    message: "All jobs are in the stages `.pre` and `.post`, which alone make no pipeline",
    pointer: stage?.pointer ?? first.pointer,
    at: stage?.node ?? first.pair.key
  })
}

const edges: ReadonlySet<string> = new Set([".pre", ".post"])
