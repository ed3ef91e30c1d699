/**
 * The anchors of a document while it is read, and how large the stream is once its aliases are expanded.
 *
 * A few lines of aliases can stand for billions of nodes. Nobody expands them here: each anchor keeps the size and
 * height of what it names, so that the sums are known in linear time and the limits hold before anyone walks the
 * tree. An alias means the latest anchor of its name before it; one inside the node that its anchor names would
 * have no end.
 */
import type { Node } from "./Node.ts"

export interface Anchor {
  readonly name: string
  /** How many collections enclose the node. */
  readonly depth: number
  /** Undefined while the node is being read. */
  node: Node | undefined
  /** Nodes in it, itself included, aliases expanded. */
  size: number
  /** Collections below each other in it, itself included, aliases expanded. */
  height: number
  /** `Anchors.deepest` when the node began. */
  outside: number
}

export type Followed =
  | { readonly kind: "node"; readonly node: Node }
  | { readonly kind: "unknown" }
  | { readonly kind: "cyclic" }

export class Anchors {
  /** Nodes so far, aliases expanded. Readers add one for each node of their own. */
  size = 0
  /** The deepest nesting of collections so far, aliases expanded. Readers raise it with each collection. */
  deepest = 0
  readonly #latest = new Map<string, Anchor>()
  readonly #given: ReadonlyMap<string, Node> | undefined

  /** `given` are the nodes of anchors that are declared elsewhere. */
  constructor(given?: ReadonlyMap<string, Node>) {
    this.#given = given
  }

  /** To be called when a document begins: anchors do not reach from one into the next. */
  forget(): void {
    this.#latest.clear()
  }

  /** To be called when an anchored node begins, before what it contains. */
  begin(name: string, depth: number): Anchor {
    const anchor = { name, depth, node: undefined, size: this.size, height: 0, outside: this.deepest }
    this.deepest = depth
    this.#latest.set(name, anchor)
    return anchor
  }

  /** To be called when the node is complete and counted. */
  end(anchor: Anchor, node: Node): void {
    anchor.node = node
    anchor.size = this.size - anchor.size
    anchor.height = this.deepest - anchor.depth
    this.deepest = Math.max(this.deepest, anchor.outside)
  }

  /** What an alias inside `depth` collections means; counts it. */
  follow(name: string, depth: number): Followed {
    const anchor = this.#latest.get(name)
    if (anchor?.node === undefined) {
      this.size++
      const given = anchor === undefined ? this.#given?.get(name) : undefined
      if (given !== undefined) return { kind: "node", node: given }
      return { kind: anchor === undefined ? "unknown" : "cyclic" }
    }
    this.size += anchor.size
    this.deepest = Math.max(this.deepest, depth + anchor.height)
    return { kind: "node", node: anchor.node }
  }
}

/** The nodes of all anchors of a tree; of a name that is declared again, the last. */
export const anchoredIn = (roots: ReadonlyArray<Node>): ReadonlyMap<string, Node> => {
  const found = new Map<string, Node>()
  const visit = (node: Node): void => {
    if (node.kind === "alias") return
    if (node.anchor !== undefined) found.set(node.anchor, node)
    if (node.kind === "seq") for (const item of node.items) visit(item)
    else if (node.kind === "map")
      for (const { key, value } of node.pairs) {
        visit(key)
        visit(value)
      }
  }
  for (const root of roots) visit(root)
  return found
}
