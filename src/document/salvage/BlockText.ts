/**
 * Texts over several lines: content that slid out of its block.
 */
import type { TextEdit } from "../TextEdit.ts"
import { header, marker, valueBeforeBlock } from "./BlockMarker.ts"
import { hereDocument, lastBlock, lowestCol, openHeredoc, slidTo } from "./HereDocument.ts"
import { openCommand } from "./OpenCommand.ts"
import { placeInText } from "./PlaceInText.ts"
import type { BlockScalar, Scan } from "./Scan.ts"
import type { Frame, ScannedLine } from "./ScannedLine.ts"
import { after, partsOf, type Site, shift, stepOf } from "./Site.ts"
import { insert, type Slip, slip } from "./Slip.ts"

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
