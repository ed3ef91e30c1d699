/**
 * Literal and folded block scalars for the fast YAML reader.
 *
 * Their indentation is that of the first line with content. Headers that set it (`|2`) or keep what follows (`|+`) are
 * rare enough to be left to the exact reader.
 */
import { char, giveUp, isBreak, type Scan } from "./FastScan.ts"
import type { ScalarNode } from "./Node.ts"

/** Reads the block scalar at `pos`, the value of a node whose collection is at column `parent`. */
export const readBlockScalar = (scan: Scan, parent: number): ScalarNode => {
  const start = scan.pos
  const folded = scan.at(start) === char.greater
  const strip = scan.at(start + 1) === char.dash
  const headerEnd = start + (strip ? 2 : 1)
  scan.pos = endOfHeader(scan, headerEnd)

  const indent = indentOf(scan, scan.pos)
  if (indent <= parent) {
    scan.thisLine()
    return scan.scalar(start, headerEnd, "", folded ? "folded" : "literal")
  }
  const body = folded ? foldedBody(scan, indent) : literalBody(scan, indent)
  scan.thisLine()
  return scan.scalar(start, body.end, strip ? body.text : `${body.text}\n`, folded ? "folded" : "literal")
}

/** Start of the line after the header. */
const endOfHeader = (scan: Scan, from: number): number => {
  let pos = from
  while (scan.at(pos) === char.space) pos++
  if (scan.at(pos) === char.hash) {
    if (pos === from) giveUp()
    pos = scan.source.indexOf("\n", pos)
  }
  if (scan.at(pos) === char.carriageReturn) pos++
  if (scan.at(pos) !== char.lineFeed) giveUp()
  return pos + 1
}

/** Column of the first content; -1 where there is none up to the end. */
const indentOf = (scan: Scan, from: number): number => {
  let start = from
  let widestBlank = 0
  for (;;) {
    let pos = start
    while (scan.at(pos) === char.space) pos++
    const code = scan.at(pos)
    if (code === char.tab) giveUp()
    if (code === char.end) return -1
    if (!isBreak(code)) {
      // A blank line that is wider than the first content is an error if that content belongs to the scalar.
      if (widestBlank > pos - start) giveUp()
      return pos - start
    }
    widestBlank = Math.max(widestBlank, pos - start)
    start = code === char.carriageReturn ? pos + 2 : pos + 1
  }
}

interface Body {
  /** Without the final break. */
  readonly text: string
  /** Where the last line of content ends. */
  readonly end: number
}

/**
 * The next line of the scalar at `pos`, which moves to the line after. `from` is where its text begins (`indent`
 * characters into it, or at its end where it is blank and shorter), `end` where it ends.
 */
interface Line {
  from: number
  end: number
}

/** Whether there is such a line; `pos` stays at a line that does not belong to the scalar any more. */
const nextLine = (scan: Scan, indent: number, line: Line): boolean => {
  const { source } = scan
  const start = scan.pos
  const limit = start + indent
  let pos = start
  while (pos < limit && source.charCodeAt(pos) === char.space) pos++
  const code = source.charCodeAt(pos)
  if (code === char.end) return false
  if (pos < limit && !isBreak(code)) {
    if (code === char.tab) giveUp()
    return false
  }
  const lineFeed = source.indexOf("\n", pos)
  line.from = pos
  line.end =
    lineFeed > pos && source.charCodeAt(lineFeed - 1) === char.carriageReturn ? lineFeed - 1 : lineFeed
  scan.pos = lineFeed + 1
  return true
}

const literalBody = (scan: Scan, indent: number): Body => {
  const line: Line = { from: 0, end: 0 }
  let text = ""
  let end = scan.pos
  let blank = 0
  let first = true
  while (nextLine(scan, indent, line)) {
    if (line.from === line.end) {
      blank++
      continue
    }
    if (blank > 0) text += "\n".repeat(blank)
    if (!first) text += "\n"
    text += scan.source.slice(line.from, line.end)
    end = line.end
    blank = 0
    first = false
  }
  return { text, end }
}

/** Lines are joined by spaces; blank lines break, and lines indented deeper keep the breaks around them. */
const foldedBody = (scan: Scan, indent: number): Body => {
  const line: Line = { from: 0, end: 0 }
  let text = ""
  let end = scan.pos
  let blank = 0
  let first = true
  let wasDeeper = false
  while (nextLine(scan, indent, line)) {
    if (line.from === line.end) {
      blank++
      continue
    }
    const code = scan.at(line.from)
    const deeper = code === char.space || code === char.tab
    if (first) text += "\n".repeat(blank)
    else if (deeper || wasDeeper) text += "\n".repeat(blank + 1)
    else text += blank === 0 ? " " : "\n".repeat(blank)
    text += scan.source.slice(line.from, line.end)
    end = line.end
    blank = 0
    first = false
    wasDeeper = deeper
  }
  return { text, end }
}
