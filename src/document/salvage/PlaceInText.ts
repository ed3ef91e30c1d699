/**
 * How deep a line stood in a text over several lines from which it slid out: mostly the text is a script, whose lines
 * stand as those beside them do, deeper behind what opens a block or goes on.
 */
import type { BlockScalar, Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"

export interface Place {
  readonly col: number
  /** Whether the lines beside it leave no doubt. */
  readonly sure: boolean
  /** Whether the line above says that the text goes on. */
  readonly continued: boolean
}

const opener = /(?:^|\s)(?:then|do|else|in)$|[{([]$/
const closer = /^(?:fi|done|esac|else|elif|;;|[})\]])(?:\W|$)/

/** Lines `first` to `last` slid out of the block, whose text begins at column `content`. */
export const placeInText = (
  scan: Scan,
  block: BlockScalar,
  first: number,
  last: number,
  content: number
): Place => {
  const above = beside(scan, first, -1, block.line, content)
  if (above === undefined) return { col: content, sure: true, continued: false }
  const below = beside(scan, last, 1, scan.lines.length, content)
  const text = textOf(scan, first)
  const lead = textOf(scan, above)
  const { col } = scan.lines[above] as ScannedLine
  const continued = goesOn(lead)
  const next = below === undefined ? undefined : (scan.lines[below] as ScannedLine).col
  const further =
    continued && !goesOn(textOf(scan, beside(scan, above, -1, block.line, content) ?? above - 1))
  if (further || (opener.test(lead) && !closer.test(text))) {
    if (next !== undefined && next > col) return { col: next, sure: true, continued }
    // A word that closes what was opened right behind leaves but one level.
    const closed = !continued && next === col && closer.test(textOf(scan, below ?? last))
    return { col: col + step(scan, block, last, content), sure: closed, continued }
  }
  if (closer.test(text) && !opener.test(lead)) {
    const opened = openedAbove(scan, above, block, content)
    return { col: opened, sure: next === undefined || next >= opened, continued }
  }
  return { col, sure: true, continued }
}

const textOf = (scan: Scan, index: number): string => {
  const line = scan.lines[index]
  return line === undefined ? "" : scan.text.slice(line.start + line.col, line.end).trim()
}

/** A command that the next line goes on with. */
const goesOn = (text: string): boolean => /(?:^|[^\\])\\$/.test(text)

/** The nearest line of the text in that direction. */
const beside = (scan: Scan, from: number, by: 1 | -1, end: number, content: number): number | undefined => {
  for (let at = from + by; at !== end; at += by) {
    const line = scan.lines[at]
    if (line === undefined) return undefined
    if (line.kind !== "blank") return line.col >= content ? at : undefined
  }
  return undefined
}

/** The column of the nearest line above that stands further left than the one at `from`. */
const openedAbove = (scan: Scan, from: number, block: BlockScalar, content: number): number => {
  const { col } = scan.lines[from] as ScannedLine
  for (let at = from - 1; at > block.line; at--) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind !== "blank" && line.col < col) return Math.max(content, line.col)
  }
  return content
}

/** Lines behind a line that slid out that are looked at. */
const behind = 40

/** By how much lines of the text go deeper, before the lines that slid out or behind them. */
const step = (scan: Scan, block: BlockScalar, last: number, content: number): number => {
  let before = content
  for (let at = block.line + 1; at < Math.min(scan.lines.length, last + behind); at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "blank") continue
    if (line.col < content) {
      if (at > last) break
      continue
    }
    if (line.col > before && opener.test(textOf(scan, at - 1))) return line.col - before
    before = line.col
  }
  return 2
}
