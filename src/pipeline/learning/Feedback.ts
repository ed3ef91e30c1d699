/**
 * Feedback: what a person made of a refinement. Kept are the rating, the pipeline as it was, as it was proposed and as
 * the person left it, and what changed between the three, all without secrets. A fix that the person changed again was
 * not what was meant, whatever the rating; one that was left is judged by it.
 */
import { Schema } from "effect"
import type { Dialect } from "../../diagnose/Dialect.ts"
import { errorsOf } from "../../diagnose/Scorer.ts"
import { validate } from "../../diagnose/Validator.ts"
import type { Json } from "../../document/Node.ts"
import { within } from "../../document/Pointer.ts"
import { readDocument } from "../../document/Reader.ts"
import { yaml12 } from "../../document/Reading.ts"
import { dataOf } from "../../document/Tree.ts"
import { type Change, changesOf } from "../Changes.ts"
import type { FixRecord, History } from "./History.ts"
import { Privacy } from "./Privacy.ts"
import { learning } from "./rules.generated.ts"
import { ChangeRecord, explainChanges, recordsOf, Solution } from "./Solution.ts"
import { Verdict, type VerdictName } from "./Verdict.ts"

/** What was last proposed for a file, kept until the next refinement of it. */
export const Draft = Schema.Struct({
  file: Schema.String,
  history: Schema.String,
  /** Without secrets. */
  original: Schema.String,
  refined: Schema.String
})
export type Draft = typeof Draft.Type

export const Rating = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))

/** Ratings from here on are of a success. */
export const success = 4

export const Feedback = Schema.Struct({
  version: Schema.Literal(1),
  /** The refinement that was rated. */
  history: Schema.String,
  /** Milliseconds since 1970. */
  at: Schema.Finite,
  file: Schema.String,
  dialect: Schema.String,
  rating: Rating,
  comment: Schema.optionalKey(Schema.String),
  original: Schema.String,
  refined: Schema.String,
  /** As the person left it. */
  final: Schema.String,
  /** From the original to what was proposed, and from there to what was left; where both parse. */
  changes: Schema.Array(ChangeRecord),
  corrections: Schema.Array(ChangeRecord),
  verdicts: Schema.Array(Verdict),
  solutions: Schema.Array(Solution),
  /** Corrections where no problem was named. */
  strays: Schema.Array(ChangeRecord)
})
export type Feedback = typeof Feedback.Type

/** A text that is too large to be kept has no draft. */
export const draftOf = (
  history: History,
  original: string,
  refined: string,
  privacy: Privacy
): Draft | undefined => {
  if (Math.max(original.length, refined.length) > learning.limits.text) return undefined
  return {
    file: history.file,
    history: history.id,
    original: privacy.text(original),
    refined: privacy.text(refined)
  }
}

/** `final` is the file as it is now. Without a dialect (of a schema of the user's) only what changed is told. */
export const feedbackOf = (
  history: History,
  draft: Draft,
  final: string,
  rating: number,
  comment: string | undefined,
  dialect: Dialect | undefined,
  at: number
): Feedback => {
  const privacy = new Privacy(final, draft.refined)
  const left = privacy.text(final)
  const [original, refined, now] = [draft.original, draft.refined, left].map((text) => dataIn(text, dialect))
  const corrections = refined === undefined || now === undefined ? [] : changesOf(refined, now)
  const explained =
    refined === undefined || now === undefined || dialect === undefined
      ? { solutions: [], strays: [] }
      : explainChanges(
          refined,
          now,
          errorsOf(validate(draft.refined, dialect, { path: history.file }).report),
          "person",
          privacy
        )
  return {
    version: 1,
    history: history.id,
    at,
    file: history.file,
    dialect: history.dialect,
    rating,
    ...(comment === undefined ? {} : { comment: privacy.line(comment, learning.limits.comment) }),
    original: draft.original,
    refined: draft.refined,
    final: left,
    changes:
      original === undefined || refined === undefined ? [] : recordsOf(changesOf(original, refined), privacy),
    corrections: recordsOf(corrections, privacy),
    verdicts: verdictsOn(history.fixes, rating, corrections, linesLost(draft, left)),
    ...explained
  }
}

/** What a rating and corrections say of the fixes that rules made. */
export const verdictsOn = (
  fixes: ReadonlyArray<FixRecord>,
  rating: number,
  corrections: ReadonlyArray<Change>,
  linesLost: boolean
): ReadonlyArray<Verdict> => {
  // What a model changed as a whole says nothing of any fix.
  const judged = fixes
    .filter(({ by }) => by !== "model")
    .map((fix) => ({
      fix: fix.kind,
      corrected: fix.kind.form === "text" ? linesLost : isCorrected(fix, corrections)
    }))
  const anyCorrected = judged.some(({ corrected }) => corrected)
  const left: VerdictName | undefined =
    rating >= success ? "kept" : rating === success - 1 ? "tolerated" : anyCorrected ? undefined : "blamed"
  return judged.flatMap(({ fix, corrected }): ReadonlyArray<Verdict> => {
    if (corrected) return [{ fix, verdict: "corrected" }]
    return left === undefined ? [] : [{ fix, verdict: left }]
  })
}

/** A key that was renamed or moved stands although its value was changed; a value that was written does not. */
const isCorrected = ({ kind, places }: FixRecord, corrections: ReadonlyArray<Change>): boolean => {
  const moved = kind.form === "rename" || kind.form === "move"
  return corrections.some(({ pointer, before, after }) =>
    places.some((place) =>
      moved && place === pointer
        ? before === undefined || after === undefined
        : within(place, pointer) || (!moved && within(pointer, place))
    )
  )
}

/** Whether lines that the refinement wrote are gone. */
const linesLost = ({ original, refined }: Draft, final: string): boolean => {
  const before = new Set(linesOf(original))
  const now = new Set(linesOf(final))
  return linesOf(refined).some((line) => !before.has(line) && !now.has(line))
}

const linesOf = (text: string): ReadonlyArray<string> =>
  text.split(/\r\n|\n|\r/).map((line) => line.trimEnd())

const dataIn = (text: string, dialect: Dialect | undefined): Json | undefined => {
  const { problems, roots } = readDocument(text, dialect?.reading ?? yaml12)
  const [root] = roots
  return problems.length > 0 || root === undefined ? undefined : dataOf(root)
}
