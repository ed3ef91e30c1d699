/**
 * Which entries of a changed collection are those of the old one.
 *
 * Entries that stay in their order are edited where they stand; the rest is taken out and put in.
 */
import type { Collection } from "./BlockLayout.ts"
import { keyText, type MapNode, type Node, type SeqNode } from "./Node.ts"
import type { Provenance } from "./Provenance.ts"

/** For each new entry the index of the old one that stays in its place; undefined where it must be written. */
export const align = (
  old: Collection,
  next: Collection,
  made: Provenance
): ReadonlyArray<number | undefined> =>
  ascending(old.kind === "map" && next.kind === "map" ? pairsOf(old, next, made) : itemsOf(old, next, made))

/** A pair is the old one with its value, whatever its key is now, else the old one with its key. */
const pairsOf = (old: MapNode, next: MapNode, made: Provenance): Array<number | undefined> => {
  const byValue = new Map<Node, number>()
  const byKey = new Map<string, number>()
  for (const [i, pair] of old.pairs.entries()) {
    byValue.set(pair.value, i)
    const key = keyText(pair) ?? ""
    if (!byKey.has(key)) byKey.set(key, i)
  }
  const used = new Set<number>()
  const take = (index: number | undefined): number | undefined => {
    if (index === undefined || used.has(index)) return undefined
    used.add(index)
    return index
  }
  const found = next.pairs.map((pair) => take(byValue.get(placeOf(pair.value, made) ?? pair.value)))
  for (const [i, pair] of next.pairs.entries()) found[i] ??= take(byKey.get(keyText(pair) ?? ""))
  return found
}

const itemsOf = (old: Collection, next: Collection, made: Provenance): Array<number | undefined> => {
  const places = new Map<Node, number>()
  for (const [i, item] of (old as SeqNode).items.entries()) places.set(item, i)
  return (next as SeqNode).items.map((item) => {
    const index = places.get(placeOf(item, made) ?? item)
    if (index !== undefined) places.delete((old as SeqNode).items[index] as Node)
    return index
  })
}

const placeOf = (node: Node, made: Provenance): Node | undefined => {
  const record = made.get(node)
  return record?.place ?? (record?.copy === true ? undefined : record?.source)
}

/** Keeps the longest run of indices that only grow; the others become undefined. */
const ascending = (found: Array<number | undefined>): ReadonlyArray<number | undefined> => {
  const ends: Array<number> = []
  const before = new Array<number>(found.length).fill(-1)
  for (const [i, index] of found.entries()) {
    if (index === undefined) continue
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((found[ends[middle] as number] as number) < index) low = middle + 1
      else high = middle
    }
    before[i] = low > 0 ? (ends[low - 1] as number) : -1
    ends[low] = i
  }
  const kept = new Array<number | undefined>(found.length).fill(undefined)
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) kept[at] = found[at]
  return kept
}
