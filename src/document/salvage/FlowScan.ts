/**
 * Where a flow collection (`[…]`, `{…}`) of YAML ends, and what is wrong inside.
 */
import { closingAcrossLines, closingQuote } from "./QuoteScan.ts"
import type { ScannedLine } from "./ScannedLine.ts"

export interface FlowExtent {
  /** Offset behind the closing bracket; -1 where it is not closed before the block around it goes on. */
  readonly end: number
  /** The line of `end`. */
  readonly line: number
  /** Offsets of what does not belong; the offset of the opening bracket where it is not closed. */
  readonly troubles: ReadonlyArray<number>
  /** Quoted texts inside, by the line and offset of their quotes. */
  readonly quoted: ReadonlyArray<Quoted>
}

interface Quoted {
  readonly line: number
  readonly open: number
  readonly close: number
}

/** Lines that a collection whose lines stand anywhere may have. */
const linesAtMost = 60

/**
 * `from` is the opening bracket, on line `index`; lines inside stand deeper than column `owner`, or `anywhere` where
 * the collection is sound and closed.
 */
export const scanFlow = (
  text: string,
  from: number,
  lines: ReadonlyArray<ScannedLine>,
  index: number,
  owner: number,
  anywhere = false
): FlowExtent => {
  const found = scanWithin(text, from, lines, index, owner)
  if (!anywhere || found.end !== -1) return found
  const far = scanWithin(text, from, lines, index, -1, index + linesAtMost)
  return far.end !== -1 && far.troubles.length === 0 ? far : found
}

const scanWithin = (
  text: string,
  from: number,
  lines: ReadonlyArray<ScannedLine>,
  index: number,
  owner: number,
  last = lines.length
): FlowExtent => {
  const troubles: Array<number> = []
  const quoted: Array<Quoted> = []
  const open: Array<number> = []
  let line = index
  let end = (lines[index] as ScannedLine).end
  /** What has been read of the entry at hand: nothing, a plain text, a closed quote or collection, a colon. */
  let seen: "nothing" | "comma" | "plain" | "closed" | "colon" = "nothing"
  let at = from
  for (;;) {
    if (at >= end) {
      line++
      const next = lines[line]
      if (next === undefined || line > last) return { end: -1, line: index, troubles: [from], quoted }
      const first = text.charCodeAt(next.start + next.col)
      const closes = first === 93 || first === 125
      if (next.kind !== "blank" && next.col <= owner && !(closes && next.col === owner) && owner >= 0) {
        return { end: -1, line: index, troubles: [from], quoted }
      }
      at = next.start + next.col
      end = next.end
      continue
    }
    const code = text.charCodeAt(at)
    if (code === 32 || code === 9) {
      at++
      continue
    }
    if (code === 35 && (at === from || text.charCodeAt(at - 1) <= 32)) {
      at = end
      continue
    }
    if (code === 91 || code === 123) {
      // Inside a plain text a bracket is nothing that YAML can read: `${{ x }}`, `a[0]`.
      if (seen === "plain" || seen === "closed") {
        troubles.push(at)
        seen = "nothing"
      } else if (code === 123 && text.charCodeAt(at + 1) === 123) troubles.push(at)
      open.push(code)
      seen = "nothing"
      at++
      continue
    }
    if (code === 93 || code === 125) {
      const opener = open.pop()
      if (opener !== (code === 93 ? 91 : 123)) troubles.push(at)
      at++
      seen = "closed"
      if (open.length === 0) return { end: at, line, troubles, quoted }
      continue
    }
    if (code === 44) {
      if (seen === "comma" || (seen === "nothing" && open.length > 0)) troubles.push(at)
      seen = "comma"
      at++
      continue
    }
    if (code === 58 && seen !== "nothing" && seen !== "comma") {
      const next = at + 1 < end ? text.charCodeAt(at + 1) : 32
      if (seen === "closed" || next <= 32 || next === 44 || next === 93 || next === 125) {
        seen = "colon"
        at++
        continue
      }
    }
    if ((code === 34 || code === 39) && seen !== "plain") {
      if (seen === "closed") troubles.push(at)
      const close = closingQuote(text, at, end)
      if (close !== -1) {
        quoted.push({ line, open: at, close })
        at = close + 1
        seen = "closed"
        continue
      }
      const far = closingAcrossLines(text, at, lines, line, owner)
      if (far === undefined) {
        troubles.push(at)
        return { end: -1, line: index, troubles, quoted }
      }
      quoted.push({ line, open: at, close: far.at })
      line = far.line
      end = (lines[line] as ScannedLine).end
      at = far.at + 1
      seen = "closed"
      continue
    }
    if (seen !== "plain" && (code === 64 || code === 96 || code === 37 || code === 124 || code === 62)) {
      troubles.push(at)
    }
    if (seen === "closed") troubles.push(at)
    seen = "plain"
    at++
  }
}
