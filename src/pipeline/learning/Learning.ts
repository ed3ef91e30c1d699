/**
 * Learning: what a collection of histories and ratings shows. Every statistic is a fold over them, so that it can be
 * told anew at any time, and none depends on the order in which things happened.
 */
import { Schema } from "effect"
import { quantile } from "./Beta.ts"
import type { Feedback } from "./Feedback.ts"
import { FixKind, fixKey } from "./FixKind.ts"
import type { History } from "./History.ts"
import { learned } from "./Posterior.ts"
import { learning } from "./rules.generated.ts"
import { StepRecord } from "./StepRecord.ts"
import { talliesOf } from "./Verdict.ts"

const Share = Schema.Finite

/** An error that comes up again and again. */
export const CommonError = Schema.Struct({
  dialect: Schema.String,
  rule: Schema.String,
  /** Refinements that met it, and how often in all. */
  refinements: Schema.Int,
  occurrences: Schema.Int,
  /** Of the occurrences: the share that was gone at the end. */
  solved: Share
})

/** A fix that was applied, and what people and models made of it. */
export const SuccessfulFix = Schema.Struct({
  ...FixKind.fields,
  applied: Schema.Int,
  /** Of these, in refinements that were accepted. */
  accepted: Schema.Int,
  /** Cases for and against, as they count. */
  for: Schema.Finite,
  against: Schema.Finite,
  /** 0..1: as the rule gives it, on the average, and after all cases. */
  confidence: Schema.Struct({ before: Share, after: Share })
})

/** Something to be seen at the start that goes along with refinements that are not accepted. */
export const ProblemIndicator = Schema.Struct({
  indicator: Schema.String,
  refinements: Schema.Int,
  /** The share that was not accepted, with this sign and without it. */
  failed: Schema.Struct({ with: Share, without: Share }),
  /** Model calls of one refinement on the average, with it and without it. */
  calls: Schema.Struct({ with: Schema.Finite, without: Schema.Finite })
})

/** How an approach does with errors of a kind, the best first. */
export const BestApproach = Schema.Struct({
  dialect: Schema.String,
  errors: StepRecord.fields.errors,
  approach: StepRecord.fields.approach,
  tries: Schema.Int,
  /** Tries that brought the score further, by how much on the average, and at what price in dollars. */
  gained: Schema.Int,
  gain: Schema.Finite,
  cost: Schema.Finite
})

export const Analysis = Schema.Struct({
  histories: Schema.Int,
  accepted: Schema.Int,
  ratings: Schema.Struct({ count: Schema.Int, mean: Schema.NullOr(Schema.Finite) }),
  commonErrors: Schema.Array(CommonError),
  successfulFixes: Schema.Array(SuccessfulFix),
  problemIndicators: Schema.Array(ProblemIndicator),
  bestApproaches: Schema.Array(BestApproach)
})
export type Analysis = typeof Analysis.Type

export const analyze = (histories: ReadonlyArray<History>, feedback: ReadonlyArray<Feedback>): Analysis => ({
  histories: histories.length,
  accepted: histories.filter(({ status }) => status === "accepted").length,
  ratings: {
    count: feedback.length,
    mean: feedback.length === 0 ? null : average(feedback.map(({ rating }) => rating))
  },
  commonErrors: commonErrors(histories),
  successfulFixes: successfulFixes(histories, feedback),
  problemIndicators: problemIndicators(histories),
  bestApproaches: bestApproaches(histories)
})

const commonErrors = (histories: ReadonlyArray<History>): Analysis["commonErrors"] => {
  const met = histories.flatMap(({ dialect, errors }) =>
    Object.entries(errors.before).map(([rule, count]) => ({
      dialect,
      rule,
      count,
      gone: Math.max(0, count - (Object.hasOwn(errors.after, rule) ? (errors.after[rule] as number) : 0))
    }))
  )
  return grouped(met, ({ dialect, rule }) => `${dialect} ${rule}`)
    .map(([{ dialect, rule }, all]) => {
      const occurrences = sum(all.map(({ count }) => count))
      const solved = sum(all.map(({ gone }) => gone)) / occurrences
      return { dialect, rule, refinements: all.length, occurrences, solved }
    })
    .sort((a, b) => b.refinements - a.refinements || b.occurrences - a.occurrences)
}

const successfulFixes = (
  histories: ReadonlyArray<History>,
  feedback: ReadonlyArray<Feedback>
): Analysis["successfulFixes"] => {
  const tallies = talliesOf([...histories, ...feedback].map(({ verdicts }) => verdicts))
  const made = histories.flatMap(({ fixes, status }) =>
    fixes.filter(({ by }) => by !== "model").map((fix) => ({ ...fix, accepted: status === "accepted" }))
  )
  return grouped(made, ({ kind }) => fixKey(kind))
    .map(([{ kind }, all]) => {
      const before = average(all.map(({ confidence }) => confidence))
      const fix = {
        title: kind.title,
        edit: nothingToDo,
        applicability: kind.applicability,
        confidence: before
      }
      return {
        ...kind,
        applied: all.length,
        accepted: all.filter(({ accepted }) => accepted).length,
        ...tallies.fix(kind),
        confidence: { before, after: learned(fix, kind, tallies).confidence }
      }
    })
    .sort((a, b) => b.accepted - a.accepted || b.for - b.against - (a.for - a.against))
}

const nothingToDo = { _tag: "text", edits: [] } as const

const problemIndicators = (histories: ReadonlyArray<History>): Analysis["problemIndicators"] => {
  const names = new Set(histories.flatMap(({ indicators }) => indicators))
  return [...names]
    .sort(compare)
    .map((indicator) => {
      const [yes, no] = split(histories, ({ indicators }) => indicators.includes(indicator))
      return {
        indicator,
        refinements: yes.length,
        failed: { with: failedOf(yes), without: failedOf(no) },
        calls: { with: callsOf(yes), without: callsOf(no) },
        /** The least that the share of failures can be believed to be. */
        least: quantile({ alpha: 1 + failures(yes), beta: 1 + yes.length - failures(yes) }, 0.1)
      }
    })
    .filter(
      ({ refinements, failed, calls }) =>
        refinements >= learning.indicators.from &&
        (failed.with > failed.without || calls.with > calls.without)
    )
    .sort((a, b) => b.least - a.least || b.calls.with - a.calls.with)
    .map(({ least: _, ...indicator }) => indicator)
}

const bestApproaches = (histories: ReadonlyArray<History>): Analysis["bestApproaches"] => {
  const steps = histories.flatMap(({ dialect, steps }) => steps.map((step) => ({ dialect, ...step })))
  return grouped(steps, ({ dialect, errors, approach }) => `${dialect} ${errors} ${approach}`)
    .map(([{ dialect, errors, approach }, all]) => {
      const gained = all.filter(({ gain }) => gain > 0)
      return {
        dialect,
        errors,
        approach,
        tries: all.length,
        gained: gained.length,
        gain: average(all.map(({ gain }) => gain)),
        cost: average(all.map(({ spent }) => spent.cost))
      }
    })
    .sort(
      (a, b) =>
        compare(a.dialect, b.dialect) ||
        compare(a.errors, b.errors) ||
        b.gained / b.tries - a.gained / a.tries ||
        a.cost - b.cost
    )
}

const failures = (histories: ReadonlyArray<History>): number =>
  histories.filter(({ status }) => status !== "accepted").length

const failedOf = (histories: ReadonlyArray<History>): number =>
  histories.length === 0 ? 0 : failures(histories) / histories.length

const callsOf = (histories: ReadonlyArray<History>): number =>
  average(histories.map(({ spent }) => spent.calls))

const split = <A>(
  values: ReadonlyArray<A>,
  test: (value: A) => boolean
): readonly [yes: ReadonlyArray<A>, no: ReadonlyArray<A>] => [
  values.filter(test),
  values.filter((value) => !test(value))
]

/** The groups in the order of their keys, each with its first member. */
const grouped = <A>(
  values: ReadonlyArray<A>,
  keyOf: (value: A) => string
): ReadonlyArray<readonly [first: A, all: ReadonlyArray<A>]> =>
  [...Map.groupBy(values, keyOf)]
    .sort(([a], [b]) => compare(a, b))
    .map(([, all]) => [all[0] as A, all] as const)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of sorted numbers, so that the sum does not depend on the order in which they came. */
const sum = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b).reduce((total, value) => total + value, 0)

const average = (values: ReadonlyArray<number>): number =>
  values.length === 0 ? 0 : sum(values) / values.length
