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
import { child as childPointer } from "../document/Pointer.ts"
import { nodeOf, pair, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { allowed, assignments, convert, mismatch, scalarAsMap } from "./ExplainScalar.ts"
import { type Child, type Plan, type Planner, planOf, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type ListOf, type MapOf, mapsIn, type Shape } from "./Shapes.ts"

type List = Extract<Shape, ListOf>

/** Where an item's name stands: its start, to the end of its first line at most. */
const holderOf = (item: Node): { readonly start: number; readonly end: number } => {
  const node = item
  const first = node.kind === "map" ? node.pairs[0]?.key : undefined
  return first ?? { start: node.start, end: node.end }
}

export const explainList = (planner: Planner, node: SeqNode, shape: List): Plan => {
  const { source } = shape
  const steps: Array<Step> = []
  const children: Array<Child> = []
  let joined = -1
  node.items.forEach((item, index) => {
    if (index === joined || planner.conforms(item, shape.item)) return
    const inner = resolve(item)
    if (source.flatten === true && inner?.kind === "seq" && planner.conforms(inner, shape)) return
    let plan = inner === undefined ? mismatch(item, shape.item) : planner.plan(item, shape.item)
    if (inner?.kind === "map" && !pieces.has(inner)) {
      const next = node.items[index + 1]
      const beyond = next === undefined ? 0 : planner.plan(next, shape.item).cost
      const one =
        joinItems(planner, inner, next, shape.item, index, plan.cost + beyond) ??
        splitItem(planner, inner, shape.item, index, plan.cost)
      if (one !== undefined) {
        steps.push(one)
        if (one.rule === "split-item") joined = index + 1
        return
      }
    }
    if (inner?.kind === "seq" && inner.items.length > 0) {
      const flat = inner.items.reduce(
        (cost, each) => cost + planner.plan(each, shape.item).cost,
        costs.shape.flatten
      )
      if (flat < plan.cost) {
        plan = planOf([])
        steps.push(flatten(inner, shape, index, flat))
        return
      }
    }
    if (inner?.kind === "scalar" && inner.value === null) {
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
      message: () => `Expected at least ${source.minimum} in ${shape.title}, found ${node.items.length}.`
    })
  }
  if (source.maximum !== undefined && node.items.length > source.maximum) {
    const maximum = source.maximum
    steps.push({
      rule: "wrong-type",
      cost: costs.shape.mismatch,
      at: node,
      path: [],
      message: () => `Expected at most ${maximum} in ${shape.title}, found ${node.items.length}.`
    })
  }
  return planOf(steps, children)
}

/** An item that is not written: `- ` and nothing after it. */
const emptyItem = (item: Node, shape: List, index: number, mismatched: number): Step => {
  const cost = Math.min(mismatched, costs.remove.empty)
  return {
    rule: "invalid-value",
    cost,
    at: item.start === item.end ? { start: Math.max(0, item.start - 1), end: item.end } : item,
    path: [index],
    message: () => `Nothing is written in this item of ${shape.title}; expected ${allowed(shape.item)}.`,
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
  message: () => `Expected ${allowed(shape.item)}, found a list inside ${shape.title}.`,
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

/**
 * Items made of the pairs of others. They are not split or joined again: planned as a list's item once more, a piece
 * would make new pieces for ever.
 */
const pieces = new WeakSet<Node>()

const piece = (item: MapNode, pairs: ReadonlyArray<Pair>): MapNode => {
  const made = withPairs(item, pairs)
  pieces.add(made)
  return made
}

/** One item that is really two: from some key on, its dash was lost. */
const splitItem = (
  planner: Planner,
  item: MapNode,
  shape: Shape,
  index: number,
  limit: number
): Step | undefined => {
  if (item.pairs.length < 2 || item.pairs.length > 64 || limit <= costs.shape.splitItem) return undefined
  let best: { readonly at: number; readonly cost: number } | undefined
  for (let at = 1; at < item.pairs.length; at++) {
    const cost =
      costs.shape.splitItem +
      planner.plan(piece(item, item.pairs.slice(0, at)), shape).cost +
      planner.plan(piece(item, item.pairs.slice(at)), shape).cost
    // Of equals the last: keys stay with the item they follow.
    if (best === undefined || cost <= best.cost) best = { at, cost }
  }
  if (best === undefined || best.cost >= limit) return undefined
  const moved = item.pairs.slice(best.at)
  const first = moved[0] as Pair
  const data = Object.fromEntries(moved.map((each) => [keyText(each) ?? "", dataOf(each.value)])) as Json
  return {
    rule: "joined-items",
    cost: best.cost,
    at: first.key,
    path: [index, keyText(first) ?? ""],
    message: () => `This item of the list holds two: \`${keyText(first)}\` begins another one.`,
    fix: {
      title: () => `Begin a new item at \`${keyText(first)}\``,
      operations: (base) => [
        { op: "add", path: `${base}/${index + 1}`, value: data as never },
        ...moved.map((each) => ({
          op: "remove" as const,
          path: childPointer(childPointer(base, index), keyText(each) ?? "")
        }))
      ],
      confidence: share(best.cost, [limit]),
      limit: "unsafe"
    }
  }
}

/** Two items that are really one: the second one's dash is too much. */
const joinItems = (
  planner: Planner,
  item: MapNode,
  next: Node | undefined,
  shape: Shape,
  index: number,
  limit: number
): Step | undefined => {
  const following = resolve(next)
  if (following?.kind !== "map" || limit <= costs.shape.joinItems) return undefined
  const names = new Set(item.pairs.map(keyText))
  if (following.pairs.length === 0 || following.pairs.some((each) => names.has(keyText(each))))
    return undefined
  const joined = piece(item, [...item.pairs, ...following.pairs])
  const cost = costs.shape.joinItems + planner.plan(joined, shape).cost
  if (cost >= limit) return undefined
  const last = item.pairs.at(-1)
  const first = following.pairs[0] as Pair
  return {
    rule: "split-item",
    cost,
    at: first.key,
    path: [index + 1],
    message: () =>
      `The dash before \`${keyText(first)}\` begins a new item, but what follows belongs to the item above${last === undefined ? "" : `, after \`${keyText(last)}\``}.`,
    fix: {
      title: () => "Join the two items",
      operations: (base) => [
        ...following.pairs.map((each) => ({
          op: "move" as const,
          from: childPointer(childPointer(base, index + 1), keyText(each) ?? ""),
          path: childPointer(childPointer(base, index), keyText(each) ?? "")
        })),
        { op: "remove" as const, path: childPointer(base, index + 1) }
      ],
      confidence: share(cost, [limit]),
      limit: "unsafe"
    }
  }
}

/** A list where the shape wants a scalar. */
export const listToScalar = (planner: Planner, node: SeqNode, shape: Shape): Plan => {
  const only = node.items[0]
  if (only !== undefined && node.items.length === 1) {
    return convert(planner, node, shape, {
      value: dataOf(only),
      as: only,
      cost: costs.shape.unwrap,
      title: "Take the value out of the list"
    })
  }
  const texts = node.items
    .map((item) => resolve(item))
    .filter((item): item is ScalarNode => item?.kind === "scalar")
  if (shape.kind === "string" && texts.length > 1 && texts.length === node.items.length) {
    const broad = texts.some((text) => /[\s;|&]/.test(String(text.value)))
    const joined = texts.map((text) => String(text.value)).join(broad ? "\n" : ",")
    const plan = convert(planner, node, shape, {
      value: joined,
      cost: costs.shape.join,
      title: broad ? "Join the texts, a line each" : "Join the texts with commas",
      limit: "unsafe"
    })
    if (plan.cost < costs.shape.mismatch) return plan
  }
  return mismatch(node, shape)
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
            title: maps.length === 1 ? "Take the map out of the list" : "Write the list of pairs as one map"
          })
        )
      }
    }
    const named = namedMap(maps, shape)
    if (named !== undefined) {
      tries.push(
        convert(planner, node, shape, {
          value: dataOf(named),
          as: named,
          cost: costs.shape.namedToMap,
          title: "Write the list as a map by name"
        })
      )
    }
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
          cost: costs.shape.assignmentsToMap,
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
  if (items.length === 0) {
    tries.push(
      convert(planner, node, shape, { value: {}, cost: costs.shape.pairsToMap, title: "Write an empty map" })
    )
  }
  return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best), mismatch(node, shape))
}

/** Keys that usually name an item, where the grammar does not say. */
const namingKeys = ["name", "id", "key"]

/** `- name: A, …` as `A: …`; `- name: A, value: V` as `A: V`. */
const namedMap = (maps: ReadonlyArray<MapNode>, shape: Extract<Shape, MapOf>): MapNode | undefined => {
  if (shape.names === undefined) return undefined
  for (const naming of shape.source.listKey === undefined
    ? namingKeys
    : [shape.source.listKey, ...namingKeys]) {
    const pairs: Array<Pair> = []
    for (const map of maps) {
      const name = map.pairs.find((each) => keyText(each) === naming)
      const rest = map.pairs.filter((each) => each !== name)
      const label = resolve(name?.value)
      if (name === undefined || label?.kind !== "scalar" || label.value === null || rest.length === 0) break
      const value =
        rest.length === 1 && keyText(rest[0] as Pair) === "value"
          ? (rest[0] as Pair).value
          : withPairs(map, rest)
      pairs.push(pair(String(label.value), value, label))
    }
    if (pairs.length === maps.length && new Set(pairs.map(keyText)).size === pairs.length) {
      return withPairs(maps[0] as MapNode, pairs)
    }
  }
  return undefined
}

/** A map where the shape wants a list. */
export const mapToList = (planner: Planner, node: MapNode, shape: List): Plan => {
  const tries: Array<Plan> = [
    convert(planner, node, shape, {
      value: [dataOf(node)],
      as: { kind: "seq", items: [node], flow: false, start: node.start, end: node.end },
      cost: costs.shape.wrap,
      title: "Write it as a list of one"
    })
  ]
  if (node.pairs.length > 0) {
    const naming = mapsIn(shape.item)
      .map((map) => namingKeys.find((key) => map.keys.has(key)))
      .find((key) => key !== undefined)
    if (naming !== undefined && node.pairs.every((each) => resolve(each.value)?.kind === "map")) {
      const items = node.pairs.map((each): MapNode => {
        const value = resolve(each.value) as MapNode
        const has = value.pairs.some((inner) => keyText(inner) === naming)
        return has
          ? value
          : withPairs(value, [pair(naming, nodeOf(keyText(each) ?? "", each.key), each.key), ...value.pairs])
      })
      const as: SeqNode = { kind: "seq", items, flow: false, start: node.start, end: node.end }
      tries.push(
        convert(planner, node, shape, {
          value: dataOf(as),
          as,
          cost: costs.shape.mapToNamed,
          title: `Write the map as a list of items with \`${naming}\``
        })
      )
    }
    const values: SeqNode = {
      kind: "seq",
      items: node.pairs.map((each) => each.value),
      flow: false,
      start: node.start,
      end: node.end
    }
    tries.push(
      convert(planner, node, shape, {
        value: dataOf(values),
        as: values,
        cost: costs.shape.mapToList,
        title: "Write the values as a list",
        limit: "unsafe"
      })
    )
    const singles: SeqNode = {
      ...values,
      items: node.pairs.map((each) => piece(node, [each]))
    }
    if (node.pairs.length > 1) {
      tries.push(
        convert(planner, node, shape, {
          value: dataOf(singles),
          as: singles,
          cost: costs.shape.mapToNamed,
          title: "Write each pair as an item of a list",
          limit: "unsafe"
        })
      )
    }
  }
  return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best), mismatch(node, shape))
}

/** A scalar where the shape wants a list. */
export const scalarToList = (
  planner: Planner,
  node: ScalarNode,
  shape: List,
  parsed: Json | undefined
): Plan => {
  if (node.value === null) return mismatch(node, shape)
  const tries: Array<Plan> = []
  if (parsed !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: parsed,
        cost: costs.shape.parse,
        title: "Write the JSON in the text as data"
      })
    )
    if (!Array.isArray(parsed)) {
      tries.push(
        convert(planner, node, shape, {
          value: [parsed],
          cost: costs.shape.parse + costs.shape.wrap / 4,
          title: "Write the JSON in the text as a list of one"
        })
      )
    }
  }
  const item =
    shape.source.scalarItem === undefined ? undefined : planner.shapes.named(shape.source.scalarItem)
  const meant = item?.kind === "map" ? scalarAsMap(node, item) : undefined
  if (meant !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: [meant],
        cost: costs.shape.wrap,
        title: `Write it as a list with one item, ${item?.title}`,
        ...(shape.source.scalarIs === "safe" ? { sure: true } : {})
      })
    )
  }
  tries.push(
    convert(planner, node, shape, {
      value: [node.value as Json],
      as: { kind: "seq", items: [node], flow: true, start: node.start, end: node.end },
      cost: costs.shape.wrap,
      title: "Write it as a list of one"
    })
  )
  if (typeof node.value === "string" && /[,\n]/.test(node.value) && node.value.length < 4096) {
    const parts = node.value
      .split(/[,\n]/)
      .map((part) => part.trim().replace(/^-\s+/, ""))
      .filter((part) => part !== "")
    if (parts.length > 1 && parts.every((part) => /^\S{1,120}$/.test(part))) {
      tries.push(
        convert(planner, node, shape, {
          value: parts,
          // Names with commas between them are hardly ever one name.
          cost: costs.shape.wrap * 0.9,
          title: "Write the names as a list",
          limit: "unsafe"
        })
      )
    }
  }
  return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best), mismatch(node, shape))
}
