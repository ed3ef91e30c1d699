/**
 * What was done to a text, as those see it who ask: its repairs in terms of the original, and how much it was hurt.
 */
import { costs } from "../rules.generated.ts"
import type { Damage, Range, Repair } from "../Salvaged.ts"
import type { Entry } from "./Ledger.ts"

const { search: limits } = costs

export const repairOf = (entry: Entry, original: string): Repair => ({
  rule: entry.slip.rule,
  message: entry.slip.message,
  title: entry.slip.title,
  edits: entry.edits.map(({ start, end, text }) => ({ start, end, text })),
  start: entry.start,
  end: entry.end,
  ...(entry.slip.further === undefined
    ? {}
    : { further: { message: entry.slip.further, at: furtherLines(entry, original) } }),
  cost: entry.cost,
  applicability: !entry.lossy && entry.confidence >= costs.applicability.safe ? "safe" : "unsafe",
  confidence: entry.confidence,
  alternatives: entry.alternatives
})

/** The first edit of each line after that of the damage. */
const furtherLines = (entry: Entry, original: string): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  let last = entry.start
  for (const { start, end } of entry.edits) {
    if (start <= last || !original.slice(last, start).includes("\n")) continue
    last = start
    found.push({ start, end })
    if (found.length === limits.further) break
  }
  return found
}

/** Few small repairs are minor; what is lossy, or many, is major. */
export const damageOf = (repairs: ReadonlyArray<Repair>): Damage => {
  if (repairs.length === 0) return "none"
  const cost = repairs.reduce((sum, repair) => sum + repair.cost, 0)
  return repairs.length > 4 || cost > 14 ? "major_fixes" : "minor_fixes"
}
