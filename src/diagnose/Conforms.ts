/**
 * The fast verdict: whether a tree conforms to a shape, without a reason. A valid file takes this path alone.
 */
import { keyText, type MapNode, type Node, resolve, type ScalarNode } from "../document/Node.ts"
import type { MapOf, Shape, Shapes } from "./Shapes.ts"

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
  if (node.value === null) return shapes.grammar.unset === true && node.start < node.end
  if (!shape.template || typeof node.value !== "string") return false
  const partial = shape.kind === "string" || shape.kind === "enum" || shape.kind === "oneOf"
  return partial ? shapes.templates.isIn(node.value) : shapes.templates.isAll(node.value)
}

export const scalarConforms = (node: ScalarNode, shape: Shape): boolean => {
  const value = node.value
  switch (shape.kind) {
    case "any":
      return true
    case "string": {
      const source = shape.source
      if (value === null) return source.nullable === true
      if (typeof value !== "string" && source.coerce === false) return false
      if (source.nonEmpty === true && value === "") return false
      return shape.pattern === undefined || shape.pattern.test(String(value))
    }
    case "number":
    case "integer": {
      if (typeof value !== "number" && typeof value !== "bigint") return false
      const source = shape.source
      if (source.kind !== "number" && source.kind !== "integer") return false
      if (shape.kind === "integer" && typeof value === "number" && !Number.isInteger(value)) return false
      return (
        (source.minimum === undefined || value >= source.minimum) &&
        (source.maximum === undefined || value <= source.maximum)
      )
    }
    case "boolean":
      return typeof value === "boolean"
    case "null":
      return value === null
    case "enum": {
      const source = shape.source
      if (source.kind !== "enum") return false
      const text = source.ignoreCase === true ? String(value).toLowerCase() : String(value)
      if (shape.values?.has(text) !== true) return false
      // `true` and "true" print alike: only a value of the listed type is one of the values.
      return source.values.some(
        (listed) => listed === value || (typeof listed === "string" && typeof value === "string")
      )
    }
    default:
      return false
  }
}

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
  readonly #refused = new WeakMap<Node, Set<Shape>>()

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
        if (node.kind === "scalar") return node.value === null && shape.source.nullable === true
        return node.kind === "map" && this.#map(node, shape, depth)
      case "list": {
        if (node.kind !== "seq") return false
        const source = shape.source
        const count = node.items.length
        if (source.minimum !== undefined && count < source.minimum) return false
        if (source.maximum !== undefined && count > source.maximum) return false
        const item = shape.item
        for (let index = 0; index < count; index++) {
          const each = node.items[index] as Node
          if (source.flatten === true && resolve(each)?.kind === "seq") {
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
    const refused = this.#refused.get(node)
    if (refused?.has(shape) === true) return false
    for (const each of shape.of) if (this.conforms(node, each, depth + 1)) return true
    if (node.kind !== "scalar") {
      if (refused === undefined) this.#refused.set(node, new Set([shape]))
      else refused.add(shape)
    }
    return false
  }

  #map(node: MapNode, shape: MapOf, depth: number): boolean {
    const { source, keys, names } = shape
    if (source.minimum !== undefined && node.pairs.length < source.minimum) return false
    let met = 0
    let merges = false
    for (const pair of node.pairs) {
      const written = keyText(pair)
      if (written === undefined) return false
      if (this.merge && written === "<<") {
        if (!isMergeable(pair.value)) return false
        merges = true
        continue
      }
      const known = keys.get(written) ?? (source.ignoreCase === true ? foldedKey(shape, written) : undefined)
      if (known !== undefined) {
        if (known.rule.required === true) met++
        if (known.rule.deprecated !== undefined) this.deprecated = true
        if (!this.conforms(pair.value, known.shape, depth + 1)) return false
      } else if (names !== undefined) {
        if (names.pattern !== undefined && !names.pattern.test(written)) return false
        if (!this.conforms(pair.value, names.of(written, node), depth + 1)) return false
      } else return false
    }
    const check = source.groups !== undefined || source.needs !== undefined || merges
    if (!check) return met >= shape.required.length
    const present = presentKeys(node, this.merge)
    for (const name of shape.required) if (!present.has(name)) return false
    for (const group of source.groups ?? []) if (groupBroken(group, present) !== undefined) return false
    for (const [key, needed] of Object.entries(source.needs ?? {})) {
      if (present.has(key) && needed.some((name) => !present.has(name))) return false
    }
    return true
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
