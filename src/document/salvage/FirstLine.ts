/**
 * A text that was trimmed as a whole: its first line has lost the indentation that all others still have, or the dash
 * that stood there.
 */
import { looksLikeJson } from "./Json.ts"
import type { Mishap } from "./Mishap.ts"
import { splitLines } from "./ScannedLine.ts"
import { insert, slip } from "./Slip.ts"

const key = /^["']?[\w.-]+["']?[ \t]*:(?:[ \t]|$)/

export const trimmed = (text: string): Mishap => {
  if (looksLikeJson(text)) return []
  const [first, ...others] = splitLines(text).filter(({ kind }) => kind !== "blank")
  if (first === undefined || first.col > 0 || others.length < 2) return []
  const keyAt = (line: { readonly start: number; readonly col: number; readonly end: number }): boolean =>
    key.test(text.slice(line.start + line.col, line.end))
  const step = others.reduce((least, { col }) => Math.min(least, col), Number.POSITIVE_INFINITY)
  // Below a key that opens a block, all that is left may well stand deeper.
  const beside = others.filter((line) => line.col === step && keyAt(line))
  if (step === 0 || beside.length === 0 || !keyAt(first)) return []
  const dash = slip({
    rule: "missing-dash",
    message: "The first line begins a list item, but its dash is missing.",
    title: "Put a dash before it",
    edits: [insert(first.start, `-${" ".repeat(step - 1)}`)],
    start: first.start,
    end: first.end
  })
  return [
    ...(step > 1 ? [dash] : []),
    slip({
      rule: "wrong-indent",
      message: "The first line has lost the indentation that all others have.",
      title: `Indent this line with ${step} space${step === 1 ? "" : "s"}`,
      edits: [insert(first.start, " ".repeat(step))],
      start: first.start,
      end: first.end
    })
  ]
}
