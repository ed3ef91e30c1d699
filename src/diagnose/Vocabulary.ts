/**
 * Vocabulary: words of a project's own for the keys and values of dialects. They are added to a dialect's grammar
 * before Explain reads it. No file is judged otherwise for them, only repaired otherwise.
 */
import { Schema } from "effect"
import type { Dialect } from "./Dialect.ts"
import type { Grammar, Shape } from "./Grammar.ts"
import { nearest } from "./Nearest.ts"

const Words = Schema.Record(Schema.String, Schema.Array(Schema.NonEmptyString))

export const DialectWords = Schema.Struct({
  /** By key: words that are written for it, in every map that has the key. */
  keys: Schema.optionalKey(Words),
  /** By value: words that are written for it, wherever only certain values are allowed and it is one of them. */
  values: Schema.optionalKey(Words)
})
export type DialectWords = typeof DialectWords.Type

/** By the id of the dialect. */
export const Vocabulary = Schema.Record(Schema.String, DialectWords)
export type Vocabulary = typeof Vocabulary.Type

const made = new WeakMap<Vocabulary, Map<Dialect, Dialect>>()

/** The dialect with the words that a vocabulary has for it; the same one for the same two. */
export const speaking = (dialect: Dialect, vocabulary: Vocabulary | undefined): Dialect => {
  if (vocabulary === undefined || !Object.hasOwn(vocabulary, dialect.id)) return dialect
  const known = made.get(vocabulary) ?? new Map<Dialect, Dialect>()
  made.set(vocabulary, known)
  const before = known.get(dialect)
  if (before !== undefined) return before
  const taught = { ...dialect, grammar: extended(dialect.grammar, vocabulary[dialect.id] as DialectWords) }
  known.set(dialect, taught)
  return taught
}

/** What a vocabulary has words for and the dialect does not know, in a sentence each. */
export const strangers = (
  { grammar, title }: Dialect,
  { keys, values }: DialectWords
): ReadonlyArray<string> => {
  const shapes = Object.values(grammar.shapes)
  const all = {
    key: shapes.flatMap((shape) => (shape.kind === "map" ? Object.keys(shape.keys ?? {}) : [])),
    value: shapes.flatMap((shape) => (shape.kind === "enum" ? shape.values.map(String) : []))
  }
  const unknown = (what: "key" | "value", words: DialectWords["keys"]): ReadonlyArray<string> =>
    Object.keys(words ?? {})
      .filter((name) => !all[what].includes(name))
      .map((name) => {
        const near = nearest(name, all[what])[0]
        return `\`${name}\` is no ${what} of ${title}${near === undefined ? "" : `; did you mean \`${near.name}\`?`}`
      })
  return [...unknown("key", keys), ...unknown("value", values)]
}

const extended = (grammar: Grammar, words: DialectWords): Grammar => ({
  ...grammar,
  shapes: Object.fromEntries(
    Object.entries(grammar.shapes).map(([name, shape]) => [name, withWords(shape, words)])
  )
})

const withWords = (shape: Shape, { keys = {}, values = {} }: DialectWords): Shape => {
  if (shape.kind === "map" && shape.keys !== undefined) {
    const known = Object.entries(shape.keys).map(([name, key]) => {
      const own = Object.hasOwn(keys, name) ? keys[name] : undefined
      return [
        name,
        own === undefined ? key : { ...key, synonyms: [...(key.synonyms ?? []), ...own] }
      ] as const
    })
    return { ...shape, keys: Object.fromEntries(known) }
  }
  if (shape.kind === "enum") {
    const own = shape.values.flatMap((value) => {
      const name = String(value)
      return Object.hasOwn(values, name) ? (values[name] ?? []).map((word) => [word, value] as const) : []
    })
    const taught = Object.fromEntries(own)
    return own.length === 0
      ? shape
      : { ...shape, synonyms: { ...shape.synonyms, ...taught }, aliases: taught }
  }
  return shape
}
