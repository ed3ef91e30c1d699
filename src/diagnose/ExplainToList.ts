/**
 * Makes lists of what is none: a map of items, a scalar that stands for one item, a text that names several.
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
import { nodeOf, pair, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { namingKeys } from "./ByName.ts"
import { dashedItems } from "./DashedText.ts"
import { piece } from "./ExplainItems.ts"
import { convert, mismatch, scalarAsMap } from "./ExplainScalar.ts"
import { floorOf } from "./Floor.ts"
import { leavesOf } from "./Leaves.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type ListOf, mapsIn, type Shape } from "./Shape.ts"
import { writtenJson } from "./Written.ts"

type List = Extract<Shape, ListOf>

/** Letters of a name that stands between commas. */
const longestName = 120

/** A map where the shape wants a list. */
export const mapToList = (planner: Planner, node: MapNode, shape: List): Plan => {
  let best = mismatch(node, shape)
  const ways = listings(planner, node, shape).map((way) => {
    let least = way.cost
    for (const item of way.items) {
      if (least >= best.cost) break
      const inner = resolve(item)
      if (inner?.kind === "map") least += floorOf(planner, inner.pairs, shape.item, best.cost - least)
    }
    return { ...way, least }
  })
  // The likely ones first: what costs more at its least than the best whole need not be planned.
  for (const { items, least, cost, title, limit } of ways.sort((a, b) => a.least - b.least)) {
    if (least >= best.cost) break
    const as: SeqNode = { kind: "seq", items, flow: false, start: node.start, end: node.end }
    const how = { value: dataOf(as), as, cost, title, ...(limit === undefined ? {} : { limit }) }
    const plan = convert(planner, node, shape, how)
    if (plan.cost < best.cost) best = plan
  }
  return best
}

/** One way to write a map as a list. */
interface Listing {
  readonly items: ReadonlyArray<Node>
  readonly cost: number
  readonly title: string
  readonly limit?: "unsafe"
}

/** Keys that the format has somewhere are no mere names of items: each that is lost speaks against it. */
const knownKeys = (planner: Planner, node: MapNode): number =>
  costs.remove.hidden * node.pairs.filter((each) => planner.shapes.words.has(keyText(each) ?? "")).length

const listings = (planner: Planner, node: MapNode, shape: List): ReadonlyArray<Listing> => {
  const ways: Array<Listing> = [{ items: [node], cost: costs.shape.wrap, title: "Write it as a list of one" }]
  if (node.pairs.length === 0) return ways
  const maps = mapsIn(shape.item)
  const naming =
    maps.map((map) => namingKeys.find((key) => map.keys.has(key))).find((key) => key !== undefined) ??
    maps.map((map) => map.source.scalarKey).find((key) => key !== undefined)
  if (node.flow && node.pairs.every(({ value }) => value.start === value.end)) {
    // `{a, b}`: nothing but names in braces is a list in the wrong brackets.
    ways.push({
      items: node.pairs.map(({ key }) => key),
      cost: costs.shape.wrap / 2,
      title: "Write square brackets"
    })
  }
  const counts = counted(node)
  const values = node.pairs.map((each) => resolve(each.value))
  const inner = values.filter((value): value is MapNode => value?.kind === "map")
  const names = (map: MapNode): boolean => map.pairs.some((pair) => keyText(pair) === naming)
  const held = naming !== undefined && inner.length === values.length && inner.every(names)
  if (naming !== undefined && inner.length === values.length) {
    const needed = !counts && maps.some((map) => map.keys.get(naming)?.rule.required === true)
    ways.push({
      items: inner.map((map, index) => {
        const { key } = node.pairs[index] as Pair
        const name = keyText(node.pairs[index] as Pair) ?? ""
        return names(map) ? map : withPairs(map, [pair(naming, nodeOf(name, key), key), ...map.pairs])
      }),
      cost: costs.shape.mapToNamed,
      title: `Write the map as a list of items with \`${naming}\``,
      // A name that no item needs may have been no more than a place to put it.
      ...(held || needed ? {} : { limit: "unsafe" })
    })
  }
  // Names with one value each: an item says which is which.
  const holder = maps.map((map) => valueKey(map, naming)).find((key) => key !== undefined)
  if (naming !== undefined && holder !== undefined && values.every((value) => value?.kind === "scalar"))
    ways.push({
      items: node.pairs.map((each) =>
        withPairs(node, [
          pair(naming, nodeOf(keyText(each) ?? "", each.key), each.key),
          pair(holder, each.value, each.key)
        ])
      ),
      cost: costs.shape.mapToNamed,
      title: `Write the map as a list of items with \`${naming}\` and \`${holder}\``
    })
  // One key with a list, where each item has that key with one value: `local: [a.yml, b.yml]`.
  const [only, second] = node.pairs
  const several = second === undefined ? resolve(only?.value) : undefined
  const key = only === undefined ? undefined : keyText(only)
  if (
    only !== undefined &&
    several?.kind === "seq" &&
    several.items.every((item) => resolve(item)?.kind === "scalar") &&
    maps.some((map) => map.keys.get(key ?? "")?.shape.kind === "string")
  )
    ways.push({
      items: several.items.map((item) => withPairs(node, [pair(key ?? "", item, item)])),
      cost: costs.shape.mapToNamed,
      title: `Write an item with \`${key}\` for each`
    })
  // Names with a colon behind each: what the list holds are the names.
  const empty = values.every((value) => value?.kind === "scalar" && value.value === null)
  if (empty || values.every((value) => saysNothing(value, shape)))
    ways.push({
      items: node.pairs.map(({ key }) => key),
      cost: costs.shape.countedToList + (empty ? 0 : costs.remove.leaf * leavesOf(node)),
      title: "Write the names as a list",
      ...(empty ? {} : { limit: "unsafe" })
    })
  ways.push({
    items: node.pairs.map((each) => each.value),
    cost: counts ? costs.shape.countedToList : costs.shape.mapToList + knownKeys(planner, node),
    title: "Write the values as a list",
    ...(held && counts ? {} : { limit: "unsafe" })
  })
  if (node.pairs.length > 1) {
    ways.push({
      items: node.pairs.map((each) => piece(node, [each])),
      cost: costs.shape.mapToNamed,
      title: "Write each pair as a list item",
      limit: "unsafe"
    })
  }
  return ways
}

/** Whether what stands under a name is no item itself: a list or a map where names are listed, a number that only counts. */
const saysNothing = (value: Node | undefined, { item, source }: List): boolean => {
  if (value === undefined || item.kind !== "string") return false
  if (value.kind !== "scalar") return true
  if (value.value === null || typeof value.value === "number" || typeof value.value === "boolean") return true
  return source.blanks === "part" && /\s/.test(String(value.value))
}

/** The key of an item that holds what its name stands for. */
const valueKey = (map: Extract<Shape, { kind: "map" }>, naming: string | undefined): string | undefined => {
  const known = map.keys.get("value")
  return naming !== undefined && map.keys.get(naming)?.rule.required === true && known !== undefined
    ? known.name
    : undefined
}

/** Names that only count: `step1`, `step_2`, `3`, from 0 or 1 on. */
const counted = (map: MapNode): boolean => {
  const forms = map.pairs.map((each) => /^(\D{0,40}?)(\d{1,4})$/.exec(keyText(each) ?? ""))
  const from = Number(forms[0]?.[2])
  return (
    (from === 0 || from === 1) &&
    forms.every((form, index) => form?.[1] === forms[0]?.[1] && Number(form?.[2]) === from + index)
  )
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
    tries.push(writtenJson(planner, node, shape, parsed))
    if (!Array.isArray(parsed)) {
      tries.push(
        convert(planner, node, shape, {
          value: [parsed],
          cost: costs.shape.parse + costs.shape.wrap / 4,
          title: "Write the JSON in the string as a list of one"
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
        ...(shape.source.scalarIs === "safe" ? { sure: true } : {}),
        ...(shape.source.scalarIs === "unsafe" ? { limit: "unsafe" as const } : {})
      })
    )
  }
  tries.push(
    convert(planner, node, shape, {
      value: [node.value as Json],
      as: { kind: "seq", items: [node], flow: true, start: node.start, end: node.end },
      cost: costs.shape.wrap,
      title: "Write it as a list of one",
      // `needs: true` says that something is meant, and names nothing.
      ...(typeof node.value === "boolean" ? { limit: "unsafe" as const } : {})
    })
  )
  const dashed = dashedItems(node)
  if (dashed !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: dashed.items,
        cost: costs.shape.wrap * 0.9,
        title: "Write the items as a list",
        ...(dashed.folded ? { limit: "unsafe" as const } : {})
      })
    )
  }
  const written = typeof node.value === "string" ? node.value : ""
  // Where commas part the names, a blank is a part of one.
  const commas = /[,\n]/.test(written)
  const parting = !commas && shape.source.blanks === "part" ? /\s/ : /[,\n]/
  if (parting.test(written) && written.length < 4096) {
    const parts = written
      .split(parting)
      .map((part) => part.trim().replace(/^-\s+/, ""))
      .filter((part) => part !== "")
    if (
      parts.length > 1 &&
      parts.every((part) => /^\S+(?: \S+){0,2}$/.test(part) && part.length <= longestName)
    ) {
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
