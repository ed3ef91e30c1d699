/**
 * The outline of a pipeline: its jobs and steps with their names, types and order, in one form for every dialect, so
 * that patterns can be compared with it. Where they are found is data (`rules/pattern/outlines.yaml`).
 */
import type { Node } from "../document/Node.ts"
import { get, type Json } from "../document/Node.ts"
import { child, type Pointer, parse } from "../document/Pointer.ts"
import { dataOf, isList } from "../document/Tree.ts"
import type { Level, OutlineRules } from "./RuleData.ts"
import { outlines } from "./rules.generated.ts"

/** A job or a step. */
export interface Part {
  readonly role: Level["role"]
  readonly pointer: Pointer
  /** The list or map that it stands in. */
  readonly container: Pointer
  /** Place in its container, from 0. */
  readonly index: number
  /** The part that it belongs to. */
  readonly parent: Part | undefined
  /** The name by which others mean it; empty where it has none. */
  readonly name: string
  /** All its names. */
  readonly names: ReadonlyArray<string>
  readonly type: string | undefined
  /** Names of the parts that it waits for. */
  readonly after: ReadonlyArray<string>
  /** Its place among groups that run one after the other. */
  readonly rank: number | undefined
  readonly value: Json
}

export interface Outline {
  /** Which document of the stream. */
  readonly document: number
  readonly data: Json
  readonly parts: ReadonlyArray<Part>
  readonly rules: OutlineRules
}

/** Parts that are looked at; a file with more is still compared by the first of them. */
const partsAtMost = 300

/** `undefined` for a dialect whose outline nobody has described, and where there is no tree. */
export const outlineOf = (roots: ReadonlyArray<Node>, dialect: string): Outline | undefined => {
  const rules = Object.hasOwn(outlines, dialect) ? outlines[dialect] : undefined
  if (rules === undefined) return undefined
  const headed = rules.header !== undefined && roots.length > 1 && get(roots[0], rules.header) !== undefined
  const document = headed ? 1 : 0
  const root = roots[document]
  if (root === undefined) return undefined
  const data = dataOf(root)
  const stages = stagesOf(data, rules)
  const parts: Array<Part> = []
  for (const level of rules.levels) {
    for (const container of places(data, level.at)) {
      const parent = parts.findLast(({ pointer }) => container.pointer.startsWith(`${pointer}/`))
      for (const [key, value, index] of entriesOf(container.value)) {
        if (parts.length >= partsAtMost) break
        const keyed = typeof key === "string"
        if (keyed && (level.except?.includes(key) === true || key.startsWith("."))) continue
        if (!isMap(value)) continue
        const names = [...(keyed ? [key] : []), ...level.names.flatMap((name) => textAt(value, name))]
        parts.push({
          role: level.role,
          pointer: child(container.pointer, key),
          container: container.pointer,
          index,
          parent,
          name: names[0] ?? "",
          names,
          type: typeOf(value, level),
          after: (level.after ?? []).flatMap((name) => namesIn(at(value, name))),
          rank: rankOf(value, stages, rules),
          value
        })
      }
    }
  }
  return { document, data, parts, rules }
}

/** Whether the second part runs after the first. */
export const follows = (outline: Outline, before: Part, after: Part): boolean => {
  if (before === after) return false
  if (before.container === after.container && isList(valueAt(outline.data, before.container) ?? null))
    return before.index < after.index
  const a = jobOf(before)
  const b = jobOf(after)
  if (a === b) return before.pointer === a?.pointer
  if (a === undefined || b === undefined || a.container !== b.container) return false
  if (isList(valueAt(outline.data, a.container) ?? null)) return a.index < b.index
  if (a.rank !== undefined && b.rank !== undefined && a.rank < b.rank) return true
  return awaits(outline, b, a)
}

/** The stages of a pipeline that has such, in their order. */
export const stagesOf = (data: Json, { stages }: OutlineRules): ReadonlyArray<string> | undefined => {
  if (stages === undefined) return undefined
  const written = namesIn(valueAt(data, stages.at))
  return written.length === 0 ? stages.usual : written
}

/** The value at a pointer; `undefined` where there is none. */
export const valueAt = (data: Json, pointer: Pointer): Json | undefined =>
  parse(pointer).reduce<Json | undefined>(
    (value, segment) => (value === undefined ? undefined : at(value, segment)),
    data
  )

/** The places at a pointer whose `*` is any key or item. */
export const places = (
  data: Json,
  pointer: Pointer
): ReadonlyArray<{ readonly pointer: Pointer; readonly value: Json }> => {
  let found: ReadonlyArray<{ readonly pointer: Pointer; readonly value: Json }> = [
    { pointer: "", value: data }
  ]
  for (const segment of parse(pointer)) {
    found = found.flatMap((place) =>
      entriesOf(place.value)
        .filter(([key]) => segment === "*" || String(key) === segment)
        .map(([key, value]) => ({ pointer: child(place.pointer, key), value }))
    )
  }
  return found
}

export const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !isList(value)

/** The outermost part that a part belongs to. */
const jobOf = (part: Part): Part => (part.parent === undefined ? part : jobOf(part.parent))

const awaits = (outline: Outline, from: Part, to: Part): boolean => {
  const seen = new Set<Part>([from])
  const open = [from]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const name of part.after) {
      const next = outline.parts.find(
        (other) => other.container === from.container && other.names[0] === name && !seen.has(other)
      )
      if (next === to) return true
      if (next === undefined) continue
      seen.add(next)
      open.push(next)
    }
  }
  return false
}

const entriesOf = (
  value: Json
): ReadonlyArray<readonly [key: string | number, value: Json, index: number]> => {
  if (isList(value)) return value.map((item, index) => [index, item, index] as const)
  return isMap(value) ? Object.keys(value).map((key, index) => [key, value[key] as Json, index] as const) : []
}

const at = (value: Json, segment: string): Json | undefined => {
  if (isList(value)) return /^\d{1,9}$/.test(segment) ? value[Number(segment)] : undefined
  return isMap(value) && Object.hasOwn(value, segment) ? (value[segment] as Json) : undefined
}

const textAt = (value: Json, key: string): ReadonlyArray<string> => {
  const text = at(value, key)
  return typeof text === "string" && text !== "" ? [text] : []
}

/** A text, the texts of a list, and what the maps of a list call `job`. */
const namesIn = (value: Json | undefined): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  if (value === undefined || !isList(value)) return []
  return value.flatMap((item) => (typeof item === "string" ? [item] : textAt(item, "job")))
}

const typeOf = (value: Json, { types }: Level): string | undefined => {
  for (const { key, as, until } of types) {
    if (key === undefined) return as
    const found = at(value, key)
    if (found === undefined || found === null) continue
    if (as !== undefined) return as
    if (typeof found !== "string") continue
    const end = until === undefined ? -1 : found.indexOf(until)
    return end < 0 ? found : found.slice(0, end)
  }
  return undefined
}

const rankOf = (
  value: Json,
  stages: ReadonlyArray<string> | undefined,
  rules: OutlineRules
): number | undefined => {
  if (stages === undefined || rules.stages === undefined) return undefined
  const index = stages.indexOf(textAt(value, rules.stages.key)[0] ?? rules.stages.otherwise)
  return index < 0 ? undefined : index
}
