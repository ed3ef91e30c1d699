/**
 * A window: the block around a damaged line, below nothing but the keys that lead to it. Candidates are read in it
 * instead of in the whole text, so that a repair costs what its surroundings cost, whatever the size of the file.
 */
import { ascentOf } from "./Ascent.ts"
import type { Scan } from "./Scan.ts"
import type { Frame, ScannedLine } from "./ScannedLine.ts"

export interface Window {
  readonly text: string
  /** Length of the keys that lead to the block; nothing before this offset is to be changed. */
  readonly head: number
  /** Offset in the whole text of what stands at `head`. */
  readonly start: number
  /** First and last line of the block, in the whole text. */
  readonly first: number
  readonly last: number
}

/** Blocks are widened, level by level, up to this many lines. */
const roomy = 50

export const windowAround = (scan: Scan, index: number): Window => {
  const { first, last, frame } = blockAround(scan, index)
  return windowOf(scan, first, last, frame)
}

/** The part of the window around a line that lies strictly between two lines: what no other place at fault reaches. */
export const windowWithin = (scan: Scan, index: number, above: number, below: number): Window => {
  const { first, last, frame } = blockAround(scan, index)
  return windowOf(scan, Math.max(first, above + 1), Math.min(last, below - 1), frame)
}

const windowOf = (scan: Scan, first: number, last: number, frame: Frame | undefined): Window => {
  const head = leading(scan, first, frame)
  const start = lineAt(scan, first).start
  const next = scan.lines[last + 1]
  const end = next === undefined ? scan.text.length : next.start
  return { text: head + scan.text.slice(start, end), head: head.length, start, first, last }
}

const lineAt = (scan: Scan, index: number): ScannedLine => scan.lines[index] as ScannedLine

interface Extent {
  readonly first: number
  readonly last: number
  /** The level of which the block is one entry. */
  readonly frame: Frame | undefined
}

const blockAround = (scan: Scan, index: number): Extent => {
  let best: Extent | undefined
  for (let frame = lineAt(scan, index).frame; frame !== undefined; frame = frame.parent) {
    const extent = entryAt(scan, index, frame)
    const size = extent.last - extent.first
    if (best !== undefined && size > roomy) return best
    best = extent
    if (size > 4 * roomy) return best
  }
  if (best === undefined || best.last - best.first <= roomy) {
    const whole = { first: 0, last: scan.lines.length - 1, frame: undefined }
    if (whole.last <= roomy) return whole
  }
  return best ?? nearby(scan, index)
}

/** The entry of that level in which the line stands, with the one before it, whose end may be at fault. */
const entryAt = (scan: Scan, index: number, frame: Frame): Extent => {
  let first = index
  let starts = 0
  while (first > 0 && starts < 2) {
    first--
    const line = lineAt(scan, first)
    if (line.kind === "entry" && line.col < frame.col) {
      first++
      break
    }
    if (line.kind === "entry" && line.col === frame.col) starts++
    if (index - first > 4 * roomy) break
  }
  let last = index
  for (let at = index + 1; at < scan.lines.length; at++) {
    const line = lineAt(scan, at)
    if (line.kind === "entry" && line.col <= frame.col) break
    last = at
    if (at - index > 4 * roomy) break
  }
  return { first, last, frame }
}

/** Where no level is open: some lines on either side. */
const nearby = (scan: Scan, index: number): Extent => {
  let last = Math.min(scan.lines.length - 1, index + 1)
  while (last < scan.lines.length - 1 && last - index < roomy && lineAt(scan, last + 1).col > 0) last++
  return { first: Math.max(0, index - 2), last, frame: undefined }
}

/** The lines that lead to the level, without what else stands below them. */
const leading = (scan: Scan, first: number, frame: Frame | undefined): string => {
  const ascent = ascentOf(scan)
  const lines: Array<string> = []
  const floor = frame?.col ?? 0
  const col = Math.max(lineAt(scan, first).col, floor)
  let at = ascent.entryBefore(first)
  while (at >= 0) {
    const line = lineAt(scan, at)
    if (line.col > col) at = ascent.shallower(at)
    else if (ascent.opens(at) || (line.col !== col && line.col !== floor)) break
    else at = line.col === col ? ascent.opening(at) : ascent.entryBefore(at)
  }
  for (; at >= 0; at = ascent.shallower(at)) {
    const line = lineAt(scan, at)
    lines.push(scan.text.slice(line.start, line.end))
    if (line.col === 0) break
  }
  return lines.length === 0 ? "" : `${lines.reverse().join("\n")}\n`
}
