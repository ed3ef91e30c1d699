/**
 * A tree while a patch is applied to it.
 *
 * The original is never touched. On the way to the place of an operation every node is opened once: copied, owned
 * by the draft, and from then on changed in place, so that a patch costs what it changes. The draft remembers
 * where each node it made came from; the splicer turns exactly this into edits of the text.
 */
import { Graft, Pool } from "./Graft.ts"
import { mergedPairs } from "./MergedPairs.ts"
import { type Json, keyText, type MapNode, type Node, type Pair, resolve, type SeqNode } from "./Node.ts"
import type { Operation } from "./Operation.ts"
import { format, type Pointer, parse } from "./Pointer.ts"
import { copyOf, Provenance } from "./Provenance.ts"
import type { Reading } from "./Reading.ts"
import { scalar } from "./Synthetic.ts"
import { indexOf, matches } from "./Tree.ts"

/** Why an operation cannot be applied, and at which pointer. */
export interface Trouble {
  readonly path: Pointer
  readonly reason: string
}

export interface DraftOptions {
  /** Where it lets `<<` merge, a pointer may lead through a merged key, which an edit overrides. */
  readonly reading?: Reading
  /** The order in which the keys of the map at a pointer are usually written, where there is one. */
  readonly order?: (map: Pointer) => ReadonlyArray<string> | undefined
}

interface Moved {
  readonly node: Node
  readonly from: ReadonlyArray<string>
}

interface OpenMap extends MapNode {
  readonly pairs: Array<Pair>
}

interface OpenSeq extends SeqNode {
  readonly items: Array<Node>
}

export class Draft {
  root: Node
  readonly original: Node
  /** Where the nodes that the patch made came from. */
  readonly made = new Provenance()
  readonly #options: DraftOptions
  readonly #owned = new Set<Node>()
  readonly #keys = new WeakMap<Node, Map<string, Pair>>()
  /** Maps that have a key twice. */
  readonly #repeated = new WeakSet<Node>()
  readonly #removed: Array<Node> = []
  readonly #pools: Array<Pool> = []

  constructor(root: Node, options: DraftOptions) {
    this.root = root
    this.original = root
    this.#options = options
  }

  /** Applies one operation; where it cannot be applied says why, and the draft is of no more use. */
  apply(operation: Operation): Trouble | undefined {
    const path = parse(operation.path)
    switch (operation.op) {
      case "test": {
        const found = this.#find(path)
        if (found === undefined) return nothing(path)
        return matches(found, operation.value)
          ? undefined
          : { path: operation.path, reason: "the value here is another one" }
      }
      case "add":
        return this.#add(path, (old) => this.#graft(operation.value, old, old ?? this.root))
      case "replace":
        return this.#replace(path, operation.value)
      case "remove":
        return this.#remove(path)
      case "copy": {
        const source = this.#find(parse(operation.from))
        if (source === undefined) return nothing(parse(operation.from))
        return this.#add(path, (old) => copyOf(source, this.made, old))
      }
      case "move":
        return this.#move(parse(operation.from), path)
    }
  }

  #graft(value: Json, old: Node | undefined, at: Node): Node {
    const graft = new Graft(this.made, at, () => {
      while (this.#pools.length < this.#removed.length) {
        this.#pools.push(new Pool(this.#removed[this.#pools.length] as Node, false))
      }
      return this.#pools
    })
    return old === undefined ? graft.build(value) : graft.replace(value, old)
  }

  #add(
    path: ReadonlyArray<string>,
    make: (old: Node | undefined) => Node,
    moved?: Moved
  ): Trouble | undefined {
    const last = path.at(-1)
    if (last === undefined) {
      this.root = make(this.root)
      return undefined
    }
    const holder = this.#open(path.slice(0, -1))
    if (holder === undefined) return { path: format(path), reason: "there is no map or list to put it in" }
    if (holder.kind === "seq") {
      const index = last === "-" ? holder.items.length : indexOf(last)
      if (index === undefined || index > holder.items.length) {
        return {
          path: format(path),
          reason: `the list has ${holder.items.length} items, so there is no such place`
        }
      }
      holder.items.splice(index, 0, make(undefined))
      return undefined
    }
    const existing = this.#keysOf(holder).get(last)
    if (existing !== undefined) this.#exchange(holder, existing, { ...existing, value: make(existing.value) })
    else {
      this.#insert(holder, this.#newPair(last, make(undefined), holder), path.slice(0, -1), moved)
    }
    return undefined
  }

  #replace(path: ReadonlyArray<string>, value: Json): Trouble | undefined {
    if (path.length === 0) {
      this.root = this.#graft(value, this.root, this.root)
      return undefined
    }
    const found = this.#find(path)
    if (found === undefined) return nothing(path)
    const holder = this.#open(path.slice(0, -1)) as OpenMap | OpenSeq
    const last = path.at(-1) as string
    if (holder.kind === "seq") {
      holder.items[Number(last)] = this.#graft(value, found, found)
      return undefined
    }
    const pair = this.#keysOf(holder).get(last)
    // A merged key is overridden by one of the map's own.
    if (pair === undefined) {
      const override = this.#newPair(last, this.#graft(value, undefined, holder), holder)
      this.#insert(holder, override, path.slice(0, -1), undefined)
    } else this.#exchange(holder, pair, { ...pair, value: this.#graft(value, pair.value, pair.value) })
    return undefined
  }

  #remove(path: ReadonlyArray<string>): Trouble | undefined {
    const last = path.at(-1)
    if (last === undefined) {
      this.root = this.#graft(null, this.root, this.root)
      return undefined
    }
    const taken = this.#take(path)
    if ("reason" in taken) return taken
    this.#removed.push(taken)
    return undefined
  }

  #move(from: ReadonlyArray<string>, path: ReadonlyArray<string>): Trouble | undefined {
    const before = from.at(-1)
    const after = path.at(-1)
    if (this.#find(from) === undefined) return nothing(from)
    if (before === undefined || format(from) === format(path)) return undefined
    if (after !== undefined && format(from.slice(0, -1)) === format(path.slice(0, -1))) {
      const holder = this.#open(from.slice(0, -1))
      if (holder?.kind === "map") return this.#rename(holder, from, before, after)
    }
    const taken = this.#take(from)
    if ("reason" in taken) return taken
    this.made.move(taken)
    return this.#add(path, () => taken, { node: taken, from })
  }

  /** Another key for the same pair, where it stands; what had that key goes. */
  #rename(map: OpenMap, path: ReadonlyArray<string>, before: string, after: string): Trouble | undefined {
    const pair = this.#keysOf(map).get(before)
    if (pair === undefined) return merged(path)
    const other = this.#keysOf(map).get(after)
    if (other !== undefined) this.#drop(map, after)
    const key = this.#newKey(after, pair.key)
    const renamed: Pair = { key, value: pair.value, start: pair.start, end: pair.end }
    this.#exchange(map, pair, renamed)
    this.#keysOf(map).delete(before)
    if (this.#repeated.has(map)) this.#dropOthers(map, before)
    this.#keysOf(map).set(after, renamed)
    return undefined
  }

  #take(path: ReadonlyArray<string>): Node | Trouble {
    const found = this.#find(path)
    if (found === undefined) return nothing(path)
    const holder = this.#open(path.slice(0, -1)) as OpenMap | OpenSeq
    const last = path.at(-1) as string
    if (holder.kind === "seq") {
      const [item] = holder.items.splice(Number(last), 1)
      return item as Node
    }
    const pair = this.#keysOf(holder).get(last)
    if (pair === undefined) return merged(path)
    this.#drop(holder, last)
    return pair.value
  }

  #drop(map: OpenMap, key: string): void {
    const keys = this.#keysOf(map)
    const pair = keys.get(key)
    if (pair === undefined) return
    keys.delete(key)
    map.pairs.splice(map.pairs.indexOf(pair), 1)
    if (this.#repeated.has(map)) this.#dropOthers(map, key)
  }

  /** A key written twice is one key to JSON Patch, and gone as one. */
  #dropOthers(map: OpenMap, key: string): void {
    const left = map.pairs.filter((pair) => keyText(pair) !== key)
    map.pairs.length = 0
    for (const pair of left) map.pairs.push(pair)
  }

  #exchange(map: OpenMap, pair: Pair, other: Pair): void {
    map.pairs[map.pairs.indexOf(pair)] = other
    this.#keysOf(map).set(keyText(other) ?? "", other)
  }

  /** Puts a new pair where a reader would look for it. */
  #insert(map: OpenMap, pair: Pair, path: ReadonlyArray<string>, moved: Moved | undefined): void {
    const name = keyText(pair) ?? ""
    this.#keysOf(map).set(name, pair)
    const index = this.#formerIndex(map, name) ?? this.#orderedIndex(map, name, path)
    map.pairs.splice(index ?? this.#frontIndex(map, path, moved) ?? map.pairs.length, 0, pair)
  }

  /** Where a pair of that name stood before the patch took it away. */
  #formerIndex(map: OpenMap, name: string): number | undefined {
    const source = this.made.get(map)?.source
    if (source?.kind !== "map") return undefined
    const before = source.pairs.findIndex((each) => keyText(each) === name)
    if (before < 0) return undefined
    const later = new Set(source.pairs.slice(before + 1).map(keyText))
    const index = map.pairs.findIndex((each) => later.has(keyText(each)))
    return index < 0 ? undefined : index
  }

  /** After the last of the keys that usually stand before it. */
  #orderedIndex(map: OpenMap, name: string, path: ReadonlyArray<string>): number | undefined {
    const order = this.#options.order?.(format(path))
    const rank = order?.indexOf(name) ?? -1
    if (order === undefined || rank < 0) return undefined
    const before = new Set(order.slice(0, rank))
    const after = new Set(order.slice(rank + 1))
    const last = map.pairs.findLastIndex((each) => before.has(keyText(each) ?? ""))
    if (last >= 0) return last + 1
    const first = map.pairs.findIndex((each) => after.has(keyText(each) ?? ""))
    return first < 0 ? undefined : first
  }

  /** A pair that came down from above the map goes to its front. */
  #frontIndex(map: OpenMap, path: ReadonlyArray<string>, moved: Moved | undefined): number | undefined {
    const first = map.pairs[0]
    if (first === undefined || moved === undefined || this.made.has(first.key)) return undefined
    // The first pair of an item stands behind the dash, and nobody wants to push it off.
    if (path.length > 0 && this.#find(path.slice(0, -1))?.kind === "seq") return undefined
    const down = moved.from.slice(0, -1).every((segment, i) => segment === path[i])
    return down && (this.made.sourceOf(moved.node)?.end ?? first.start + 1) <= first.start ? 0 : undefined
  }

  #newPair(name: string, value: Node, holder: Node): Pair {
    const at = { start: holder.end, end: holder.end }
    return { key: this.#newKey(name, at), value, ...at }
  }

  #newKey(name: string, at: Node | { readonly start: number; readonly end: number }): Node {
    const key = scalar(name, at)
    const place = "kind" in at ? this.made.placeOf(at) : undefined
    this.made.set(key, { place, source: undefined, copy: false })
    return key
  }

  /** The node at a pointer, without opening anything. */
  #find(path: ReadonlyArray<string>): Node | undefined {
    let at: Node | undefined = this.root
    for (const segment of path) {
      const holder: Node | undefined = resolve(at)
      if (holder?.kind === "map") at = this.#pairIn(holder, segment)?.value ?? this.#mergedIn(holder, segment)
      else if (holder?.kind === "seq") at = holder.items[indexOf(segment) ?? -1]
      else return undefined
    }
    return at
  }

  #pairIn(map: MapNode, name: string): Pair | undefined {
    if (this.#owned.has(map)) return this.#keysOf(map).get(name)
    return map.pairs.find((pair) => keyText(pair) === name)
  }

  #mergedIn(map: MapNode, name: string): Node | undefined {
    const { reading } = this.#options
    return reading?.merge === true ? mergedPairs(map, reading).get(name)?.pair.value : undefined
  }

  /** The collection at a pointer, owned by the draft, as is every node on the way to it. */
  #open(path: ReadonlyArray<string>): OpenMap | OpenSeq | undefined {
    let at = this.#own(this.root)
    if (at === undefined) return undefined
    this.root = at
    for (const [i, segment] of path.entries()) {
      const next: OpenMap | OpenSeq | undefined = this.#openChild(at, segment, path.slice(0, i))
      if (next === undefined) return undefined
      at = next
    }
    return at
  }

  #openChild(
    holder: OpenMap | OpenSeq,
    segment: string,
    path: ReadonlyArray<string>
  ): OpenMap | OpenSeq | undefined {
    if (holder.kind === "seq") {
      const index = indexOf(segment) ?? -1
      const item = holder.items[index]
      const opened = item === undefined ? undefined : this.#own(item)
      if (opened !== undefined) holder.items[index] = opened
      return opened
    }
    const pair = this.#keysOf(holder).get(segment)
    if (pair !== undefined) {
      const opened = this.#own(pair.value)
      if (opened !== undefined && opened !== pair.value)
        this.#exchange(holder, pair, { ...pair, value: opened })
      return opened
    }
    const merged = this.#mergedIn(holder, segment)
    if (merged === undefined) return undefined
    const opened = this.#own(copyOf(merged, this.made, undefined))
    if (opened !== undefined) {
      this.#insert(holder, this.#newPair(segment, opened, holder), path, undefined)
    }
    return opened
  }

  /** A copy that may be changed; an alias becomes a copy of what it stands for. Undefined for scalars. */
  #own(node: Node): OpenMap | OpenSeq | undefined {
    if (this.#owned.has(node)) return node as OpenMap | OpenSeq
    const target = resolve(node)
    if (target === undefined || target.kind === "scalar") return undefined
    const alias = node.kind === "alias"
    const shape = alias ? { ...copyOf(target, this.made, node), start: node.start, end: node.end } : target
    if (shape.kind !== "map" && shape.kind !== "seq") return undefined
    const own: OpenMap | OpenSeq =
      shape.kind === "map" ? { ...shape, pairs: [...shape.pairs] } : { ...shape, items: [...shape.items] }
    this.made.set(
      own,
      alias ? { place: this.made.placeOf(node), source: target, copy: true } : this.made.editOf(node)
    )
    this.#owned.add(own)
    return own
  }

  #keysOf(map: Node): Map<string, Pair> {
    let keys = this.#keys.get(map)
    if (keys === undefined) {
      keys = new Map()
      const pairs = map.kind === "map" ? map.pairs : []
      for (const pair of pairs) {
        const name = keyText(pair) ?? ""
        if (keys.has(name)) this.#repeated.add(map)
        else keys.set(name, pair)
      }
      this.#keys.set(map, keys)
    }
    return keys
  }
}

const nothing = (path: ReadonlyArray<string>): Trouble => ({
  path: format(path),
  reason: "there is nothing here"
})

const merged = (path: ReadonlyArray<string>): Trouble => ({
  path: format(path),
  reason: "this key is merged in from another map, so it cannot be taken away here"
})
