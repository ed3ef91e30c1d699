/**
 * `extends`: what a job takes over exists, and nothing takes over itself.
 */
import { oneOf } from "../../../diagnose/Nearest.ts"
import { deepestExtends, isFilledIn, type Job } from "../model/Job.ts"
import type { Extension } from "../model/Pipeline.ts"
import { check, removal, renames, type Say } from "./Say.ts"

export const extending = check((pipeline, say) => {
  const counts = new Map<Job, number>()
  for (const { job } of pipeline.extensions) counts.set(job, (counts.get(job) ?? 0) + 1)
  for (const extension of pipeline.extensions) {
    const { job, name, target } = extension
    if (isFilledIn(name.text)) continue
    if (target === undefined) {
      const names = [...pipeline.jobs.keys()].filter((each) => each !== job.name)
      const fixes = renames(say, name, names)
      if (fixes.length === 0 && !pipeline.closed) {
        say.unknown({
          rule: "unknown-extends",
          message: `Whether there is a job \`${name.text}\` depends on the files that belong with this one`,
          pointer: name.pointer,
          at: name.node
        })
        continue
      }
      const hidden = names.filter((each) => each.startsWith("."))
      say.problem({
        rule: "unknown-extends",
        message: `\`${job.name}\` extends \`${name.text}\`, which does not exist${names.length === 0 ? "" : `: there ${hidden.length === 1 ? "is" : "are"} ${oneOf(hidden.length > 0 ? hidden : names)}`}`,
        pointer: name.pointer,
        at: name.node,
        fixes: [...fixes, ...without(say, extension, counts.get(job) ?? 1, 0.3)].slice(0, 2)
      })
    } else if (leadsTo(target, job)) {
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
  for (const job of pipeline.jobs.values()) {
    const written = job.own("extends")
    if (written === undefined || depthOf(job, 0) <= deepestExtends) continue
    say.problem({
      rule: "deep-extends",
      message: `\`${job.name}\` extends more than ${deepestExtends} jobs in a row`,
      pointer: written.pointer,
      at: written.node
    })
  }
})

const without = (say: Say, { job, name }: Extension, count: number, confidence: number) => [
  say.fix(
    count <= 1 ? "Take `extends` away" : `Take \`${name.text}\` away`,
    [removal(name.pointer, `${job.pointer}/extends`, count)],
    "unsafe",
    confidence
  )
]

/** Whether the one job extends the other, directly or through others. */
const leadsTo = (from: Job, to: Job): boolean => {
  const seen = new Set<Job>()
  const stack = [from]
  while (stack.length > 0) {
    const at = stack.pop() as Job
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    stack.push(...at.parents)
  }
  return false
}

const depthOf = (job: Job, depth: number): number => {
  if (depth > deepestExtends + 1) return depth
  return job.parents.reduce((most, parent) => Math.max(most, depthOf(parent, depth + 1)), depth)
}
