/**
 * Where the nodes of the original tree are at home, for those that a patch takes elsewhere.
 */
import type { BlockLayout, Collection, Entry } from "./BlockLayout.ts"
import { type FlowEntry, flowLayout } from "./FlowLayout.ts"
import { keyText, type Node, type Pair } from "./Node.ts"
import type { Provenance } from "./Provenance.ts"

/** A place in a collection of the original tree. */
export interface Home {
  readonly collection: Collection
  readonly index: number
}

export class Origins {
  readonly #layout: BlockLayout
  readonly #original: Node
  readonly #next: Node
  readonly #made: Provenance
  readonly #flow = new Map<Node, ReadonlyArray<FlowEntry>>()
  #homes: Map<Node, Home> | undefined
  #taken: Set<Node> | undefined

  constructor(layout: BlockLayout, original: Node, next: Node, made: Provenance) {
    this.#layout = layout
    this.#original = original
    this.#next = next
    this.#made = made
  }

  /** The key that the value stood under, if the new pair's key is the same. */
  keyLike(pair: Pair, value: Node | undefined): Node | undefined {
    const home = value === undefined ? undefined : this.homeOf(value)
    if (home?.collection.kind !== "map") return undefined
    const before = home.collection.pairs[home.index]
    return before !== undefined && keyText(before) === keyText(pair) ? before.key : undefined
  }

  /**
   * The block entry that the value stood in, if that entry is no more. `replaced`: what took its place is what asks,
   * and stands elsewhere itself.
   */
  leftEntry(value: Node, replaced = false): Entry | undefined {
    const home = this.#homeLeft(value, replaced)
    return home === undefined || home.collection.flow
      ? undefined
      : this.#layout.entries(home.collection)[home.index]
  }

  /** The range of the entry that the value stood in, of either style, if that entry is no more. */
  leftRange(value: Node, replaced = false): { readonly start: number; readonly end: number } | undefined {
    const home = this.#homeLeft(value, replaced)
    if (home === undefined) return undefined
    const entry = home.collection.flow
      ? this.#flowEntries(home.collection)[home.index]
      : this.#layout.entries(home.collection)[home.index]
    return entry === undefined ? undefined : { start: entry.lead, end: entry.tail }
  }

  /** The entry of a block collection that contains this node. */
  entryWithin(part: Node, collection: Collection): Entry | undefined {
    for (let home = this.homeOf(part); home !== undefined; home = this.homeOf(home.collection)) {
      if (home.collection === collection) return this.#layout.entries(collection)[home.index]
    }
    return undefined
  }

  #homeLeft(value: Node, replaced: boolean): Home | undefined {
    const home = this.homeOf(value)
    if (home === undefined || replaced) return home
    this.#taken ??= placesTaken(this.#next, this.#made)
    return this.#taken.has(value) ? undefined : home
  }

  #flowEntries(collection: Collection): ReadonlyArray<FlowEntry> {
    const known = this.#flow.get(collection)
    if (known !== undefined) return known
    const { entries } = flowLayout(this.#layout.lines, collection)
    this.#flow.set(collection, entries)
    return entries
  }

  homeOf(node: Node): Home | undefined {
    this.#homes ??= homesOf(this.#original)
    return this.#homes.get(node)
  }
}

const homesOf = (root: Node): Map<Node, Home> => {
  const homes = new Map<Node, Home>()
  const rest: Array<Node> = [root]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if (at.kind !== "map" && at.kind !== "seq") continue
    const values = at.kind === "map" ? at.pairs.map(({ value }) => value) : at.items
    for (const [index, value] of values.entries()) {
      homes.set(value, { collection: at, index })
      rest.push(value)
    }
  }
  return homes
}

/** The original nodes whose place another one took. */
const placesTaken = (root: Node, made: Provenance): Set<Node> => {
  const taken = new Set<Node>()
  const rest: Array<Node> = [root]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    const record = made.get(at)
    if (record === undefined) continue
    if (record.place !== undefined) taken.add(record.place)
    if (at.kind === "map") for (const { value } of at.pairs) rest.push(value)
    else if (at.kind === "seq") for (const item of at.items) rest.push(item)
  }
  return taken
}
