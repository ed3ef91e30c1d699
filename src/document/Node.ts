/**
 * The tree of a document: every node knows the range of text it came from.
 *
 * Offsets are UTF-16 code unit offsets into the source text, `end` exclusive. A value that is not written
 * (`key:` with nothing after it) is a null scalar whose `start` equals its `end`. Trees are immutable: a
 * repair makes new nodes that share what did not change.
 */

/** A value of a scalar node. YAML integers past 2^53 stay `bigint`. */
export type ScalarValue = string | number | boolean | null | bigint

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded"

interface Ranged {
  readonly start: number
  readonly end: number
  /** Name of the anchor (`&name`) on this node. */
  readonly anchor?: string
  /** Tag as written (`!reference`, `!!str`). */
  readonly tag?: string
}

export interface ScalarNode extends Ranged {
  readonly kind: "scalar"
  readonly value: ScalarValue
  readonly style: ScalarStyle
}

/** One `key: value`. `start` is the key's start, `end` the value's end. */
export interface Pair {
  readonly key: Node
  readonly value: Node
  readonly start: number
  readonly end: number
}

export interface MapNode extends Ranged {
  readonly kind: "map"
  readonly pairs: ReadonlyArray<Pair>
  /** Written as `{…}`. */
  readonly flow: boolean
}

export interface SeqNode extends Ranged {
  readonly kind: "seq"
  readonly items: ReadonlyArray<Node>
  /** Written as `[…]`. */
  readonly flow: boolean
}

export interface AliasNode extends Ranged {
  readonly kind: "alias"
  readonly name: string
  /** The anchored node; undefined where no such anchor comes before (a problem of the document). */
  readonly target: Node | undefined
}

export type Node = ScalarNode | MapNode | SeqNode | AliasNode

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** Follows aliases. A cyclic or dangling alias answers `undefined`. */
export const resolve = (node: Node | undefined): Exclude<Node, AliasNode> | undefined => {
  let at = node
  for (let hops = 0; at !== undefined && hops < 64; hops++) {
    if (at.kind !== "alias") return at
    at = at.target
  }
  return undefined
}

/** The text of a pair's key: strings as they are, other scalars as they print, else `undefined`. */
export const keyText = (pair: Pair): string | undefined => {
  const key = resolve(pair.key)
  return key?.kind === "scalar" ? String(key.value) : undefined
}

/** The pair of that name, the first one where the name is written twice. Merge keys are not followed. */
export const pairOf = (node: Node | undefined, name: string): Pair | undefined => {
  const map = resolve(node)
  if (map?.kind !== "map") return undefined
  for (const pair of map.pairs) if (keyText(pair) === name) return pair
  return undefined
}

/** The value under that name, aliases followed. */
export const get = (node: Node | undefined, name: string): Exclude<Node, AliasNode> | undefined =>
  resolve(pairOf(node, name)?.value)

/** A scalar's string, where it is one. */
export const stringOf = (node: Node | undefined): string | undefined => {
  const scalar = resolve(node)
  return scalar?.kind === "scalar" && typeof scalar.value === "string" ? scalar.value : undefined
}
