/**
 * Lists whose items carry their names, as the map by name that is meant: `- name: build` as `build:`.
 */
import { keyText, type MapNode, type Pair, resolve, type SeqNode } from "../document/Node.ts"
import { pair, withPairs } from "../document/Synthetic.ts"
import { type MapOf, mapsIn, type Shape } from "./Shape.ts"

/** Keys that usually name an item, where the grammar does not say. */
export const namingKeys: ReadonlyArray<string> = ["name", "id", "key"]

/** The map that a list of named items, or of single pairs, stands for. */
export const byName = (node: SeqNode, shape: Extract<Shape, MapOf>): MapNode | undefined => {
  const maps = node.items.map((item) => resolve(item)).filter((item) => item?.kind === "map")
  const [first] = maps
  if (first === undefined || maps.length < node.items.length) return undefined
  const pairs = maps.flatMap((map) => map.pairs)
  if (pairs.length > maps.length) return namedMap(maps, shape)
  return new Set(pairs.map(keyText)).size === pairs.length ? withPairs(first, pairs) : undefined
}

/** `- name: A, …` as `A: …`; `- name: A, value: V` as `A: V`. */
export const namedMap = (maps: ReadonlyArray<MapNode>, shape: Extract<Shape, MapOf>): MapNode | undefined => {
  const entry = shape.names === undefined ? [] : mapsIn(shape.names.shape)
  const own = (key: string): boolean => entry.some((map) => map.keys.has(key))
  const likely = [shape.source.listKey ?? [], namingKeys].flat()
  // A key that the entries do not know themselves can only have been their name.
  for (const naming of [...likely.filter((key) => !own(key)), ...likely.filter(own)]) {
    const pairs: Array<Pair> = []
    for (const map of maps) {
      const name = map.pairs.find((each) => keyText(each) === naming)
      const rest = map.pairs.filter((each) => each !== name)
      const label = resolve(name?.value)
      if (name === undefined || label?.kind !== "scalar" || label.value === null || rest.length === 0) break
      if (shape.names === undefined && !shape.keys.has(String(label.value))) break
      const [first, other] = rest
      const only = other === undefined ? first : undefined
      // Where lists stand under the names, the one list that an item has is what is meant.
      const listed = entry.length === 0 && resolve(only?.value)?.kind === "seq"
      const value = only !== undefined && (isValue(only) || listed) ? only.value : withPairs(map, rest)
      pairs.push(pair(String(label.value), value, label))
    }
    if (pairs.length === maps.length && new Set(pairs.map(keyText)).size === pairs.length) {
      return withPairs(maps[0] as MapNode, pairs)
    }
  }
  return undefined
}

export const isValue = (pair: Pair): boolean => keyText(pair) === "value"
