/**
 * Rewrites: what a model may make of a text that nobody can read as a tree. There are no places to name then, so the
 * new file is held to the words of the old one: it may not say what was not said, nor lose much of what was.
 */
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Document } from "../document/Document.ts"
import { dataOf } from "../document/Tree.ts"
import { leavesOf } from "./Changes.ts"

/** Share of the words that a repair of broken syntax may lose. */
const mayLose = 0.05

export const rewriteObjection = (
  before: string,
  after: Document,
  diagnostics: ReadonlyArray<Diagnostic>
): string | undefined => {
  const suggested = diagnostics
    .flatMap(({ fixes }) => fixes.map(({ edit }) => JSON.stringify(edit)))
    .join(" ")
  const known = new Set(wordsOf(`${before} ${suggested}`))
  for (const root of after.roots) {
    for (const { keys, value } of leavesOf(dataOf(root))) {
      const foreign = wordsOf([...keys.slice(-1), String(value ?? "")].join(" ")).find(
        (word) => !known.has(word)
      )
      if (foreign !== undefined) return `\`${foreign.slice(0, 60)}\` is not in the file`
    }
  }
  const now = new Set(wordsOf(after.text))
  const old = [...new Set(wordsOf(before))]
  const gone = old.filter((word) => !now.has(word))
  return gone.length > Math.max(1, old.length * mayLose)
    ? `\`${(gone[0] ?? "").slice(0, 60)}\` and ${gone.length - 1} more words would be lost`
    : undefined
}

/** Runs of letters and digits; what stands between them is what the syntax may change. */
const wordsOf = (text: string): ReadonlyArray<string> => text.match(/[\p{L}\p{N}_]+/gu) ?? []
