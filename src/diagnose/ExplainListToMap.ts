/**
 * Makes maps of lists: pairs, items that carry their name, assignments, names, and what a telling key says.
 */
import {
  type Json,
  keyText,
  type MapNode,
  type Node,
  type Pair,
  resolve,
  type ScalarNode,
  type SeqNode
} from "../document/Node.ts"
import { pair, scalar, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { isValue, namedMap } from "./ByName.ts"
import { convert, mismatch } from "./ExplainScalar.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"
import { listMeant } from "./Telling.ts"
import { assignments, writtenAssignments } from "./Written.ts"

/** A list where the shape wants a map. */
export const listToMap = (planner: Planner, node: SeqNode, shape: Extract<Shape, MapOf>): Plan => {
  const items = node.items.map((item) => resolve(item))
  const tries: Array<Plan> = []
  const maps = items.filter((item): item is MapNode => item?.kind === "map")
  if (maps.length === items.length && maps.length > 0) {
    const pairs = maps.flatMap((map) => map.pairs)
    const distinct = new Set(pairs.map(keyText))
    if (distinct.size === pairs.length) {
      const single = maps.every((map) => map.pairs.length === 1)
      const as = withPairs(maps[0] as MapNode, pairs)
      if (single || maps.length === 1) {
        tries.push(
          convert(planner, node, shape, {
            value: dataOf(as),
            as,
            cost: maps.length === 1 && !single ? costs.shape.unwrap : costs.shape.pairsToMap,
            title: maps.length === 1 ? "Use the map without the list" : "Write the list of pairs as one map"
          })
        )
      }
    }
    const named = namedMap(maps, shape)
    if (named !== undefined) {
      const values = maps.every((map) => map.pairs.length === 2 && map.pairs.some(isValue))
      tries.push(
        convert(planner, node, shape, {
          value: dataOf(named),
          as: named,
          cost: values ? costs.shape.valuesToMap : costs.shape.namedToMap,
          title: "Write the list as a map by name"
        })
      )
    }
  }
  const mixed = maps.length < items.length ? pairsAndNames(items, shape) : undefined
  if (mixed !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: dataOf(mixed),
        as: mixed,
        cost: costs.shape.pairsToMap,
        title: "Write the list as one map"
      })
    )
  }
  const texts = items.filter(
    (item): item is ScalarNode => item?.kind === "scalar" && typeof item.value === "string"
  )
  if (texts.length === items.length && texts.length > 0) {
    const map = assignments(texts.map((text) => String(text.value)))
    if (map !== undefined) {
      tries.push(writtenAssignments(planner, node, shape, map))
    } else if (shape.names !== undefined) {
      const empty = Object.fromEntries(texts.map((text) => [String(text.value), null])) as Json
      tries.push(
        convert(planner, node, shape, {
          value: empty,
          cost: costs.shape.namedToMap,
          title: "Write the names as the keys of a map"
        })
      )
    }
  }
  const called = calledAfterWords(items, shape)
  if (called !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: called,
        cost: costs.shape.namedToMap,
        title: "Write the list as a map by name"
      })
    )
  }
  const told = listMeant(planner, node, shape)
  if (told !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: { [told.key]: told.value },
        cost: costs.shape.scalarToMap,
        title: `Put the list under \`${told.key}\``
      })
    )
  }
  if (items.length === 0) {
    tries.push(
      convert(planner, node, shape, { value: {}, cost: costs.shape.pairsToMap, title: "Write an empty map" })
    )
  }
  return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best), mismatch(node, shape))
}

/**
 * `- redis:7`, `- image: redis:7` as `redis: { image: redis:7 }`: entries that are called after the value of a key. One
 * that has a name of its own keeps it; a name that is no name is that value.
 */
const calledAfterWords = (
  items: ReadonlyArray<Node | undefined>,
  shape: Extract<Shape, MapOf>
): Json | undefined => {
  const word = shape.source.names?.word
  if (word === undefined || items.length === 0) return undefined
  const map = Object.create(null) as Record<string, Json>
  for (const item of items) {
    const entry: Record<string, Json> = { [word]: null }
    let alias: Json | undefined
    if (item?.kind === "scalar" && typeof item.value === "string") entry[word] = item.value
    else if (item?.kind === "map") {
      for (const each of item.pairs) {
        const key = keyText(each)
        const value = dataOf(each.value)
        if (key === undefined) return undefined
        if (key === "alias" || (key === "name" && isWord(value))) alias = value
        else entry[key === "name" ? word : key] = value
      }
    } else return undefined
    const called = alias ?? /([A-Za-z_][\w-]*)(?:[:@][^/]*)?$/.exec(String(entry[word]))?.[1]
    if (typeof called !== "string" || typeof entry[word] !== "string" || called in map) return undefined
    map[called] = entry
  }
  return map
}

const isWord = (value: Json): boolean => typeof value === "string" && /^[A-Za-z_][\w-]*$/.test(value)

/** `- A`, `- B: …` as `A:`, `B: …`: names with nothing to say among single pairs. */
const pairsAndNames = (
  items: ReadonlyArray<Node | undefined>,
  shape: Extract<Shape, MapOf>
): MapNode | undefined => {
  let first: MapNode | undefined
  const pairs: Array<Pair> = []
  for (const item of items) {
    if (item?.kind === "map" && item.pairs.length === 1) {
      first ??= item
      pairs.push(item.pairs[0] as Pair)
    } else if (item?.kind === "scalar" && typeof item.value === "string" && shape.keys.has(item.value))
      pairs.push(pair(item.value, scalar(null, item), item))
    else return undefined
  }
  return first === undefined || new Set(pairs.map(keyText)).size < pairs.length
    ? undefined
    : withPairs(first, pairs)
}
