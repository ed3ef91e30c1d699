/**
 * A diff or an unfinished merge instead of the file.
 */
import type { TextEdit } from "../TextEdit.ts"
import type { Mishap } from "./Mishap.ts"
import { type ScannedLine, splitLines } from "./ScannedLine.ts"
import { remove, replace, type Slip, slip } from "./Slip.ts"

const diffHeader =
  /^(?:diff --git |index [0-9a-f]+\.\.|--- (?:a\/|\/dev\/null|\S+\.\w+)|\+\+\+ (?:b\/|\/dev\/null|\S+\.\w+)|@@ |new file mode |\\ No newline)/

/** Takes away the lines with a minus that lines with a plus follow. */
const replacedLines = (text: string, lines: ReadonlyArray<ScannedLine>): ReadonlyArray<TextEdit> => {
  const edits: Array<TextEdit> = []
  let run: Array<TextEdit> = []
  lines.forEach((line, index) => {
    const code = line.start < line.end ? text.charCodeAt(line.start) : 0
    if (code === 45) run.push(remove(line.start, lines[index + 1]?.start ?? text.length))
    else {
      if (code === 43) edits.push(...run)
      run = []
    }
  })
  return edits
}

/** A diff instead of the file, or the `+` of one in front of some lines. */
export const diffMarkers = (text: string): Mishap => {
  const lines = splitLines(text)
  let headers = 0
  let plus = 0
  let minus = 0
  let other = 0
  for (const line of lines) {
    if (line.start === line.end) continue
    const code = text.charCodeAt(line.start)
    if (diffHeader.test(text.slice(line.start, Math.min(line.end, line.start + 60)))) headers++
    else if (code === 43) plus++
    else if (code === 45 && text.charCodeAt(line.start + 1) !== 45) minus++
    else if (code !== 32) other++
  }
  if (plus === 0 && headers === 0) return []
  const whole = other === 0 || headers > 0
  if (!whole && minus > 0 && plus === 0) return []
  const slips: Array<Slip> = []
  const draft = (edits: ReadonlyArray<TextEdit>, lossy: boolean, extra: number): Slip => {
    const first = edits[0] as TextEdit
    return slip({
      rule: "diff-markers",
      message: "The file is a diff: its lines start with `+`, `-` or `@@`.",
      title: lossy ? "Keep the new lines" : "Remove the marks",
      edits,
      start: first.start,
      end: first.start + 1,
      extra,
      lossy: false
    })
  }
  if (whole) {
    const edits: Array<TextEdit> = []
    for (const [index, line] of lines.entries()) {
      if (line.start === line.end) continue
      const code = text.charCodeAt(line.start)
      const next = lines[index + 1]?.start ?? text.length
      const header = diffHeader.test(text.slice(line.start, Math.min(line.end, line.start + 60)))
      if (header || code === 45) edits.push(remove(line.start, next))
      else if (code === 43 || code === 32) edits.push(remove(line.start, line.start + 1))
    }
    if (edits.length > 0) slips.push(draft(edits, minus > 0, 0))
  }
  // A change among lines that are not marked: the old ones go, a mark was put before the new ones or in their indentation.
  if (!whole && plus > 0 && minus > 0) {
    const old = replacedLines(text, lines)
    const added = lines.filter((line) => text.charCodeAt(line.start) === 43 && line.start < line.end)
    if (old.length > 0) {
      slips.push(
        draft([...old, ...added.map((line) => replace(line.start, line.start + 1, " "))], true, 0.1),
        draft([...old, ...added.map((line) => remove(line.start, line.start + 1))], true, 0.1)
      )
    }
  }
  if (plus > 0) {
    const marked = lines.filter((line) => text.charCodeAt(line.start) === 43 && line.start < line.end)
    slips.push(
      draft(
        marked.map((line) => remove(line.start, line.start + 1)),
        false,
        0.2
      ),
      draft(
        marked.map((line) => replace(line.start, line.start + 1, " ")),
        false,
        0.3
      )
    )
  }
  return slips
}

/** The marks of a merge that was not finished. */
export const mergeConflict = (text: string): Mishap => {
  const lines = splitLines(text)
  const ours: Array<TextEdit> = []
  const theirs: Array<TextEdit> = []
  let side: "none" | "ours" | "base" | "theirs" = "none"
  let first: ScannedLine | undefined
  for (const [index, line] of lines.entries()) {
    const head = text.slice(line.start, Math.min(line.end, line.start + 8))
    const whole = remove(line.start, lines[index + 1]?.start ?? text.length)
    const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$)/.exec(head)?.[0].charAt(0)
    if (mark !== undefined && (mark === "<" || side !== "none")) {
      first ??= line
      side = mark === "<" ? "ours" : mark === "|" ? "base" : mark === "=" ? "theirs" : "none"
      ours.push(whole)
      theirs.push(whole)
      continue
    }
    if (side === "ours") theirs.push(whole)
    else if (side === "theirs") ours.push(whole)
    else if (side === "base") {
      ours.push(whole)
      theirs.push(whole)
    }
  }
  if (first === undefined) return []
  const words = {
    rule: "merge-conflict" as const,
    message: "There is an unresolved merge conflict here.",
    start: first.start,
    end: first.end,
    lossy: true
  }
  return [
    slip({ ...words, title: "Keep what is above each `=======`", edits: ours }),
    slip({ ...words, title: "Keep what is below each `=======`", edits: theirs, extra: 0.1 })
  ]
}
