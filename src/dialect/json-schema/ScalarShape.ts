/**
 * The shapes of scalars that a schema speaks of.
 */
import type { Shape } from "../../diagnose/Grammar.ts"
import { degreeOf, longestFor } from "./BoundedPattern.ts"
import { numberOf, type SchemaObject } from "./Keywords.ts"
import { isPlain } from "./TamePattern.ts"

/** Texts that are longer match, whatever the pattern. */
const longest = 4096

/**
 * A pattern of a schema matches anywhere; those of a grammar match the whole. As for the verdict, a text that would take
 * too long counts as one that matches.
 */
export const anywhere = (pattern: string): string => {
  const most = Math.floor(Math.min(longest, longestFor(degreeOf(pattern) + 1)))
  // What can only match from the start is not looked for elsewhere.
  const before = /^\^[^|]*$/.test(pattern) ? "" : "[\\s\\S]*"
  return `[\\s\\S]{${most + 1},}|${before}(?:${pattern})[\\s\\S]*`
}

export const scalarShape = (type: string, schema: SchemaObject): Shape => {
  // Only a title that the schema gives: a scalar is better described by its kind than by its key.
  const title = typeof schema.title === "string" ? { title: schema.title } : {}
  switch (type) {
    case "string": {
      const pattern = schema.pattern
      return {
        kind: "string",
        ...title,
        coerce: false,
        ...((numberOf(schema.minLength) ?? 0) > 0 ? { nonEmpty: true } : {}),
        ...(typeof pattern === "string" && isPlain(pattern)
          ? { pattern: anywhere(pattern), patternTitle: `a text that matches ${pattern}` }
          : {})
      }
    }
    case "integer":
    case "number": {
      const { minimum, maximum } = limits(schema, type === "integer")
      return {
        kind: type,
        ...title,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum })
      }
    }
    case "boolean":
    case "null":
      return { kind: type, ...title }
    default:
      return { kind: "any" }
  }
}

/** The limits that a number may reach; those that it may not are told of whole numbers only. */
const limits = (schema: SchemaObject, whole: boolean) => {
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  return {
    minimum: numberOf(schema.minimum) ?? (whole && above !== undefined ? Math.floor(above) + 1 : undefined),
    maximum: numberOf(schema.maximum) ?? (whole && below !== undefined ? Math.ceil(below) - 1 : undefined)
  }
}
