/**
 * Translates a JSON Schema into a grammar, so that Explain can give reasons and repairs for any file with a schema.
 *
 * The grammar need not say all that the schema says: the verdict is that of ajv. What a keyword says that shapes have
 * no word for is left out here, and a tree that only such a keyword refuses is told by its own error. References are
 * followed inside the schema only; each place of the schema becomes one shape, so that recursion is no trouble.
 */
import type { Grammar, Key, Shape } from "../../diagnose/Grammar.ts"
import { isTame } from "./TamePattern.ts"

export type SchemaValue = boolean | SchemaObject
export interface SchemaObject {
  readonly [keyword: string]: unknown
}

const deepest = 64

/** Schemas that hold others by name or in a row, by keyword; the rest of the keywords hold none. */
export const translate = (schema: SchemaValue): Grammar => new Translator(schema).grammar()

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isSchema = (value: unknown): value is SchemaValue => typeof value === "boolean" || isObject(value)

const strings = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : []

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

type Scalar = string | number | boolean | null

const isScalar = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value)

/** Keywords by which a schema without `type` speaks of one type. */
const speaksOf: ReadonlyArray<readonly [type: string, keywords: ReadonlyArray<string>]> = [
  [
    "object",
    ["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties"]
  ],
  ["array", ["items", "prefixItems", "minItems", "maxItems"]],
  ["string", ["pattern", "minLength", "maxLength"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]]
]

class Translator {
  readonly #root: SchemaValue
  readonly #shapes: Record<string, Shape> = {}
  readonly #names = new Map<SchemaObject, string>()
  readonly #anchors = new Map<string, SchemaValue>()

  constructor(root: SchemaValue) {
    this.#root = root
    this.#collectAnchors(root, 0)
  }

  grammar(): Grammar {
    const root = this.#shapeOf(this.#root, "root", 0)
    return { start: { document: root }, shapes: this.#shapes }
  }

  #collectAnchors(schema: unknown, depth: number): void {
    if (depth > deepest || typeof schema !== "object" || schema === null) return
    if (isObject(schema)) {
      for (const key of ["$anchor", "$dynamicAnchor", "$id"]) {
        const name = schema[key]
        if (typeof name === "string") this.#anchors.set(key === "$id" ? name : `#${name}`, schema)
      }
    }
    for (const value of Object.values(schema)) this.#collectAnchors(value, depth + 1)
  }

  /** What a reference inside the schema points to. */
  #resolve(reference: string): SchemaValue | undefined {
    if (reference === "#") return this.#root
    const anchored = this.#anchors.get(reference)
    if (anchored !== undefined) return anchored
    if (!reference.startsWith("#/")) return undefined
    let at: unknown = this.#root
    for (const part of reference.slice(2).split("/")) {
      const name = decode(part)
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined
      at = (at as SchemaObject)[name]
    }
    return isSchema(at) ? at : undefined
  }

  /** The name of the shape of a schema, made when first met. */
  #shapeOf(schema: SchemaValue, hint: string, depth: number): string {
    if (schema === true || depth > deepest) return "any"
    if (schema === false) return this.#add("nothing", { kind: "enum", title: "nothing", values: [] })
    const known = this.#names.get(schema)
    if (known !== undefined) return known
    const name = this.#free(hint)
    this.#names.set(schema, name)
    // Reserved before its parts are made: a schema may hold itself.
    this.#shapes[name] = { kind: "any" }
    this.#shapes[name] = this.#make(this.#merged(schema, 0), name, depth)
    return name
  }

  #free(hint: string): string {
    let name = hint
    for (let count = 2; Object.hasOwn(this.#shapes, name); count++) name = `${hint} ${count}`
    return name
  }

  #add(name: string, shape: Shape): string {
    this.#shapes[name] ??= shape
    return name
  }

  /** A schema with what its references and `allOf` say folded in. */
  #merged(schema: SchemaObject, depth: number): SchemaObject {
    const parts: Array<SchemaObject> = []
    const { $ref, $recursiveRef, $dynamicRef, allOf, ...own } = schema
    // Where a schema is extended by none, the dynamic references lead where the static ones would.
    const reference = $ref ?? $recursiveRef ?? $dynamicRef
    if (typeof reference === "string" && depth < deepest) {
      const target = this.#resolve(reference)
      if (isObject(target)) parts.push(this.#merged(target, depth + 1))
    }
    if (Array.isArray(allOf) && depth < deepest) {
      for (const part of allOf) if (isObject(part)) parts.push(this.#merged(part, depth + 1))
    }
    return parts.length === 0 ? own : [...parts, own].reduce(combine)
  }

  #make(schema: SchemaObject, name: string, depth: number): Shape {
    const title = titleOf(schema, name)
    if ("const" in schema && isScalar(schema.const)) return { kind: "enum", title, values: [schema.const] }
    const listed = schema.enum
    if (Array.isArray(listed)) {
      return listed.every(isScalar) ? { kind: "enum", title, values: listed } : { kind: "any" }
    }
    const branches = [schema.oneOf, schema.anyOf].find(Array.isArray)
    const groups = branches === undefined ? undefined : requiredGroup(branches, schema.oneOf === branches)
    if (branches !== undefined && groups === undefined)
      return this.#union(schema, branches.filter(isSchema), name, depth)
    const types = typeof schema.type === "string" ? [schema.type] : strings(schema.type)
    const spoken =
      types.length > 0
        ? types
        : speaksOf.flatMap(([type, words]) => (words.some((word) => word in schema) ? [type] : []))
    const shapes = spoken.map((type) => this.#typed(type, schema, title, name, depth, groups))
    if (shapes.length === 0) return { kind: "any" }
    if (shapes.length === 1) return shapes[0] as Shape
    return {
      kind: "oneOf",
      title,
      of: shapes.map((shape, index) => this.#add(`${name} as ${spoken[index]}`, shape))
    }
  }

  #typed(
    type: string,
    schema: SchemaObject,
    title: string,
    name: string,
    depth: number,
    groups: Extract<Shape, { kind: "map" }>["groups"]
  ): Shape {
    switch (type) {
      case "object":
        return this.#map(schema, title, name, depth, groups)
      case "array": {
        const items = schema.items
        const minimum = numberOf(schema.minItems)
        const maximum = numberOf(schema.maxItems)
        const plain = isSchema(items) && !("prefixItems" in schema)
        return {
          kind: "list",
          title,
          item: plain ? this.#shapeOf(items, `${name} item`, depth + 1) : "any",
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum })
        }
      }
      case "string": {
        const pattern = schema.pattern
        return {
          kind: "string",
          ...named(schema),
          coerce: false,
          ...((numberOf(schema.minLength) ?? 0) > 0 ? { nonEmpty: true } : {}),
          ...(typeof pattern === "string" && isTame(pattern)
            ? { pattern: `[\\s\\S]*(?:${pattern})[\\s\\S]*`, patternTitle: `a text that matches ${pattern}` }
            : {})
        }
      }
      case "integer":
      case "number": {
        const whole = type === "integer"
        const above = numberOf(schema.exclusiveMinimum)
        const below = numberOf(schema.exclusiveMaximum)
        const minimum =
          numberOf(schema.minimum) ?? (whole && above !== undefined ? Math.floor(above) + 1 : undefined)
        const maximum =
          numberOf(schema.maximum) ?? (whole && below !== undefined ? Math.ceil(below) - 1 : undefined)
        return {
          kind: type,
          ...named(schema),
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum })
        }
      }
      case "boolean":
        return { kind: "boolean", ...named(schema) }
      case "null":
        return { kind: "null", ...named(schema) }
      default:
        return { kind: "any" }
    }
  }

  #map(
    schema: SchemaObject,
    title: string,
    name: string,
    depth: number,
    groups: Extract<Shape, { kind: "map" }>["groups"]
  ): Shape {
    const keys: Record<string, Key> = {}
    const required = new Set(strings(schema.required))
    const properties = isObject(schema.properties) ? schema.properties : {}
    for (const [key, value] of Object.entries(properties)) {
      if (isSchema(value)) define(keys, key, this.#key(value, key, required.has(key), depth))
    }
    for (const key of required)
      if (!Object.hasOwn(keys, key)) define(keys, key, { shape: "any", required: true })
    const minimum = numberOf(schema.minProperties)
    const needs = isObject(schema.dependentRequired) ? schema.dependentRequired : schema.dependencies
    const names = this.#freeNames(schema, name, depth)
    return {
      kind: "map",
      title,
      keys,
      ...(names === undefined ? {} : { names }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(groups === undefined ? {} : { groups }),
      ...(isObject(needs)
        ? {
            needs: Object.fromEntries(
              Object.entries(needs).flatMap(([key, value]) =>
                Array.isArray(value) ? [[key, strings(value)]] : []
              )
            )
          }
        : {})
    }
  }

  #key(schema: SchemaValue, key: string, required: boolean, depth: number): Key {
    const fallback = isObject(schema) ? schema.default : undefined
    const only = isObject(schema) && isScalar(schema.const) ? schema.const : undefined
    const description = isObject(schema) ? schema.description : undefined
    const deprecated = isObject(schema) && schema.deprecated === true
    return {
      shape: this.#shapeOf(schema, key, depth + 1),
      ...(required ? { required } : {}),
      ...(only !== undefined
        ? { default: only, defaultIs: "safe" as const }
        : fallback === undefined
          ? {}
          : { default: fallback as NonNullable<Key["default"]> }),
      ...(typeof description === "string" ? { description } : {}),
      ...(deprecated ? { deprecated: "its schema says so" } : {})
    }
  }

  /** What stands under keys that the schema does not list. */
  #freeNames(schema: SchemaObject, name: string, depth: number): Extract<Shape, { kind: "map" }>["names"] {
    const additional = schema.additionalProperties
    const patterns = Object.entries(
      isObject(schema.patternProperties) ? schema.patternProperties : {}
    ).filter((entry): entry is [string, SchemaValue] => isSchema(entry[1]) && isTame(entry[0]))
    const forms = patterns.map(([pattern, value]) => ({
      pattern: `[\\s\\S]*(?:${pattern})[\\s\\S]*`,
      shape: this.#shapeOf(value, `${name} ${pattern}`, depth + 1)
    }))
    const naming = isObject(schema.propertyNames) ? schema.propertyNames.pattern : undefined
    const others = forms.length === 0 ? {} : { others: forms }
    const only =
      typeof naming === "string" && isTame(naming) ? { pattern: `[\\s\\S]*(?:${naming})[\\s\\S]*` } : {}
    if (additional === false) {
      if (forms.length === 0) return undefined
      return { shape: "any", pattern: forms.map(({ pattern }) => pattern).join("|"), ...others }
    }
    const shape = isSchema(additional) ? this.#shapeOf(additional, `${name} value`, depth + 1) : "any"
    return { shape, ...only, ...others }
  }

  #union(schema: SchemaObject, branches: ReadonlyArray<SchemaValue>, name: string, depth: number): Shape {
    const { oneOf: _, anyOf: __, ...common } = schema
    const shared = Object.keys(common).some((key) => !annotations.has(key))
    const whole = branches.map(
      (branch): SchemaValue =>
        shared && isObject(branch) ? combine(common, this.#merged(branch, 0)) : branch
    )
    const of = whole.map((branch, index) => this.#shapeOf(branch, `${name} ${index + 1}`, depth + 1))
    const value = discriminator(
      whole.map((branch) => (isObject(branch) ? this.#merged(branch, 0) : {})),
      of
    )
    return {
      kind: "oneOf",
      title: titleOf(schema, name),
      of,
      ...(value === undefined ? {} : { by: { value } })
    }
  }
}

/** Keywords that say nothing about what is valid. */
const annotations: ReadonlySet<string> = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "$comment",
  "$schema",
  "$id",
  "$anchor",
  "$defs",
  "definitions",
  "readOnly",
  "writeOnly"
])

const decode = (part: string): string => {
  const plain = part.replaceAll("~1", "/").replaceAll("~0", "~")
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** Sets an own property, whatever its name. */
const define = (keys: Record<string, Key>, name: string, key: Key): void => {
  Object.defineProperty(keys, name, { value: key, enumerable: true, configurable: true, writable: true })
}

const titleOf = (schema: SchemaObject, name: string): string =>
  typeof schema.title === "string" ? schema.title : name === "root" ? "the document" : `\`${name}\``

/** Only a title that the schema gives: a scalar is better described by its kind than by its key. */
const named = (schema: SchemaObject): { readonly title?: string } =>
  typeof schema.title === "string" ? { title: schema.title } : {}

/** What both of two schemas say, as far as one schema can say it. */
const combine = (a: SchemaObject, b: SchemaObject): SchemaObject => {
  const both: Record<string, unknown> = { ...a, ...b }
  if (isObject(a.properties) && isObject(b.properties)) {
    const properties: Record<string, unknown> = { ...a.properties }
    for (const [key, value] of Object.entries(b.properties)) {
      const before = Object.hasOwn(properties, key) ? properties[key] : undefined
      Object.defineProperty(properties, key, {
        value: before === undefined || !isObject(before) || !isObject(value) ? value : combine(before, value),
        enumerable: true,
        configurable: true,
        writable: true
      })
    }
    both.properties = properties
  }
  if (a.required !== undefined && b.required !== undefined) {
    both.required = [...new Set([...strings(a.required), ...strings(b.required)])]
  }
  if (a.additionalProperties === false || b.additionalProperties === false) both.additionalProperties = false
  return both
}

/** `oneOf: [{ required: [a] }, { required: [b] }]`: a matter of which keys are there. */
const requiredGroup = (
  branches: ReadonlyArray<unknown>,
  exactly: boolean
): Extract<Shape, { kind: "map" }>["groups"] => {
  const of: Array<string> = []
  for (const branch of branches) {
    if (!isObject(branch) || Object.keys(branch).length !== 1) return undefined
    const [only, ...others] = strings(branch.required)
    if (only === undefined || others.length > 0) return undefined
    of.push(only)
  }
  return of.length < 2 ? undefined : [{ of, count: exactly ? "exactly-one" : "at-least-one" }]
}

/** The key whose value tells the branches apart: each requires it and allows one or some values of its own. */
const discriminator = (
  branches: ReadonlyArray<SchemaObject>,
  of: ReadonlyArray<string>
): { readonly key: string; readonly shapes: Record<string, string> } | undefined => {
  const first = branches[0]
  if (first === undefined || branches.length < 2) return undefined
  for (const key of strings(first.required)) {
    const shapes: Record<string, string> = {}
    const clear = branches.every((branch, index) => {
      const properties = branch.properties
      const property = isObject(properties) ? properties[key] : undefined
      if (!isObject(property) || !strings(branch.required).includes(key)) return false
      const values = typeof property.const === "string" ? [property.const] : strings(property.enum)
      return (
        values.length > 0 &&
        values.every((value) => {
          if (Object.hasOwn(shapes, value) || value === "__proto__") return false
          shapes[value] = of[index] as string
          return true
        })
      )
    })
    if (clear) return { key, shapes }
  }
  return undefined
}
