/**
 * Trees as data: what a tree says once ranges, styles and comments are put aside.
 *
 * JSON Patch speaks of data and a text is edited by its tree; this file is the bridge. Two conventions hold
 * everywhere: keys are text (a number or boolean as key counts as its spelling, as in `keyText`), and of a key
 * that is written twice the first pair counts.
 */
import {
  type Json,
  keyText,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  resolve,
  type ScalarValue
} from "./Node.ts"
import { type Pointer, parse } from "./Pointer.ts"

/**
 * The value of a tree, aliases followed. An alias and its anchor answer the same object, so that the result is as
 * small as the tree whatever it would unfold to: do not change it in place. A dangling or cyclic alias is `null`,
 * a `bigint` the nearest number, infinities and NaN stay. Objects have no prototype, so `__proto__` is a key.
 */
export const dataOf = (node: Node): Json => {
  const whole = resolve(node)
  if (whole === undefined) return null
  return whole.kind === "scalar" ? scalarData(whole.value) : collectionData(whole)
}

const scalarData = (value: ScalarValue): Json => (typeof value === "bigint" ? Number(value) : value)

const collectionData = (whole: Node): Json => {
  const known = new Map<Node, Json>()
  const open = new Set<Node>()
  const of = (written: Node): Json => {
    const at = resolve(written)
    if (at === undefined || open.has(at)) return null
    if (at.kind === "scalar") return scalarData(at.value)
    const before = known.get(at)
    if (before !== undefined) return before
    open.add(at)
    const value = at.kind === "seq" ? at.items.map(of) : objectOf(at, of)
    open.delete(at)
    known.set(at, value)
    return value
  }
  return of(whole)
}

/** The node at a pointer, aliases on the way followed; the last node itself may be an alias. */
export const nodeAt = (root: Node, pointer: Pointer): Node | undefined => {
  let at: Node | undefined = root
  for (const segment of parse(pointer)) at = childOf(at, segment)
  return at
}

/** The pair at a pointer: undefined where it leads to an item of a list, the root, or nothing. */
export const pairAt = (root: Node, pointer: Pointer): Pair | undefined => {
  const segments = parse(pointer)
  const last = segments.at(-1)
  if (last === undefined) return undefined
  let at: Node | undefined = root
  for (const segment of segments.slice(0, -1)) at = childOf(at, segment)
  return pairOf(at, last)
}

/** One step of a pointer: the value under a key, or the item at an index. */
export const childOf = (node: Node | undefined, segment: string): Node | undefined => {
  const at = resolve(node)
  if (at?.kind === "map") return pairOf(at, segment)?.value
  if (at?.kind !== "seq") return undefined
  const index = indexOf(segment)
  return index === undefined ? undefined : at.items[index]
}

/** A list index as RFC 6901 spells it: digits without a leading zero. */
export const indexOf = (segment: string): number | undefined =>
  /^(?:0|[1-9][0-9]{0,14})$/.test(segment) ? Number(segment) : undefined

/** Whether two values are the same, the order of keys aside. */
export const equalData = (a: Json, b: Json): boolean => {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return typeof a === "number" && typeof b === "number" && sameNumber(a, b)
  }
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((item, i) => equalData(item, b[i] as Json))
  if (isList(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalData(a[key] as Json, b[key] as Json))
  )
}

/**
 * Whether two trees say the same: `equalData` of their data without making it, and stricter: big integers must
 * agree to the last digit, and keys written twice must be written twice in both.
 */
export const equalTrees = (a: Node, b: Node): boolean => equalNodes(a, b, 0)

/** Whether a tree has this value, the order of keys aside. */
export const matches = (node: Node, value: Json): boolean => {
  const at = resolve(node)
  if (at === undefined) return value === null
  if (at.kind === "scalar") return sameScalar(at.value, value)
  if (typeof value !== "object" || value === null) return false
  if (at.kind === "seq") {
    return (
      isList(value) &&
      value.length === at.items.length &&
      at.items.every((item, i) => matches(item, value[i] as Json))
    )
  }
  if (isList(value)) return false
  const seen = new Set<string>()
  for (const pair of at.pairs) {
    const key = keyText(pair) ?? ""
    if (seen.has(key)) continue
    seen.add(key)
    if (!Object.hasOwn(value, key) || !matches(pair.value, value[key] as Json)) return false
  }
  return seen.size === Object.keys(value).length
}

/** How many nodes a tree has, keys included. An alias counts as one node. */
export const sizeOf = (node: Node): number => {
  let count = 0
  const rest: Array<Node> = [node]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    count++
    if (at.kind === "map") for (const pair of at.pairs) rest.push(pair.key, pair.value)
    else if (at.kind === "seq") for (const item of at.items) rest.push(item)
  }
  return count
}

export const isList = (value: Json): value is ReadonlyArray<Json> => Array.isArray(value)

const objectOf = (map: MapNode, of: (node: Node) => Json): Json => {
  const object: Record<string, Json> = Object.create(null)
  for (const pair of map.pairs) {
    const key = keyText(pair) ?? ""
    if (!(key in object)) object[key] = of(pair.value)
  }
  return object
}

const sameNumber = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

const sameScalar = (a: ScalarValue, b: Json | bigint): boolean =>
  a === b ||
  (typeof a === "bigint" && typeof b === "number" && Number(a) === b) ||
  (typeof a === "number" && typeof b === "number" && sameNumber(a, b))

/** Deeper than any document may be: only a cycle gets here. */
const endless = 10_000

const equalNodes = (writtenA: Node, writtenB: Node, depth: number): boolean => {
  if (writtenA === writtenB) return true
  const a = resolve(writtenA)
  const b = resolve(writtenB)
  if (a === b) return true
  if (a === undefined || b === undefined || a.kind !== b.kind || depth > endless) return false
  if (a.kind === "scalar") return b.kind === "scalar" && sameScalar(a.value, b.value)
  if (a.kind === "seq") {
    return (
      b.kind === "seq" &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => equalNodes(item, b.items[i] as Node, depth + 1))
    )
  }
  if (b.kind !== "map" || a.pairs.length !== b.pairs.length) return false
  const others = new Map<string, Array<Pair>>()
  for (let i = b.pairs.length - 1; i >= 0; i--) {
    const pair = b.pairs[i] as Pair
    const key = keyText(pair) ?? ""
    const same = others.get(key)
    if (same === undefined) others.set(key, [pair])
    else same.push(pair)
  }
  return a.pairs.every((pair) => {
    const other = others.get(keyText(pair) ?? "")?.pop()
    return other !== undefined && equalNodes(pair.value, other.value, depth + 1)
  })
}
