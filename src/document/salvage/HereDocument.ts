/**
 * Here-documents in scripts: up to the word that ends one, lines belong to the text that began it.
 */
import type { BlockScalar, Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { after, before, type Site, shift, stepOf } from "./Site.ts"
import { type Slip, slip } from "./Slip.ts"

/** The block scalar that ended right before this line. */
export const lastBlock = (site: Site) => {
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

/** The word that ends the here-document which the text above has opened. */
export const openHeredoc = (site: Site): string | undefined => {
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

export const textOf = (scan: Scan, index: number): string => {
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
export const slidTo = (scan: Scan, first: number, last: number, content: number): number => {
  let above = (scan.lines[first] as ScannedLine).col
  for (let at = first + 1; at <= last; at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind === "blank") continue
    if (line.col >= content && line.col - above > 2 * stepOf(scan)) return before(scan, at)
    above = line.col
  }
  return last
}

export const lowestCol = (site: Site, first: number, last: number): number => {
  let lowest = Number.POSITIVE_INFINITY
  for (let at = first; at <= last; at++) {
    const line = site.scan.lines[at] as { kind: string; col: number }
    if (line.kind !== "blank") lowest = Math.min(lowest, line.col)
  }
  return lowest
}
