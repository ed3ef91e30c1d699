/**
 * What the repair bench counts: every figure and the table by class of error, as folds over the trials of one
 * dialect, and the calibration of confidences over all of them.
 */
import { type Bin, expectedCalibrationError, type Judgement } from "./Calibration.ts"
import { counting } from "./Exceptions.ts"
import { withoutLine } from "./Failure.ts"
import { type Figure, median, print, quantile, share } from "./Figure.ts"
import type { Table } from "./Table.ts"
import { errorsOf, type MutantTrial, type PairTrial, printedAsJson, type Trial } from "./Trial.ts"

export interface Trials {
  readonly valid: ReadonlyArray<Trial>
  readonly invalid: ReadonlyArray<Trial>
  readonly one: ReadonlyArray<MutantTrial>
  readonly three: ReadonlyArray<MutantTrial>
  readonly pairs: ReadonlyArray<PairTrial>
}

export const figuresOf = (dialect: string, trials: Trials): ReadonlyArray<Figure> => {
  const { valid, one, three, pairs } = trials
  const all: ReadonlyArray<Trial> = [...valid, ...trials.invalid, ...one, ...three, ...pairs]
  const flagged = (trial: Trial): boolean => errorsOf(trial).length > 0
  const restore = (kind: string): ReadonlyArray<MutantTrial> =>
    one.filter((trial) => trial.mutant.restore === kind)
  const lossy = restore("lossy")
  const mutants = [...one, ...three]
  const calledClean = mutants.filter((trial) => trial.plain.clean && trial.mutant.restore !== "lossy")
  const minimal = pairs.filter((trial) => trial.pair.minimal && trial.unsafe.restored !== undefined)
  const figures: ReadonlyArray<ReadonlyArray<Figure>> = [
    passing(
      "valid.quiet",
      "valid files without an error diagnostic",
      counting("argued", valid),
      (trial) => !flagged(trial)
    ),
    passing(
      "valid.untouched",
      "valid files byte-identical after both fixes",
      counting("argued", valid),
      (trial) => trial.plain.untouched && trial.unsafe.untouched
    ),
    passing(
      "invalid.flagged",
      "files of other validators' suites flagged",
      counting("outsideKnowledge", trials.invalid),
      flagged
    ),
    passing("one.flagged", "one error: flagged", counting("argued", one), flagged),
    passing(
      "one.line",
      "one error: at the right line",
      counting("argued", one).filter(hasLine),
      (trial) => trial.rightLine
    ),
    passing(
      "one.exact",
      "one error, exact: restored by fix",
      restore("exact"),
      (trial) => trial.plain.restored === true
    ),
    passing(
      "one.guess",
      "one error, guess: restored by fix --unsafe",
      restore("guess"),
      (trial) => trial.unsafe.restored === true
    ),
    passing(
      "one.lossy",
      "one error, lossy: accepted after fix --unsafe",
      lossy,
      (trial) => trial.unsafe.accepted
    ),
    kept("one.lossy.kept", "one error, lossy: leaves kept", lossy),
    passing("three", "three errors: restored (lossy: accepted, leaves kept) by fix --unsafe", three, mended),
    passing(
      "honest",
      "called clean by plain fix (lossy aside): equal to the original",
      calledClean,
      (trial) => trial.plain.restored === true
    ),
    passing("pairs.flagged", "committed broken: flagged", pairs, flagged),
    passing(
      "pairs.accepted",
      "committed broken: accepted after fix --unsafe",
      pairs,
      (trial) => trial.unsafe.accepted
    ),
    kept(
      "pairs.kept",
      "committed broken: leaves kept where accepted",
      pairs.filter((trial) => trial.unsafe.accepted)
    ),
    passing(
      "pairs.same",
      "committed broken, minimal: equal to the author's next",
      minimal,
      (trial) => trial.unsafe.restored === true
    ),
    passing(
      "never-lower",
      "score after either fix not lower",
      all,
      (trial) => trial.plain.gain >= 0 && trial.unsafe.gain >= 0
    ),
    passing(
      "settled",
      "fixing twice changes nothing more",
      all,
      (trial) => trial.plain.settled && trial.unsafe.settled
    ),
    passing("no-crash", "no crash", all, (trial) => trial.crash === undefined),
    numbers(
      "one.diagnostics",
      "one error: diagnostics, median",
      "count",
      one.map((trial) => trial.findings.length),
      median
    ),
    numbers(
      "changed",
      "one error, restored: lines changed over lines broken, mean",
      "times",
      changes(one),
      mean
    ),
    numbers(
      "fix.worst",
      "slowest fix of a mutant (cold: the speed bench measures warm)",
      "ms",
      mutants.map((trial) => Math.max(trial.plain.milliseconds, trial.unsafe.milliseconds)),
      (list) => quantile(list, 1)
    )
  ]
  return figures.flat().map((figure) => ({ ...figure, id: `${dialect}.${figure.id}` }))
}

const hasLine = (trial: MutantTrial): boolean => !trial.mutant.classes.some((name) => withoutLine.has(name))

const mended = (trial: MutantTrial): boolean =>
  trial.mutant.restore === "lossy"
    ? trial.unsafe.accepted && trial.unsafe.lostLeaves <= 0.02 * trial.unsafe.leaves
    : trial.unsafe.restored === true

const numbers = (
  id: string,
  title: string,
  unit: Figure["unit"],
  list: ReadonlyArray<number>,
  fold: (list: ReadonlyArray<number>) => number | undefined
): ReadonlyArray<Figure> =>
  list.length === 0 ? [] : [{ id, title, value: fold(list), unit, of: list.length }]

const mean = (list: ReadonlyArray<number>): number =>
  list.reduce((sum, value) => sum + value, 0) / list.length

/**
 * Lines that a restoring repair changed, over the lines in which the broken file differs from the original. Where
 * the mutant is the original printed anew as JSON, all its lines differ and the ratio would say nothing.
 */
const changes = (trials: ReadonlyArray<MutantTrial>): ReadonlyArray<number> =>
  trials
    .filter((trial) => trial.unsafe.restored === true && trial.distance > 0)
    .filter((trial) => !printedAsJson(trial.mutant))
    .map((trial) => trial.unsafe.changed / trial.distance)

/** Leaves are pooled, so that a large file counts as much as its content. */
const kept = (id: string, title: string, trials: ReadonlyArray<Trial>): ReadonlyArray<Figure> => {
  const leaves = trials.reduce((sum, trial) => sum + trial.unsafe.leaves, 0)
  const lost = trials.reduce((sum, trial) => sum + trial.unsafe.lostLeaves, 0)
  return leaves === 0 ? [] : [{ id, title, value: 1 - lost / leaves, unit: "share", of: leaves }]
}

const count = <T>(list: ReadonlyArray<T>, test: (item: T) => boolean): number => list.filter(test).length

/** A figure that is the share of a list which passes; none where the list is empty. */
const passing = <T>(
  id: string,
  title: string,
  list: ReadonlyArray<T>,
  test: (item: T) => boolean
): ReadonlyArray<Figure> =>
  list.length === 0
    ? []
    : [{ id, title, value: share(count(list, test), list.length), unit: "share", of: list.length }]

/** One error, by class. */
export const classTable = (dialect: string, trials: Trials): Table => {
  const names = [...new Set(trials.one.flatMap((trial) => trial.mutant.classes))].sort()
  return {
    title: `${dialect}: one error, by class`,
    columns: [
      "class",
      "files",
      "flagged",
      "line",
      "fix",
      "unsafe",
      "accepted",
      "kept",
      "diagnostics",
      "worst"
    ],
    rows: names.map((name) => {
      const of = trials.one.filter((trial) => trial.mutant.classes.includes(name))
      const part = (test: (trial: MutantTrial) => boolean): string =>
        print(share(count(of, test), of.length), "share")
      return [
        ...[name, of.length],
        part((trial) => errorsOf(trial).length > 0),
        withoutLine.has(name) ? "" : part((trial) => trial.rightLine),
        part((trial) => trial.plain.restored === true),
        part((trial) => trial.unsafe.restored === true),
        part((trial) => trial.unsafe.accepted),
        print(kept("", "", of)[0]?.value, "share"),
        mean(of.map((trial) => trial.findings.length)).toFixed(1),
        print(
          quantile(
            of.map((trial) => trial.unsafe.milliseconds),
            1
          ),
          "ms"
        )
      ]
    })
  }
}

/** Where the time goes. */
export const slowestTable = (trials: ReadonlyArray<Trial>): Table => {
  const time = ({ plain, unsafe }: Trial): number => Math.max(plain.milliseconds, unsafe.milliseconds)
  const slowest = [...trials].sort((a, b) => time(b) - time(a)).slice(0, 5)
  return {
    title: "the slowest fixes",
    columns: ["file", "time"],
    rows: slowest.map((trial) => [trial.path, print(time(trial), "ms")])
  }
}

/** A fix is right where the file, one error and all, came out as it should. */
export const judgementsOf = (one: ReadonlyArray<MutantTrial>): ReadonlyArray<Judgement> =>
  one
    .filter((trial) => trial.mutant.restore !== "lossy")
    .flatMap((trial) =>
      trial.unsafe.applied.map(({ confidence, applicability, rule }) => ({
        ...{
          confidence,
          applicability,
          rule,
          right: trial.unsafe.restored === true || trial.plain.restored === true
        }
      }))
    )

export const calibrationOf = (
  one: ReadonlyArray<MutantTrial>,
  bins: ReadonlyArray<Bin>
): ReadonlyArray<Figure> => {
  const safe = judgementsOf(one).filter((judgement) => judgement.applicability === "safe")
  const error = expectedCalibrationError(bins)
  return [
    ...(error === undefined
      ? []
      : [
          {
            id: "calibration.error",
            title: "confidence of applied fixes: expected calibration error",
            value: error,
            unit: "count" as const
          }
        ]),
    ...passing("calibration.safe", "safe fixes that were right", safe, (judgement) => judgement.right)
  ]
}

export const reliabilityTable = (bins: ReadonlyArray<Bin>): Table => ({
  title: "reliability: of applied fixes by confidence, those in files that came out right",
  columns: ["confidence", "fixes", "mean", "right"],
  rows: bins.map((bin) => [
    `${bin.from.toFixed(1)}-${bin.to.toFixed(1)}`,
    ...[bin.fixes, bin.confidence.toFixed(3), bin.right.toFixed(3)]
  ])
})
