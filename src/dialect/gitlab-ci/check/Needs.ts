/**
 * `needs` and `dependencies`: what a job waits for and takes artifacts from exists, runs before it, and does not wait
 * for the job in turn.
 */
import { isFilledIn, itemsOf, type Job, type Text, textOf, under } from "../model/Job.ts"
import { jobNamed, type Need, needsMore, needsOf, ownNeeds, stageIndex, stageOf } from "../model/Needs.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { usualRank } from "../model/Usual.ts"
import { absentJob, otherJobs } from "./AbsentJob.ts"
import { check, removal, renames, type Say } from "./Say.ts"

export const needs = check((pipeline, say) => {
  for (const job of pipeline.jobs.values()) {
    for (const all of ownNeeds(pipeline, job)) each(pipeline, say, job, all)
    dependencies(pipeline, say, job)
  }
  for (const cycle of cyclesOf(pipeline)) {
    const need = weakest(pipeline, cycle)
    // An edge into a later stage is shown as such.
    if (cycle.some((each) => isLater(pipeline, each))) continue
    const way = [...cycle.map((each) => each.job.name), cycle[0]?.job.name ?? ""]
    say.problem({
      rule: "cyclic-needs",
      message: `These jobs wait for each other: ${way.map((name) => `\`${name}\``).join(" needs ")}`,
      pointer: need.item.pointer,
      at: need.item.node,
      fixes: [take(say, need, 0.6)]
    })
  }
})

const each = (pipeline: Pipeline, say: Say, job: Job, all: ReadonlyArray<Need>): void => {
  const named = all.map(({ name }) => name.text)
  const seen = new Map<string, Need>()
  for (const need of all) {
    const { name, item } = need
    const first = seen.get(name.text)
    // With `parallel` an entry means other jobs of the same matrix.
    if (first !== undefined && under(item, "parallel") === undefined) {
      const same = textOf(item) !== undefined && textOf(first.item) !== undefined
      say.problem({
        rule: "repeated-need",
        message: `\`${job.name}\` needs \`${name.text}\` already`,
        pointer: item.pointer,
        at: item.node,
        fixes: [
          say.fix(
            "Remove it",
            [{ op: "remove", path: item.pointer }],
            same ? "safe" : "unsafe",
            same ? 0.98 : 0.8
          )
        ]
      })
    }
    if (first === undefined) seen.set(name.text, need)
    look(pipeline, say, job, need, named)
  }
}

const take = (say: Say, need: Need, confidence: number) =>
  say.fix(
    need.count <= 1 ? "Remove `needs`" : `Do not need \`${need.name.text}\``,
    [removal(need.item.pointer, need.holder, need.count)],
    "unsafe",
    confidence
  )

const look = (pipeline: Pipeline, say: Say, job: Job, need: Need, named: ReadonlyArray<string>): void => {
  const { name, target } = need
  const at = { pointer: name.pointer, at: name.node }
  if (target === undefined) {
    absentJob(pipeline, say, {
      rule: "unknown-need",
      name,
      message: `\`${job.name}\` needs \`${name.text}\``,
      names: otherJobs(pipeline, job.name, ...named),
      open: need.optional || job.hidden,
      fixes: [take(say, need, 0.4)]
    })
  } else if (target === job && !job.hidden) {
    say.problem({
      rule: "cyclic-needs",
      message: `\`${job.name}\` needs itself`,
      ...at,
      fixes: [take(say, need, 0.9)]
    })
  } else if (target.hidden) {
    const fixes = renames(say, name, say.among(pipeline.jobs.size, otherJobs(pipeline, job.name, ...named)))
    say.problem({
      rule: "unknown-need",
      message: `\`${job.name}\` needs \`${name.text}\`, which is hidden and never runs`,
      ...at,
      fixes: [...fixes, take(say, need, 0.5)].slice(0, 2)
    })
  } else if (isLater(pipeline, need)) {
    say.problem({
      rule: "need-in-later-stage",
      message: `\`${job.name}\` (stage \`${stageOf(job)}\`) needs \`${name.text}\`, which runs in the later stage \`${stageOf(target)}\``,
      ...at,
      fixes: [take(say, need, 0.6)]
    })
  }
}

const isLater = (pipeline: Pipeline, { job, target }: Need): boolean => {
  if (target === undefined || job.hidden || target.hidden) return false
  const [own, other] = [stageIndex(pipeline, job), stageIndex(pipeline, target)]
  return own !== undefined && other !== undefined && other > own
}

const dependencies = (pipeline: Pipeline, say: Say, job: Job): void => {
  const written = job.own("dependencies")
  if (written?.node.kind !== "seq") return
  const items = itemsOf(written)
  const needed = needsOf(pipeline, job)
  const open = needsMore(job)
  for (const item of items) {
    const name = textOf(item)
    if (name === undefined || isFilledIn(name.text) || name.text.includes("$")) continue
    const at = { pointer: name.pointer, at: name.node }
    const drop = say.fix(`Remove \`${name.text}\``, [{ op: "remove", path: name.pointer }], "unsafe", 0.5)
    const target = jobNamed(pipeline, name.text)
    if (target === undefined) {
      absentJob(pipeline, say, {
        rule: "unknown-dependency",
        name,
        message: `\`${job.name}\` takes artifacts of \`${name.text}\``,
        names: otherJobs(pipeline, job.name),
        fixes: [drop]
      })
    } else if (
      needed.length > 0 &&
      !open &&
      !needed.some(
        (need) => need.name.text === name.text || (need.target === target && need.name.text === target.name)
      )
    ) {
      say.problem({
        rule: "dependency-not-needed",
        message: `\`${job.name}\` takes artifacts of \`${name.text}\` but does not need it: where there are \`needs\`, \`dependencies\` are a part of them`,
        ...at,
        fixes: [needIt(say, job, name), drop].flat().slice(0, 2)
      })
    } else if (needed.length === 0 && !job.hidden && !job.has("needs"))
      notEarlier(pipeline, say, job, target, name)
  }
}

const needIt = (say: Say, job: Job, name: Text) => {
  const own = job.own("needs")
  return own?.node.kind === "seq"
    ? [
        say.fix(
          `Need \`${name.text}\` too`,
          [{ op: "add", path: `${own.pointer}/-`, value: name.text }],
          "unsafe",
          0.7
        )
      ]
    : []
}

const notEarlier = (pipeline: Pipeline, say: Say, job: Job, target: Job, name: Text): void => {
  const [own, other] = [stageIndex(pipeline, job), stageIndex(pipeline, target)]
  if (own === undefined || other === undefined || other < own || target.hidden) return
  // GitLab refuses later stages alone; from the same stage there is nothing to take.
  const same = other === own
  say.problem({
    rule: "dependency-not-earlier",
    severity: same ? "warning" : "error",
    message: `\`${job.name}\` takes artifacts of \`${name.text}\`, which does not run in an earlier stage`,
    pointer: name.pointer,
    at: name.node,
    fixes: [
      say.fix(
        `Remove \`${name.text}\``,
        [{ op: "remove", path: name.pointer }],
        same ? "display" : "unsafe",
        0.5
      )
    ]
  })
}

/** Circles of needs, each once. */
const cyclesOf = (pipeline: Pipeline): ReadonlyArray<ReadonlyArray<Need>> => {
  const edges = new Map<Job, ReadonlyArray<Need>>()
  for (const job of pipeline.visible) edges.set(job, needsOf(pipeline, job))
  const done = new Set<Job>()
  const cycles: Array<ReadonlyArray<Need>> = []
  for (const start of pipeline.visible) {
    if (done.has(start)) continue
    // Depth first with a stack of its own: a long chain of jobs must not exhaust the call stack.
    const path: Array<{ readonly job: Job; next: number }> = [{ job: start, next: 0 }]
    const on = new Map<Job, number>([[start, 0]])
    while (path.length > 0) {
      const top = path.at(-1) as (typeof path)[number]
      const need = edges.get(top.job)?.[top.next++]
      if (need === undefined) {
        path.pop()
        on.delete(top.job)
        done.add(top.job)
        continue
      }
      const target = need.target
      if (target === undefined || target === top.job || done.has(target)) continue
      const from = on.get(target)
      if (from !== undefined) {
        cycles.push(path.slice(from).map(({ job, next }) => edges.get(job)?.[next - 1] as Need))
      } else {
        on.set(target, path.length)
        path.push({ job: target, next: 0 })
      }
    }
  }
  return cycles
}

/**
 * The edge of a circle that was most likely written by mistake: one against the order of stages, into a job that takes
 * artifacts of this one, or against the usual order of work, else one that leads to a job further down.
 */
const weakest = (pipeline: Pipeline, cycle: ReadonlyArray<Need>): Need => {
  const suspicion = ({ job, target }: Need): number => {
    if (target === undefined) return 0
    // A stage that comes from elsewhere says nothing.
    const [before, after] = [stageIndex(pipeline, job), stageIndex(pipeline, target)]
    const stages = before === undefined || after === undefined ? 0 : after - before
    const work = rankOf(target) - rankOf(job) + (takes(target, job) ? 100 : 0)
    return stages * 100 + work * 10 + (target.pair.start > job.pair.start ? 1 : 0)
  }
  return cycle.reduce((worst, need) => (suspicion(need) > suspicion(worst) ? need : worst))
}

const takes = (job: Job, from: Job): boolean =>
  itemsOf(job.get("dependencies")).some((item) => textOf(item)?.text === from.name)

const rankOf = (job: Job): number => usualRank(`${job.name} ${stageOf(job) ?? ""}`)
