/**
 * The fast verdict: whether a tree conforms to a shape, without a reason. A valid file takes this path alone.
 */
import {
  keyText,
  type MapNode,
  type Node,
  type Pair,
  resolve,
  type ScalarNode,
  type ScalarValue
} from "../document/Node.ts"
import type { MapOf, Shape } from "./Shape.ts"
import type { Shapes } from "./Shapes.ts"

/** Deeper trees do not conform: the reader's limit lies far below, so only a cyclic alias gets here. */
const deepest = 1000

/** Names of the keys that a map has, those of its merges included. */
export const presentKeys = (node: MapNode, merge: boolean): ReadonlySet<string> => {
  const present = new Set<string>()
  const collect = (map: MapNode, depth: number): void => {
    for (const pair of map.pairs) {
      const key = keyText(pair)
      if (key === undefined) continue
      if (merge && key === "<<" && depth < 32) {
        const value = resolve(pair.value)
        if (value?.kind === "map") collect(value, depth + 1)
        if (value?.kind === "seq") {
          for (const item of value.items) {
            const part = resolve(item)
            if (part?.kind === "map") collect(part, depth + 1)
          }
        }
      } else present.add(key)
    }
  }
  collect(node, 0)
  return present
}

/** Whether the value of a merge key is what it takes: a map or a list of maps. */
export const isMergeable = (written: Node): boolean => {
  const value = resolve(written)
  // An alias that leads nowhere is a matter of the text; what a tag brings is not in the file.
  if (value === undefined || value.tag !== undefined) return true
  return value.kind === "seq"
    ? value.items.every((item) => (resolve(item)?.kind ?? "map") === "map")
    : value.kind === "map"
}

/**
 * Whether something stands here that the engine will fill in or take away: a template anywhere in a text or alone in
 * place of anything else, a reference to what is written elsewhere, a null where it unsets.
 */
export const isTemplate = (node: Node, shape: Shape, shapes: Shapes): boolean => {
  if (node.tag !== undefined && shapes.grammar.references?.includes(node.tag) === true) return true
  if (node.kind !== "scalar") return false
  if (node.value === null) return shapes.unset && node.start < node.end
  if (!shape.template || typeof node.value !== "string") return false
  const partial = shape.kind === "string" || shape.kind === "enum" || shape.kind === "oneOf"
  return partial ? shapes.templates.isIn(node.value) : shapes.templates.isAll(node.value)
}

export const scalarConforms = (node: ScalarNode, shape: Shape): boolean => {
  const value = node.value
  switch (shape.kind) {
    case "any":
      return true
    case "string":
      if (value === null) return shape.nullable
      if (typeof value === "string" ? shape.nonEmpty && value === "" : shape.strict) return false
      return shape.pattern === undefined || shape.pattern.test(String(value))
    case "integer":
      if (typeof value === "number" && !Number.isInteger(value)) return false
      return isNumber(value) && isWithin(value, shape.minimum, shape.maximum)
    case "number":
      return isNumber(value) && isWithin(value, shape.minimum, shape.maximum)
    case "boolean":
      return typeof value === "boolean"
    case "null":
      return value === null
    case "enum": {
      const text = shape.folds ? String(value).toLowerCase() : String(value)
      if (shape.values?.has(text) !== true) return false
      const source = shape.source
      if (source.kind !== "enum") return false
      // `true` and "true" print alike: only a value of the listed type is one of the values.
      return source.values.some(
        (listed) => listed === value || (typeof listed === "string" && typeof value === "string")
      )
    }
    default:
      return false
  }
}

const isNumber = (value: ScalarValue): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint"

/** What is not a number is within no bounds, if there are any. */
const isWithin = (value: number | bigint, minimum: number, maximum: number): boolean =>
  (value >= minimum || minimum === Number.NEGATIVE_INFINITY) &&
  (value <= maximum || maximum === Number.POSITIVE_INFINITY)

/** How many of a group's keys are there, and whether that breaks it. */
export const groupBroken = (
  group: NonNullable<MapOf["source"]["groups"]>[number],
  present: { has(name: string): boolean }
): "missing" | "too-many" | undefined => {
  let count = 0
  for (const key of group.of) if (present.has(key)) count++
  if (count === 0 && group.count !== "at-most-one") return "missing"
  if (count > 1 && group.count !== "at-least-one") return "too-many"
  return undefined
}

export class Verdict {
  readonly shapes: Shapes
  readonly merge: boolean
  /** Whether a key was met that is on its way out. */
  deprecated = false
  /** Alternatives that collections were found not to fit: below others they would be tried again, and so on down. */
  #refused: WeakMap<Node, Set<Shape>> | undefined

  constructor(shapes: Shapes, merge: boolean) {
    this.shapes = shapes
    this.merge = merge
  }

  conforms(written: Node, shape: Shape, depth = 0): boolean {
    if (shape.kind === "any") return true
    const node = resolve(written)
    if (node === undefined || depth > deepest) return false
    if (isTemplate(node, shape, this.shapes)) return true
    switch (shape.kind) {
      case "oneOf":
        return this.#union(node, shape, depth)
      case "map":
        if (node.kind === "scalar") return node.value === null && shape.nullable
        return node.kind === "map" && this.#map(node, shape, depth)
      case "list": {
        if (node.kind !== "seq") return false
        const count = node.items.length
        if (count < shape.minimum || count > shape.maximum) return false
        const item = shape.item
        for (let index = 0; index < count; index++) {
          const each = node.items[index] as Node
          if (shape.flatten && resolve(each)?.kind === "seq") {
            if (!this.conforms(each, shape, depth + 1)) return false
          } else if (!this.conforms(each, shape.first[index] ?? item, depth + 1)) return false
        }
        return true
      }
      default:
        return node.kind === "scalar" && scalarConforms(node, shape)
    }
  }

  #union(
    node: Exclude<Node, { kind: "alias" }>,
    shape: Extract<Shape, { kind: "oneOf" }>,
    depth: number
  ): boolean {
    const branch = discriminate(node, shape)
    if (branch !== undefined) return this.conforms(node, branch, depth + 1)
    const refused = this.#refused?.get(node)
    if (refused?.has(shape) === true) return false
    for (const each of shape.of) if (this.conforms(node, each, depth + 1)) return true
    if (node.kind !== "scalar") {
      if (refused === undefined) {
        this.#refused ??= new WeakMap()
        this.#refused.set(node, new Set([shape]))
      } else refused.add(shape)
    }
    return false
  }

  #map(node: MapNode, shape: Extract<Shape, MapOf>, depth: number): boolean {
    const { keys, names } = shape
    if (node.pairs.length < shape.minimum) return false
    let met = 0
    let merges = false
    const { pairs } = node
    for (let at = 0; at < pairs.length; at++) {
      const pair = pairs[at] as Pair
      const written = keyText(pair)
      if (written === undefined) return false
      if (this.merge && written === "<<") {
        if (!isMergeable(pair.value)) return false
        merges = true
        continue
      }
      const known = keys.get(written) ?? (shape.folds ? foldedKey(shape, written) : undefined)
      if (known !== undefined) {
        if (known.required) met++
        if (known.deprecated) this.deprecated = true
        if (!this.conforms(pair.value, known.shape, depth + 1)) return false
      } else if (names !== undefined) {
        if (!names.takes(written)) return false
        if (!this.conforms(pair.value, names.of(written, node), depth + 1)) return false
      } else return false
    }
    if (!shape.linked && !merges) return met >= shape.required.length
    const { source } = shape
    const present = merges ? presentKeys(node, this.merge) : new KeysOf(node)
    for (const name of shape.required) if (!present.has(name)) return false
    for (const group of source.groups ?? []) if (groupBroken(group, present) !== undefined) return false
    for (const [key, needed] of Object.entries(source.needs ?? {})) {
      if (present.has(key) && needed.some((name) => !present.has(name))) return false
    }
    return true
  }
}

/** The keys of a map without merges, looked at one by one: few are ever asked for. */
class KeysOf {
  readonly #map: MapNode

  constructor(map: MapNode) {
    this.#map = map
  }

  has(name: string): boolean {
    for (const pair of this.#map.pairs) if (keyText(pair) === name) return true
    return false
  }
}

/** A known key whose case differs, for dialects that do not mind. */
export const foldedKey = (shape: MapOf, written: string) => {
  const lower = written.toLowerCase()
  for (const known of shape.keys.values()) if (known.name.toLowerCase() === lower) return known
  return undefined
}

/** The branch that the tree itself names, where the shape says how to tell. */
export const discriminate = (node: Node, shape: Extract<Shape, { kind: "oneOf" }>): Shape | undefined => {
  if (node.kind !== "map") return undefined
  if (shape.value !== undefined) {
    for (const pair of node.pairs) {
      if (keyText(pair) !== shape.value.key) continue
      const value = resolve(pair.value)
      const told = value?.kind === "scalar" ? shape.value.shapes.get(String(value.value)) : undefined
      return told ?? shape.other
    }
  }
  if (shape.key !== undefined) {
    for (const [key, branch] of shape.key) {
      for (const pair of node.pairs) if (keyText(pair) === key) return branch
    }
  }
  // What a merge brings in may be the key that tells.
  return node.pairs.some((pair) => keyText(pair) === "<<") ? undefined : shape.absent
}
