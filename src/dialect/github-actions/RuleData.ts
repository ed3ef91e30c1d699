/**
 * The shapes of the data in `rules/github-actions/` beside the grammar and the rule texts.
 */
import { Schema } from "effect"

/** What is known of a property: `text` has no properties, `any` may have every one. */
export type Property =
  | "text"
  | "any"
  | { readonly each: Property }
  | { readonly keys: { readonly [name: string]: Property } }

const Property: Schema.Codec<Property> = Schema.suspend(
  (): Schema.Codec<Property> =>
    Schema.Union([
      Schema.Literals(["text", "any"]),
      Schema.Struct({ each: Property }),
      Schema.Struct({ keys: Schema.Record(Schema.String, Property) })
    ])
)

export const FunctionRule = Schema.Struct({
  least: Schema.Int,
  most: Schema.Int,
  /** The number of arguments must be odd. */
  odd: Schema.optionalKey(Schema.Boolean),
  /** At hand only where the place lists it. */
  special: Schema.optionalKey(Schema.Boolean),
  /** Tells how the run stands. */
  status: Schema.optionalKey(Schema.Boolean)
})
export type FunctionRule = typeof FunctionRule.Type

const Words = Schema.Record(Schema.String, Schema.String)

export const PlaceRule = Schema.Struct({
  /** Paths of keys; `*` stands for a name or a position. */
  at: Schema.Array(Schema.String),
  contexts: Schema.Array(Schema.String),
  /** Special functions that are at hand here. */
  functions: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The text is an expression even without braces. */
  condition: Schema.optionalKey(Schema.Boolean),
  /** Status functions may name jobs here. */
  anyStatus: Schema.optionalKey(Schema.Boolean),
  /** The kind of file; `workflow` where it does not say. */
  kind: Schema.optionalKey(Schema.String)
})
export type PlaceRule = typeof PlaceRule.Type

const Contexts = Schema.Struct({
  contexts: Schema.Record(Schema.String, Property),
  functions: Schema.Record(Schema.String, FunctionRule),
  synonyms: Schema.Struct({ contexts: Words, functions: Words }),
  variables: Words,
  /** Properties that have one of a few words as their value. */
  words: Schema.Array(
    Schema.Struct({
      /** `*` stands for a name. */
      paths: Schema.Array(Schema.String),
      values: Schema.Array(Schema.String),
      /** By the word that is written, in lower case. */
      synonyms: Words
    })
  ),
  sets: Schema.Record(Schema.String, Schema.Array(Schema.String)),
  /** Paths of each kind of file below which no expression may stand. */
  plain: Schema.Record(Schema.String, Schema.Array(Schema.String)),
  places: Schema.Record(Schema.String, PlaceRule)
})

const Platform = Schema.Struct({
  shells: Schema.Record(Schema.String, Schema.Array(Schema.String)),
  shellSynonyms: Words,
  runners: Words,
  retired: Words,
  selfHosted: Schema.Array(Schema.String),
  runnerSynonyms: Words,
  retiredCommands: Words,
  exclusiveFilters: Schema.Array(Schema.Array(Schema.String)),
  matrixLimit: Schema.Int,
  timeoutLimit: Schema.Int,
  timeoutLimitSelfHosted: Schema.Int,
  scheduleInterval: Schema.Int,
  untrusted: Schema.Array(Schema.String)
})

/** A published action: enough to tell which one is meant, not what it does. */
const Action = Schema.Struct({
  /** The version in use. */
  version: Schema.String,
  /** Inputs by which it is known. */
  inputs: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Words in the name of a step that uses it, in lower case. */
  words: Schema.optionalKey(Schema.Array(Schema.String))
})

const Actions = Schema.Record(Schema.String, Action)

export const schemas = { contexts: Contexts, platform: Platform, actions: Actions }
