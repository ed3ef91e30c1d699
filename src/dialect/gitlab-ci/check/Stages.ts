/**
 * Stages: every job's stage exists.
 */
import { isSlip } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import type { Node } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { isFilledIn, itemsOf, textOf } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { usualRank } from "../model/Usual.ts"
import { check, renames, type Say } from "./Say.ts"

export const stages = check((pipeline, say) => {
  twice(pipeline, say)
  const known = new Set(pipeline.stages)
  if ([...known].some(isFilledIn)) return
  const open = filledList(pipeline)
  const used = new Map<string, Set<Node>>()
  for (const job of pipeline.jobs.values()) {
    const stage = textOf(job.own("stage"))
    if (stage === undefined) continue
    const uses = used.get(stage.text)
    if (uses === undefined) used.set(stage.text, new Set([stage.node]))
    else uses.add(stage.node)
  }
  let ranks: Ranks | undefined
  for (const job of pipeline.jobs.values()) {
    const stage = textOf(job.own("stage"))
    if (stage === undefined || known.has(stage.text) || isFilledIn(stage.text)) continue
    const likely = say.among(known.size, () => [...known])
    const fixes = renames(say, stage, likely)
    const declared = pipeline.written !== undefined
    // A part that another file includes takes its stages from there.
    const sure = !open && !pipeline.includes && (declared || pipeline.closed) && pipeline.spec === undefined
    if (!sure && !isSlip(stage.text, likely)) {
      say.unknown({
        rule: "unknown-stage",
        message: `Whether there is a stage \`${stage.text}\` depends on files outside this one`,
        pointer: stage.pointer,
        at: stage.node
      })
      continue
    }
    ranks ??= ranksOf(pipeline)
    const add = adding(pipeline, say, stage.text, ranks)
    // A stage that several jobs name is one that the list forgot; one that resembles another is a slip.
    const forgotten = fixes.length === 0 || (used.get(stage.text)?.size ?? 0) > 1
    say.problem({
      rule: "unknown-stage",
      message: `\`${job.name}\` is in the stage \`${stage.text}\`, which does not exist: there are ${oneOf([...known])}`,
      pointer: stage.pointer,
      at: stage.node,
      fixes: forgotten ? [...add, ...fixes] : [...fixes, ...add]
    })
  }
})

/** Whether the list of stages is filled in from elsewhere. */
const filledList = (pipeline: Pipeline): boolean =>
  pipeline.written !== undefined &&
  (pipeline.written.node.kind !== "seq" ||
    itemsOf(pipeline.written).some((item) => item.node.kind !== "scalar"))

/** The stages of one's own, each with the order in which such work is usually done. */
interface Ranks {
  readonly stages: ReadonlyArray<string>
  readonly ranks: ReadonlyArray<number>
}

const ranksOf = (pipeline: Pipeline): Ranks => {
  const stages = pipeline.stages.filter((each) => each !== ".pre" && each !== ".post")
  return { stages, ranks: stages.map(usualRank) }
}

/** Adds a stage to the list, where work of that name usually comes. */
const adding = (pipeline: Pipeline, say: Say, stage: string, { stages: known, ranks }: Ranks) => {
  const { written } = pipeline
  if (written !== undefined && written.node.kind !== "seq") return []
  const rank = usualRank(stage)
  const after = ranks.findIndex((each) => each > rank)
  const operation =
    written === undefined
      ? ({
          op: "add",
          path: "/stages",
          value: known.toSpliced(after < 0 ? known.length : after, 0, stage)
        } as const)
      : ({
          op: "add",
          path: child(written.pointer, after < 0 || itemsOf(written).length !== known.length ? "-" : after),
          value: stage
        } as const)
  return [say.fix(`Add \`${stage}\` to the stages`, [operation], "unsafe", 0.6)]
}

const twice = (pipeline: Pipeline, say: Say): void => {
  const seen = new Set<string>()
  for (const item of itemsOf(pipeline.written)) {
    const stage = textOf(item)
    if (stage === undefined) continue
    if (seen.has(stage.text)) {
      say.problem({
        rule: "repeated-stage",
        message: `The stage \`${stage.text}\` is already in the list`,
        pointer: stage.pointer,
        at: stage.node,
        fixes: [say.fix("Remove it", [{ op: "remove", path: stage.pointer }], "display", 0.8)]
      })
    }
    seen.add(stage.text)
  }
}
