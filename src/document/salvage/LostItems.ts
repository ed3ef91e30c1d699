/**
 * A list that has lost all of its dashes: what is left is one map, in which the keys of every item stand again.
 */
import type { Duplicate } from "../Document.ts"
import { keyText, type Pair } from "../Node.ts"
import { costs, words } from "../rules.generated.ts"
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { before, lineOf } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

export const lostItems = (scan: Scan, { map }: Duplicate): ReadonlyArray<Slip> => {
  const [head] = map.pairs
  if (map.flow || head === undefined || map.pairs.length > pairsAtMost) return []
  // One key over and over is but that.
  if (map.pairs.every((pair) => keyText(pair) === keyText(head))) return []
  const lines = map.pairs.map((pair) => lineOf(scan, pair.start))
  const lineAt = (index: number): ScannedLine => scan.lines[index] as ScannedLine
  // With a dash before its first key it is an item itself.
  if (
    map.pairs.some(
      (pair, at) => lineAt(lines[at] as number).col + lineAt(lines[at] as number).start < pair.start
    )
  )
    return []
  const owner = before(scan, lines[0] as number)
  const { col } = lineAt(lines[0] as number)
  if (owner === -1 || lineAt(owner).col >= col) return []
  const begins = beginnings(map.pairs)
  const sure = begins.every((at, item) => {
    const above = scan.lines[(lines[at] as number) - 1]
    const before = at - (begins[item - 1] ?? 0)
    return before <= 1 || keyText(map.pairs[at] as Pair) === title || above?.kind === "blank"
  })
  const first = new Set(begins.map((at) => lines[at] as number))
  const last = lineOf(scan, Math.max(map.start, map.end - 1))
  const room = col - lineAt(owner).col >= 2
  const edits = scan.lines.flatMap((line, index) => {
    if (index < (lines[0] as number) || index > last || line.kind === "blank") return []
    const at = line.start + line.col
    if (first.has(index)) return [room ? replace(at - 2, at, "- ") : insert(at, "- ")]
    return room ? [] : [insert(line.start, "  ")]
  })
  return [
    slip({
      rule: "missing-dash",
      message: "These are the items of a list, but their dashes are missing.",
      title: "Put a dash before each item",
      edits,
      start: head.start,
      end: lineAt(lines[0] as number).end,
      // Where a key comes again, its item may have begun with one of the keys before it.
      extra: costs.extra.line * Math.min(begins.length - 1, 4) + (sure ? 0 : costs.extra.twoItems)
    })
  ]
}

/** Which pairs begin an item: the first, each name of a thing, and where else a key comes again. */
const beginnings = (pairs: ReadonlyArray<Pair>): ReadonlyArray<number> => {
  const names = pairs.map((pair) => keyText(pair) ?? "")
  const several = names.filter((name) => name === title).length > 1
  const found = [0]
  let item = new Set<string>()
  for (const [at, name] of names.entries()) {
    if (at > 0 && (item.has(name) || (several && name === title))) {
      // Its name stands before the key that comes again.
      const start = names[at - 1] === title && at - 1 > (found.at(-1) as number) ? at - 1 : at
      found.push(start)
      item = new Set(names.slice(start, at))
    }
    item.add(name)
  }
  return found
}

const [title] = words.telling

/** A map of more keys than that is no list of a few items. */
const pairsAtMost = 400
