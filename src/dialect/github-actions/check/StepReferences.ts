/**
 * References to steps: `steps.<id>` where no step has that id, or the step has not run yet. Such a reference is
 * empty without a word from GitHub.
 */

import type { Fix } from "../../../diagnose/Fix.ts"
import { fold } from "../../../diagnose/Nearest.ts"
import type { Reference } from "../expression/Expression.ts"
import { meant } from "../expression/Names.ts"
import type { Analysis, Use } from "../model/Analysis.ts"
import { flatten, type Step } from "../model/Workflow.ts"
import { danglingIds } from "./Ids.ts"
import { check, edit, oneStep, orMeant, respell, type Say, within } from "./Say.ts"
import { type Scope, scopeOf } from "./Scope.ts"
import { throughNeeds } from "./StandIns.ts"
import { setsOutput } from "./StepIdentity.ts"

export const stepReferences = check((analysis, say) => {
  for (const use of analysis.uses) {
    if (use.expression.failure !== undefined) continue
    for (const reference of use.expression.references) {
      const name = reference.path[0]?.name
      if (name === undefined || reference.context.toLowerCase() !== "steps") continue
      if (!use.site.place.contexts.has("steps")) continue
      judge(say, analysis, use, reference, name)
    }
  }
})

const judge = (say: Say, analysis: Analysis, use: Use, reference: Reference, name: string): void => {
  const { workflow } = analysis
  const scope = scopeOf(workflow, use.site)
  const state = scope.state(name)
  if (state === "done") return
  const wanted = name.toLowerCase()
  const first = reference.path[0] as Reference["path"][number]
  const place = { pointer: use.site.pointer, at: within(say, use, first) }
  if (state !== undefined) {
    say.problem({
      rule: "step-later",
      message:
        state === "own"
          ? `The step \`${name}\` asks for its own results, which are there only when it has ended.`
          : `The step \`${name}\` runs after this one: its results are not there yet.`,
      ...place
    })
    return
  }
  // Two steps share an id, and this is the one that one of them should have: that is told there.
  if (shared(scope.steps) && danglingIds(analysis, scope.job, scope.steps).length === 1) return
  const elsewhere = workflow.jobs.find((job) =>
    flatten(job.steps).some((step) => step.id?.text.toLowerCase() === wanted)
  )
  // An id that is none has a repair of its own, after which it may be the one that is asked for.
  const ids = scope
    .before()
    .flatMap((step) => (step.id !== undefined && isId.test(step.id.text) ? step.id.text : []))
  const better = meant(name, ids)
  const sure = better?.sure === true && elsewhere === undefined
  const fixes: Array<Fix> = [...respell(use, first, better, sure ? "safe" : "unsafe")]
  if (elsewhere !== undefined && scope.job !== undefined) {
    fixes.push(...throughNeeds(workflow, use, reference, scope.job))
  }
  const giver = giverOf(scope, name, reference.path[2]?.name)
  if (giver !== undefined) {
    const operation = { op: "add", path: `${giver.step.pointer}/id`, value: name } as const
    fixes.push(edit(`Give that id to ${oneStep(giver.step)}`, [operation], "unsafe", giver.confidence))
  }
  say.problem({
    rule: "step-unknown",
    message:
      elsewhere !== undefined
        ? `No step of this job has the id \`${name}\`; one of the job \`${elsewhere.id}\` has, and steps do not see those of other jobs.`
        : `No earlier step has the id \`${name}\`${orMeant(better)}`,
    ...place,
    fixes
  })
}

const shared = (steps: ReadonlyArray<Step>): boolean => {
  const ids = steps.flatMap(({ id }) => id?.text.toLowerCase() ?? [])
  return new Set(ids).size < ids.length
}

const isId = /^[A-Za-z_][\w-]{0,98}$/

/** The one step that surely was meant and has no id: it sets that output, or is called so. */
const giverOf = (
  scope: Scope,
  name: string,
  output: string | undefined
): { readonly step: Step; readonly confidence: number } | undefined => {
  if (!isId.test(name) || name.startsWith("__")) return undefined
  const nameless = scope.before().filter((step) => step.id === undefined)
  if (output !== undefined) {
    const setters = nameless.filter(({ run }) => run !== undefined && setsOutput(run.text, output))
    if (setters.length === 1) return { step: setters[0] as Step, confidence: 0.88 }
  }
  const wanted = fold(name)
  const called = nameless.filter((step) => {
    const title = stringNamed(step)
    const action = step.uses?.text.split("@")[0]?.split("/").at(-1)
    return (
      (title !== undefined && fold(title) === wanted) || (action !== undefined && fold(action) === wanted)
    )
  })
  return called.length === 1 ? { step: called[0] as Step, confidence: 0.8 } : undefined
}

const stringNamed = (step: Step): string | undefined => {
  for (const pair of step.node.pairs) {
    const { key, value } = pair
    if (
      key.kind === "scalar" &&
      key.value === "name" &&
      value.kind === "scalar" &&
      typeof value.value === "string"
    ) {
      return value.value
    }
  }
  return undefined
}
