/**
 * Every map of a tree with the shape it is meant to have.
 */
import { keyText, type Node, resolve } from "../document/Node.ts"
import type { Segment } from "../document/Pointer.ts"
import { discriminate } from "./Conforms.ts"
import type { Planner } from "./Plan.ts"
import type { MapOf, Shape } from "./Shapes.ts"

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
      const branch = discriminate(node, shape) ?? cheapest(node, shape.of, planner)
      if (branch !== undefined) walk(node, branch, path)
      return
    }
    if (shape.kind === "list" && node.kind === "seq") {
      node.items.forEach((item, index) => {
        walk(item, shape.item, [...path, index])
      })
    }
    if (shape.kind !== "map") return
    if (node.kind === "map" || (node.kind === "scalar" && node.value === null))
      sites.push({ path, node, shape })
    if (node.kind !== "map") return
    for (const pair of node.pairs) {
      const name = keyText(pair)
      if (name === undefined) continue
      const inner = shape.keys.get(name)?.shape ?? shape.names?.shape
      if (inner !== undefined && inner.kind !== "string") walk(pair.value, inner, [...path, name])
    }
  }
  walk(root, shape, [])
  return sites
}

const kindFits = (node: Node, shape: Shape): boolean =>
  shape.kind === "oneOf" ||
  (shape.kind === "map"
    ? node.kind === "map" || (node.kind === "scalar" && node.value === null)
    : shape.kind === "list"
      ? node.kind === "seq"
      : node.kind === "scalar")

/** The branch that the node fits best. */
const cheapest = (node: Node, of: ReadonlyArray<Shape>, planner: Planner): Shape | undefined => {
  const fitting = of.filter((branch) => kindFits(node, branch))
  if (fitting.length < 2) return fitting[0]
  const conforming = fitting.find((branch) => planner.conforms(node, branch))
  if (conforming !== undefined) return conforming
  return fitting
    .map((branch) => ({ branch, cost: planner.plan(node, branch).cost }))
    .reduce((best, each) => (each.cost < best.cost ? each : best)).branch
}
