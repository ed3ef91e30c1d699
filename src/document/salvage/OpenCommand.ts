/**
 * A command that goes on over several lines because a quote in it is open: `run: python -c "`, the program, and the
 * closing quote on a line of its own. In YAML the text ends with its first line where the others stand further left.
 */
import { costs } from "../rules.generated.ts"
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { before, contentCol, lineBreak, partsOf, type Site, shift, stepOf } from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"

/** Lines that are looked through for the beginning and for the end. */
const reach = 80

export const openCommand = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  for (let at = index, seen = 0; at >= 0 && seen < reach; at = before(scan, at), seen++) {
    const mark = openIn(scan, at)
    if (mark === undefined) continue
    const last = closedIn(scan, at, mark)
    return last === undefined || last < index ? [] : [asBlock(site, at, last)]
  }
  return []
}

const textOf = (scan: Scan, index: number): string => {
  const line = scan.lines[index] as ScannedLine
  return scan.text.slice(line.start, line.end)
}

/** The quote that the value on a line leaves open; one that begins the value is YAML's own. */
const openIn = (scan: Scan, index: number): string | undefined => {
  if ((scan.lines[index] as ScannedLine).kind !== "entry") return undefined
  const parts = partsOf(scan, index)
  if (parts.colon === -1 || parts.value >= parts.end) return undefined
  const value = scan.text.slice(parts.value, (scan.lines[index] as ScannedLine).end)
  return /^["'|>{[&*!]/.test(value) ? undefined : left(value)
}

/** The quote that is open at the end of a text. */
const left = (text: string, mark = ""): string | undefined => {
  let open = mark
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === "\\" && open !== "'") at++
    else if (sign === open) open = ""
    else if (open === "" && (sign === '"' || (sign === "'" && !/\w/.test(text.charAt(at - 1))))) open = sign
  }
  return open === "" ? undefined : open
}

/** The line on which the quote is closed, where nothing stands on it but what ends the command. */
const closedIn = (scan: Scan, from: number, mark: string): number | undefined => {
  for (let at = from + 1; at < Math.min(scan.lines.length, from + reach); at++) {
    const text = textOf(scan, at)
    if (left(text, mark) === undefined) return at
  }
  return undefined
}

const asBlock = (site: Site, first: number, last: number): Slip => {
  const { scan } = site
  const parts = partsOf(scan, first)
  const line = scan.lines[first] as ScannedLine
  const indent = contentCol(scan, first, parts) + stepOf(scan)
  let lowest = Number.POSITIVE_INFINITY
  for (let at = first + 1; at <= last; at++) {
    const each = scan.lines[at] as ScannedLine
    if (each.kind !== "blank") lowest = Math.min(lowest, each.col)
  }
  return slip({
    rule: "missing-block-marker",
    message: "This string has several lines, but no `|` to start it.",
    title: "Put a `|` after the colon and start the string below it",
    edits: [
      replace(parts.colon + 1, parts.value, ` |${lineBreak(scan.text)}${" ".repeat(indent)}`),
      ...(lowest < indent ? shift(scan, first + 1, last, indent - lowest) : [])
    ],
    start: line.start + line.col,
    end: line.end,
    extra: costs.extra.group
  })
}
