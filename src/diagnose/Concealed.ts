/**
 * What a reading of a text conceals: keys that the format knows, put where anything goes. There nothing can be wrong,
 * so that a reading must not be believed for having moved much of the text there.
 */
import { keyText, type Node, resolve } from "../document/Node.ts"
import type { Planner } from "./Plan.ts"
import type { Shape } from "./Shapes.ts"
import { sitesOf } from "./Sites.ts"

const nodesAtMost = 20_000

/** How many pairs under `any` have keys that are words of the grammar. */
export const concealed = (root: Node, shape: Shape, planner: Planner, words: ReadonlySet<string>): number => {
  let count = 0
  let budget = nodesAtMost
  const within = (written: Node): void => {
    const node = resolve(written)
    if (node === undefined || node.kind === "scalar" || budget-- <= 0) return
    if (node.kind === "seq") {
      for (const item of node.items) within(item)
      return
    }
    for (const pair of node.pairs) {
      if (words.has(keyText(pair) ?? "")) count++
      within(pair.value)
    }
  }
  const at = (value: Node, written: Shape): void => {
    const shape = written.kind === "oneOf" ? planner.branch(value, written) : written
    if (shape?.kind === "any") within(value)
    const node = resolve(value)
    // Lists of maps are sites of their own; what is left are lists of anything.
    if (shape?.kind === "list" && node?.kind === "seq" && shape.item.kind !== "map")
      for (const item of node.items) at(item, shape.item)
  }
  for (const { node, shape: map } of sitesOf(root, shape, planner)) {
    if (node.kind !== "map") continue
    for (const pair of node.pairs) {
      const name = keyText(pair)
      const inner = name === undefined ? undefined : (map.keys.get(name)?.shape ?? map.names?.of(name))
      if (inner !== undefined) at(pair.value, inner)
    }
  }
  return count
}
