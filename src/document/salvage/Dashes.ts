/**
 * Dashes of list items that are missing, or that cut one item in two.
 */
import { costs } from "../rules.generated.ts"
import type { Scan } from "./Scan.ts"
import type { Frame, ScannedLine } from "./ScannedLine.ts"
import {
  after,
  before,
  contentCol,
  lineBreak,
  opensBelow,
  partsOf,
  type Site,
  shift,
  subtreeEnd
} from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const dashes = (site: Site): ReadonlyArray<Slip> => [
  ...bullets(site),
  ...behindKey(site),
  ...missing(site),
  ...stray(site)
]

/** A mark before an item that is no dash, or more than one: `*`, `1.`, `- [ ]`, `--` before a key. */
export const bullet =
  /^(?:[*+•‣◦·–—]|\d{1,3}[.)]|-[ \t]+\[[ xX]\]|-[ \t]+\d{1,3}[.)](?=[ \t]+[\w-]+:)|--(?=[ \t]+[\w-]+:(?:\s|$)))(?=[ \t]+\S)/

/** Items with another mark than a dash: all of that kind at once, as one habit made them. */
export const bullets = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const mark = bullet.exec(scan.text.slice(line.start + line.col, line.end))?.[0]
  if (mark === undefined) return []
  const numbered = /\d/.test(mark)
  const edits = scan.lines.flatMap((other) => {
    if (other.kind === "blank" || other.kind === "comment" || other.kind === "text") return []
    const at = other.start + other.col
    const found = bullet.exec(scan.text.slice(at, other.end))?.[0]
    if (found === undefined || (numbered ? !/\d/.test(found) : found !== mark)) return []
    return [replace(at, at + found.length, "-")]
  })
  return [
    slip({
      rule: "wrong-bullet",
      message: `List items start with \`-\`, not with \`${mark}\`.`,
      title: "Write a dash",
      edits,
      start: line.start + line.col,
      end: line.start + line.col + mark.length
    })
  ]
}

/** `script: - make`: the first item of a list on the line of its key. */
export const behindKey = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const { text } = scan
  const { colon, value, end, dashes, from } = partsOf(scan, index)
  if (colon === -1 || value + 1 >= end || text.charCodeAt(value) !== 45 || text.charCodeAt(value + 1) !== 32)
    return []
  const own = dashes.length > 0 ? from - line.start : line.col
  const next = after(scan, index)
  const below = next === -1 ? undefined : (scan.lines[next] as ScannedLine)
  const goesOn = below !== undefined && below.col >= own && partsOf(scan, next).dashes.length > 0
  const col = goesOn ? below.col : own + 2
  return [
    slip({
      rule: "list-beside-key",
      message: "A list starts on the line below its key, not on the same line.",
      title: "Put the item on a line of its own",
      edits: [replace(colon + 1, value, `${lineBreak(text)}${" ".repeat(col)}`)],
      start: value,
      end
    })
  ]
}

/** An item that begins without its dash. */
const missing = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  if (line.kind === "blank") return []
  if (partsOf(scan, index).dashes.length > 0) return firstItem(site)
  const slips: Array<Slip> = []
  const lists = new Set<number>()
  for (let frame: Frame | undefined = line.frame; frame !== undefined; frame = frame.parent) {
    if (frame.kind === "seq") lists.add(frame.col)
  }
  for (const col of lists) slips.push(...dashAt(site, index, col))
  const previous = before(scan, index)
  if (previous < 0) return slips
  const above = partsOf(scan, previous)
  // This line stands where the rest of an item does: the line above lost the dash.
  const entry = scan.lines[previous] as ScannedLine
  if (
    site.trouble !== undefined &&
    entry.kind === "entry" &&
    entry.col + 2 === line.col &&
    above.dashes.length === 0
  ) {
    slips.push(...dashAt(site, previous, entry.col))
  }
  // The first item of a list.
  const opener = contentCol(scan, previous, above)
  if (opensBelow(above) && line.col >= opener) {
    if (!lists.has(line.col)) slips.push(...dashAt(site, index, line.col))
    if (line.col >= opener + 2 && !lists.has(line.col - 2)) slips.push(...dashAt(site, index, line.col - 2))
  }
  return slips
}

/** The dash of a later item shows that the lines above are the first one, without theirs. */
const firstItem = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  for (let frame: Frame | undefined = line.frame; frame !== undefined; frame = frame.parent) {
    if (frame.kind !== "map" || frame.line >= index) continue
    const first = scan.lines[frame.line] as { col: number }
    if (first.col !== frame.col) continue
    if (frame.col === line.col + 2) return dashAt(site, frame.line, line.col)
    if (frame.col === line.col) return openedList(site, frame) ?? dashAt(site, frame.line, line.col)
  }
  return []
}

/** `steps:`, then the first item without its dash at the same column. */
const openedList = (site: Site, frame: Frame): ReadonlyArray<Slip> | undefined => {
  const { scan, index, line } = site
  for (let at = before(scan, index); at > frame.line; at = before(scan, at)) {
    const above = scan.lines[at] as ScannedLine
    if (above.kind !== "entry" || above.col > line.col) continue
    if (above.col < line.col) return undefined
    const opener = before(scan, at)
    const parts = partsOf(scan, opener)
    if ((scan.lines[opener] as ScannedLine).col === line.col && opensBelow(parts))
      return dashAt(site, at, line.col)
  }
  return undefined
}

/** Ways to make an item of a list at column `col` of a line. */
const dashAt = (site: Site, index: number, col: number): ReadonlyArray<Slip> => {
  const { scan } = site
  const line = scan.lines[index] as ScannedLine
  const at = line.start + line.col
  const by = line.col - col
  const words = {
    rule: "missing-dash" as const,
    message: "This line starts a new list item, but its dash is missing.",
    title: "Put a dash before it",
    start: at,
    end: line.end
  }
  const likely = beginning(site, index)
  if (by === 2) return [slip({ ...words, edits: [replace(at - 2, at, "- ")], extra: likely })]
  if (by > 2 && by < 6) {
    const dash = replace(line.start + col, at, `-${" ".repeat(by - 1)}`)
    return [slip({ ...words, edits: [dash], extra: likely + costs.extra.column })]
  }
  if (by !== 0) return []
  // Its other keys, or its block, move along where they do not stand deeper yet.
  const rest = siblingsEnd(scan, index)
  const last = rest > index ? rest : subtreeEnd(scan, index)
  const slips = [slip({ ...words, edits: [insert(at, "- ")], extra: likely })]
  if (last > index) {
    slips.push(
      slip({
        ...words,
        title: "Put a dash before it and indent the rest of the item",
        edits: [insert(at, "- "), ...shift(scan, index + 1, last, 2)],
        extra: likely + costs.extra.group
      })
    )
  }
  return slips
}

/** Items mostly begin with the key that others begin with, and often behind a blank line or a comment. */
const beginning = (site: Site, index: number): number => {
  const { scan } = site
  const { text } = scan
  const parts = partsOf(scan, index)
  let nats = 0
  const above = scan.lines[index - 1]
  if (above !== undefined && (above.kind === "blank" || above.kind === "comment")) nats -= 0.4
  if (parts.colon === -1) return nats
  const key = text.slice(parts.from, parts.colon + 1)
  const { col } = scan.lines[index] as ScannedLine
  const leading = mentions(text, `- ${key}`)
  // Its own line is one of those below a first key.
  const following = mentions(text, `\n${" ".repeat(col)}${key}`) - 1
  // What mostly stands first in its item stands first here; what mostly stands below a first key does so here too.
  const habit = Math.max(-1, Math.min(1, Math.log((leading + 0.5) / (following + 0.5))))
  nats += (leading > 0 ? -0.4 : 0.4) - (leading > 0 ? habit : Math.min(habit, 0))
  // The line above may be the one that items begin with.
  const sibling = before(scan, index)
  const other = sibling === -1 ? undefined : partsOf(scan, sibling)
  const begun =
    other !== undefined &&
    other.dashes.length === 0 &&
    (scan.lines[sibling] as ScannedLine).col === col &&
    mentions(text, `- ${text.slice(other.from, other.colon + 1)}`) > 0
  return nats + (begun ? 0.8 : 0)
}

/** Places looked at for what the items of a text begin with. */
const mentionsAtMost = 50

/** How often a text has something before a blank. */
const mentions = (text: string, written: string): number => {
  let found = 0
  for (
    let at = text.indexOf(written);
    at !== -1 && found < mentionsAtMost;
    at = text.indexOf(written, at + written.length)
  )
    if (/\s|^$/.test(text.charAt(at + written.length))) found++
  return found
}

/** The last line of the keys that follow at the same column, up to the next dash. */
const siblingsEnd = (scan: Scan, index: number): number => {
  const line = scan.lines[index] as ScannedLine
  let end = subtreeEnd(scan, index)
  let more = index
  for (let at = after(scan, end); at !== -1; at = after(scan, end)) {
    if ((scan.lines[at] as { col: number }).col !== line.col) break
    if (partsOf(scan, at).dashes.length > 0) break
    end = subtreeEnd(scan, at)
    more = end
  }
  return more
}

/** A dash before a key that belongs to the item above. */
const stray = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const parts = partsOf(scan, index)
  const dash = parts.dashes[0]
  if (dash === undefined || parts.colon === -1 || before(scan, index) === -1) return []
  const slips: Array<Slip> = []
  const words = {
    rule: "stray-dash" as const,
    message: "The dash starts a new item, but this line belongs to the item above.",
    start: dash,
    end: line.end
  }
  slips.push(slip({ ...words, title: "Remove the dash", edits: [replace(dash, dash + 1, " ")] }))
  const last = subtreeEnd(scan, index)
  slips.push(
    slip({
      ...words,
      title: "Remove the dash",
      edits: [
        remove(dash, parts.from),
        ...(last > index ? shift(scan, index + 1, last, dash - parts.from) : [])
      ],
      extra: (last > index ? costs.extra.group : 0) + (besideItsKey(scan, index) ? costs.extra.besideKey : 0)
    })
  )
  return slips
}

/** Lines looked back at for the key of a list. */
const backAtMost = 400

/** Whether other items of a list stand before this one, and its key in the column of their dashes. */
const besideItsKey = (scan: Scan, index: number): boolean => {
  const { col } = scan.lines[index] as ScannedLine
  let at = index
  let items = 0
  for (let seen = 0; seen < backAtMost; seen++) {
    at = before(scan, at)
    if (at === -1) return false
    const line = scan.lines[at] as ScannedLine
    if (line.col > col) continue
    if (line.col < col || !scan.text.startsWith("- ", line.start + col)) return line.col === col && items > 0
    items++
  }
  return false
}
