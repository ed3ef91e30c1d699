/**
 * Makes nodes out of values, out of what is there already wherever that is possible.
 *
 * A patch says `["a", "b"]` where the text says `a: 1  # why`; whoever wraps, unwraps or turns a list into a map
 * repeats what was there. A graft recognises it: equal subtrees of the replaced value are reused as they are, so
 * that their ranges survive and the splicer can repeat their source text, quotes and comments included.
 */
import { type Json, keyText, type MapNode, type Node, type Pair, resolve, type SeqNode } from "./Node.ts"
import { copyOf, type Provenance } from "./Provenance.ts"
import { scalar } from "./Synthetic.ts"
import { isList, matches } from "./Tree.ts"

interface Place {
  readonly start: number
  readonly end: number
}

/** Subtrees by their hash, to be handed out in the order of the text. */
export class Pool {
  readonly #byHash = new Map<number, Array<Node>>()
  readonly #used = new Set<Node>()
  /** Whether plain facts such as `true` or `1` count; they are equal to too much to be told apart in a far place. */
  readonly #scalars: boolean

  constructor(root: Node, scalars: boolean) {
    this.#scalars = scalars
    this.#collect(root)
  }

  /** An equal subtree, and whether it was handed out before. */
  take(value: Json, hash: number): { readonly node: Node; readonly again: boolean } | undefined {
    let again: Node | undefined
    for (const node of this.#byHash.get(hash)?.slice(0, 16) ?? []) {
      if (!matches(node, value)) continue
      if (!this.#used.has(node)) {
        this.#used.add(node)
        return { node, again: false }
      }
      again ??= node
    }
    return again === undefined ? undefined : { node: again, again: true }
  }

  #collect(node: Node): number {
    let hash: number
    if (node.kind === "map") {
      hash = emptyMap
      for (const pair of node.pairs) hash = withPair(hash, keyText(pair) ?? "", this.#collect(pair.value))
    } else if (node.kind === "seq") {
      hash = emptyList
      for (const item of node.items) hash = withItem(hash, this.#collect(item))
    } else if (node.kind === "scalar") {
      hash = hashScalar(typeof node.value === "bigint" ? Number(node.value) : node.value)
      if (!this.#scalars && typeof node.value !== "string") return hash
    } else return hashOfAlias(node.target)
    const same = this.#byHash.get(hash)
    if (same === undefined) this.#byHash.set(hash, [node])
    else same.push(node)
    return hash
  }
}

export class Graft {
  readonly #made: Provenance
  readonly #pools: () => ReadonlyArray<Pool>
  readonly #at: Place
  #own: Pool | undefined

  /** `pools`: where to look for equal subtrees besides the replaced node. */
  constructor(made: Provenance, at: Place, pools: () => ReadonlyArray<Pool>) {
    this.#made = made
    this.#at = at
    this.#pools = pools
  }

  /** The tree of `value`, in place of `old`. */
  replace(value: Json, old: Node): Node {
    return this.#over(value, old, () => (this.#own ??= new Pool(old, true)))
  }

  /** The tree of `value` where nothing was. */
  build(value: Json): Node {
    return this.#build(value, undefined, this.#at)
  }

  #over(value: Json, old: Node, pool: () => Pool): Node {
    if (matches(old, value)) return old
    const source = resolve(old)
    if (typeof value === "object" && value !== null && source !== undefined && old.kind !== "alias") {
      // What has the old value as one of its parts is wrapped around it, and no edit of it.
      const parts = isList(value) ? value : Object.values(value)
      const wraps = parts.some((part) => matches(source, part))
      if (isList(value) && source.kind === "seq" && !wraps) return this.#overSeq(value, source, pool)
      if (!isList(value) && source.kind === "map" && !wraps) return this.#overMap(value, source, pool)
    }
    return this.#build(value, old, old, pool)
  }

  #build(value: Json, old: Node | undefined, at: Place, pool?: () => Pool): Node {
    const reused = this.#reuse(value, pool)
    if (reused !== undefined) return reused
    // Before its parts are made: one of them may be the old node itself, which then stands elsewhere.
    const place = this.#made.placeOf(old)
    const node = this.#fresh(value, at, pool)
    this.#made.set(node, { place, source: undefined, copy: false })
    return node
  }

  #fresh(value: Json, at: Place, pool: (() => Pool) | undefined): Node {
    const { start, end } = at
    if (typeof value !== "object" || value === null) return scalar(value, at)
    if (isList(value)) {
      const items = value.map((item) => this.#build(item, undefined, at, pool))
      return { kind: "seq", items, flow: false, start, end }
    }
    const pairs = Object.keys(value).map((key) =>
      this.#pair(key, this.#build(value[key] as Json, undefined, at, pool), at)
    )
    return { kind: "map", pairs, flow: false, start, end }
  }

  #reuse(value: Json, pool: (() => Pool) | undefined): Node | undefined {
    const pools = pool === undefined ? this.#pools() : [pool(), ...this.#pools()]
    if (pools.length === 0) return undefined
    const hash = hashOf(value)
    for (const each of pools) {
      const found = each.take(value, hash)
      if (found === undefined) continue
      if (found.again) return copyOf(found.node, this.#made, undefined)
      this.#made.move(found.node)
      return found.node
    }
    return undefined
  }

  #pair(key: string, value: Node, at: Place): Pair {
    const node = scalar(key, at)
    this.#made.set(node, { place: undefined, source: undefined, copy: false })
    return { key: node, value, start: at.start, end: at.end }
  }

  /** Keys that stay keep their order; a lone value that went with its key and came back under another is a rename. */
  #overMap(value: { readonly [key: string]: Json }, old: MapNode, pool: () => Pool): Node {
    const edit = this.#made.editOf(old)
    const left = new Set(Object.keys(value))
    for (const pair of old.pairs) left.delete(keyText(pair) ?? "")
    const added = [...left]
    const pairs: Array<Pair> = []
    const seen = new Set<string>()
    for (const pair of old.pairs) {
      const key = keyText(pair) ?? ""
      if (seen.has(key)) continue
      seen.add(key)
      if (Object.hasOwn(value, key)) {
        const next = this.#over(value[key] as Json, pair.value, pool)
        pairs.push(next === pair.value ? pair : { ...pair, value: next })
        continue
      }
      const renamed = added.slice(0, 32).findIndex((name) => matches(pair.value, value[name] as Json))
      if (renamed < 0) continue
      const [name] = added.splice(renamed, 1) as [string]
      pairs.push({ ...this.#pair(name, pair.value, pair), end: pair.end })
    }
    for (const key of added) {
      pairs.push(this.#pair(key, this.#build(value[key] as Json, undefined, old, pool), old))
    }
    const node: MapNode = { ...old, pairs }
    this.#made.set(node, edit)
    return node
  }

  /** Items that stay are found in order; between two of them, new items replace old ones one by one. */
  #overSeq(value: ReadonlyArray<Json>, old: SeqNode, pool: () => Pool): Node {
    const edit = this.#made.editOf(old)
    const kept = keptItems(value, old.items)
    const items: Array<Node> = []
    let from = 0
    for (let i = 0; i < value.length; ) {
      let next = i
      while (next < value.length && kept[next] === undefined) next++
      const until = kept[next] ?? old.items.length
      // As many old items as new ones in the gap: each takes the place of its like.
      const paired = until - from === next - i
      for (; i < next; i++, from++) {
        const before = paired ? old.items[from] : undefined
        const item = value[i] as Json
        items.push(
          before === undefined ? this.#build(item, undefined, old, pool) : this.#over(item, before, pool)
        )
      }
      if (next < value.length) items.push(old.items[until] as Node)
      from = until + 1
      i = next + 1
    }
    const node: SeqNode = { ...old, items }
    this.#made.set(node, edit)
    return node
  }
}

/** For each value the index of the equal item that it is, in ascending order; undefined where there is none. */
const keptItems = (
  values: ReadonlyArray<Json>,
  items: ReadonlyArray<Node>
): ReadonlyArray<number | undefined> => {
  const kept = new Array<number | undefined>(values.length)
  let start = 0
  const least = Math.min(values.length, items.length)
  while (start < least && matches(items[start] as Node, values[start] as Json)) kept[start] = start++
  let end = 0
  while (
    end < least - start &&
    matches(items[items.length - 1 - end] as Node, values[values.length - 1 - end] as Json)
  ) {
    end++
    kept[values.length - end] = items.length - end
  }
  const places = new Map<number, Array<number>>()
  for (let i = items.length - end - 1; i >= start; i--) {
    const hash = hashOfNode(items[i] as Node)
    const same = places.get(hash)
    if (same === undefined) places.set(hash, [i])
    else same.push(i)
  }
  if (places.size === 0) return kept
  let last = start - 1
  for (let i = start; i < values.length - end; i++) {
    const same = places.get(hashOf(values[i] as Json))
    while (same !== undefined && same.length > 0) {
      const place = same.pop() as number
      if (place <= last || !matches(items[place] as Node, values[i] as Json)) continue
      last = place
      kept[i] = place
      break
    }
  }
  return kept
}

// Hashes: equal values have equal ones, the order of keys aside. Whoever finds one compares the values too.
const emptyList = 17
const emptyMap = 31
const mix = (a: number, b: number): number => Math.imul(a ^ (b >>> 15), 0x2c1b3c6d) ^ Math.imul(b, 0x297a2d39)
const withItem = (hash: number, item: number): number => mix(hash, item) | 0
const withPair = (hash: number, key: string, value: number): number => (hash + mix(hashText(key), value)) | 0

const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

const hashScalar = (value: string | number | boolean | null): number => hashText(`${typeof value}:${value}`)

const hashOf = (value: Json): number => {
  if (typeof value !== "object" || value === null) return hashScalar(value)
  if (isList(value)) return value.reduce<number>((hash, item) => withItem(hash, hashOf(item)), emptyList)
  return Object.keys(value).reduce((hash, key) => withPair(hash, key, hashOf(value[key] as Json)), emptyMap)
}

const hashOfNode = (written: Node): number => {
  const node = resolve(written)
  if (node === undefined) return hashScalar(null)
  if (node.kind === "scalar")
    return hashScalar(typeof node.value === "bigint" ? Number(node.value) : node.value)
  if (node.kind === "seq")
    return node.items.reduce((hash, item) => withItem(hash, hashOfNode(item)), emptyList)
  return node.pairs.reduce(
    (hash, pair) => withPair(hash, keyText(pair) ?? "", hashOfNode(pair.value)),
    emptyMap
  )
}

const hashOfAlias = (target: Node | undefined): number =>
  target === undefined ? hashScalar(null) : hashOfNode(target)
