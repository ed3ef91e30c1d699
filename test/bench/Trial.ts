/**
 * One trial: one file through check, plain fix and unsafe fix, each judged. Everything the repair bench prints is
 * a fold over trials.
 */
import type { Diagnostic } from "../../src/diagnose/Diagnostic.ts"
import type { Fix } from "../../src/diagnose/Fix.ts"
import { score } from "../../src/diagnose/Scorer.ts"
import type { Validation } from "../../src/diagnose/Validator.ts"
import { LineIndex } from "../../src/document/LineIndex.ts"
import { autoRepair, type Repaired } from "../../src/pipeline/AutoRepair.ts"
import { changedLines } from "./ChangedLines.ts"
import type { Mutant, Pair, Sample } from "./Corpus.ts"
import type { Laboratory } from "./Laboratory.ts"
import { common, dataOf, type Leaves, leavesOf, missing, size, unrestored } from "./PlainData.ts"

/** A diagnostic in print: what a reader of the failures needs. */
export interface Finding {
  readonly line: number
  readonly stage: string
  readonly rule: string
  readonly severity: string
  readonly message: string
  /** Titles of its fixes, with what they promise. */
  readonly offers: ReadonlyArray<string>
}

/** What one run of the fix made of the file. */
export interface Attempt {
  /** No error diagnostic is left. */
  readonly clean: boolean
  /** The judge accepts it: GitHub's parser, or our own check where the dialect has no other judge. */
  readonly accepted: boolean
  readonly refusals: ReadonlyArray<string>
  /** Equals what it should be; `undefined` where there is nothing to compare with. */
  readonly restored: boolean | undefined
  readonly unrestored: string
  /** Score after minus score before. */
  readonly gain: number
  /** A second run changes nothing. */
  readonly settled: boolean
  readonly untouched: boolean
  readonly applied: ReadonlyArray<AppliedFix>
  /** Leaves to keep, and those of them that are gone. */
  readonly leaves: number
  readonly lost: ReadonlyArray<string>
  readonly lostLeaves: number
  /** Lines that the repair changed. */
  readonly changed: number
  readonly milliseconds: number
  readonly text: string
  readonly left: ReadonlyArray<Finding>
}

export interface AppliedFix {
  readonly rule: string
  readonly title: string
  readonly applicability: string
  readonly confidence: number
}

export interface Trial {
  readonly dialect: string
  readonly path: string
  readonly findings: ReadonlyArray<Finding>
  /** What is not judged offline. */
  readonly unknowns: number
  readonly plain: Attempt
  readonly unsafe: Attempt
  /** Set where the engine threw. */
  readonly crash: string | undefined
}

export interface MutantTrial extends Trial {
  readonly mutant: Mutant
  /** An error diagnostic stands within one line of a place that was broken. */
  readonly rightLine: boolean
  /** Lines in which the broken text differs from the original. */
  readonly distance: number
}

export interface PairTrial extends Trial {
  readonly pair: Pair
}

export const errorsOf = (trial: Trial): ReadonlyArray<Finding> =>
  trial.findings.filter((finding) => finding.severity === "error")

/** A file that is as it should be: its own text is what a fix must give back. */
export const tryValid = (laboratory: Laboratory, sample: Sample): Promise<Trial> =>
  run(
    laboratory,
    sample,
    (text) => ({ restored: text === sample.text, unrestored: "bytes differ" }),
    undefined
  )

/** A file known to be broken, with nothing to compare the result with. */
export const tryInvalid = (laboratory: Laboratory, sample: Sample): Promise<Trial> =>
  run(laboratory, sample, () => ({ restored: undefined, unrestored: "" }), undefined)

export const tryMutant = async (laboratory: Laboratory, mutant: Mutant): Promise<MutantTrial> => {
  const { data: whole, leaves } = originalOf(laboratory, mutant.original)
  // An original printed as JSON is its first document: JSON has no streams.
  const data = printedAsJson(mutant) && Array.isArray(whole) ? whole.slice(0, 1) : whole
  const kept = common(leavesOf(mutant.text, mutant.dialect), leaves)
  const compare = (text: string): Comparison => {
    const places = unrestored(text, data, mutant.dialect, mutant.alsoAccept)
    return {
      restored: places.length === 0,
      unrestored: places === "does not parse" ? places : places.map(printed).join("; ")
    }
  }
  const trial = await run(laboratory, mutant, compare, kept)
  return {
    ...trial,
    mutant,
    rightLine: mutant.lines.some((line) =>
      errorsOf(trial).some((finding) => Math.abs(finding.line - line) <= 1)
    ),
    distance: changedLines(mutant.text, mutant.original.text)
  }
}

export const tryPair = async (laboratory: Laboratory, pair: Pair): Promise<PairTrial> => {
  const next = dataOf(pair.next.text, pair.dialect)
  const compare = (text: string): Comparison => {
    if (next === undefined) return { restored: undefined, unrestored: "" }
    const places = unrestored(text, next, pair.dialect, [])
    return {
      restored: places.length === 0,
      unrestored: places === "does not parse" ? places : places.map(printed).join("; ")
    }
  }
  const trial = await run(laboratory, pair.broken, compare, leavesOf(pair.broken.text, pair.dialect))
  return { ...trial, pair }
}

export const printedAsJson = ({ classes }: Mutant): boolean =>
  classes.some((name) => name.startsWith("json_"))

interface Comparison {
  readonly restored: boolean | undefined
  readonly unrestored: string
}

const printed = (place: {
  readonly pointer: string
  readonly expected: unknown
  readonly actual: unknown
}): string => `${place.pointer}: expected ${brief(place.expected)}, got ${brief(place.actual)}`

const brief = (value: unknown): string => {
  if (value === undefined) return "nothing"
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const originalOf = (laboratory: Laboratory, original: Sample) => {
  let known = laboratory.originals.get(original)
  if (known === undefined) {
    const data = dataOf(original.text, original.dialect)
    if (data === undefined) throw new Error(`The original ${original.path} does not parse`)
    known = { data, leaves: leavesOf(original.text, original.dialect) }
    laboratory.originals.set(original, known)
  }
  return known
}

const run = async (
  laboratory: Laboratory,
  sample: Sample,
  compare: (text: string) => Comparison,
  leaves: Leaves | undefined
): Promise<Trial> => {
  const dialect = laboratory.dialects.get(sample.dialect)
  if (dialect === undefined) throw new Error(`No dialect ${sample.dialect}`)
  const attempt = async (unsafe: boolean): Promise<[Attempt, Validation]> => {
    const started = performance.now()
    const repaired = autoRepair(sample.text, dialect, { unsafe, path: sample.path })
    const milliseconds = performance.now() - started
    const again = autoRepair(repaired.text, dialect, { unsafe, path: sample.path })
    const refusals = await refusalsOf(laboratory, sample.dialect, repaired)
    const lost: Leaves =
      leaves === undefined ? new Map() : missing(leaves, leavesOf(repaired.text, sample.dialect))
    return [
      {
        ...compare(repaired.text),
        clean: !repaired.after.report.diagnostics.some(isError),
        accepted: refusals.length === 0,
        refusals,
        gain: score(repaired.after.report).overall - score(repaired.before.report).overall,
        settled: again.text === repaired.text,
        untouched: repaired.text === sample.text,
        applied: repaired.applied.map(({ diagnostic, fix }) => ({
          rule: diagnostic.rule,
          title: fix.title,
          applicability: fix.applicability,
          confidence: fix.confidence
        })),
        leaves: leaves === undefined ? 0 : size(leaves),
        lost: [...lost].map(([leaf, count]) => (count === 1 ? leaf : `${leaf} ×${count}`)),
        lostLeaves: size(lost),
        changed: changedLines(sample.text, repaired.text),
        milliseconds,
        text: repaired.text,
        left: findingsOf(repaired.after)
      },
      repaired.before
    ]
  }
  try {
    const [plain, before] = await attempt(false)
    const [unsafe] = await attempt(true)
    return {
      dialect: sample.dialect,
      path: sample.path,
      findings: findingsOf(before),
      unknowns: before.report.unknowns.length,
      plain,
      unsafe,
      crash: undefined
    }
  } catch (error) {
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const none = nothingDone(sample.text, leaves)
    return {
      ...{ dialect: sample.dialect, path: sample.path, findings: [], unknowns: 0 },
      ...{ plain: none, unsafe: none, crash }
    }
  }
}

const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === "error"

const refusalsOf = async (
  laboratory: Laboratory,
  dialect: string,
  repaired: Repaired
): Promise<ReadonlyArray<string>> => {
  const judge = laboratory.judges.get(dialect)
  if (judge !== undefined) return judge.refusals(repaired.text)
  return repaired.after.report.diagnostics.filter(isError).map((diagnostic) => diagnostic.message)
}

const findingsOf = (validation: Validation): ReadonlyArray<Finding> => {
  const lines = new LineIndex(validation.text)
  return validation.report.diagnostics.map(({ start, stage, rule, severity, message, fixes }) => ({
    ...{ line: lines.at(start).line, stage, rule, severity, message },
    offers: fixes.map((fix) => promise(fix, rule))
  }))
}

const promise = ({ title, applicability, confidence }: Fix, rule: string): string =>
  `${title} (${rule}, ${applicability}, ${confidence.toFixed(2)})`

const nothingDone = (text: string, leaves: Leaves | undefined): Attempt => ({
  ...{ clean: false, accepted: false, refusals: [], restored: false, unrestored: "crashed" },
  ...{ gain: 0, settled: false, untouched: true, applied: [], changed: 0, milliseconds: 0, text, left: [] },
  ...{ leaves: leaves === undefined ? 0 : size(leaves), lostLeaves: leaves === undefined ? 0 : size(leaves) },
  lost: leaves === undefined ? [] : [...leaves.keys()]
})
