/**
 * The steps of a refinement, as far as they teach something: which approach was taken for which kind of errors and
 * what it brought, how a model solved problems, and whether it agreed with what the rules had suggested.
 */
import { Result, Schema } from "effect"
import { errorsOf } from "../../diagnose/Scorer.ts"
import type { Validation } from "../../diagnose/Validator.ts"
import type { Node } from "../../document/Node.ts"
import { applyToTree } from "../../document/Patch.ts"
import { dataOf, equalData, nodeAt } from "../../document/Tree.ts"
import { nothingSpent } from "../../refine/Budget.ts"
import type { Evaluated } from "../../refine/Trajectory.ts"
import { kindOfErrors } from "../AdaptiveStrategy.ts"
import type { Evaluation, Refined } from "../Refined.ts"
import { placesOf, privateKind } from "./FixKind.ts"
import type { Privacy } from "./Privacy.ts"
import { explainChanges, type Solution } from "./Solution.ts"
import type { Verdict } from "./Verdict.ts"

/** One proposal and what came of it. */
export const StepRecord = Schema.Struct({
  approach: Schema.Literals([
    "auto_repair",
    "llm_guided",
    "llm_restructure",
    "llm_comprehensive",
    "hybrid",
    "pattern"
  ]),
  /** What most errors were of when the approach was chosen. */
  errors: Schema.Literals(["semantic", "structural", "mixed"]),
  outcome: Schema.Literals(["candidate", "unchanged", "refused", "failed"]),
  /** What it added to the best score so far; below 0 where it came out worse, 0 where there was no candidate. */
  gain: Schema.Finite,
  spent: Schema.Struct({ calls: Schema.Finite, tokens: Schema.Finite, cost: Schema.Finite })
})
export type StepRecord = typeof StepRecord.Type

export interface Steps {
  readonly steps: ReadonlyArray<StepRecord>
  readonly solutions: ReadonlyArray<Solution>
  readonly verdicts: ReadonlyArray<Verdict>
}

/** A model's solutions count where the refinement was accepted with them. */
export const stepsOf = ({ trajectory, status }: Refined, privacy: Privacy): Steps => {
  const steps: Array<StepRecord> = []
  const solutions: Array<Solution> = []
  const verdicts: Array<Verdict> = []
  let top: Evaluated<string, Evaluation> | undefined
  for (const [index, event] of trajectory.entries()) {
    if (event._tag === "evaluated" && (top === undefined || event.score > top.score)) top = event
    if (event._tag !== "proposed" || top === undefined) continue
    const next = trajectory[index + 1]
    const made = next?._tag === "evaluated" ? next : undefined
    const { approach, outcome, spent = nothingSpent } = event
    const before = top.evaluation.validation
    const gain = made === undefined ? 0 : made.score - top.score
    steps.push({ approach, errors: kindOfErrors(before.report), outcome, gain, spent })
    if (made === undefined || spent.calls === 0 || gain <= 0 || status !== "accepted") continue
    const after = made.evaluation.validation
    solutions.push(...solved(before, after, privacy))
    verdicts.push(...agreements(before, after, privacy))
  }
  return { steps, solutions, verdicts }
}

const solved = (before: Validation, after: Validation, privacy: Privacy): ReadonlyArray<Solution> => {
  const [from, to] = [before.salvaged.roots[0], after.salvaged.roots[0]]
  if (from === undefined || to === undefined) return []
  return explainChanges(dataOf(from), dataOf(to), errorsOf(before.report), "model", privacy).solutions
}

/** Whether the model did what the first suggestion for a problem says, or solved it in another way. */
const agreements = (before: Validation, after: Validation, privacy: Privacy): ReadonlyArray<Verdict> => {
  const now = after.salvaged.roots
  const left = new Set(errorsOf(after.report).map(({ rule, pointer }) => `${rule} ${pointer}`))
  return errorsOf(before.report).flatMap((diagnostic): ReadonlyArray<Verdict> => {
    const { rule, pointer, document, fixes } = diagnostic
    const [fix] = fixes
    const root = before.salvaged.roots[document]
    const result = now[document]
    if (fix === undefined || fix.edit._tag === "text" || fix.applicability === "display") return []
    const places = placesOf(fix)
    // Where an item was put at the end of a list cannot be told from the list alone.
    if (places.some((place) => place.endsWith("/-"))) return []
    if (root === undefined || result === undefined || left.has(`${rule} ${pointer}`)) return []
    const applied = applyToTree(root, fix.edit.operations, { reading: before.dialect.reading })
    if (Result.isFailure(applied)) return []
    const agrees = places.every((place) => equalAt(applied.success, result, place))
    return [
      {
        fix: privateKind(before.dialect.id, rule, fix, privacy),
        verdict: agrees ? "chosen" : "passedOver"
      }
    ]
  })
}

const equalAt = (a: Node, b: Node, pointer: string): boolean => {
  const [one, other] = [nodeAt(a, pointer), nodeAt(b, pointer)]
  return one === undefined || other === undefined ? one === other : equalData(dataOf(one), dataOf(other))
}
