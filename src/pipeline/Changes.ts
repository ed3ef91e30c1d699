/**
 * Changes: in what two states of a pipeline's data differ, told in places of the first. List items are matched by
 * what they say, so that one that was inserted does not make all that follow look changed.
 */
import type { Json } from "../document/Node.ts"
import { child, type Pointer } from "../document/Pointer.ts"
import { equalData, isList } from "../document/Tree.ts"

export interface Change {
  /** In the data before; where something was added, the place it has now. */
  readonly pointer: Pointer
  /** `undefined` where there was nothing. */
  readonly before: Json | undefined
  /** `undefined` where nothing is left. */
  readonly after: Json | undefined
}

/** The smallest changes, parents before children. */
export const changesOf = (before: Json, after: Json, pointer: Pointer = ""): ReadonlyArray<Change> => {
  if (equalData(before, after)) return []
  if (isMap(before) && isMap(after)) {
    const found: Array<Change> = []
    for (const key of Object.keys(before)) {
      const at = child(pointer, key)
      const now = Object.hasOwn(after, key) ? (after[key] as Json) : undefined
      if (now === undefined) found.push({ pointer: at, before: before[key], after: undefined })
      else found.push(...changesOf(before[key] as Json, now, at))
    }
    for (const key of Object.keys(after))
      if (!Object.hasOwn(before, key))
        found.push({ pointer: child(pointer, key), before: undefined, after: after[key] })
    return found
  }
  if (isListOf(before) && isListOf(after)) return itemChanges(before, after, pointer)
  return [{ pointer, before, after }]
}

/** The leaves of a value, each with the keys that lead to it; list indices are left out. */
export const leavesOf = (
  value: Json,
  keys: ReadonlyArray<string> = []
): ReadonlyArray<{ readonly keys: ReadonlyArray<string>; readonly value: Json }> => {
  if (isListOf(value)) return value.flatMap((item) => leavesOf(item, keys))
  if (isMap(value)) return Object.keys(value).flatMap((key) => leavesOf(value[key] as Json, [...keys, key]))
  return [{ keys, value }]
}

/** Items at both ends that did not change stay out of it; those in between are matched in order. */
const itemChanges = (
  before: ReadonlyArray<Json>,
  after: ReadonlyArray<Json>,
  pointer: Pointer
): ReadonlyArray<Change> => {
  let head = 0
  while (head < before.length && head < after.length && equalData(before[head] as Json, after[head] as Json))
    head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    equalData(before.at(-1 - tail) as Json, after.at(-1 - tail) as Json)
  )
    tail++
  const old = before.slice(head, before.length - tail)
  const now = after.slice(head, after.length - tail)
  const used = new Set<number>()
  const partner = old.map((item) => {
    const same = now.findIndex((other, index) => !used.has(index) && equalData(item, other))
    if (same >= 0) used.add(same)
    return same
  })
  const free = now.flatMap((_, index) => (used.has(index) ? [] : [index]))
  const found: Array<Change> = []
  for (const [index, item] of old.entries()) {
    if (partner[index] !== -1) continue
    const at = child(pointer, head + index)
    const next = free.shift()
    if (next === undefined) found.push({ pointer: at, before: item, after: undefined })
    else found.push(...changesOf(item, now[next] as Json, at))
  }
  for (const index of free)
    found.push({ pointer: child(pointer, head + index), before: undefined, after: now[index] })
  // Nothing but the order is another.
  return found.length === 0 ? [{ pointer, before, after }] : found
}

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !isList(value)

const isListOf = (value: Json): value is ReadonlyArray<Json> => isList(value)
