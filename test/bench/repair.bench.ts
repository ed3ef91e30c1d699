/**
 * The repair bench: every file of the data through check, `fix` and `fix --unsafe`, in process, and the shares of
 * them that come out as they should. `PlainData.ts` says what restored, leaf and kept mean; accepted is the verdict
 * of GitHub's own parser for workflows and of our own check for the other dialects. Flagged means an error
 * diagnostic; the right line is within one of the place that was broken.
 */
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { type Bin, binsOf, expectedCalibrationError, type Judgement } from "./Calibration.ts"
import { type Corpus, load, type Mutant, type Pair, type Sample } from "./Corpus.ts"
import { counting } from "./Exceptions.ts"
import * as Failure from "./Failure.ts"
import { type Figure, median, print, quantile, share } from "./Figure.ts"
import { type Laboratory, openLaboratory } from "./Laboratory.ts"
import type { Table } from "./Table.ts"
import {
  errorsOf,
  type MutantTrial,
  type PairTrial,
  type Trial,
  tryInvalid,
  tryMutant,
  tryPair,
  tryValid
} from "./Trial.ts"

interface Trials {
  readonly valid: ReadonlyArray<Trial>
  readonly invalid: ReadonlyArray<Trial>
  readonly one: ReadonlyArray<MutantTrial>
  readonly three: ReadonlyArray<MutantTrial>
  readonly pairs: ReadonlyArray<PairTrial>
}

const run = async (args: Arguments): Promise<Measured> => {
  const corpus = chosen(load(args.data), args.options)
  const laboratory = await openLaboratory()
  const trials = await runAll(corpus, laboratory)
  const failures = failuresOf(trials)
  const dialects = corpus.dialects.filter((dialect) => laboratory.dialects.has(dialect))
  const bins = binsOf(judgementsOf(trials.one))
  return {
    figures: [
      ...dialects.flatMap((dialect) => figuresOf(dialect, only(trials, dialect))),
      ...calibrationOf(trials.one, bins)
    ],
    tables: [
      ...dialects.map((dialect) => classTable(dialect, only(trials, dialect))),
      reliabilityTable(bins)
    ],
    notes: args.options.has("failures")
      ? failures.map(Failure.print)
      : [`${failures.length} files fail somewhere; --failures lists them with reasons.`],
    partial: filters.some((name) => args.options.has(name)),
    details: { failures, reliability: bins }
  }
}

const filters = ["class", "dialect", "file", "set"]

export const bench: Benchmark = {
  options: [
    "--failures        list every failing file with its reasons",
    "--dialect D       only this dialect",
    "--class X         only mutants with this class of error",
    "--file F          only files whose path holds F",
    "--set S           only one of: valid, invalid, one, three, pairs"
  ],
  run
}

/** The part of the corpus that the filters leave. */
const chosen = (corpus: Corpus, options: Arguments["options"]): Corpus => {
  const dialect = options.get("dialect")
  const name = options.get("class")
  const set = options.get("set")
  const fits = (sample: Sample): boolean =>
    (typeof dialect !== "string" || sample.dialect === dialect) && Failure.named(sample, options.get("file"))
  const within = <T>(group: string, list: ReadonlyArray<T> | undefined): ReadonlyArray<T> =>
    (typeof set === "string" && set !== group) || list === undefined ? [] : list
  const unclassed = <T>(list: ReadonlyArray<T>): ReadonlyArray<T> => (typeof name === "string" ? [] : list)
  const mutants = (group: string, count: number): ReadonlyArray<Mutant> =>
    within(group, corpus.mutants.get(count)).filter(
      (mutant) => fits(mutant) && (typeof name !== "string" || mutant.classes.includes(name))
    )
  return {
    dialects: typeof dialect === "string" ? corpus.dialects.filter((id) => id === dialect) : corpus.dialects,
    valid: unclassed(within("valid", corpus.valid)).filter(fits),
    invalid: unclassed(within("invalid", corpus.invalid)).filter(fits),
    mutants: new Map([
      [1, mutants("one", 1)],
      [3, mutants("three", 3)]
    ]),
    pairs: unclassed(within("pairs", corpus.pairs)).filter((pair: Pair) => fits(pair.broken))
  }
}

const runAll = async (corpus: Corpus, laboratory: Laboratory): Promise<Trials> => {
  const known = (sample: { readonly dialect: string }): boolean => laboratory.dialects.has(sample.dialect)
  const each = async <A extends { readonly dialect: string }, B>(
    list: ReadonlyArray<A> | undefined,
    trial: (laboratory: Laboratory, item: A) => Promise<B>
  ): Promise<ReadonlyArray<B>> => {
    const results: Array<B> = []
    for (const item of (list ?? []).filter(known)) results.push(await trial(laboratory, item))
    return results
  }
  return {
    valid: await each(corpus.valid, tryValid),
    invalid: await each(corpus.invalid, tryInvalid),
    one: await each(corpus.mutants.get(1), tryMutant),
    three: await each(corpus.mutants.get(3), tryMutant),
    pairs: await each(corpus.pairs, tryPair)
  }
}

const only = (trials: Trials, dialect: string): Trials => {
  const of = <T extends { readonly dialect: string }>(list: ReadonlyArray<T>): ReadonlyArray<T> =>
    list.filter((trial) => trial.dialect === dialect)
  return {
    valid: of(trials.valid),
    invalid: of(trials.invalid),
    one: of(trials.one),
    three: of(trials.three),
    pairs: of(trials.pairs)
  }
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

const figuresOf = (dialect: string, trials: Trials): ReadonlyArray<Figure> => {
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
    passing("one.flagged", "one error: flagged", one, flagged),
    passing("one.line", "one error: at the right line", one.filter(hasLine), (trial) => trial.rightLine),
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
      "slowest fix of a mutant",
      "ms",
      mutants.map((trial) => Math.max(trial.plain.milliseconds, trial.unsafe.milliseconds)),
      (list) => quantile(list, 1)
    )
  ]
  return figures.flat().map((figure) => ({ ...figure, id: `${dialect}.${figure.id}` }))
}

const hasLine = (trial: MutantTrial): boolean =>
  !trial.mutant.classes.some((name) => Failure.withoutLine.has(name))

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

/** Lines that a restoring repair changed, over the lines in which the broken file differs from the original. */
const changes = (trials: ReadonlyArray<MutantTrial>): ReadonlyArray<number> =>
  trials
    .filter((trial) => trial.unsafe.restored === true && trial.distance > 0)
    .map((trial) => trial.unsafe.changed / trial.distance)

/** Leaves are pooled, so that a large file counts as much as its content. */
const kept = (id: string, title: string, trials: ReadonlyArray<Trial>): ReadonlyArray<Figure> => {
  const leaves = trials.reduce((sum, trial) => sum + trial.unsafe.leaves, 0)
  const lost = trials.reduce((sum, trial) => sum + trial.unsafe.lostLeaves, 0)
  return leaves === 0 ? [] : [{ id, title, value: 1 - lost / leaves, unit: "share", of: leaves }]
}

/** A fix is right where the file, one error and all, came out as it should. */
const judgementsOf = (one: ReadonlyArray<MutantTrial>): ReadonlyArray<Judgement> =>
  one
    .filter((trial) => trial.mutant.restore !== "lossy")
    .flatMap((trial) =>
      trial.unsafe.applied.map(({ confidence, applicability, rule }) => ({
        ...{ confidence, applicability, rule, right: trial.unsafe.restored === true }
      }))
    )

const calibrationOf = (one: ReadonlyArray<MutantTrial>, bins: ReadonlyArray<Bin>): ReadonlyArray<Figure> => {
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

const reliabilityTable = (bins: ReadonlyArray<Bin>): Table => ({
  title: "reliability: of applied fixes by confidence, those in files that came out right",
  columns: ["confidence", "fixes", "mean", "right"],
  rows: bins.map((bin) => [
    `${bin.from.toFixed(1)}-${bin.to.toFixed(1)}`,
    ...[bin.fixes, bin.confidence.toFixed(3), bin.right.toFixed(3)]
  ])
})

const classTable = (dialect: string, trials: Trials): Table => {
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
        Failure.withoutLine.has(name) ? "" : part((trial) => trial.rightLine),
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

const failuresOf = (trials: Trials): ReadonlyArray<Failure.Failure> =>
  [
    ...counting("argued", trials.valid).map(Failure.ofValid),
    ...counting("outsideKnowledge", trials.invalid).map(Failure.ofInvalid),
    ...trials.one.map(Failure.ofMutant),
    ...trials.three.map(Failure.ofMutant),
    ...trials.pairs.map(Failure.ofPair)
  ].filter((failure) => failure !== undefined)
