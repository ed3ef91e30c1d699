/**
 * Texts over several lines: content that slid out of its block, a `|` that was forgotten, a value where a block
 * follows.
 */
import { costs, words } from "../rules.generated.ts"
import type { TextEdit } from "../TextEdit.ts"
import { plainEnd } from "./KeyScan.ts"
import { openCommand } from "./OpenCommand.ts"
import { placeInText } from "./PlaceInText.ts"
import { comparison } from "./PlainValue.ts"
import type { BlockScalar, Scan } from "./Scan.ts"
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
  stepOf,
  subtreeEnd
} from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const blockText = (site: Site): ReadonlyArray<Slip> => [
  ...dedented(site),
  ...hereDocument(site),
  ...header(site),
  ...marker(site),
  ...openCommand(site),
  ...valueBeforeBlock(site)
]

/** Lines that belong to the block scalar above, but stand too far left. */
const dedented = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const block = scan.blocks.get(index) ?? lastBlock(site)
  if (block === undefined) return []
  // Where no line stood deep enough, the text starts one step below its key.
  const content = block.content === -1 ? Math.max(block.col, 0) + stepOf(scan) : block.content
  const first = leadingComments(site, block, content)
  const last =
    line.col >= content ? index - 1 : slidTo(scan, index, groupEnd(site, content, block.col), content)
  if (last < first) return []
  const lowest = lowestCol(site, last < index ? first : index, last)
  const least = content - lowest
  if (least <= 0) return []
  const place = placeInText(scan, block, last < index ? first : index, last, content)
  const by = Math.max(least, place.col - (scan.lines[index] as ScannedLine).col)
  const words = {
    rule: "dedented-block" as const,
    message: "This line belongs to the string above, but is indented less than its first line.",
    start: (scan.lines[first] as { start: number }).start,
    end: (scan.lines[first] as { end: number }).end
  }
  const lines = last - first
  const extra =
    Math.min(lines, 8) * 0.1 + (last >= index ? levelled(site, block) : 0) - (place.continued ? 1 : 0)
  const moved = (by: number): ReadonlyArray<TextEdit> => [
    ...commentsTo(scan, first, Math.min(index - 1, last), content),
    ...(last < index ? [] : shift(scan, index, last, by))
  ]
  const slips = [
    slip({
      ...words,
      title: `Indent ${lines > 0 ? "these lines" : "this line"} like the string above`,
      edits: moved(by),
      extra
    })
  ]
  if (!place.sure && by > least) {
    slips.push(
      slip({
        ...words,
        title: `Indent ${lines > 0 ? "these lines" : "this line"} like the first line of the string`,
        edits: moved(least),
        extra: extra + 0.5
      })
    )
  }
  if (lowest > block.col && block.col >= 0 && block.content !== -1) {
    // The first line was the one too deep: state where the text starts instead of moving it.
    const head = scan.lines[block.line] as { start: number; end: number }
    const at = scan.text.slice(head.start, head.end).search(/[|>][+-]?[ \t]*(?:#.*)?$/)
    const digit = lowest - block.col
    if (at !== -1 && digit < 10) {
      slips.push(
        slip({
          ...words,
          title: `State that the string is indented by ${digit}`,
          edits: [insert(head.start + at + 1, String(digit))],
          extra: 0.5
        })
      )
    }
  }
  return slips
}

/**
 * A line that is a key, or on the level of one, is likelier that than text, the more so where lines stand below it; and
 * a rule, or what stands exactly where another entry would, hardly slid there.
 */
const levelled = (site: Site, block: BlockScalar): number => {
  const { scan, index, line } = site
  const next = after(scan, index)
  const opens = next !== -1 && (scan.lines[next] as ScannedLine).col > line.col
  const written = scan.text.slice(line.start + line.col, line.end)
  const opensKey = opens && /^[\w-]+:[ \t]*$/.test(written)
  const inRow = line.col > 0 && isLevel(line.frame, line.col)
  return (
    (line.kind === "entry" ? 1 : 0) +
    (opens && (line.col === block.col || opensKey) ? 2 : 0) +
    (inRow || /^(?:-{3,}|={3,}|\.{3})$/.test(written.trim()) ? 1.2 : 0)
  )
}

const isLevel = (frame: Frame | undefined, col: number): boolean =>
  frame !== undefined && (frame.col === col || isLevel(frame.parent, col))

/** Brings the comments that slid out back; those among them that did not stay where they are. */
const commentsTo = (scan: Scan, first: number, last: number, content: number): ReadonlyArray<TextEdit> =>
  scan.lines
    .slice(first, last + 1)
    .flatMap(({ kind, col, start }) =>
      kind === "comment" && col < content ? [insert(start, " ".repeat(content - col))] : []
    )

/** Comments right behind the text that slid out with it: to YAML, they ended it. */
const leadingComments = (site: Site, block: BlockScalar, content: number): number => {
  const { scan, index } = site
  let first = index
  for (let at = index - 1; at > block.last; at--) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "comment") first = line.col < content ? at : first
    else if (line.kind !== "blank") break
  }
  return first
}

/** A line right behind a text that reads as a key only because of a colon in it: its words are no name. */
export const slidOut = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const parts = partsOf(scan, index)
  const key = scan.text.slice(parts.from, parts.colon)
  return parts.colon === -1 || !/\s["'$-]|["']\w+$/.test(key) ? [] : dedented(site)
}

/** The block scalar that ended right before this line. */
const lastBlock = (site: Site) => {
  const previous = before(site.scan, site.index)
  const block = previous < 0 ? undefined : site.scan.blocks.get(previous)
  if (block !== undefined && block.last === previous) return block
  // One without a line of its own.
  for (let at = previous + 1; at <= site.index; at++) {
    const empty = site.scan.blocks.get(at)
    if (empty !== undefined && empty.line === previous) return empty
  }
  return undefined
}

/** The last of the lines that slid out together: up to where the text is itself again, or a level goes on. */
const groupEnd = (site: Site, content: number, owner: number): number => {
  const { scan, index } = site
  const terminator = openHeredoc(site)
  let last = index
  for (let at = index + 1; at < scan.lines.length; at++) {
    const line = scan.lines[at] as (typeof scan.lines)[number]
    if (line.kind === "blank") continue
    if (terminator !== undefined) {
      const ends = scan.text.slice(line.start, line.end).trim() === terminator
      // The word that ends it may stand right.
      if (!ends || line.col < content) last = at
      if (ends) return last
      continue
    }
    if (line.col >= content) break
    if (line.col <= owner && (line.kind === "entry" || line.kind === "comment" || line.kind === "marker"))
      break
    last = at
  }
  return terminator === undefined ? last : index
}

/** The word that ends the here-document which the text above has opened. */
const openHeredoc = (site: Site): string | undefined => {
  const { scan, index } = site
  const block = scan.blocks.get(index) ?? lastBlock(site)
  return block === undefined ? undefined : terminatorOf(scan, block, index)
}

/** The word that a text left open before line `index`, and that stands on a line of its own behind. */
const terminatorOf = (scan: Scan, block: BlockScalar, index: number): string | undefined => {
  let open: string | undefined
  for (let at = Math.max(block.line + 1, index - 200); at < index; at++) {
    const text = textOf(scan, at)
    if (open !== undefined && text.trim() === open) open = undefined
    else open = /<<[-~]?\s*["']?([A-Za-z_]\w*)["']?/.exec(text)?.[1] ?? open
  }
  if (open === undefined) return undefined
  for (let at = index; at < Math.min(scan.lines.length, index + 300); at++) {
    if (textOf(scan, at).trim() === open) return open
  }
  return undefined
}

const textOf = (scan: Scan, index: number): string => {
  const line = scan.lines[index] as ScannedLine
  return scan.text.slice(line.start, line.end)
}

/** Lines of a here-document that slid out of their text, though each by itself reads as YAML. */
export const hereDocument = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  for (let at = index - 1; at >= 0 && index - at < 60; at--) {
    const block = scan.blocks.get(at)
    if (block === undefined || block.content === -1) continue
    const first = block.last + 1
    const word = block.last < index ? terminatorOf(scan, block, first) : undefined
    if (word === undefined) return []
    let last = first
    while (textOf(scan, last).trim() !== word) last++
    if ((scan.lines[last] as ScannedLine).col >= block.content) last--
    last = slidTo(scan, first, last, block.content)
    const line = scan.lines[first] as ScannedLine
    const next = scan.lines[after(scan, first)]
    // One line alone stands beside the next one, unless it opens it.
    const beside = last === first && next !== undefined && !/[:{[(]$/.test(textOf(scan, first).trim())
    const by =
      beside && next.col > block.content ? next.col - line.col : block.content - lowestCol(site, first, last)
    if (last < index - 1 || by <= 0) return []
    return [
      slip({
        rule: "dedented-block",
        message: `These lines belong to the string above, up to its \`${word}\`, but are indented less.`,
        title: "Indent these lines like the string above",
        edits: shift(scan, first, last, by),
        start: line.start,
        end: line.end
      })
    ]
  }
  return []
}

/** The last line that slid out: a line that stands deep enough, far right of the one above it, is in its place. */
const slidTo = (scan: Scan, first: number, last: number, content: number): number => {
  let above = (scan.lines[first] as ScannedLine).col
  for (let at = first + 1; at <= last; at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "blank") continue
    if (line.col >= content && line.col - above > 2 * stepOf(scan)) return before(scan, at)
    above = line.col
  }
  return last
}

const lowestCol = (site: Site, first: number, last: number): number => {
  let lowest = Number.POSITIVE_INFINITY
  for (let at = first; at <= last; at++) {
    const line = site.scan.lines[at] as { kind: string; col: number }
    if (line.kind !== "blank") lowest = Math.min(lowest, line.col)
  }
  return lowest
}

/** `run: | npm ci`: text behind the marker. */
const header = (site: Site): ReadonlyArray<Slip> => {
  if (site.trouble !== "block-header") return []
  const { scan, index } = site
  const parts = partsOf(scan, index)
  const compares = comparison.test(scan.text.slice(parts.value, parts.end))
  const found = /^[|>][+-]?[ \t]*/.exec(scan.text.slice(parts.value, parts.end))
  if (found === null) return []
  const at = parts.value + found[0].length
  const next = scan.lines[index + 1]
  const dash = parts.dashes.at(-1)
  const col =
    parts.colon === -1 && dash !== undefined ? dash - site.line.start : contentCol(scan, index, parts)
  const indent = next !== undefined && next.kind === "text" && next.col > col ? next.col : col + stepOf(scan)
  return [
    slip({
      rule: "block-header",
      message: "The string starts on the line of its `|`, where YAML allows only a comment.",
      title: "Start the string on the next line",
      edits: [
        replace(parts.value + found[0].trimEnd().length, at, `${lineBreak(scan.text)}${" ".repeat(indent)}`)
      ],
      start: parts.value,
      end: parts.end,
      extra: compares ? 2.5 : 0
    })
  ]
}

/** A text over several lines whose `|` is missing. */
const marker = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const own = partsOf(scan, index)
  const owner = scan.continued.get(index)
  const owners = new Set([owner === undefined ? before(scan, index) : owner.line])
  if (owner === undefined && own.colon !== -1 && own.value < own.end) owners.add(index)
  // The lines above may be text as well, though they look like keys.
  let frame = site.line.frame
  for (let level = 0; level < 2 && frame !== undefined; level++, frame = frame.parent) {
    if (frame.line < index) owners.add(before(scan, frame.line))
  }
  return [...owners].flatMap((at) => markerAt(site, at))
}

const markerAt = (site: Site, at: number): ReadonlyArray<Slip> => {
  const { scan } = site
  if (at < 0) return []
  const line = scan.lines[at] as (typeof scan.lines)[number]
  const parts = partsOf(scan, at)
  if (parts.colon === -1 && parts.dashes.length === 0) return []
  const next = after(scan, at)
  const deeper = next === -1 ? undefined : (scan.lines[next] as (typeof scan.lines)[number])
  const col = contentCol(scan, at, parts)
  if (deeper === undefined || deeper.col <= (parts.colon === -1 ? line.col : col)) return []
  // Below stand keys or items, not text.
  const dash = /^-[ \t]*\S/.test(scan.text.slice(deeper.start + deeper.col, deeper.end))
  const below = keysBelow(site, at)
  const keys = below > 0 ? 3.5 + 0.5 * Math.min(below - 1, 12) + (dash ? 4 : 0) : dash ? 2 : 0
  const words = {
    rule: "missing-block-marker" as const,
    message: "This string has several lines, but no `|` to start it.",
    start: line.start + line.col,
    end: line.end
  }
  if (opensBelow(parts)) {
    const colonEnd = parts.colon === -1 ? (parts.dashes.at(-1) as number) + 1 : parts.colon + 1
    return [
      slip({ ...words, title: "Put a `|` after the colon", edits: [insert(colonEnd, " |")], extra: keys })
    ]
  }
  if (parts.colon === -1 || /^[|>]/.test(scan.text.slice(parts.value, parts.end))) return []
  if (/^[-+]$/.test(scan.text.slice(parts.value, parts.end)))
    return [
      slip({
        ...words,
        title: "Put a `|` after the colon",
        edits: [insert(parts.value, "|")],
        extra: keys - 1
      })
    ]
  const title = "Put a `|` after the colon and start the string below it"
  return [
    slip({
      ...words,
      title,
      edits: [replace(parts.colon + 1, parts.value, ` |${lineBreak(scan.text)}${" ".repeat(deeper.col)}`)],
      extra: costs.extra.group + keys
    })
  ]
}

/**
 * How many of the lines below look like keys, rather than like text with a colon in it; none where no early one does.
 */
const keysBelow = (site: Site, index: number): number => {
  const end = subtreeEnd(site.scan, index)
  let at = index
  let found = 0
  for (let seen = 0; seen < 20; seen++) {
    at = after(site.scan, at)
    if (at === -1 || at > end || (seen >= 3 && found === 0)) break
    if (/^[\w.-]+:?$/.test(keyOf(site, at))) found++
  }
  return found
}

/** The key that a line has, or would have with a space behind its colon. */
const keyOf = (site: Site, index: number): string => {
  const parts = partsOf(site.scan, index)
  if (parts.colon !== -1) return site.scan.text.slice(parts.from, parts.colon)
  return /^[A-Za-z][\w-]*:(?=\S)/.exec(site.scan.text.slice(parts.from, parts.end))?.[0] ?? " "
}

/** `permissions: {}` with keys below it. */
const valueBeforeBlock = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, trouble } = site
  if (trouble !== "below-value" && trouble !== "indent" && trouble !== "no-colon" && trouble !== "dash")
    return []
  const above = before(scan, index)
  if (above < 0) return []
  const parts = partsOf(scan, above)
  if (parts.colon === -1 || parts.value >= parts.end) return []
  if (contentCol(scan, above, parts) > site.line.col) return []
  const line = scan.lines[above] as { end: number; kind: string }
  if (line.kind !== "entry" || subtreeEnd(scan, above) < index) {
    if (trouble !== "dash") return []
  }
  const end = plainEnd(scan.text, parts.value, line.end)
  const value = scan.text.slice(parts.value, end)
  const empty = /^(?:\{\s*\}|\[\s*\]|null|~|""|'')$/.test(value)
  const message = "This key has a value on its own line and a block below it: it can have only one."
  const indent = `${lineBreak(scan.text)}${" ".repeat(site.line.col)}`
  // Where names are free they are mostly capitals, and the value is no entry of theirs.
  const named = /[A-Z]/.test(keyOf(site, index))
  const moved =
    empty || named
      ? []
      : words.telling.map((key) =>
          slip({
            rule: "value-before-block",
            message,
            title: `Put the value under \`${key}\``,
            edits: [replace(parts.colon + 1, parts.value, `${indent}${key}: `)],
            start: parts.value,
            end,
            extra: 0.5
          })
        )
  return [
    ...moved,
    slip({
      rule: "value-before-block",
      message,
      title: `Remove \`${value.length > 30 ? `${value.slice(0, 29)}…` : value}\``,
      edits: [remove(parts.colon + 1, end)],
      start: parts.value,
      end,
      extra: empty ? -1.5 : 2,
      lossy: !empty
    })
  ]
}
