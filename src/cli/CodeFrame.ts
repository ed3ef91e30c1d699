/**
 * Code frames: the lines around a place with the place underlined, and below them how a fix would leave the lines.
 *
 * Everything from the file is made safe for a terminal, and long lines are cut around the place, so that a line of
 * fifty megabytes costs a line of the screen.
 */
import type { LineIndex } from "../document/LineIndex.ts"
import { visible } from "./format/Visible.ts"
import type { Place, Preview } from "./Outcome.ts"
import type { Style } from "./Style.ts"

/** Characters of a line that are shown. */
const width = 110
/** Lines shown before and after the place. */
const around = 1
/** Lines of a fix that are shown. */
const patched = 8

export const codeFrame = (
  text: string,
  lines: LineIndex,
  place: Place,
  preview: Preview | undefined,
  style: Style
): string => {
  const count = lines.starts.length
  // A text that ends in a line break has an empty line after it, which nobody calls a line.
  const last = lines.starts[count - 1] === text.length && count > 1 ? count - 1 : count
  const line = Math.min(place.line, last)
  const from = Math.max(1, line - around)
  const to = Math.min(last, line + around)
  const gutter = String(
    Math.max(to, preview === undefined ? 0 : preview.line + Math.min(preview.after.length, patched))
  ).length
  const bar = (label: string, sign: string): string => `${style.dim(`  ${label.padStart(gutter)} ${sign}`)} `
  let frame = ""
  for (let at = from; at <= to; at++) {
    const cut = slice(lineText(text, lines, at), at === line ? place.column : 1)
    frame += `${`${bar(String(at), "│")}${cut.text}`.trimEnd()}\n`
    if (at !== line) continue
    const marked = underline(place, line, cut)
    frame += `${bar("", "│")}${" ".repeat(marked.indent)}${style.red("^".repeat(marked.length))}\n`
  }
  if (preview !== undefined) frame += previewFrame(preview, bar, style)
  return frame
}

const previewFrame = (
  { line, before, after }: Preview,
  bar: (label: string, sign: string) => string,
  style: Style
): string => {
  let frame = ""
  const shown = after.slice(0, patched)
  if (shown.length === 0) {
    for (const [i, old] of before.slice(0, patched).entries()) {
      frame += `${bar(String(line + i), "-")}${style.red(slice(old, 1).text)}\n`
    }
    return frame
  }
  for (const [i, text] of shown.entries()) {
    frame += `${bar(String(line + i), "+")}${style.green(slice(text, changedAt(before[i], text)).text)}\n`
  }
  if (after.length > patched) frame += `${bar("", "+")}${style.dim(`… ${after.length - patched} more`)}\n`
  return frame
}

/** 1-based column of the first difference. */
const changedAt = (before: string | undefined, after: string): number => {
  if (before === undefined) return 1
  let at = 0
  while (at < after.length && before[at] === after[at]) at++
  return at + 1
}

/** The text of a line, 1-based, without its line break. */
export const lineText = (text: string, lines: LineIndex, line: number): string =>
  text.slice(lines.starts[line - 1] ?? text.length, lines.starts[line] ?? text.length).replace(/[\r\n]+$/, "")

interface Cut {
  readonly text: string
  /** Columns of the line that are left out before the text, and the sign for it. */
  readonly skipped: number
  readonly sign: string
  readonly raw: string
}

/** The part of a line around a column. */
const slice = (line: string, column: number): Cut => {
  const skipped = line.length <= width || column < width * 0.7 ? 0 : column - Math.floor(width / 2)
  const raw = line.slice(skipped, skipped + width)
  const sign = skipped > 0 ? "…" : ""
  return { text: `${sign}${expand(raw)}${skipped + width < line.length ? "…" : ""}`, skipped, sign, raw }
}

const expand = (text: string): string => visible(text.replaceAll("\t", "    "))

const underline = (
  place: Place,
  line: number,
  cut: Cut
): { readonly indent: number; readonly length: number } => {
  if (line !== place.line) return { indent: columns(cut.sign + expand(cut.raw)), length: 1 }
  const start = Math.max(0, place.column - 1 - cut.skipped)
  const end =
    place.endLine > line ? cut.raw.length : Math.min(cut.raw.length, place.endColumn - 1 - cut.skipped)
  return {
    indent: columns(cut.sign + expand(cut.raw.slice(0, start))),
    length: Math.max(1, columns(expand(cut.raw.slice(start, end).trimEnd())))
  }
}

/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none. */
const columns = (text: string): number => {
  let columns = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (code < 0x300) columns++
    else if (!/^[\p{M}\p{Default_Ignorable_Code_Point}]$/u.test(character))
      columns += wide.test(character) ? 2 : 1
  }
  return columns
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u
