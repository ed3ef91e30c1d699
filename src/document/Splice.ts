/**
 * A patch of the tree as the smallest edits of the text.
 *
 * The patch is applied to the tree first (`Draft`), and the text edited by what the two trees do not share: a
 * renamed key is a word, a removed entry its lines, a moved block its own text at another indentation, whatever the
 * operations that led there. Nothing is ever printed anew that is written already; comments, quotes, order, line
 * ends and every byte that no operation speaks of stay. What comes out is read again and compared with what the
 * patch says: a splice is right or it fails.
 */
import { Result, Schema } from "effect"
import { BlockLayout } from "./BlockLayout.ts"
import { Comments } from "./Comments.ts"
import type { Document } from "./Document.ts"
import type { Draft, DraftOptions } from "./Draft.ts"
import type { Ground } from "./Ground.ts"
import { habitsOf } from "./Habits.ts"
import { Lines, trimmed } from "./Lines.ts"
import type { Node } from "./Node.ts"
import type { Operation } from "./Operation.ts"
import { Origins } from "./Origins.ts"
import { draftOf, PatchError } from "./Patch.ts"
import { readDocument } from "./Reader.ts"
import { ScalarText } from "./ScalarText.ts"
import { scalar } from "./Synthetic.ts"
import { apply, overlap, sorted, type TextEdit } from "./TextEdit.ts"
import { equalTrees } from "./Tree.ts"
import { ValueEdits } from "./ValueEdits.ts"

/** The patch does not apply, or its edits would not read back as what it says. Nothing was changed. */
export class SpliceError extends Schema.TaggedError<SpliceError>()("SpliceError", {
  reason: Schema.String,
  /** Where the patch itself is what does not apply. */
  patch: Schema.optionalKey(PatchError)
}) {
  override get message(): string {
    return this.reason
  }
}

export interface Spliced {
  /** Edits of the text as it was; sorted, none overlapping another. */
  readonly edits: ReadonlyArray<TextEdit>
  /** The document as the edits leave it. */
  readonly document: Document
}

/**
 * Applies a patch to one document of a stream.
 *
 * `index`: which document. The operations apply in order, all or none; a patch that changes nothing leaves every
 * byte. Where `reading.merge`, an edit of a merged key overrides it in the map that it speaks of. `options.order`
 * says where in its map an added key belongs; without it, that is the end.
 */
export const splice = (
  document: Document,
  index: number,
  operations: ReadonlyArray<Operation>,
  options: Pick<DraftOptions, "order"> = {}
): Result.Result<Spliced, SpliceError> => {
  const root = rootOf(document, index)
  if (root === undefined)
    return Result.fail(new SpliceError({ reason: `There is no document ${index} in this text.` }))
  const drafted = draftOf(root, operations, { ...options, reading: document.reading })
  if (Result.isFailure(drafted)) {
    return Result.fail(new SpliceError({ reason: drafted.failure.message, patch: drafted.failure }))
  }
  const draft = drafted.success
  if (draft.root === root) return Result.succeed({ edits: [], document })
  const edits = editsFor(document, index, draft)
  if (edits === undefined) {
    return Result.fail(new SpliceError({ reason: "The edits that this patch asks for would overlap." }))
  }
  const next = edits.length === 0 ? document : readDocument(apply(document.text, edits), document.reading)
  const wrong = difference(document, index, draft.root, next)
  return wrong === undefined
    ? Result.succeed({ edits, document: next })
    : Result.fail(new SpliceError({ reason: wrong }))
}

/** An empty text has a root that is not written, at its end. */
const rootOf = (document: Document, index: number): Node | undefined => {
  if (document.roots.length > 0 || index !== 0) return document.roots[index]
  const end = document.text.length
  return scalar(null, { start: end, end })
}

const editsFor = (document: Document, index: number, draft: Draft): ReadonlyArray<TextEdit> | undefined => {
  const { reading, roots, text } = document
  const root = draft.original
  const lines = new Lines(text, reading)
  const layout = new BlockLayout(lines)
  const habits = habitsOf(root, layout, reading.format !== "yaml")
  const range = { start: roots[index - 1]?.end ?? 0, end: roots[index + 1]?.start ?? lines.text.length }
  const comments = new Comments(lines, root, range)
  const ground: Ground = {
    lines,
    layout,
    habits,
    scalars: new ScalarText(reading, habits.json, habits.quote),
    comments,
    made: draft.made,
    origins: new Origins(layout, root, draft.root, draft.made)
  }
  // Twice, where comments are left over: only after the first run is it known which of them something carries on.
  let edits = new ValueEdits(ground).root(root, draft.root)
  if (comments.again()) edits = new ValueEdits(ground).root(root, draft.root)
  const wanted = lines.withoutAddedEnd(joined(edits))
  const small = sorted(wanted.flatMap((edit) => trimmed(text, edit) ?? []))
  return small.some((edit, i) => i > 0 && overlap(small[i - 1] as TextEdit, edit)) ? undefined : small
}

/** Sorted; what two edits both take out is taken out once. */
const joined = (edits: ReadonlyArray<TextEdit>): ReadonlyArray<TextEdit> => {
  const list: Array<TextEdit> = []
  for (const edit of sorted(edits)) {
    const last = list.at(-1)
    const both = last !== undefined && last.text === "" && edit.text === "" && edit.start < last.end
    if (both) list[list.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: "" }
    else list.push(edit)
  }
  return list
}

/** How the new document differs from what the patch says; undefined where it does not. */
const difference = (before: Document, index: number, root: Node, after: Document): string | undefined => {
  const problem = after.problems.length > before.problems.length ? after.problems[0] : undefined
  if (problem !== undefined) return `The patched text would not read as it should: ${problem.message}`
  if (before.roots.length > 0 && after.roots.length !== before.roots.length) {
    return "The patched text would hold another number of documents."
  }
  const same = after.roots.every((each, i) =>
    equalTrees(each, i === index ? root : (before.roots[i] as Node))
  )
  return same && after.roots.length > 0
    ? undefined
    : "The patched text would not read as what the patch says."
}
