/**
 * Lines that are no part of the document: comments of other languages, text that says nothing to a parser, markers
 * that are not needed, and a last line that was cut off.
 */
import { costs } from "../rules.generated.ts"
import { bullet } from "./Dashes.ts"
import type { Scan } from "./Scan.ts"
import { after, before, opensBelow, partsOf, type Site, shown, siteAt } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const strays = (site: Site): ReadonlyArray<Slip> => [
  ...foreignComment(site),
  ...needlessMarker(site),
  ...markerAbove(site),
  ...commaBehind(site),
  ...cutOff(site),
  ...strayText(site)
]

const foreignComment = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const at = line.start + line.col
  const found = /^(?:\/\/+|\/\*+|\*+\/|<!--|--+(?=\s)|;+)/.exec(scan.text.slice(at, line.end))
  // `-- name: Build` is an item with a dash too many.
  if (found === null || bullet.test(scan.text.slice(at, line.end))) return []
  const close = /(?<![\s*])\s*(?:\*+\/|-->)\s*$/.exec(scan.text.slice(at + found[0].length, line.end))
  const edits = [replace(at, at + found[0].length, "#")]
  if (close !== null) edits.push(remove(at + found[0].length + close.index, line.end))
  return [
    slip({
      rule: "wrong-comment",
      message: `\`${found[0]}\` does not start a comment in YAML.`,
      title: "Write the comment with `#`",
      edits,
      start: at,
      end: line.end
    })
  ]
}

const needlessMarker = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const text = scan.text.slice(line.start, line.end).trim()
  if (!/^(?:-{3,}|(?:- )?\.{3,}|={3,}|(?:- )?…)$/.test(text)) return []
  return [
    slip({
      rule: "stray-marker",
      message: `This \`${text}\` separates nothing.`,
      title: "Remove the line",
      edits: [lineRemoval(site, site.index, site.index)],
      start: line.start,
      end: line.end,
      // Dots stand for what somebody left out; dashes and the like are a marker only at the margin.
      extra: /^(?:\.{2,}|…)$/.test(text) ? -0.6 : line.col === 0 ? 0 : 1
    })
  ]
}

/** An elision between a key and what stands below it: the parser stumbles over the line behind it. */
const markerAbove = (site: Site): ReadonlyArray<Slip> => {
  const index = before(site.scan, site.index)
  return index < 0 || site.trouble === undefined ? [] : needlessMarker({ ...siteAt(site.scan, index), index })
}

/** `- 'a',`: a comma at the end of a block item, where the value before it is a plain one. */
const commaBehind = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const parts = partsOf(scan, index)
  const end = parts.end
  if (end - 1 <= parts.value || !/[,;]/.test(scan.text.charAt(end - 1))) return []
  if (/^["']/.test(scan.text.charAt(parts.value))) return []
  return [
    slip({
      rule: "stray-comma",
      message: `The \`${scan.text.charAt(end - 1)}\` after this value is not YAML.`,
      title: `Take the \`${scan.text.charAt(end - 1)}\` away`,
      edits: [remove(end - 1, end)],
      start: end - 1,
      end
    })
  ]
}

/** The last line of a text that ends in the midst of it. */
const cutOff = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  if (after(scan, index) !== -1 || before(scan, index) === -1) return []
  const parts = partsOf(scan, index)
  const whole = parts.colon !== -1 && !opensBelow(parts)
  const ended = line.end < scan.text.length
  // Half a key, or half a word of one.
  const word = parts.colon === -1 && /^[\w.-]*$/.test(scan.text.slice(parts.from, line.end))
  return [
    slip({
      rule: "truncated",
      message: "The file ends in the middle of this line.",
      title: "Remove the unfinished line",
      edits: [lineRemoval(site, index, index)],
      start: line.start + line.col,
      end: line.end,
      extra: (ended ? 3 : word ? -1.5 : 0) + (whole ? 1.5 : 0),
      lossy: true
    })
  ]
}

const strayText = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  if (line.kind === "blank" || line.kind === "comment") return []
  const at = line.start + line.col
  const text = scan.text.slice(at, line.end)
  const entry = line.kind === "entry"
  return [
    slip({
      rule: "stray-text",
      message: `\`${shown(text)}\` is no part of the document.`,
      title: "Turn the line into a comment",
      edits: [insert(at, "# ")],
      start: at,
      end: line.end,
      extra: entry ? (sentence.test(text) ? -2.4 : 3) : /^\S+ \S+ \S+/.test(text) ? -0.5 : 0.5,
      lossy: true
    })
  ]
}

/** A line that reads as a key, but says a sentence: what stands below it belongs to what stands above. */
export const spoken = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  return sentence.test(scan.text.slice(line.start + line.col, line.end)) ? strayText(site) : []
}

/** `Then the next step:`: words of a sentence before the colon, and nothing behind it. */
export const sentence = /^[A-Z][a-z]*(?: [\w',()/-]+){2,12}:\s*$/

/** The edit that takes lines away, with their line ends; what is then the last line is finished, and keeps its own. */
export const lineRemoval = (site: Pick<Site, "scan">, first: number, last: number) => {
  const { scan } = site
  const start = (scan.lines[first] as { start: number }).start
  const next = scan.lines[last + 1]
  if (next !== undefined) return remove(start, next.start)
  return remove(start, (scan.lines[last] as { end: number }).end)
}

/** Markers between documents, where one document is expected. */
export const needlessMarkers = (scan: Scan): ReadonlyArray<Slip> => {
  const found: Array<Slip> = []
  for (const [index, line] of scan.lines.entries()) {
    if (line.kind !== "marker" || found.length >= 4) continue
    found.push(...needlessMarker({ ...siteAt(scan, index), index }))
  }
  return found
}

/** Lines before the last that say a key and its value, and so are finished. */
const wholeLines = (scan: Scan, first: number, last: number): number => {
  let count = 0
  for (let at = first; at < last; at++) {
    const parts = partsOf(scan, at)
    if ((scan.lines[at] as { kind: string }).kind === "entry" && parts.colon !== -1 && !opensBelow(parts))
      count++
  }
  return count
}

/** What is left to say of an unfinished end: each open item that the last lines belong to, taken away as a whole. */
export const unfinished = (site: Site): ReadonlyArray<Slip> => {
  const { scan } = site
  const last = before(scan, scan.lines.length)
  if (last < 1) return []
  const tail = scan.lines[last] as { end: number; col: number; start: number }
  const ended = tail.end < scan.text.length
  const slips: Array<Slip> = []
  let col = Number.POSITIVE_INFINITY
  for (let at = last; at > 0 && slips.length < 6; at--) {
    const line = scan.lines[at] as (typeof scan.lines)[number]
    if (line.kind === "blank" || line.kind === "comment" || line.col >= col) continue
    if (line.kind !== "entry" && at !== last) continue
    col = line.col
    const lines = last - at
    slips.push(
      slip({
        rule: "truncated",
        message: "The file ends before this is complete.",
        title: lines === 0 ? "Remove the unfinished line" : "Remove the unfinished part",
        edits: [lineRemoval(site, at, last)],
        start: line.start + line.col,
        end: tail.end,
        extra:
          (ended ? 2 : -1.5) +
          lines * costs.extra.removedLine +
          wholeLines(scan, at, last) * costs.extra.removedPair,
        lossy: true
      })
    )
    if (lines > 12) break
  }
  return slips
}
