/**
 * What may be read instead of a context that is not at hand: the value takes another way to the same place.
 *
 * - a step of another job: through an output of that job and `needs`;
 * - `matrix` or `needs` in the variables of the workflow: the variable moves into the jobs that have them;
 * - `env` in places that are read before variables are set: the text of the variable itself;
 * - a secret in a step's condition: a variable of the job that holds it.
 */

import type { Fix, Operation } from "../../../diagnose/Fix.ts"
import { get, resolve, stringOf } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import type { Reference } from "../expression/Expression.ts"
import type { Place } from "../expression/Place.ts"
import type { Use } from "../model/Analysis.ts"
import { flatten, type Job, type Workflow } from "../model/Workflow.ts"
import { reaches } from "./Needs.ts"
import { edit, rewrite } from "./Say.ts"

export const standIns = (
  workflow: Workflow,
  use: Use,
  reference: Reference,
  place: Place
): ReadonlyArray<Fix> => {
  const context = reference.context.toLowerCase()
  const { path } = use.site
  const job = path[0] === "jobs" ? workflow.job.get(String(path[1])) : undefined
  if (context === "steps" && job !== undefined && place.contexts.has("needs"))
    return throughNeeds(workflow, use, reference, job)
  if (context === "jobs" && place.contexts.has("needs"))
    return [put(use, reference, 0, "needs", "Read it from `needs`", 0.9)]
  if (context === "secrets" && reference.path[0]?.name === "GITHUB_TOKEN" && place.contexts.has("github")) {
    return [put(use, reference, 1, "github.token", "Write `github.token`", 0.9)]
  }
  if (context === "secrets" && job !== undefined && place.contexts.has("env"))
    return throughVariable(use, reference, job)
  if (context === "env") return literally(workflow, use, reference, job)
  if (path[0] === "env" && path.length === 2) return intoJobs(workflow, use, context)
  return []
}

/** A fix that puts `text` in the place of the context and the first `steps` properties read from it. */
const put = (
  use: Use,
  reference: Reference,
  steps: number,
  text: string,
  title: string,
  confidence: number
): Fix => {
  const last = steps === 0 ? reference : (reference.path[steps - 1] ?? reference)
  // `steps['a']` ends behind the bracket.
  const bracket = use.expression.text.slice(last.end, last.end + 2) === "']" ? 2 : 0
  return rewrite(
    title,
    use.site,
    use.offset + reference.start,
    use.offset + last.end + bracket,
    text,
    "unsafe",
    confidence
  )
}

/** The results of a step of another job, by way of that job's outputs. */
export const throughNeeds = (
  workflow: Workflow,
  use: Use,
  reference: Reference,
  own: Job
): ReadonlyArray<Fix> => {
  const [step, level, output] = reference.path
  if (step?.name === undefined) return []
  const id = step.name
  if (own.needs.some(({ text }) => text === id)) {
    return [put(use, reference, 0, "needs", "Read it from `needs`", 0.9)]
  }
  if (level?.name !== "outputs" || output?.name === undefined) return []
  const name = output.name
  const hasStep = (job: Job) =>
    flatten(job.steps).some((each) => each.id?.text.toLowerCase() === id.toLowerCase())
  const givers = workflow.jobs.filter((job) => job !== own && hasStep(job))
  const [giver] = givers
  if (givers.length !== 1 || giver === undefined || reaches(workflow, giver, own)) return []
  const operations: Array<Operation> = []
  if (!own.needs.some(({ text }) => text === giver.id)) operations.push(waiting(own, giver))
  const value = `\${{ steps.${id}.outputs.${name} }}`
  const passed = giver.outputs?.find(
    ({ pair }) => stringOf(pair.value)?.replaceAll(/\s/g, "") === value.replaceAll(/\s/g, "")
  )
  // Another output may have the name already.
  const taken = giver.outputs?.some((each) => each.name.toLowerCase() === name.toLowerCase()) === true
  const called = taken ? `${id}-${name}` : name
  if (passed === undefined) {
    operations.push(
      giver.outputs === undefined
        ? { op: "add", path: `${giver.pointer}/outputs`, value: { [called]: value } }
        : { op: "add", path: child(`${giver.pointer}/outputs`, called), value }
    )
  }
  const from = use.offset + reference.start
  const until = use.offset + output.end
  const text =
    use.site.text.slice(0, from) +
    `needs.${giver.id}.outputs.${passed?.name ?? called}` +
    use.site.text.slice(until)
  operations.push({ op: "replace", path: use.site.pointer, value: text })
  return [
    edit(
      `Read it from the outputs of \`${giver.id}\``,
      operations,
      "unsafe",
      operations.length === 1 ? 0.92 : 0.82
    )
  ]
}

/** The operation that makes a job wait for another. */
export const waiting = (own: Job, job: Job): Operation => {
  const path = `${own.pointer}/needs`
  const [first] = own.needs
  if (first === undefined) return { op: "add", path, value: job.id }
  return own.needsOne
    ? { op: "replace", path, value: [first.text, job.id] }
    : { op: "add", path: `${path}/-`, value: job.id }
}

const throughVariable = (use: Use, reference: Reference, job: Job): ReadonlyArray<Fix> => {
  const name = reference.path[0]?.name
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return []
  const env = get(job.node, "env")
  const value = `\${{ secrets.${name} }}`
  const before = stringOf(get(env, name))
  if (before !== undefined && before.replaceAll(/\s/g, "") !== value.replaceAll(/\s/g, "")) return []
  if (env !== undefined && env.kind !== "map") return []
  const operations: Array<Operation> = []
  if (env === undefined) operations.push({ op: "add", path: `${job.pointer}/env`, value: { [name]: value } })
  else if (before === undefined) operations.push({ op: "add", path: `${job.pointer}/env/${name}`, value })
  const from = use.offset + reference.start
  const until = use.offset + (reference.path[0]?.end ?? reference.end)
  const text = `${use.site.text.slice(0, from)}env.${name}${use.site.text.slice(until)}`
  operations.push({ op: "replace", path: use.site.pointer, value: text })
  return [edit(`Ask for a variable that holds the secret`, operations, "unsafe", 0.8)]
}

/** A variable whose text the file shows, written where the variable cannot be read. */
const literally = (
  workflow: Workflow,
  use: Use,
  reference: Reference,
  job: Job | undefined
): ReadonlyArray<Fix> => {
  const name = reference.path[0]?.name
  if (name === undefined) return []
  const node = resolve(get(get(job?.node, "env"), name) ?? get(get(workflow.root, "env"), name))
  if (node?.kind !== "scalar" || node.value === null) return []
  const value = String(node.value)
  const title = `Write the value of \`${name}\` itself`
  const { template } = use
  const alone =
    template !== undefined &&
    use.expression.text.trim() === use.expression.text.slice(reference.start, reference.path[0]?.end).trim()
  if (alone) {
    // The template as a whole is the variable: its text takes the place, expressions and all.
    return [rewrite(title, use.site, template.start, template.end, value, "unsafe", 0.78)]
  }
  if (value.includes("${{")) return []
  return [put(use, reference, 1, `'${value.replaceAll("'", "''")}'`, title, 0.75)]
}

/** A variable of the workflow that depends on what only jobs have belongs to those jobs. */
const intoJobs = (workflow: Workflow, use: Use, context: string): ReadonlyArray<Fix> => {
  const name = String(use.site.path[1])
  const jobs = workflow.jobs.filter(
    (job) =>
      job.uses === undefined &&
      (context === "matrix" ? job.matrix !== undefined : context === "needs" && job.needs.length > 0)
  )
  const all = get(workflow.root, "env")
  const only = all?.kind === "map" && all.pairs.length === 1
  const removal: Operation = { op: "remove", path: only ? "/env" : use.site.pointer }
  // No job has what it asks for: it could never have had a value.
  if (jobs.length === 0) return [edit("Remove the variable", [removal], "unsafe", 0.45)]
  if (jobs.length > 8) return []
  const operations: Array<Operation> = []
  for (const job of jobs) {
    const env = get(job.node, "env")
    if (env !== undefined && env.kind !== "map") return []
    if (get(env, name) !== undefined) continue
    operations.push(
      env === undefined
        ? { op: "add", path: `${job.pointer}/env`, value: { [name]: use.site.text } }
        : { op: "add", path: child(`${job.pointer}/env`, name), value: use.site.text }
    )
  }
  operations.push(removal)
  const title = jobs.length === 1 ? `Set it in the job \`${jobs[0]?.id}\`` : "Set it in the jobs"
  return [edit(title, operations, "unsafe", 0.75)]
}
