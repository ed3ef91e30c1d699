/**
 * `extends`: what a job takes over exists, and nothing takes over itself.
 */
import { deepestExtends, isFilledIn, itemsOf, type Job, textOf } from "../model/Job.ts"
import type { Extension, Pipeline } from "../model/Pipeline.ts"
import { absentJob } from "./AbsentJob.ts"
import { check, removal, type Say } from "./Say.ts"

export const extending = check((pipeline, say) => {
  const counts = new Map<Job, number>()
  const named = new Map<string, number>()
  for (const { job, name } of pipeline.extensions) {
    counts.set(job, (counts.get(job) ?? 0) + 1)
    named.set(name.text, (named.get(name.text) ?? 0) + 1)
  }
  for (const extension of pipeline.extensions) {
    const { job, name, target } = extension
    if (isFilledIn(name.text)) continue
    if (target === undefined) {
      // That the template has lost its dot is told of the template.
      if (isTemplateWithoutDot(pipeline, name.text)) continue
      absentJob(pipeline, say, {
        rule: "unknown-extends",
        name,
        message: `\`${job.name}\` extends \`${name.text}\``,
        names: () =>
          [...pipeline.jobs.keys()].filter((each) => each !== job.name && !namedBy(job).includes(each)),
        often: (named.get(name.text) ?? 0) > 1,
        fixes: without(say, extension, counts.get(job) ?? 1, 0.3)
      })
    } else if (target.lineage.includes(job)) {
      // Of a circle the edge that closes it is shown: the one that leads to a job written further up.
      if (job.pair.start < target.pair.start && target !== job) continue
      say.problem({
        rule: "cyclic-extends",
        message:
          target === job
            ? `\`${job.name}\` extends itself`
            : `\`${job.name}\` extends \`${name.text}\`, which in turn extends \`${job.name}\``,
        pointer: name.pointer,
        at: name.node,
        fixes: without(say, extension, counts.get(job) ?? 1, target === job ? 0.9 : 0.6)
      })
    }
  }
  const deep = tooDeep(pipeline)
  for (const job of deep) {
    const written = job.own("extends")
    // Of a chain the first job that is too far from its end; a circle is no chain.
    if (written === undefined || job.parents.some((parent) => deep.has(parent))) continue
    say.problem({
      rule: "deep-extends",
      message: `\`${job.name}\` extends more than ${deepestExtends} jobs in a row`,
      pointer: written.pointer,
      at: written.node
    })
  }
})

/** Whether the name without its dot is that of a job which has nothing to run. */
const isTemplateWithoutDot = (pipeline: Pipeline, name: string): boolean => {
  const job = name.startsWith(".") && !pipeline.includes ? pipeline.jobs.get(name.slice(1)) : undefined
  if (job?.node === undefined || job.unsure || job.garbled) return false
  return ["script", "run", "trigger"].every((key) => !job.has(key))
}

const namedBy = (job: Job): ReadonlyArray<string> =>
  itemsOf(job.own("extends")).flatMap((item) => textOf(item)?.text ?? [])

const without = (say: Say, { job, name }: Extension, count: number, confidence: number) => [
  say.fix(
    count <= 1 ? "Remove `extends`" : `Remove \`${name.text}\``,
    [removal(name.pointer, `${job.pointer}/extends`, count)],
    "unsafe",
    confidence
  )
]

/** The jobs from which more jobs are extended in a row than GitLab follows. */
const tooDeep = (pipeline: Pipeline): ReadonlySet<Job> => {
  let jobs: ReadonlySet<Job> = new Set(pipeline.jobs.values())
  for (let step = 0; step <= deepestExtends && jobs.size > 0; step++)
    jobs = new Set([...jobs].filter((job) => job.parents.some((parent) => jobs.has(parent))))
  return jobs
}
