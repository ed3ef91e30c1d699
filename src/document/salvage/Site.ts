/**
 * A site: the line at which repairs are tried, with the questions that all kinds of repair ask about lines.
 */

import type { TextEdit } from "../TextEdit.ts"
import type { Trouble } from "./Anomaly.ts"
import { keyColon, plainEnd } from "./KeyScan.ts"
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { insert, remove } from "./Slip.ts"

export interface Site {
  readonly scan: Scan
  readonly index: number
  readonly line: ScannedLine
  /** What the scan stumbled over; undefined where only the meaning is at fault. */
  readonly trouble: Trouble | undefined
  /** Offset of the trouble, else where the line's text starts. */
  readonly at: number
}

/** The parts of a line: `- - key: value # comment`. */
export interface Parts {
  /** Offsets of its dashes. */
  readonly dashes: ReadonlyArray<number>
  /** Where the text behind the dashes starts. */
  readonly from: number
  /** The colon of the key; -1 where there is none. */
  readonly colon: number
  /** Where the value starts: behind the colon, else behind the dashes. */
  readonly value: number
  /** Where the value ends if it is a plain one: before a comment, blanks aside. */
  readonly end: number
}

export const siteAt = (scan: Scan, index: number): Site => {
  const line = scan.lines[index] as ScannedLine
  return { scan, index, line, trouble: undefined, at: line.start + line.col }
}

const isBlank = (code: number): boolean => code === 32 || code === 9

export const partsOf = (scan: Scan, index: number): Parts => {
  const { text } = scan
  const line = scan.lines[index] as ScannedLine
  const dashes: Array<number> = []
  let from = line.start + line.col
  while (
    text.charCodeAt(from) === 45 &&
    from < line.end &&
    (from + 1 >= line.end || isBlank(text.charCodeAt(from + 1)))
  ) {
    dashes.push(from)
    from++
    while (from < line.end && isBlank(text.charCodeAt(from))) from++
  }
  const colon = from < line.end ? keyColon(text, from, line.end) : -1
  let value = from
  if (colon !== -1) {
    value = colon + 1
    while (value < line.end && isBlank(text.charCodeAt(value))) value++
  }
  const end =
    value < line.end && text.charCodeAt(value) === 35 && value > line.start
      ? value
      : plainEnd(text, value, line.end)
  return { dashes, from, colon, value, end }
}

/** Whether a key or dash is written whose value has to come on the lines below. */
export const opensBelow = (parts: Parts): boolean =>
  parts.value >= parts.end && (parts.colon !== -1 || parts.dashes.length > 0)

/** The column of the text behind the dashes. */
export const contentCol = (scan: Scan, index: number, parts: Parts): number =>
  parts.from - (scan.lines[index] as ScannedLine).start

const silent = (line: ScannedLine): boolean => line.kind === "blank" || line.kind === "comment"

/** The line of an offset. */
export const lineOf = (scan: Scan, offset: number): number => {
  let low = 0
  let high = scan.lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((scan.lines[middle] as { start: number }).start <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The nearest line before with something on it. */
export const before = (scan: Scan, index: number): number => {
  let at = index - 1
  while (at >= 0 && silent(scan.lines[at] as ScannedLine)) at--
  return at
}

/** The nearest line behind with something on it; -1 where there is none. */
export const after = (scan: Scan, index: number): number => {
  for (let at = index + 1; at < scan.lines.length; at++) if (!silent(scan.lines[at] as ScannedLine)) return at
  return -1
}

/** The last line that stands deeper than this one, or belongs to it; the line itself where none does. */
export const subtreeEnd = (scan: Scan, index: number): number => {
  const { col } = scan.lines[index] as ScannedLine
  let last = index
  for (let at = index + 1; at < scan.lines.length; at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "blank") continue
    if (line.col <= col && line.kind !== "text" && line.kind !== "flow") {
      if (line.kind === "comment") continue
      break
    }
    if (line.col <= col) break
    last = at
  }
  return last
}

/** The indentation step of the text: the commonest positive difference between a line and the one it stands under. */
export const stepOf = (scan: Scan): number => {
  const counts = new Map<number, number>()
  let previous = 0
  for (const line of scan.lines) {
    if (line.kind !== "entry") continue
    const step = line.col - previous
    previous = line.col
    if (step >= 2 && step <= 8) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let best = 2
  let most = 0
  for (const [step, count] of counts) {
    if (count > most || (count === most && step < best)) {
      best = step
      most = count
    }
  }
  return best
}

/** Edits that move lines `first` to `last` by so many columns; to the left no further than the margin. */
export const shift = (scan: Scan, first: number, last: number, by: number): ReadonlyArray<TextEdit> => {
  const edits: Array<TextEdit> = []
  for (let at = first; at <= last; at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "blank") continue
    if (by > 0) edits.push(insert(line.start, " ".repeat(by)))
    else if (line.col > 0) edits.push(remove(line.start, line.start + Math.min(-by, line.col)))
  }
  return edits
}

/** The line break that the text uses. */
export const lineBreak = (text: string): string => {
  const at = text.indexOf("\n")
  return at > 0 && text.charCodeAt(at - 1) === 13 ? "\r\n" : "\n"
}

/** How many lines between the two carry text. */
export const weight = (scan: Scan, first: number, last: number): number => {
  let count = 0
  for (let at = first; at <= last; at++) if ((scan.lines[at] as ScannedLine).kind !== "blank") count++
  return count
}

/** The text of a line, shortened for a message. */
export const shown = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, " ").trim()
  return flat.length > 40 ? `${flat.slice(0, 39)}…` : flat
}
