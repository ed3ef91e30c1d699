/**
 * References to other jobs: `needs.<job>` without waiting for it, outputs that the job does not have, and
 * `jobs.<job>` in the outputs of a reusable workflow.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import type { Reference } from "../expression/Expression.ts"
import { meant } from "../expression/Names.ts"
import type { Use } from "../model/Analysis.ts"
import type { Job, Workflow } from "../model/Workflow.ts"
import { nameMeant, reaches } from "./Needs.ts"
import { allOf, check, edit, orMeant, respell, type Say, within } from "./Say.ts"
import { waiting } from "./StandIns.ts"
import { setsOutput } from "./StepIdentity.ts"

export const needsReferences = check((analysis, say) => {
  for (const use of analysis.uses) {
    if (use.expression.failure !== undefined) continue
    for (const reference of use.expression.references) {
      const context = reference.context.toLowerCase()
      if (!use.site.place.contexts.has(context) || reference.path[0]?.name === undefined) continue
      if (context === "needs") needed(say, analysis.workflow, use, reference)
      else if (context === "jobs") called(say, analysis.workflow, use, reference)
    }
  }
})

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const needed = (say: Say, workflow: Workflow, use: Use, reference: Reference): void => {
  const own = workflow.job.get(String(use.site.path[1]))
  if (own === undefined) return
  const name = reference.path[0]?.name ?? ""
  const job = workflow.anyCase.get(name.toLowerCase())
  if (
    own.needs.some(({ text }) => same(text, name) || (job !== undefined && means(workflow, own, text, job)))
  ) {
    if (job !== undefined) output(say, use, reference, job)
    return
  }
  const first = reference.path[0] as Reference["path"][number]
  const place = { pointer: use.site.pointer, at: within(say, use, first) }
  if (job !== undefined) {
    // Waiting for a job that waits for this one would never end.
    const cyclic = job === own || reaches(workflow, job, own)
    say.problem({
      rule: "needs-missing",
      message: `\`${own.id}\` reads \`needs.${name}\` but does not wait for the job \`${job.id}\`.`,
      ...place,
      fixes: cyclic ? [] : [waitFor(own, job)]
    })
    return
  }
  const better =
    meant(
      name,
      own.needs.map(({ text }) => text)
    ) ?? meant(name, [...workflow.job.keys()])
  const sure = better?.sure === true && own.needs.some(({ text }) => text === better.name)
  say.problem({
    rule: "needs-missing",
    // A job that waits for nobody may be on its way to being rewritten: GitHub reads nothing, and goes on.
    ...(own.needs.length > 0 || better !== undefined ? {} : { severity: "warning" as const }),
    message: `There is no job \`${name}\` in \`needs\` of \`${own.id}\`${orMeant(better)}`,
    ...(own.needs.length > 0 ? { help: `It needs ${allOf(own.needs.map(({ text }) => text))}.` } : {}),
    ...place,
    fixes: respell(use, first, better, sure ? "safe" : "unsafe")
  })
}

/** Whether a job waits for another by a misspelled name: that is said where the name stands. */
const means = (workflow: Workflow, own: Job, text: string, job: Job): boolean =>
  !workflow.job.has(text) && nameMeant(workflow, own, text)?.name === job.id

/** A fix that makes a job wait for another. */
const waitFor = (own: Job, job: Job): Fix =>
  edit(`Wait for \`${job.id}\``, [waiting(own, job)], "unsafe", 0.88)

const called = (say: Say, workflow: Workflow, use: Use, reference: Reference): void => {
  const name = reference.path[0]?.name ?? ""
  const job = workflow.anyCase.get(name.toLowerCase())
  if (job !== undefined) {
    output(say, use, reference, job)
    return
  }
  const first = reference.path[0] as Reference["path"][number]
  const better = meant(name, [...workflow.job.keys()])
  say.problem({
    rule: "needs-missing",
    message: `There is no job \`${name}\`${orMeant(better)}`,
    pointer: use.site.pointer,
    at: within(say, use, first),
    fixes: respell(use, first, better)
  })
}

/** `….outputs.<name>` of a job whose outputs the file shows. */
const output = (say: Say, use: Use, reference: Reference, job: Job): void => {
  const [, level, wanted] = reference.path
  if (level?.name?.toLowerCase() !== "outputs" || wanted?.name === undefined) return
  // What a reusable workflow puts out stands in its own file.
  if (job.uses !== undefined) return
  const name = wanted.name
  const names = job.outputs?.map((entry) => entry.name) ?? []
  if (names.some((each) => same(each, name))) return
  const better = meant(name, names)
  const declare = better === undefined ? declared(job, name) : undefined
  say.problem({
    rule: "output-unknown",
    message: `The job \`${job.id}\` has no output \`${name}\`${orMeant(better)}`,
    help: names.length === 0 ? "The job declares no `outputs`." : `It has ${allOf(names)}.`,
    pointer: use.site.pointer,
    at: within(say, use, wanted),
    fixes: declare === undefined ? respell(use, wanted, better) : [declare]
  })
}

/** A fix that passes the output of a step on, where exactly one step with an id sets an output of that name. */
const declared = (job: Job, name: string): Fix | undefined => {
  const setters = job.steps.filter(({ id, run }) => id !== undefined && setsOutput(run?.text ?? "", name))
  const id = setters[0]?.id?.text
  if (setters.length !== 1 || id === undefined) return undefined
  const value = `\${{ steps.${id}.outputs.${name} }}`
  const operation =
    job.outputs === undefined
      ? ({ op: "add", path: `${job.pointer}/outputs`, value: { [name]: value } } as const)
      : ({ op: "add", path: `${job.pointer}/outputs/${name}`, value } as const)
  return edit(`Declare the output \`${name}\` of \`${job.id}\``, [operation], "unsafe", 0.88)
}
