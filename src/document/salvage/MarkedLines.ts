/**
 * Lines with something in front of each: numbers, or the marks of a quotation.
 */
import type { Mishap } from "./Mishap.ts"
import { type ScannedLine, splitLines } from "./ScannedLine.ts"
import { remove, slip } from "./Slip.ts"

const number = /^[ \t]*(\d{1,7})(?:[ \t]*[|│┃→][ \t]?|[:.)](?=[ \t]|$)|\t|(?=[ ]|$))/

/** Line numbers in front of every line. */
export const lineNumbers = (text: string): Mishap => {
  const lines = splitLines(text)
  const found: Array<{ readonly line: ScannedLine; readonly end: number; readonly value: number }> = []
  for (const line of lines) {
    if (line.kind === "blank") continue
    const match = number.exec(text.slice(line.start, Math.min(line.end, line.start + 40)))
    if (match !== null) {
      found.push({ line, end: line.start + match[0].length, value: Number(match[1]) })
    }
  }
  const filled = lines.filter((line) => line.kind !== "blank").length
  if (found.length < 3 || found.length < 0.8 * filled) return []
  let steps = 0
  for (let at = 1; at < found.length; at++) {
    const by = (found[at]?.value ?? 0) - (found[at - 1]?.value ?? 0)
    if (by >= 1 && by <= 3) steps++
  }
  if (steps < 0.9 * (found.length - 1)) return []
  // Blanks that every numbered line has behind its number belong to the numbering.
  let gap = 2
  for (const { line, end } of found) {
    if (end >= line.end) continue
    let blanks = 0
    while (text.charCodeAt(end + blanks) === 32) blanks++
    gap = Math.min(gap, blanks)
  }
  const first = found[0] as (typeof found)[number]
  return [
    slip({
      rule: "line-numbers",
      message: "There are line numbers at the start of the lines.",
      title: "Remove the line numbers",
      edits: found.map(({ line, end }) => remove(line.start, Math.min(line.end, end + gap))),
      start: first.line.start,
      end: first.end
    })
  ]
}

/** `> ` in front of every line, as mail and Markdown quote. */
export const quotedLines = (text: string): Mishap => {
  const lines = splitLines(text).filter((line) => line.kind !== "blank")
  const marked = lines.filter((line) =>
    /^[ ]{0,3}>(?: |$)/.test(text.slice(line.start, Math.min(line.end, line.start + 6)))
  )
  if (marked.length < 2 || marked.length < 0.9 * lines.length) return []
  const first = marked[0] as ScannedLine
  return [
    slip({
      rule: "diff-markers",
      message: "Every line is quoted with `>`.",
      title: "Remove the marks",
      edits: marked.map((line) => {
        const at = text.indexOf(">", line.start)
        return remove(line.start, Math.min(line.end, at + (text.charCodeAt(at + 1) === 32 ? 2 : 1)))
      }),
      start: first.start,
      end: first.start + 1
    })
  ]
}
