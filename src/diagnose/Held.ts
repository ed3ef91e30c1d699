/**
 * Items that are held by maps of another format (`- name: Test`, `run: make test` where the command alone belongs): the
 * list is read by what they hold. What stands beside it says nothing here, and an item that holds nothing goes.
 */
import { keyText, type MapNode, type Node, resolve, type SeqNode } from "../document/Node.ts"
import { dataOf } from "../document/Tree.ts"
import { convert, lineOf } from "./ExplainScalar.ts"
import { leavesOf } from "./Leaves.ts"
import { fold } from "./Nearest.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { ListOf, Shape } from "./Shape.ts"

type List = Extract<Shape, ListOf>

/** The plan that writes a list by what its items hold; `undefined` where none of them holds anything. */
export const heldItems = (planner: Planner, node: SeqNode, shape: List): Plan | undefined => {
  const words = shape.source.heldIn?.map(fold)
  if (words === undefined) return undefined
  const items: Array<Node> = []
  let holders = 0
  let lost = 0
  for (const item of node.items) {
    const inner = resolve(item)
    if (inner?.kind !== "map") {
      items.push(item)
      continue
    }
    // Among commands with a colon in them each item is mended by itself.
    if (lineOf(inner) !== undefined) return undefined
    const held = heldBy(inner, words)
    if (held.length > 0) holders++
    items.push(...held)
    lost += leavesOf(inner) - held.length
  }
  if (holders === 0) return undefined
  const as: SeqNode = { kind: "seq", items, flow: node.flow, start: node.start, end: node.end }
  return convert(planner, node, shape, {
    value: dataOf(as),
    as,
    // However many items have it, writing them so is one slip.
    cost: costs.shape.held + (costs.remove.leaf / 4) * lost,
    found: "a list of maps",
    title: lost > 0 ? "Write only the commands" : "Write the commands alone",
    ...(lost > 0 ? { limit: "unsafe" as const } : {})
  })
}

/** The texts under the first key of these words. */
const heldBy = (map: MapNode, words: ReadonlyArray<string>): ReadonlyArray<Node> => {
  for (const word of words) {
    const value = resolve(map.pairs.find((pair) => fold(keyText(pair) ?? "") === word)?.value)
    if (value?.kind === "scalar" && typeof value.value === "string") return [value]
    if (value?.kind === "map") return heldBy(value, words)
    if (value?.kind !== "seq") continue
    const texts = value.items.filter((item) => resolve(item)?.kind === "scalar")
    if (texts.length === value.items.length) return texts
  }
  return []
}
