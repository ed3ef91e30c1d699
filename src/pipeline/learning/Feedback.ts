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
import { parent, within } from "../../document/Pointer.ts"
import { readDocument } from "../../document/Reader.ts"
import { type Reading, yaml12 } from "../../document/Reading.ts"
import { dataOf, nodeAt } from "../../document/Tree.ts"
import { Time } from "../../session/JournalEvent.ts"
import { type Change, changesOf } from "../Changes.ts"
import type { FixRecord, History } from "./History.ts"
import { Privacy, placeholder } from "./Privacy.ts"
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
  at: Time,
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
  const reading = dialect?.reading ?? yaml12
  const original = dataIn(draft.original, reading)
  const refined = dataIn(draft.refined, reading)
  const now = dataIn(left, reading)
  const corrections =
    refined === undefined || now === undefined ? undefined : withoutSecrets(changesOf(refined, now))
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
    corrections: recordsOf(corrections ?? [], privacy),
    verdicts: verdictsOn(history.fixes, rating, {
      corrections: corrections ?? [],
      ofText: textCorrected(draft, left, corrections, reading),
      edited: left !== draft.refined
    }),
    ...explained
  }
}

/** What a person did to a file after its refinement. */
export interface Edited {
  readonly corrections: ReadonlyArray<Change>
  /** Whether what the refinement did to the text was changed again. */
  readonly ofText: boolean
  /** Whether anything was changed at all. */
  readonly edited: boolean
}

/**
 * What a rating and corrections say of the fixes that rules made. Who dislikes a result and changes something else
 * has found what was wrong with it; who leaves it as it is blames all of it.
 */
export const verdictsOn = (
  fixes: ReadonlyArray<FixRecord>,
  rating: number,
  { corrections, ofText, edited }: Edited
): ReadonlyArray<Verdict> => {
  const left: VerdictName | undefined =
    rating >= success ? "kept" : rating === success - 1 ? "tolerated" : edited ? undefined : "blamed"
  return fixes.flatMap((fix): ReadonlyArray<Verdict> => {
    const { kind, by } = fix
    // What a model changed as a whole says nothing of any fix.
    if (by === "model") return []
    if (kind.form === "text" ? ofText : isCorrected(fix, corrections))
      return [{ fix: kind, verdict: "corrected" }]
    return left === undefined ? [] : [{ fix: kind, verdict: left }]
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

/**
 * Whether somebody changed again what the refinement did to the text: what stands on a line that it wrote and that is
 * gone; where there is no tree to tell, such a line alone. Another layout of the same data corrects nothing.
 */
const textCorrected = (
  { original, refined }: Draft,
  final: string,
  corrections: ReadonlyArray<Change> | undefined,
  reading: Reading
): boolean => {
  const before = new Set(linesOf(original))
  const now = new Set(linesOf(final))
  const lost = linesOf(refined).map((line) => !before.has(line) && !now.has(line))
  if (corrections === undefined) return lost.includes(true)
  const { roots, lines } = readDocument(refined, reading)
  const [root] = roots
  return corrections.some(({ pointer }) => {
    const node = root === undefined ? undefined : nodeAt(root, pointer)
    if (node === undefined) return false
    const [first, last] = [lines.at(node.start).line, lines.at(node.end).line]
    return lost.slice(first - 1, last).includes(true)
  })
}

const linesOf = (text: string): ReadonlyArray<string> =>
  text.split(/\r\n|\n|\r/).map((line) => line.trimEnd())

/**
 * The changes of more than what was taken for a secret in one text and not in the other, which depends on what stands
 * around it. Where a key was, what is new beside it may be that key.
 */
const withoutSecrets = (changes: ReadonlyArray<Change>): ReadonlyArray<Change> => {
  const hidden = new Set(
    changes.flatMap(({ pointer }) => (pointer.includes(placeholder) ? [parent(pointer)] : []))
  )
  return changes.filter(({ pointer, before, after }) => {
    if (pointer.includes(placeholder)) return false
    if ((before === undefined || after === undefined) && hidden.has(parent(pointer))) return false
    if (typeof before !== "string" || typeof after !== "string") return true
    return !fills(before, after) && !fills(after, before)
  })
}

/** Whether a text is another with something in the place of the secrets. */
const fills = (hidden: string, text: string): boolean => {
  const [first = "", ...rest] = hidden.split(placeholder)
  const last = rest.pop()
  if (last === undefined || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

const dataIn = (text: string, reading: Reading): Json | undefined => {
  const { problems, roots } = readDocument(text, reading)
  const [root] = roots
  return problems.length > 0 || root === undefined ? undefined : dataOf(root)
}
