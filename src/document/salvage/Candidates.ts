/**
 * Which repairs answer which trouble.
 */
import { costs } from "../rules.generated.ts"
import { aliases } from "./Aliases.ts"
import type { Anomaly, Trouble } from "./Anomaly.ts"
import { blockText, slidOut } from "./BlockText.ts"
import { brackets } from "./Brackets.ts"
import { behindKey, bullets, dashes } from "./Dashes.ts"
import { escapes } from "./Escapes.ts"
import { hereDocument } from "./HereDocument.ts"
import { indentation } from "./Indentation.ts"
import { quotes } from "./Quotes.ts"
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { separators } from "./Separators.ts"
import { before, type Site, siteAt } from "./Site.ts"
import type { Slip } from "./Slip.ts"
import { needlessMarkers, spoken, strays, unfinished } from "./Strays.ts"

type Generator = (site: Site) => ReadonlyArray<Slip>

const answers: Readonly<Record<Trouble, ReadonlyArray<Generator>>> = {
  tab: [indentation],
  indent: [indentation, dashes, separators, blockText, quotes, strays],
  "below-value": [separators, indentation, blockText, quotes, dashes, strays],
  dash: [indentation, dashes, separators, blockText, strays],
  key: [dashes, indentation, separators, strays],
  "no-colon": [separators, blockText, dashes, indentation, brackets, strays],
  "colon-in-value": [behindKey, quotes, brackets, separators, blockText, indentation, strays],
  "needs-quote": [aliases, quotes, dashes, brackets, strays],
  "unclosed-quote": [quotes, strays],
  escape: [escapes],
  "after-value": [quotes, separators, brackets, strays],
  flow: [brackets, quotes, strays],
  dedented: [blockText, indentation, separators, strays],
  "block-header": [blockText, quotes, strays],
  marker: [strays]
}

const all: ReadonlyArray<Generator> = [
  aliases,
  separators,
  quotes,
  brackets,
  indentation,
  dashes,
  blockText,
  strays
]

/** Repairs for what the scan stumbled over, the cheapest first. */
export const forAnomaly = (scan: Scan, anomaly: Anomaly): ReadonlyArray<Slip> => {
  const site: Site = { ...siteAt(scan, anomaly.line), trouble: anomaly.trouble, at: anomaly.start }
  return distinct(answers[anomaly.trouble].flatMap((generator) => generator(site)))
}

/** Repairs for a place that the exact reader, not the scan, found fault with: the line and the one before it. */
export const forLine = (scan: Scan, index: number): ReadonlyArray<Slip> => {
  const lines = [index, before(scan, index)].filter((at) => at >= 0)
  return distinct(
    lines.flatMap((at) => {
      const site: Site = { ...siteAt(scan, at), trouble: "indent" }
      return all.flatMap((generator) => generator(site))
    })
  )
}

const legible = (scan: Scan, index: number): boolean => {
  const { kind } = scan.lines[index] as ScannedLine
  return kind !== "blank" && kind !== "comment" && kind !== "marker"
}

/**
 * Other readings of a line that parses, for which the line itself speaks: a word and a value without a colon, a
 * quote or a bracket without its partner. Such a trace makes the slip far less surprising.
 */
export const traces = (scan: Scan, index: number): ReadonlyArray<Slip> => {
  if (!legible(scan, index)) return []
  const site = siteAt(scan, index)
  const found = [aliases, separators, quotes, brackets, bullets, hereDocument, slidOut, spoken].flatMap(
    (generator) => generator(site)
  )
  // Quotes around what reads as a text already change nothing.
  return distinct(found)
    .filter((one) => one.rule !== "unquoted-value" || scan.text.startsWith("{{", one.start))
    .map((one) => ({ ...one, cost: one.cost * costs.extra.trace }))
}

/** Other readings of a line that parses, for which nothing but the meaning speaks. */
export const rereadings = (scan: Scan, index: number, misplaced: boolean): ReadonlyArray<Slip> => {
  if (!legible(scan, index)) return []
  const site = siteAt(scan, index)
  // A line that is right but for its column or its dash is likelier off by that than meant for another place.
  return distinct([...indentation(site), ...dashes(site)]).map((one) => ({
    ...one,
    cost: misplaced ? one.cost * costs.extra.inPlace : one.cost
  }))
}

/** The cheapest of each kind, so that no kind crowds out the others. */
export const varied = (slips: ReadonlyArray<Slip>, each: number, all: number): ReadonlyArray<Slip> => {
  const counts = new Map<string, number>()
  const chosen: Array<Slip> = []
  for (const one of [...slips].sort((a, b) => a.cost - b.cost)) {
    const count = counts.get(one.rule) ?? 0
    if (count >= each) continue
    counts.set(one.rule, count + 1)
    chosen.push(one)
    if (chosen.length >= all) break
  }
  return chosen
}

/** Markers that part what is one document. */
export const markers = needlessMarkers

/** What an unfinished end would have to lose. */
export const endings = (scan: Scan): ReadonlyArray<Slip> =>
  distinct(unfinished(siteAt(scan, scan.lines.length - 1)))

/** Slips that make the same edits are one. */
const distinct = (slips: ReadonlyArray<Slip>): ReadonlyArray<Slip> => {
  const known = new Map<string, Slip>()
  for (const one of slips) {
    if (one.edits.length === 0) continue
    const key = one.edits.map((edit) => `${edit.start}:${edit.end}:${edit.text}`).join("|")
    const other = known.get(key)
    if (other === undefined || other.cost > one.cost) known.set(key, one)
  }
  return [...known.values()].sort((a, b) => a.cost - b.cost)
}
