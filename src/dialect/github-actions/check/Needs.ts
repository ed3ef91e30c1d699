/**
 * What jobs wait for: jobs that do not exist, are named twice, or wait for each other in a circle.
 */
import type { Fix, Operation } from "../../../diagnose/Fix.ts"
import { type Meant, meant } from "../expression/Names.ts"
import type { Analysis } from "../model/Analysis.ts"
import type { Job, Word, Workflow } from "../model/Workflow.ts"
import { allOf, check, edit, orMeant, replace, type Say } from "./Say.ts"

export const needs = check(({ workflow, uses }, say) => {
  for (const job of workflow.jobs) {
    if (job.needs.length === 0) continue
    const seen = new Set<string>()
    job.needs.forEach((word, index) => {
      if (word.text.includes("${{")) return
      if (seen.has(word.text)) twice(say, job, word, index)
      else if (!workflow.job.has(word.text)) unknown(say, workflow, job, word, index)
      seen.add(word.text)
    })
  }
  if (!workflow.inOrder) circles(say, workflow, uses)
})

/** Whether `from` waits, directly or through others, for `to`. */
export const reaches = (workflow: Workflow, from: Job, to: Job): boolean => {
  const open = [from]
  const seen = new Set<Job>(open)
  for (let job = open.pop(); job !== undefined; job = open.pop()) {
    for (const { text } of job.needs) {
      const next = workflow.job.get(text)
      if (next === to) return true
      if (next !== undefined && !seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
    }
  }
  return false
}

/** Jobs that a job may still wait for. */
const others = (workflow: Workflow, job: Job): ReadonlyArray<string> => {
  const waited = new Set(job.needs.map(({ text }) => text))
  return [...workflow.job.keys()].filter((id) => id !== job.id && !waited.has(id))
}

/** The job that a name nobody has most likely means; looked for once, however often the name is referred to. */
export const nameMeant = (workflow: Workflow, job: Job, name: string): Meant | undefined => {
  let found = likely.get(job)
  if (found === undefined) {
    found = new Map()
    likely.set(job, found)
  }
  if (!found.has(name)) found.set(name, meant(name, others(workflow, job)))
  return found.get(name)
}

const likely = new WeakMap<Job, Map<string, Meant | undefined>>()

/** The jobs that one text names: several with commas or blanks between them, or one as an expression reads it. */
const namedIn = (workflow: Workflow, { text }: Word): ReadonlyArray<string> => {
  const read = /^(?:needs|jobs)\.([\w-]+)(?:\.[\w.-]+)?$/.exec(text)?.[1]
  const names = read === undefined ? text.split(/[\s,;|&]+/).filter((name) => name !== "") : [read]
  return names.every((name) => workflow.job.has(name)) ? [...new Set(names)] : []
}

const unknown = (say: Say, workflow: Workflow, job: Job, word: Word, index: number): void => {
  const named = namedIn(workflow, word)
  const [first, second] = named
  if (first !== undefined) {
    const value = second === undefined ? first : [...named]
    const inList = !job.needsOne && Array.isArray(value)
    say.problem({
      rule: "needs-unknown-job",
      message: `\`${job.id}\` needs a job \`${word.text}\` that does not exist; did you mean ${allOf(named)}?`,
      pointer: word.pointer,
      at: word.node,
      fixes: [
        edit(
          `Wait for ${named.map((name) => `\`${name}\``).join(" and ")}`,
          inList
            ? [
                { op: "replace", path: word.pointer, value: first },
                ...named.slice(1).map((name, at) => ({
                  op: "add" as const,
                  path: `${job.pointer}/needs/${index + 1 + at}`,
                  value: name
                }))
              ]
            : [{ op: "replace", path: word.pointer, value }],
          "safe",
          0.96
        )
      ]
    })
    return
  }
  const names = others(workflow, job)
  const better = nameMeant(workflow, job, word.text)
  const fixes: Array<Fix> = []
  if (better !== undefined) {
    const target = workflow.job.get(better.name) as Job
    const cyclic = reaches(workflow, target, job)
    const sureness = better.sure && !cyclic ? "safe" : "unsafe"
    fixes.push(
      replace(
        `Wait for \`${better.name}\``,
        word.pointer,
        better.name,
        sureness,
        cyclic ? 0.3 : better.confidence
      )
    )
  } else fixes.push(drop(job, index, `Do not wait for \`${word.text}\``, 0.6))
  say.problem({
    rule: "needs-unknown-job",
    message: `\`${job.id}\` needs a job \`${word.text}\` that does not exist${orMeant(better)}`,
    ...(names.length > 0 ? { help: `Available: ${allOf(names)}.` } : {}),
    pointer: word.pointer,
    at: word.node,
    fixes
  })
}

const twice = (say: Say, job: Job, word: Word, index: number): void => {
  say.problem({
    rule: "needs-duplicate",
    message: `\`${job.id}\` waits for \`${word.text}\` twice.`,
    pointer: word.pointer,
    at: word.node,
    fixes: [
      edit("Remove the second", [{ op: "remove", path: word.pointer }], index > 0 ? "safe" : "unsafe", 0.95)
    ]
  })
}

/** A fix that takes one name out of `needs`, and the key with it where nothing is left. */
const drop = (job: Job, index: number, title: string, confidence: number): Fix => {
  const path = `${job.pointer}/needs`
  const operation: Operation = { op: "remove", path: job.needs.length === 1 ? path : `${path}/${index}` }
  return edit(title, [operation], "unsafe", confidence)
}

/** One diagnostic for each circle, at the wait that most likely should not be there. */
const circles = (say: Say, workflow: Workflow, uses: Analysis["uses"]): void => {
  for (const circle of strongComponents(workflow)) {
    const members = new Set(circle)
    const edges = circle.flatMap((job) =>
      job.needs.flatMap((word, index) => {
        const target = workflow.job.get(word.text)
        return target !== undefined && members.has(target) ? [{ job, word, index, target }] : []
      })
    )
    const read =
      edges.length > many
        ? new Set<Word>()
        : new Set(edges.filter((each) => reads(uses, each)).map(({ word }) => word))
    const order = new Map(workflow.jobs.map((job, index) => [job, index]))
    const cost = ({ job, word, target }: (typeof edges)[number]): number => {
      // Jobs are written in the order in which they run: an edge that points down the file is the odd one; one whose
      // outputs are read is surely meant.
      const down = (order.get(target) ?? 0) - (order.get(job) ?? 0)
      return (read.has(word) ? 1000 : 0) - (down >= 0 ? 100 + down : down)
    }
    const [worst] = [...edges].sort((a, b) => cost(a) - cost(b))
    if (worst === undefined) continue
    const itself = worst.job === worst.target
    const path = pathBetween(workflow, members, worst.target, worst.job)
    const names = [worst.job, ...path].map(({ id }) => `\`${id}\``).join(" → ")
    const breaks = edges.length > many || stillCircular(members, workflow, worst) ? 0.5 : 0.85
    say.problem({
      rule: "needs-cycle",
      message: itself
        ? `\`${worst.job.id}\` waits for itself.`
        : `Jobs wait for each other in a circle: ${names}.`,
      pointer: worst.word.pointer,
      at: worst.word.node,
      fixes: [drop(worst.job, worst.index, `Do not wait for \`${worst.word.text}\``, itself ? 0.9 : breaks)]
    })
  }
}

/** Circles with more waits than this are broken anywhere: looking for the best place would take too long. */
const many = 500

/** Whether an expression of `job` reads what `target` put out. */
const reads = (
  uses: Analysis["uses"],
  { job, target }: { readonly job: Job; readonly target: Job }
): boolean =>
  uses.some(
    (use) =>
      use.site.path[0] === "jobs" &&
      use.site.path[1] === job.id &&
      use.expression.references.some(
        ({ context, path }) => context.toLowerCase() === "needs" && path[0]?.name === target.id
      )
  )

const stillCircular = (
  members: ReadonlySet<Job>,
  workflow: Workflow,
  without: { readonly job: Job; readonly word: Word }
): boolean => {
  const after: Workflow = {
    ...workflow,
    job: new Map(
      [...members].map((job) => [
        job.id,
        {
          ...job,
          needs: job === without.job ? job.needs.filter((word) => word !== without.word) : job.needs
        }
      ])
    )
  }
  return [...after.job.values()].some((job) => reaches(after, job, job))
}

/** The shortest way from one job to another along what they wait for, both ends included. */
const pathBetween = (
  workflow: Workflow,
  members: ReadonlySet<Job>,
  from: Job,
  to: Job
): ReadonlyArray<Job> => {
  const cameFrom = new Map<Job, Job | undefined>([[from, undefined]])
  const open = [from]
  for (const job of open) {
    if (job === to) break
    for (const { text } of job.needs) {
      const next = workflow.job.get(text)
      if (next !== undefined && members.has(next) && !cameFrom.has(next)) {
        cameFrom.set(next, job)
        open.push(next)
      }
    }
  }
  const path: Array<Job> = []
  for (let job: Job | undefined = to; job !== undefined; job = cameFrom.get(job)) path.unshift(job)
  return path
}

/**
 * Groups of jobs that wait for each other (Tarjan's strongly connected components, without recursion), and jobs that
 * wait for themselves.
 */
const strongComponents = (workflow: Workflow): ReadonlyArray<ReadonlyArray<Job>> => {
  const found: Array<ReadonlyArray<Job>> = []
  const index = new Map<Job, number>()
  const low = new Map<Job, number>()
  const stack: Array<Job> = []
  const onStack = new Set<Job>()
  const next = (job: Job) => job.needs.flatMap(({ text }) => workflow.job.get(text) ?? [])
  for (const root of workflow.jobs) {
    if (index.has(root) || root.needs.length === 0) continue
    const work: Array<{ readonly job: Job; readonly targets: ReadonlyArray<Job>; at: number }> = []
    const enter = (job: Job): void => {
      index.set(job, index.size)
      low.set(job, index.size - 1)
      stack.push(job)
      onStack.add(job)
      work.push({ job, targets: next(job), at: 0 })
    }
    enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const target = frame.targets[frame.at++]
      if (target !== undefined) {
        if (!index.has(target)) enter(target)
        else if (onStack.has(target))
          low.set(frame.job, Math.min(low.get(frame.job) as number, index.get(target) as number))
        continue
      }
      work.pop()
      const { job } = frame
      const caller = work.at(-1)
      if (caller !== undefined)
        low.set(caller.job, Math.min(low.get(caller.job) as number, low.get(job) as number))
      if (low.get(job) !== index.get(job)) continue
      const group: Array<Job> = []
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member)
        group.push(member)
        if (member === job) break
      }
      if (group.length > 1 || next(job).includes(job)) found.push(group.reverse())
    }
  }
  return found
}
