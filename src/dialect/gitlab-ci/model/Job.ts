/**
 * A job as GitLab sees it: what is written under its name, with merge keys, `extends` and `!reference` followed.
 *
 * Requirements are judged on that expanded view; every value keeps the pointer of the place where it is written, so
 * that edits go to the source.
 */
import { type MergedPair, mergedPairs } from "../../../document/MergedPairs.ts"
import { type MapNode, type Node, type Pair, resolve, type ScalarNode } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import type { Reading } from "../../../document/Reading.ts"
import { grammar } from "../rules.generated.ts"

export type Resolved = Exclude<Node, { kind: "alias" }>

/** A value with the place where it is written. */
export interface Written {
  readonly node: Resolved
  readonly pointer: string
  /** The job under which it is written: this one, or one that it extends. */
  readonly job: Job
}

export interface ListItem {
  readonly node: Resolved
  readonly pointer: string
}

/** A text with its place. */
export interface Text extends ListItem {
  readonly node: ScalarNode
  readonly text: string
}

/** Longer chains are refused by GitLab. */
export const deepestExtends = 11

/** Every key that a job may have. */
const jobKeys: ReadonlySet<string> = new Set(
  ["jobBase", "settings", "scriptJob", "plainJob", "runJob"].flatMap((name) => {
    const shape = grammar.shapes[name]
    return shape?.kind === "map" ? Object.keys(shape.keys ?? {}) : []
  })
)

/** Where a map is written. */
export type PlaceOf = (map: MapNode) => Pointer | undefined

export class Job {
  readonly name: string
  readonly pair: Pair
  /** `undefined` where no map is written: hidden names hold lists and texts as well. */
  readonly node: MapNode | undefined
  readonly pointer: string
  readonly hidden: boolean
  /** The jobs it extends, the strongest first; set once all jobs are known. */
  parents: ReadonlyArray<Job> = []
  /** Whether something that it extends is not in this file. */
  open = false
  readonly #own: ReadonlyMap<string, MergedPair>
  readonly #placeOf: PlaceOf
  #lineage: ReadonlyArray<Job> | undefined

  constructor(name: string, pair: Pair, pointer: string, reading: Reading, placeOf: PlaceOf) {
    this.name = name
    this.pair = pair
    this.pointer = pointer
    this.hidden = name.startsWith(".")
    const value = resolve(pair.value)
    this.node = value?.kind === "map" ? value : undefined
    this.#own = this.node === undefined ? new Map() : mergedPairs(this.node, reading)
    this.#placeOf = placeOf
  }

  /** What stands under the job itself, merge keys followed. */
  own(key: string): Written | undefined {
    const merged = this.#own.get(key)
    const node = resolve(merged?.pair.value)
    if (merged === undefined || node === undefined) return undefined
    const place = merged.via === undefined ? this.pointer : (this.#placeOf(merged.from) ?? this.pointer)
    return { node, pointer: child(place, key), job: this }
  }

  /** The keys that stand under the job itself. */
  get keys(): ReadonlyArray<string> {
    return [...this.#own.keys()]
  }

  /** Whether a key is misspelled or out of place, so that another one may only seem to be missing. */
  get garbled(): boolean {
    return this.node === undefined || this.keys.some((key) => !jobKeys.has(key))
  }

  /** The job itself and all that it extends, the strongest first, each once. */
  get lineage(): ReadonlyArray<Job> {
    this.#lineage ??= lineageOf(this)
    return this.#lineage
  }

  /** What the job has in the end: its own, or what it takes over. A null takes away what would be taken over. */
  get(key: string): Written | undefined {
    for (const job of this.lineage) {
      const written = job.own(key)
      if (written !== undefined) return isNull(written.node) ? undefined : written
    }
    return undefined
  }

  /** What the job has under a key of a map in the end: `extends` merges maps key by key. */
  inside(key: string, name: string): ListItem | undefined {
    for (const job of this.lineage) {
      const written = job.own(key)
      if (written === undefined) continue
      const value = under(written, name)
      if (value !== undefined || written.node.kind !== "map") return value
    }
    return undefined
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  /** Whether the job, or one that it extends, may have keys that this file does not show. */
  get unsure(): boolean {
    return this.lineage.some((job) => job.open)
  }
}

/** More ancestors than this are not looked at. */
const mostAncestors = 200

const lineageOf = (job: Job): ReadonlyArray<Job> => {
  const seen = new Set<Job>()
  const add = (each: Job): void => {
    if (seen.has(each) || seen.size >= mostAncestors) return
    seen.add(each)
    for (const parent of each.parents) add(parent)
  }
  add(job)
  return [...seen]
}

const isNull = (node: Resolved): boolean => node.kind === "scalar" && node.value === null

/** The text of a scalar. */
export const textOf = (written: ListItem | undefined): Text | undefined =>
  written?.node.kind === "scalar" && typeof written.node.value === "string"
    ? { node: written.node, pointer: written.pointer, text: written.node.value }
    : undefined

/** The items of a list, lists in it flattened; a value that is no list is its only item. */
export const itemsOf = (written: ListItem | undefined): ReadonlyArray<ListItem> => {
  if (written === undefined) return []
  const items: Array<ListItem> = []
  const add = (node: Resolved, pointer: string, depth: number): void => {
    if (node.kind !== "seq" || isReference(node) || depth > 10) {
      items.push({ node, pointer })
      return
    }
    node.items.forEach((item, index) => {
      const inner = resolve(item)
      if (inner !== undefined) add(inner, child(pointer, index), depth + 1)
    })
  }
  add(written.node, written.pointer, 0)
  return items
}

/** The value under a key of a map. */
export const under = (written: ListItem | undefined, key: string): ListItem | undefined => {
  if (written?.node.kind !== "map") return undefined
  for (const pair of written.node.pairs) {
    const name = resolve(pair.key)
    if (name?.kind !== "scalar" || String(name.value) !== key) continue
    const node = resolve(pair.value)
    return node === undefined ? undefined : { node, pointer: child(written.pointer, key) }
  }
  return undefined
}

/** Whether a node is filled in from elsewhere: a `!reference`. */
export const isReference = (node: Node | undefined): boolean => node?.tag === "!reference"

/** Whether a text is filled in, in whole or in part, before GitLab looks at it. */
export const isFilledIn = (text: string): boolean => text.includes("$[[")
