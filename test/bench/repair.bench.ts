/**
 * The repair bench: every file of the data through check, `fix` and `fix --unsafe`, in process, and the shares of
 * them that come out as they should. `PlainData.ts` says what restored, leaf and kept mean; accepted is the verdict
 * of GitHub's own parser for workflows and of our own check for the other dialects. Flagged means an error
 * diagnostic; the right line is within one of the place that was broken.
 */
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { binsOf } from "./Calibration.ts"
import { type Corpus, load, type Mutant, type Pair, type Sample } from "./Corpus.ts"
import { counting } from "./Exceptions.ts"
import * as Failure from "./Failure.ts"
import { type Laboratory, openLaboratory } from "./Laboratory.ts"
import {
  calibrationOf,
  classTable,
  figuresOf,
  judgementsOf,
  reliabilityTable,
  slowestTable,
  type Trials
} from "./RepairFigures.ts"
import { tryInvalid, tryMutant, tryPair, tryValid } from "./Trial.ts"

const run = async (args: Arguments): Promise<Measured> =>
  measure(load(args.data), await openLaboratory(), args)

/** Tries every file of a corpus that the filters leave. */
export const measure = async (all: Corpus, laboratory: Laboratory, args: Arguments): Promise<Measured> => {
  const corpus = chosen(all, args.options)
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
      reliabilityTable(bins),
      slowestTable([...trials.one, ...trials.three])
    ],
    notes: args.options.has("failures")
      ? failures.map(Failure.print)
      : [`${failures.length} files fail somewhere; --failures lists them with reasons.`],
    partial: filters.some((name) => args.options.has(name)),
    details: { failures, reliability: bins }
  }
}

const filters = ["class", "dialect", "file", "set"]

export const options: ReadonlyArray<string> = [
  "--failures        list every failing file with its reasons",
  "--dialect D       only this dialect",
  "--class X         only mutants with this class of error",
  "--file F          only files whose path holds F",
  "--set S           only one of: valid, invalid, one, three, pairs"
]

export const bench: Benchmark = { options, run }

/** The part of the corpus that the filters leave. */
const chosen = (corpus: Corpus, options: Arguments["options"]): Corpus => {
  const dialect = options.get("dialect")
  const name = options.get("class")
  const file = options.get("file")
  const set = options.get("set")
  const fits = (sample: Sample): boolean =>
    (typeof dialect !== "string" || sample.dialect === dialect) &&
    (typeof file !== "string" || sample.path.includes(file))
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

const failuresOf = (trials: Trials): ReadonlyArray<Failure.Failure> =>
  [
    ...counting("argued", trials.valid).map(Failure.ofValid),
    ...counting("outsideKnowledge", trials.invalid).map(Failure.ofInvalid),
    ...counting("argued", trials.one).map(Failure.ofMutant),
    ...trials.three.map(Failure.ofMutant),
    ...trials.pairs.map(Failure.ofPair)
  ].filter((failure) => failure !== undefined)
