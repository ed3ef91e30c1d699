/**
 * Every map of a tree with the shape it is meant to have.
 */
import { keyText, type Node, resolve } from "../document/Node.ts"
import type { Segment } from "../document/Pointer.ts"
import type { Planner } from "./Plan.ts"
import { itemAt, type MapOf, mapsIn, type Shape } from "./Shape.ts"

export interface Site {
  readonly path: ReadonlyArray<Segment>
  /** The map; a null where the map is not written yet. */
  readonly node: Exclude<Node, { kind: "alias" }>
  readonly shape: Extract<Shape, MapOf>
  /** The same map as another of the kinds it may be: told by a key that it does not have yet. */
  readonly otherwise?: true
}

const nodesAtMost = 50_000
const deepest = 12
/** Of a choice among more kinds a map says by itself which it is. */
const othersAtMost = 3

/** In the order of the text; of a huge or deep tree only the first part. With `all`, also what a map may be otherwise. */
export const sitesOf = (
  root: Node,
  shape: Shape,
  planner: Planner,
  kinds: "one" | "all" = "one"
): ReadonlyArray<Site> => {
  const sites: Array<Site> = []
  let budget = nodesAtMost
  const walk = (written: Node, shape: Shape, path: ReadonlyArray<Segment>): void => {
    const node = resolve(written)
    if (node === undefined || budget-- <= 0 || path.length > deepest) return
    if (shape.kind === "oneOf") {
      const branch = planner.branch(node, shape)
      if (branch !== undefined) walk(node, branch, path)
      if (kinds === "all" && node.kind === "map" && branch?.kind === "map") {
        const others = mapsIn(shape).filter((other) => other !== branch)
        if (others.length <= othersAtMost)
          for (const other of others) sites.push({ path, node, shape: other, otherwise: true })
      }
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
