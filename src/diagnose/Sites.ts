/**
 * Every map of a tree with the shape it is meant to have.
 */
import { keyText, type Node, resolve } from "../document/Node.ts"
import type { Segment } from "../document/Pointer.ts"
import type { Planner } from "./Plan.ts"
import { itemAt, type MapOf, type Shape } from "./Shape.ts"

export interface Site {
  readonly path: ReadonlyArray<Segment>
  /** The map; a null where the map is not written yet. */
  readonly node: Exclude<Node, { kind: "alias" }>
  readonly shape: Extract<Shape, MapOf>
}

const nodesAtMost = 50_000
const deepest = 12

/** In the order of the text; of a huge or deep tree only the first part. */
export const sitesOf = (root: Node, shape: Shape, planner: Planner): ReadonlyArray<Site> => {
  const sites: Array<Site> = []
  let budget = nodesAtMost
  const walk = (written: Node, shape: Shape, path: ReadonlyArray<Segment>): void => {
    const node = resolve(written)
    if (node === undefined || budget-- <= 0 || path.length > deepest) return
    if (shape.kind === "oneOf") {
      const branch = planner.branch(node, shape)
      if (branch !== undefined) walk(node, branch, path)
      return
    }
    if (shape.kind === "list" && node.kind === "seq") {
      node.items.forEach((item, index) => {
        walk(item, itemAt(shape, index), [...path, index])
      })
    }
    if (shape.kind !== "map") return
    if (node.kind === "map" || (node.kind === "scalar" && node.value === null))
      sites.push({ path, node, shape })
    if (node.kind !== "map") return
    for (const pair of node.pairs) {
      const name = keyText(pair)
      if (name === undefined) continue
      const inner = shape.keys.get(name)?.shape ?? shape.names?.of(name, node)
      if (inner !== undefined && inner.kind !== "string") walk(pair.value, inner, [...path, name])
    }
  }
  walk(root, shape, [])
  return sites
}
