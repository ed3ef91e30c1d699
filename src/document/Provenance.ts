/**
 * Where the nodes of a patched tree came from: what the splicer needs to know to repeat text instead of writing it.
 */
import type { Node } from "./Node.ts"

/** Where a node that a patch made came from. Nodes of the original tree have no such record. */
export interface Made {
  /** The original node whose place it took. */
  readonly place: Node | undefined
  /** The original node of the same kind that it is an edit or a copy of. */
  readonly source: Node | undefined
  /** A copy: the original stays where it is, with its comments and its anchor. */
  readonly copy: boolean
}

export class Provenance {
  readonly #made = new Map<Node, Made>()
  /** Nodes that stand elsewhere now. */
  readonly #moved = new Set<Node>()

  /** Whether nothing was made yet. */
  get isEmpty(): boolean {
    return this.#made.size === 0
  }

  has(node: Node): boolean {
    return this.#made.has(node)
  }

  get(node: Node): Made | undefined {
    return this.#made.get(node)
  }

  set(node: Node, made: Made): void {
    this.#made.set(node, made)
  }

  /** Notes that a node leaves its place. */
  move(node: Node): void {
    const made = this.#made.get(node)
    this.#moved.add(node)
    if (made !== undefined) this.#made.set(node, { ...made, place: undefined })
  }

  hasMoved(node: Node): boolean {
    return this.#moved.has(node)
  }

  /** The original node in whose place a node stands. */
  placeOf(node: Node | undefined): Node | undefined {
    if (node === undefined) return undefined
    const made = this.#made.get(node)
    return made === undefined ? (this.#moved.has(node) ? undefined : node) : made.place
  }

  /** The original node whose text can stand for this one's. */
  sourceOf(node: Node): Node | undefined {
    const made = this.#made.get(node)
    return made === undefined ? node : made.source
  }

  /** The record of a node that takes the place of this one and is an edit of it. */
  editOf(node: Node): Made {
    return this.#made.get(node) ?? { place: this.placeOf(node), source: node, copy: false }
  }
}

/** A node like another one that stays where it is: what it is made of may be shared, what a patch made may not. */
export const copyOf = (node: Node, made: Provenance, place: Node | undefined): Node => {
  const copy = clone(node, made)
  const source = made.has(node) ? made.get(node)?.source : node
  made.set(copy, { place: made.placeOf(place), source, copy: true })
  return copy
}

const clone = (node: Node, made: Provenance): Node => {
  const inner = (child: Node): Node => (needsCopy(child, made) ? copyOf(child, made, undefined) : child)
  const { anchor: _, ...bare } = node
  if (bare.kind === "map") {
    return {
      ...bare,
      pairs: bare.pairs.map((pair) => ({ ...pair, key: inner(pair.key), value: inner(pair.value) }))
    }
  }
  return bare.kind === "seq" ? { ...bare, items: bare.items.map(inner) } : bare
}

/** Nodes that the patch made may still change, and an anchor must stay alone of its name. */
const needsCopy = (node: Node, made: Provenance): boolean => {
  if (made.has(node) || node.anchor !== undefined) return true
  if (node.kind === "map")
    return node.pairs.some((pair) => needsCopy(pair.key, made) || needsCopy(pair.value, made))
  return node.kind === "seq" && node.items.some((item) => needsCopy(item, made))
}
