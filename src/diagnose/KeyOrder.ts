/**
 * The usual order of a map's keys: that in which the grammar lists them. It says where an added key is put.
 */
import { keyText, type MapNode, type Node, resolve } from "../document/Node.ts"
import { type Pointer, parse } from "../document/Pointer.ts"
import { childOf } from "../document/Tree.ts"
import { discriminate } from "./Conforms.ts"
import { shapesOf } from "./Fit.ts"
import { mapsIn, type Shape } from "./Shape.ts"
import { Shapes } from "./Shapes.ts"
import type { Validation } from "./Validator.ts"

/** For a splice of one document of a validated text: new keys go where the grammar lists them. */
export const orderIn = (
  { document, dialect, kind }: Pick<Validation, "document" | "dialect" | "kind">,
  index: number
) => {
  const root = document.roots[index]
  const name = shapesOf(document.roots, dialect, kind)[index]
  return root === undefined || name === undefined
    ? {}
    : { order: keyOrder(root, Shapes.of(dialect.grammar).named(name)) }
}

/** The keys of the map at a pointer of `root` in their usual order; `undefined` where the shape lists none. */
export const keyOrder =
  (root: Node, shape: Shape) =>
  (pointer: Pointer): ReadonlyArray<string> | undefined => {
    let node: Node | undefined = root
    let at: Shape | undefined = shape
    for (const segment of parse(pointer)) {
      at = inside(at, node, segment)
      node = childOf(node, segment)
      if (at === undefined || node === undefined) return undefined
    }
    const map = at === undefined ? undefined : mapOf(at, node)
    return map === undefined || map.keys.size === 0 ? undefined : [...map.keys.keys()]
  }

/** The shape of what stands under a name or an index. */
const inside = (shape: Shape | undefined, node: Node | undefined, segment: string): Shape | undefined => {
  if (shape === undefined) return undefined
  if (resolve(node)?.kind === "seq") {
    const list = shape.kind === "oneOf" ? shape.of.find((branch) => branch.kind === "list") : shape
    return list?.kind === "list" ? list.item : undefined
  }
  const map = mapOf(shape, node)
  return map?.keys.get(segment)?.shape ?? map?.names?.of(segment)
}

/** The map that a node is meant to be: the branch it names itself, else the one that knows most of its keys. */
const mapOf = (shape: Shape, node: Node | undefined) => {
  const map = resolve(node)
  const named = shape.kind === "oneOf" && map !== undefined ? discriminate(map, shape) : undefined
  const branches = mapsIn(named ?? shape)
  if (map?.kind !== "map" || branches.length < 2) return branches[0]
  return branches.reduce((best, branch) => (knownKeys(map, branch) > knownKeys(map, best) ? branch : best))
}

const knownKeys = (node: MapNode, shape: { readonly keys: ReadonlyMap<string, unknown> }): number =>
  node.pairs.filter((pair) => shape.keys.has(keyText(pair) ?? "")).length
