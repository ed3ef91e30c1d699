/**
 * The words of JSON Schema: what a schema is, and which of its keywords hold schemas.
 */

export type SchemaValue = boolean | SchemaObject
export interface SchemaObject {
  readonly [keyword: string]: unknown
}

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const isSchema = (value: unknown): value is SchemaValue =>
  typeof value === "boolean" || isObject(value)

export type Scalar = string | number | boolean | null

export const isScalar = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value)

export const strings = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : []

export const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" ? value : undefined

export const schemasIn = (value: unknown): ReadonlyArray<SchemaValue> =>
  Array.isArray(value) ? value.filter(isSchema) : []

/** A property of a map that may have any name. */
export const own = (map: unknown, name: string): unknown =>
  isObject(map) && Object.hasOwn(map, name) ? map[name] : undefined

/** A map with one more property, whatever its name. */
export const define = (map: object, name: string, value: unknown): void => {
  Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true })
}

/** How a keyword holds schemas: one, several in a row, or several by name (which may also be lists of names). */
export type Holding = "one" | "row" | "named"

const holdings: Readonly<Record<string, Holding>> = {
  additionalItems: "one",
  additionalProperties: "one",
  contains: "one",
  else: "one",
  if: "one",
  items: "one",
  not: "one",
  propertyNames: "one",
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: "one",
  unevaluatedItems: "one",
  unevaluatedProperties: "one",
  contentSchema: "one",
  allOf: "row",
  anyOf: "row",
  oneOf: "row",
  prefixItems: "row",
  $defs: "named",
  definitions: "named",
  dependencies: "named",
  dependentSchemas: "named",
  patternProperties: "named",
  properties: "named"
}

/** How a keyword holds schemas; `undefined` where its value is no schema. `items` may be a row too. */
export const holding = (keyword: string, value: unknown): Holding | undefined => {
  const held = Object.hasOwn(holdings, keyword) ? holdings[keyword] : undefined
  return keyword === "items" && Array.isArray(value) ? "row" : held
}

/** Keywords that say nothing about what is valid. */
export const annotations: ReadonlySet<string> = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "$comment",
  "$schema",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$defs",
  "definitions",
  "readOnly",
  "writeOnly"
])
