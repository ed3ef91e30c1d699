/**
 * A JSON Schema (draft 7) that says what a grammar says, as far as the words of JSON Schema reach: keys, names,
 * types, enums, patterns, requirements, groups and defaults.
 */
import type { Grammar } from "../../../src/diagnose/Grammar.ts"
import type { Shape } from "../../../src/diagnose/Shape.ts"
import { Shapes } from "../../../src/diagnose/Shapes.ts"

export type JsonSchema = { readonly [word: string]: unknown }

/** The schema of one kind of file (a key of the grammar's `start`). */
export const schemaOf = (grammar: Grammar, kind: string): JsonSchema => {
  const shapes = Shapes.of(grammar)
  const definitions: Record<string, JsonSchema> = {}
  const refer = (shape: Shape): JsonSchema => {
    if (definitions[shape.id] === undefined) {
      // Named before it is made, since shapes refer to themselves.
      definitions[shape.id] = {}
      const made = make(shape, refer)
      definitions[shape.id] =
        shape.template && grammar.templates !== undefined && shape.kind !== "string"
          ? { anyOf: [made, { type: "string", pattern: templatePattern(grammar.templates) }] }
          : made
    }
    return { $ref: `#/definitions/${encodeURIComponent(shape.id)}` }
  }
  const start = grammar.start[kind]
  if (start === undefined) throw new Error(`The grammar has no kind ${kind}`)
  const root = refer(shapes.named(start))
  return { $schema: "http://json-schema.org/draft-07/schema#", ...root, definitions }
}

/** Finds a template in a text. */
const templatePattern = (templates: NonNullable<Grammar["templates"]>): string =>
  templates
    .map(
      ({ open, close, unclosed }) =>
        `${literal(open)}[\\s\\S]*?(?:${literal(close)}${unclosed === true ? "|$" : ""})`
    )
    .join("|")

const literal = (mark: string): string => mark.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")

const make = (shape: Shape, refer: (shape: Shape) => JsonSchema): JsonSchema => {
  switch (shape.kind) {
    case "any":
      return {}
    case "null":
    case "boolean":
      return { type: shape.kind }
    case "number":
    case "integer": {
      const { source } = shape
      if (source.kind !== "number" && source.kind !== "integer") return { type: shape.kind }
      return { type: shape.kind, ...given("minimum", source.minimum), ...given("maximum", source.maximum) }
    }
    case "string": {
      // Most engines take numbers and booleans as text.
      const taken = shape.source.coerce === false ? [] : ["number", "boolean"]
      const type = ["string", ...taken, ...(shape.source.nullable === true ? ["null"] : [])]
      const pattern = shape.source.pattern === undefined ? undefined : `^(?:${shape.source.pattern})$`
      return {
        type,
        ...given("pattern", pattern),
        ...(shape.source.nonEmpty === true ? { minLength: 1 } : {})
      }
    }
    case "enum":
      return shape.source.kind === "enum" ? { enum: shape.source.values } : {}
    case "list":
      return {
        type: "array",
        items: refer(shape.item),
        ...given("minItems", shape.source.minimum),
        ...given("maxItems", shape.source.maximum)
      }
    case "oneOf":
      return { anyOf: shape.of.map(refer) }
    case "map":
      return mapSchema(shape, refer)
  }
}

const mapSchema = (
  shape: Extract<Shape, { kind: "map" }>,
  refer: (shape: Shape) => JsonSchema
): JsonSchema => {
  const properties: Record<string, JsonSchema> = {}
  for (const [name, { rule, shape: value }] of shape.keys)
    properties[name] =
      rule.required === true && rule.default !== undefined
        ? { allOf: [refer(value)], default: rule.default }
        : refer(value)
  const groups = (shape.source.groups ?? []).map(({ of, count }) => {
    const each = of.map((key) => ({ required: [key] }))
    if (count === "exactly-one") return { oneOf: each }
    if (count === "at-least-one") return { anyOf: each }
    return { anyOf: [{ oneOf: each }, { not: { anyOf: each } }] }
  })
  return {
    type: shape.source.nullable === true ? ["object", "null"] : "object",
    properties,
    ...(shape.required.length > 0 ? { required: shape.required } : {}),
    additionalProperties: shape.names === undefined ? false : refer(shape.names.shape),
    ...given("minProperties", shape.source.minimum),
    ...given("dependencies", shape.source.needs),
    ...(groups.length > 0 ? { allOf: groups } : {})
  }
}

const given = (word: string, value: unknown): JsonSchema => (value === undefined ? {} : { [word]: value })
