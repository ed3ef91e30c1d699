/**
 * What is wrong with a grammar that its schema cannot say: kinds that nobody knows, and names of shapes that nobody
 * defined. Without this it would show only when a file is met that has them.
 */
import type { Grammar, Shape } from "../diagnose/Grammar.ts"

const kinds: ReadonlySet<string> = new Set<Shape["kind"]>([
  "string",
  "number",
  "integer",
  "boolean",
  "null",
  "any",
  "enum",
  "list",
  "map",
  "oneOf"
])

/** Shapes that every grammar has. */
const always: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean", "null", "any"])

/** Of data that may be a grammar: shapes of a kind that there is not. */
export const unknownKinds = (data: unknown): ReadonlyArray<string> => {
  const shapes = (data as { readonly shapes?: unknown } | null)?.shapes
  if (typeof shapes !== "object" || shapes === null) return []
  return Object.entries(shapes).flatMap(([id, shape]) => {
    const kind = (shape as { readonly kind?: unknown } | null)?.kind
    if (typeof kind === "string" && kinds.has(kind)) return []
    const written = kind === undefined ? "no kind" : `the kind \`${String(kind)}\``
    return `shapes.${id} has ${written}; there are ${[...kinds].join(", ")}`
  })
}

/** Names of shapes that the grammar does not define, each with where it is named. */
export const undefinedShapes = (grammar: Grammar): ReadonlyArray<string> => {
  const named: Array<readonly [place: string, name: string]> = Object.entries(grammar.start).map(
    ([kind, name]) => [`start.${kind}`, name]
  )
  for (const [id, shape] of Object.entries(grammar.shapes))
    for (const [place, name] of namesIn(shape)) named.push([`shapes.${id}.${place}`, name])
  return named.flatMap(([place, name]) =>
    always.has(name) || Object.hasOwn(grammar.shapes, name)
      ? []
      : `${place} names the shape \`${name}\`, which is not defined`
  )
}

const namesIn = (shape: Shape): ReadonlyArray<readonly [place: string, name: string]> => {
  switch (shape.kind) {
    case "list":
      return [
        ["item", shape.item],
        ...(shape.first ?? []).map((name, index) => [`first.${index}`, name] as const),
        ...(shape.scalarItem === undefined ? [] : [["scalarItem", shape.scalarItem] as const])
      ]
    case "map":
      return [
        ...Object.entries(shape.keys ?? {}).map(([key, { shape }]) => [`keys.${key}`, shape] as const),
        ...(shape.names === undefined ? [] : [["names", shape.names.shape] as const]),
        ...(shape.names?.others ?? []).map((other) => ["names.others", other.shape] as const),
        ...(shape.extends ?? []).map((name) => ["extends", name] as const)
      ]
    case "oneOf":
      return [
        ...shape.of.map((name) => ["of", name] as const),
        ...Object.entries({ ...shape.by?.value?.shapes, ...shape.by?.key }).map(
          ([word, name]) => [`by.${word}`, name] as const
        ),
        ...[shape.scalar, shape.by?.absent, shape.by?.other].flatMap((name) =>
          name === undefined ? [] : [["by", name] as const]
        )
      ]
    default:
      return []
  }
}
