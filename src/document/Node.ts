/**
 * The tree of a document: every node knows the range of text it came from.
 *
 * Offsets are UTF-16 code unit offsets into the source text, `end` exclusive. Trees are immutable: a repair makes
 * new nodes that share what did not change. The readers keep these conventions, and edits rely on them:
 *
 * - A node's range is its content alone. Its anchor and tag stand before it, from `propertiesStart` on.
 * - A value that is not written (`key:` with nothing after it) is a plain null whose `start` equals its `end`: right
 *   after what calls for a value, which is the colon, the dash, the `?`, the `---`, or the value's own anchor or tag
 *   (the last of them). In `{ key }`, where not even a colon is written, it is right after the key.
 * - A quoted scalar includes its quotes, a flow collection its brackets.
 * - A plain or quoted scalar over several lines ends with its last character; comments and blanks after it are not
 *   part of it.
 * - A block scalar starts at its `|` or `>` and ends with the last line that its value shows, without that line's
 *   break: blank lines after it are layout, and excluded, unless it keeps them (`|+`). Where the value is empty
 *   the range is the header alone (`|-`), without blanks and comment.
 * - A block map goes from its first pair's start to its last pair's end, a block sequence from its first dash to
 *   its last item's end (that item's dash where the item is not written).
 * - A pair goes from its key's start (its key's properties or its `?`, where it has them) to its value's end. In
 *   `[ key: value ]` the map of that one pair is a flow map with the pair's own range.
 * - A byte order mark stays in the text and counts.
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
  /** Where the anchor or tag begins, whichever comes first. There exactly if one of them is. */
  readonly propertiesStart?: number
}

export interface ScalarNode extends Ranged {
  readonly kind: "scalar"
  readonly value: ScalarValue
  readonly style: ScalarStyle
}

/** One `key: value`. */
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

/** Nearly all keys are texts: these need no look at what they print as. */
const textOfKey = (pair: Pair): string | undefined => {
  const { key } = pair
  return key.kind === "scalar" && typeof key.value === "string" ? key.value : keyText(pair)
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
  for (const pair of map.pairs) if (textOfKey(pair) === name) return pair
  return undefined
}

/** The value under that name, aliases followed. */
export const get = (node: Node | undefined, name: string): Exclude<Node, AliasNode> | undefined =>
  resolve(pairOf(node, name)?.value)

/** The values under several names, aliases followed, by one look at each pair; in the order of `names`. */
export const getAll = (
  map: MapNode,
  names: ReadonlyArray<string>
): ReadonlyArray<Exclude<Node, AliasNode> | undefined> => {
  const found = new Array<Exclude<Node, AliasNode> | undefined>(names.length).fill(undefined)
  for (const pair of map.pairs) {
    const name = textOfKey(pair)
    const place = name === undefined ? -1 : names.indexOf(name)
    if (place >= 0 && found[place] === undefined) found[place] = resolve(pair.value)
  }
  return found
}

/** A scalar's string, where it is one. */
export const stringOf = (node: Node | undefined): string | undefined => {
  const scalar = resolve(node)
  return scalar?.kind === "scalar" && typeof scalar.value === "string" ? scalar.value : undefined
}
