/**
 * Explains lists: items that do not fit, and lists where something else is meant.
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
import { dashedItems } from "./DashedText.ts"
import { regroup } from "./ExplainItems.ts"
import { allowed, assignments, convert, mismatch } from "./ExplainScalar.ts"
import { heldItems } from "./Held.ts"
import { type Child, type Plan, type Planner, planOf, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { itemAt, type ListOf, type MapOf, type Shape, type StringOf } from "./Shape.ts"
import { listMeant } from "./Telling.ts"

type List = Extract<Shape, ListOf>

/** Where an item's name stands: its start, to the end of its first line at most. */
const holderOf = (item: Node): { readonly start: number; readonly end: number } => {
  const node = item
  const first = node.kind === "map" ? node.pairs[0]?.key : undefined
  return first ?? { start: node.start, end: node.end }
}

export const explainList = (planner: Planner, node: SeqNode, shape: List): Plan => {
  const plan = explainItems(planner, node, shape)
  const held = heldItems(planner, node, shape)
  return held !== undefined && held.cost < plan.cost ? held : plan
}

const explainItems = (planner: Planner, node: SeqNode, shape: List): Plan => {
  const { source } = shape
  const steps: Array<Step> = []
  const children: Array<Child> = []
  // The last item that another one took in.
  let joined = -1
  node.items.forEach((item, index) => {
    const wanted = itemAt(shape, index)
    if (index === joined || planner.conforms(item, wanted)) return
    const inner = resolve(item)
    if (source.flatten === true && inner?.kind === "seq" && planner.conforms(inner, shape)) return
    let plan = inner === undefined ? mismatch(item, wanted) : planner.plan(item, wanted)
    if (inner?.kind === "map") {
      const regrouped = regroup(planner, node, wanted, index, plan.cost, joined)
      if (regrouped !== undefined) {
        steps.push(regrouped.step)
        joined = regrouped.last
        return
      }
    }
    if (inner?.kind === "seq" && inner.items.length > 0) {
      const flat = inner.items.reduce(
        (cost, each) => cost + planner.plan(each, wanted).cost,
        costs.shape.flatten
      )
      if (flat < plan.cost) {
        plan = planOf([])
        steps.push(flatten(inner, shape, index, flat))
        return
      }
    }
    const dashed = inner?.kind === "scalar" ? dashedItems(inner) : undefined
    if (dashed !== undefined && costs.shape.flatten < plan.cost) {
      steps.push(undashed(item, dashed, shape, index))
      return
    }
    if (inner?.kind === "scalar" && (inner.value === null || isElision(inner.value))) {
      steps.push(emptyItem(item, shape, index, plan.cost))
      return
    }
    children.push({ segment: index, holder: holderOf(item), plan })
  })
  if (source.minimum !== undefined && node.items.length < source.minimum) {
    steps.push({
      rule: "too-few",
      cost: costs.add.unknown,
      at: node.start === node.end ? "holder" : node,
      path: [],
      message: () =>
        `Expected at least ${source.minimum} entries in ${shape.title}, found ${node.items.length}.`
    })
  }
  if (source.maximum !== undefined && node.items.length > source.maximum) {
    const maximum = source.maximum
    steps.push({
      rule: "wrong-type",
      cost: costs.shape.mismatch,
      at: node,
      path: [],
      message: () => `Expected at most ${maximum} entries in ${shape.title}, found ${node.items.length}.`
    })
  }
  return planOf(steps, children)
}

/** `- |` and lines with dashes below it: each of them is an item. */
const undashed = (
  item: Node,
  { items, folded }: { readonly items: ReadonlyArray<string>; readonly folded: boolean },
  shape: List,
  index: number
): Step => ({
  rule: "wrong-type",
  cost: costs.shape.flatten,
  at: item,
  path: [index],
  message: () => `Expected ${allowed(itemAt(shape, index))}, found a list inside of a string.`,
  fix: {
    title: () => "Write each line as an item",
    operations: (base) => [
      { op: "remove", path: `${base}/${index}` },
      ...items.map((each, offset) => ({ op: "add" as const, path: `${base}/${index + offset}`, value: each }))
    ],
    confidence: share(costs.shape.flatten, [costs.shape.mismatch]),
    ...(folded ? { limit: "unsafe" as const } : {})
  }
})

/** Dots that stand for what somebody left out. */
const isElision = (value: ScalarNode["value"]): boolean =>
  typeof value === "string" && /^(?:\.{2,}|…)$/.test(value.trim())

/** An item that is not written: `- ` and nothing after it. */
const emptyItem = (item: Node, shape: List, index: number, mismatched: number): Step => {
  const cost = Math.min(mismatched, costs.remove.empty)
  return {
    rule: "invalid-value",
    cost,
    at: item.start === item.end ? { start: Math.max(0, item.start - 1), end: item.end } : item,
    path: [index],
    message: () => `This item of ${shape.title} is empty; expected ${allowed(itemAt(shape, index))}.`,
    fix: {
      title: () => "Remove the empty item",
      operations: (base) => [{ op: "remove", path: `${base}/${index}` }],
      confidence: share(cost, [costs.add.unknown]),
      limit: "unsafe"
    }
  }
}

const flatten = (inner: SeqNode, shape: List, index: number, cost: number): Step => ({
  rule: "wrong-type",
  cost,
  at: inner,
  path: [index],
  message: () => `Expected ${allowed(itemAt(shape, index))}, found a list inside ${shape.title}.`,
  fix: {
    title: () => "Put the items into the outer list",
    operations: (base) => [
      { op: "remove", path: `${base}/${index}` },
      ...inner.items.map((each, offset) => ({
        op: "add" as const,
        path: `${base}/${index + offset}`,
        value: dataOf(each) as never
      }))
    ],
    confidence: share(cost, [costs.shape.mismatch])
  }
})

/** A list where the shape wants a scalar. */
export const listToScalar = (planner: Planner, node: SeqNode, shape: Shape): Plan => {
  const only = node.items[0]
  if (only !== undefined && node.items.length === 1) {
    return convert(planner, node, shape, {
      value: dataOf(only),
      as: only,
      cost: costs.shape.unwrap,
      title: "Use the value without the list"
    })
  }
  const texts = node.items
    .map((item) => resolve(item))
    .filter((item): item is ScalarNode => item?.kind === "scalar")
  if (shape.kind === "string" && texts.length > 1 && texts.length === node.items.length) {
    const joined = joinedTexts(
      texts.map(({ value }) => String(value)),
      shape
    )
    const plan = convert(planner, node, shape, {
      value: joined.text,
      cost: costs.shape.join,
      title: joined.title,
      limit: "unsafe"
    })
    if (plan.cost < costs.shape.mismatch) return plan
  }
  return mismatch(node, shape)
}

interface Joined {
  readonly text: string
  readonly title: string
}

/** Texts as one. Commands are lines, and words of one command (`[npm, test]`) its words; elsewhere commas part names. */
const joinedTexts = (
  texts: ReadonlyArray<string>,
  { source: { joined } }: Extract<Shape, StringOf>
): Joined => {
  const broad = texts.some((text) => /[\s;|&]/.test(text))
  if (joined === "blanks") return { text: texts.join(" "), title: "Join the strings with blanks" }
  const one = "Join the strings, one per line"
  if (joined === "lines") return { text: `${texts.join("\n")}\n`, title: one }
  if (joined === "commands" && !broad) return { text: texts.join(" "), title: "Join the strings with blanks" }
  if (joined === "commands") return { text: `${texts.join("\n")}\n`, title: one }
  return broad
    ? { text: texts.join("\n"), title: one }
    : { text: texts.join(","), title: "Join the strings with commas" }
}

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
      tries.push(
        convert(planner, node, shape, {
          value: map,
          cost: assigning(Object.keys(map), shape),
          title: "Write the assignments as a map"
        })
      )
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

/** What reading assignments as a map costs: less where they assign nothing but keys that the map knows. */
export const assigning = (names: ReadonlyArray<string>, { keys }: Extract<Shape, MapOf>): number =>
  costs.shape.assignmentsToMap * (names.every((name) => keys.has(name)) ? 0.5 : 1)

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
