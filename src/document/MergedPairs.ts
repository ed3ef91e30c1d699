/**
 * What a map says once its merge keys (`<<: *defaults`) are followed, with where each pair comes from.
 *
 * YAML's merge key lets a map's own pairs win wherever they stand, and of several merged maps the earlier one. Psych,
 * GitLab's reader, goes through the pairs in order instead: what is merged takes the place of what is written
 * above it, and only pairs below win. It takes `"<<"` in quotes for a merge key too, but no alias of a list.
 */
import { keyText, type MapNode, type Node, type Pair, resolve } from "./Node.ts"
import type { Reading } from "./Reading.ts"

export interface MergedPair {
  readonly pair: Pair
  /** The map in which the pair is written. */
  readonly from: MapNode
  /** The `<<` pair of the map itself through which it comes; undefined for a pair of its own. */
  readonly via: Pair | undefined
}

/**
 * The effective pairs by name, in the order in which a reader would build them. Keys that are collections are left
 * out. Without `reading.merge`, `<<` is a name like any other. A `<<` whose value is neither a map nor a list of maps
 * stays a pair of that name.
 */
export const mergedPairs = (map: MapNode, reading: Reading): ReadonlyMap<string, MergedPair> =>
  merge(map, reading, new Map())

type Merged = ReadonlyMap<string, MergedPair>

/** Maps may merge each other many times over: `done` keeps each answer, and an empty one for a map in progress. */
const merge = (map: MapNode, reading: Reading, done: Map<MapNode, Merged>): Merged => {
  const known = done.get(map)
  if (known !== undefined) return known
  done.set(map, new Map())
  const merged = new Map<string, MergedPair>()
  for (const pair of map.pairs) {
    const name = keyText(pair)
    if (name === undefined) continue
    const sources = isMergeKey(pair.key, reading) ? mapsOf(pair.value, reading) : undefined
    if (sources === undefined) merged.set(name, { pair, from: map, via: undefined })
    else mergeInto(merged, pair, sources, reading, done)
  }
  done.set(map, merged)
  return merged
}

/** Whether the key is `<<` by its own account: `!!str <<` is a name. */
const isMergeKey = (key: Node, reading: Reading): boolean => {
  const scalar = resolve(key)
  if (!reading.merge || scalar?.kind !== "scalar" || scalar.value !== "<<") return false
  return scalar.tag === undefined && (scalar.style === "plain" || reading.yaml === "1.1")
}

const mergeInto = (
  merged: Map<string, MergedPair>,
  via: Pair,
  sources: ReadonlyArray<MapNode>,
  reading: Reading,
  done: Map<MapNode, Merged>
): void => {
  const taken = new Set<string>()
  for (const source of sources) {
    for (const [name, { pair, from }] of merge(source, reading, done)) {
      if (taken.has(name)) continue
      taken.add(name)
      const own = merged.get(name)
      if (own === undefined || reading.yaml === "1.1") merged.set(name, { pair, from, via })
    }
  }
}

/** The maps that a merge key's value stands for; undefined where it is something else. */
const mapsOf = (value: Node, reading: Reading): ReadonlyArray<MapNode> | undefined => {
  const node = resolve(value)
  if (node?.kind === "map") return [node]
  if (node?.kind !== "seq" || (value.kind === "alias" && reading.yaml === "1.1")) return undefined
  const maps = node.items.map(resolve).filter((item) => item?.kind === "map")
  return maps.length === node.items.length ? maps : undefined
}
