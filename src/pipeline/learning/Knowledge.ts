/**
 * Knowledge: what was learned, in the form in which it is put to use. It is made of histories and feedback by a pure
 * fold, whatever their order, and changes nothing until somebody applies it.
 */
import { Schema } from "effect"
import type { Diagnostic } from "../../diagnose/Diagnostic.ts"
import type { Fix } from "../../diagnose/Fix.ts"
import { Time } from "../../session/JournalEvent.ts"
import type { Approach } from "../AdaptiveStrategy.ts"
import type { Experience } from "../Experience.ts"
import { quantile } from "./Beta.ts"
import type { Feedback } from "./Feedback.ts"
import { FixKind, fixKey, kindOf } from "./FixKind.ts"
import type { History } from "./History.ts"
import { learned } from "./Posterior.ts"
import { learning } from "./rules.generated.ts"
import { describeChange, type Solution } from "./Solution.ts"
import { StepRecord } from "./StepRecord.ts"
import { type Tallies, tallies, talliesOf } from "./Verdict.ts"

const Cases = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Cases for and against a fix. */
export const FixCases = Schema.Struct({ kind: FixKind, for: Cases, against: Cases })
export type FixCases = typeof FixCases.Type

/** How problems of a rule were solved, in a line. */
export const Precedent = Schema.Struct({
  dialect: Schema.String,
  rule: Schema.String,
  told: Schema.String,
  by: Schema.Literals(["model", "person"]),
  /** Files in which it was so. */
  files: Schema.Int
})
export type Precedent = typeof Precedent.Type

/** How an approach did with errors of a kind. */
export const ApproachCases = Schema.Struct({
  dialect: Schema.String,
  errors: StepRecord.fields.errors,
  approach: StepRecord.fields.approach,
  tries: Count,
  /** Tries that brought the score further. */
  gained: Count
})
export type ApproachCases = typeof ApproachCases.Type

export const Knowledge = Schema.Struct({
  version: Schema.Literal(1),
  at: Time,
  /** What it was made of. */
  histories: Schema.Int,
  ratings: Schema.Int,
  fixes: Schema.Array(FixCases),
  precedents: Schema.Array(Precedent),
  approaches: Schema.Array(ApproachCases)
})
export type Knowledge = typeof Knowledge.Type

export const knowledgeOf = (
  histories: ReadonlyArray<History>,
  feedback: ReadonlyArray<Feedback>,
  at: number
): Knowledge => {
  // In one order, so that sums are the same to the last bit.
  const runs = [...histories].sort(byKey(({ id }) => id))
  const ratings = [...feedback].sort(byKey(({ history }) => history))
  return {
    version: 1,
    at,
    histories: runs.length,
    ratings: ratings.length,
    fixes: fixesOf(talliesOf([...runs, ...ratings].map(({ verdicts }) => verdicts))),
    precedents: precedentsOf([...runs, ...ratings]),
    approaches: approachesOf(runs)
  }
}

/** Whether it changes anything at all. */
export const isEmpty = ({ fixes, precedents, approaches }: Knowledge): boolean =>
  fixes.length + precedents.length + approaches.length === 0

const experiences = new WeakMap<Knowledge, Experience>()

/** What refinements ask of it. */
export const experienceOf = (knowledge: Knowledge): Experience => {
  const made = experiences.get(knowledge)
  if (made !== undefined) return made
  const experience = makeExperience(knowledge)
  experiences.set(knowledge, experience)
  return experience
}

const makeExperience = (knowledge: Knowledge): Experience => {
  const known = talliesIn(knowledge)
  return {
    revise: (diagnostic, dialect) => revised(diagnostic, dialect.id, known),
    precedents: (dialect, rules) => {
      const wanted = new Set(rules)
      return (
        knowledge.precedents
          .filter((precedent) => precedent.dialect === dialect && wanted.has(precedent.rule))
          // What is shown to a model stays on its line, whoever wrote the database.
          .map(({ told }) => told.replaceAll(/\s+/g, " "))
      )
    },
    prefer: (dialect, pattern, instead) =>
      preferred(
        knowledge.approaches.filter((cases) => cases.dialect === dialect && cases.errors === pattern),
        instead
      )
  }
}

export const talliesIn = ({ fixes }: Knowledge): Tallies =>
  tallies(new Map(fixes.map(({ kind, ...tally }) => [fixKey(kind), { kind, tally }])))

/** The fixes as they are known to be, the surest first; the very diagnostic where nothing is known of them. */
const revised = (diagnostic: Diagnostic, dialect: string, known: Tallies): Diagnostic => {
  let changed = false
  const fixes = diagnostic.fixes.map((fix): Fix => {
    const { applicability, confidence } = learned(fix, kindOf(dialect, diagnostic.rule, fix), known)
    if (applicability === fix.applicability && confidence === fix.confidence) return fix
    changed = true
    const unlearned = { applicability: fix.applicability, confidence: fix.confidence }
    return { ...fix, applicability, confidence, unlearned }
  })
  if (!changed) return diagnostic
  const order = fixes.toSorted((a, b) => rank(a) - rank(b) || b.confidence - a.confidence)
  return { ...diagnostic, fixes: order }
}

const rank = ({ applicability }: Fix): number => ["safe", "unsafe", "display"].indexOf(applicability)

/** An approach that surely does better than another: whose worst believable share is above the other's best. */
const preferred = (cases: ReadonlyArray<ApproachCases>, instead: Approach): Approach | undefined => {
  const { from, with: sureness } = learning.approaches
  const tried = cases.filter(({ tries }) => tries >= from)
  const present = tried.find(({ approach }) => approach === instead)
  if (present === undefined) return undefined
  const highest = quantile(shareOf(present), sureness)
  const better = tried
    .filter(({ approach }) => approach !== "auto_repair" && approach !== "pattern")
    .map((cases) => ({ cases, lowest: quantile(shareOf(cases), 1 - sureness) }))
    .filter(({ lowest }) => lowest > highest)
    .sort((a, b) => b.lowest - a.lowest)
  return better[0]?.cases.approach
}

const shareOf = ({ tries, gained }: ApproachCases) => ({
  alpha: 1 + gained,
  beta: 1 + Math.max(0, tries - gained)
})

/** Of more than are remembered those with most cases. */
const fixesOf = ({ fixes }: Tallies): ReadonlyArray<FixCases> =>
  [...fixes.values()]
    .map(({ kind, tally }) => ({ kind, ...tally }))
    .sort(
      (a, b) =>
        b.for + b.against - (a.for + a.against) || byKey((cases: FixCases) => fixKey(cases.kind))(a, b)
    )
    .slice(0, learning.limits.fixes)

const precedentsOf = (
  sources: ReadonlyArray<{
    readonly file: string
    readonly dialect: string
    readonly solutions: ReadonlyArray<Solution>
  }>
): ReadonlyArray<Precedent> => {
  const found = new Map<string, Omit<Precedent, "files"> & { readonly seen: Set<string> }>()
  for (const { file, dialect, solutions } of sources)
    for (const { rule, by, changes } of solutions) {
      if (changes.length === 0) continue
      const told = `${rule}: ${changes.map(describeChange).join("; ")}`
      const key = `${dialect} ${told}`
      const known = found.get(key)
      const seen = (known?.seen ?? new Set<string>()).add(file)
      found.set(key, { dialect, rule, told, by: known?.by === "person" ? "person" : by, seen })
    }
  return [...found.values()]
    .map(({ seen, ...precedent }) => ({ ...precedent, files: seen.size }))
    .sort(
      (a, b) =>
        Number(b.by === "person") - Number(a.by === "person") ||
        b.files - a.files ||
        byKey((precedent: Precedent) => `${precedent.dialect} ${precedent.told}`)(a, b)
    )
    .slice(0, learning.limits.precedents)
}

const approachesOf = (histories: ReadonlyArray<History>): ReadonlyArray<ApproachCases> => {
  const found = new Map<string, ApproachCases>()
  for (const { dialect, steps } of histories)
    for (const { approach, errors, gain, outcome } of steps) {
      // That nobody could be asked says nothing of the approach.
      if (outcome === "failed" || approach === "auto_repair") continue
      const key = `${dialect} ${errors} ${approach}`
      const { tries, gained } = found.get(key) ?? { tries: 0, gained: 0 }
      found.set(key, { dialect, errors, approach, tries: tries + 1, gained: gained + Number(gain > 0) })
    }
  return [...found].sort(byKey(([key]) => key)).map(([, cases]) => cases)
}

const byKey =
  <A>(keyOf: (value: A) => string) =>
  (a: A, b: A): number => {
    const [one, other] = [keyOf(a), keyOf(b)]
    return one < other ? -1 : one > other ? 1 : 0
  }
