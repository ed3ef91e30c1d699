/**
 * Flow collections inside block YAML: brackets and braces that are open, mismatched or too many, commas and quotes
 * inside them, and texts that only look like collections.
 */
import { repairFlow } from "./FlowRepair.ts"
import { scanFlow } from "./FlowScan.ts"
import { quote } from "./Quoting.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { after, contentCol, partsOf, type Site, stepOf } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

const properties = /^(?:[&!][^\s[\]{},]+[ \t]+){1,2}(?=[[{])/

export const brackets = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const { text } = scan
  const parts = partsOf(scan, index)
  if (parts.value >= line.end) return []
  // `!reference [job, script`: a tag or an anchor stands before the bracket.
  const value = parts.value + (properties.exec(text.slice(parts.value, parts.end))?.[0].length ?? 0)
  const first = text.charCodeAt(value)
  const slips: Array<Slip> = []
  // What has an anchor or a tag is no text.
  if (value > parts.value && (first === 91 || first === 123)) slips.push(...inside(site, value))
  else if (first === 91 || first === 123) {
    slips.push(
      ...inside(site, value),
      ...bracketText(site, value, parts.end),
      ...beforeBlock(site, value, parts.end)
    )
  } else slips.push(...unopened(parts.value, parts.end, text))
  return slips
}

const inside = (site: Site, from: number): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const parts = partsOf(scan, index)
  const owner = parts.colon === -1 ? line.col : contentCol(scan, index, parts)
  const extent = scanFlow(scan.text, from, scan.lines, index, owner)
  if (extent.end !== -1 && extent.troubles.length === 0) return behind(site, extent.end, extent.line)
  const shifted = standingLeft(site, from, owner)
  if (shifted !== undefined) return [shifted]
  const round = closedByRound(scan.text, from, parts.end)
  const found = repairFlow(scan.text, from, { strict: false, end: regionEnd(site, owner), owner })
  if (found.slips.length === 0) return round
  const whole = together(found.slips)
  return round.length === 0 ? [whole] : [...round, { ...whole, cost: whole.cost + 2.5 }]
}

/** A collection with nothing wrong but that its lines stand no deeper than what it belongs to. */
const standingLeft = (site: Site, from: number, owner: number): Slip | undefined => {
  const { scan, index } = site
  const extent = scanFlow(scan.text, from, scan.lines, index, owner, true)
  if (extent.end === -1 || extent.troubles.length > 0) return undefined
  const inside: Array<ScannedLine> = []
  for (let at = index + 1; at <= extent.line; at++) {
    const line = scan.lines[at] as ScannedLine
    if (line.kind !== "blank") inside.push(line)
  }
  const last = inside.at(-1)
  if (last === undefined) return undefined
  // The bracket that closes it may stand in the column of the key.
  const bracket = /^[\]}]/.test(scan.text.slice(last.start + last.col, last.end)) ? inside.pop() : undefined
  const lowest = Math.min(...inside.map(({ col }) => col))
  const by = lowest > owner ? 0 : owner + stepOf(scan) - lowest
  const moved = by > 0 ? inside : []
  const edits = moved.map(({ start }) => insert(start, " ".repeat(by)))
  if (bracket !== undefined && bracket.col < owner)
    edits.push(insert(bracket.start, " ".repeat(owner - bracket.col)))
  if (edits.length === 0) return undefined
  const first = moved[0] ?? last
  return slip({
    rule: "wrong-indent",
    message: "Within brackets, too, lines stand deeper than the key that they belong to.",
    title: edits.length > 1 ? "Indent the lines of the collection" : "Indent the line",
    edits,
    start: first.start,
    end: first.end,
    extra: -1.5
  })
}

/** `[a, b)`: closed by a bracket of another kind, which is a letter to YAML. */
const closedByRound = (text: string, from: number, end: number): ReadonlyArray<Slip> => {
  const last = text.charAt(end - 1)
  const opener = last === ")" ? "(" : last === ">" ? "<" : undefined
  const value = text.slice(from, end - 1)
  if (opener === undefined || value.split(opener).length > value.split(last).length) return []
  const bracket = text.charAt(from) === "[" ? "]" : "}"
  return [
    slip({
      rule: "mismatched-bracket",
      message: `\`${last}\` cannot close what \`${text.charAt(from)}\` opened.`,
      title: `Close it with \`${bracket}\``,
      edits: [replace(end - 1, end, bracket)],
      start: end - 1,
      end,
      extra: -1
    })
  ]
}

/** The end of the last line that can belong to the collection. */
const regionEnd = (site: Site, owner: number): number => {
  const { scan, index } = site
  let last = index
  for (let at = index + 1; at < scan.lines.length && at < index + 2000; at++) {
    const line = scan.lines[at] as (typeof scan.lines)[number]
    if (line.kind === "blank") continue
    const first = scan.text.charCodeAt(line.start + line.col)
    const closes = first === 93 || first === 125
    if (line.col <= owner && !(closes && line.col === owner)) break
    last = at
    if (closes && line.col === owner) break
  }
  return (scan.lines[last] as { end: number }).end
}

/** Slips that hold only together, as one. */
export const together = (slips: ReadonlyArray<Slip>): Slip => {
  const [first, ...rest] = [...slips].sort((a, b) => b.cost - a.cost) as [Slip, ...Array<Slip>]
  if (rest.length === 0) return first
  return {
    ...first,
    title: [...new Set(slips.map((one) => one.title))].join("; "),
    edits: slips.flatMap((one) => one.edits),
    start: Math.min(...slips.map((one) => one.start)),
    end: Math.max(...slips.map((one) => one.end)),
    cost: slips.reduce((sum, one) => sum + one.cost, 0),
    lossy: slips.some((one) => one.lossy)
  }
}

/** More brackets than were opened. */
const behind = (site: Site, end: number, last: number): ReadonlyArray<Slip> => {
  const { text } = site.scan
  const lineEnd = (site.scan.lines[last] as { end: number }).end
  const found = /^[ \t]*([\]},;]+)(?=[ \t]*(?:#|$))/.exec(text.slice(end, lineEnd))
  if (found === null) return []
  const mark = found[1] as string
  const comma = /^[,;]+$/.test(mark)
  return [
    slip({
      rule: comma ? "stray-comma" : "stray-bracket",
      message: comma ? `The \`${mark}\` after this value is not YAML.` : `\`${mark}\` closes nothing.`,
      title: `Remove the \`${mark}\``,
      edits: [remove(end, end + found[0].length)],
      start: end + found[0].length - mark.length,
      end: end + found[0].length
    })
  ]
}

/** `env: {` with the lines of a block below it, which end without commas: a habit of languages with braces. */
const beforeBlock = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const mark = scan.text.slice(from, end)
  const next = after(scan, index)
  const parts = partsOf(scan, index)
  if (mark.length !== 1 || next === -1 || parts.colon === -1) return []
  if (mark === "[" && partsOf(scan, next).dashes.length === 0) return []
  const below = scan.lines[next] as { start: number; end: number; col: number }
  if (
    below.col < contentCol(scan, index, parts) ||
    /[,\]}]\s*$/.test(scan.text.slice(below.start, below.end))
  )
    return []
  return [
    slip({
      rule: "stray-bracket",
      message: `The \`${mark}\` opens a collection, but an indented block follows.`,
      title: `Remove the \`${mark}\``,
      edits: [remove(parts.colon + 1, end)],
      start: from,
      end,
      extra: -1
    })
  ]
}

/** A text that starts with a bracket. */
const bracketText = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const { text } = site.scan
  const value = text.slice(from, end)
  const template = value.startsWith("{{")
  const mark = template ? "{{" : value.charAt(0)
  const close = Math.max(value.lastIndexOf("]"), value.lastIndexOf("}"))
  // `[a] b` is text; what ends with its bracket, or has none, was meant to be a list.
  const trailing = close !== -1 && close < value.length - 1
  return [
    slip({
      rule: "unquoted-value",
      message: `A value that starts with \`${mark}\` is read as a collection.`,
      title: "Quote the value",
      edits: [replace(from, end, quote(value))],
      start: from,
      end,
      extra: template ? -0.6 : trailing ? 0.4 : 2.5
    })
  ]
}

/** A value that ends with a bracket which nothing opened. */
const unopened = (from: number, end: number, text: string): ReadonlyArray<Slip> => {
  const last = text.charAt(end - 1)
  if (last !== "]" && last !== "}") return []
  let depth = 0
  for (let at = from; at < end; at++) {
    const code = text.charAt(at)
    if (code === "[" || code === "{") depth++
    else if (code === "]" || code === "}") depth--
  }
  if (depth >= 0) return []
  const opener = last === "]" ? "[" : "{"
  const words = { message: `\`${last}\` closes nothing.`, start: from, end }
  return [
    slip({
      ...words,
      rule: "unclosed-bracket",
      title: `Open it with \`${opener}\``,
      edits: [insert(from, opener)]
    }),
    slip({
      ...words,
      rule: "stray-bracket",
      title: `Remove the \`${last}\``,
      edits: [remove(end - 1, end)]
    })
  ]
}
