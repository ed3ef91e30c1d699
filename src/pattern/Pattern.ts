/**
 * A pattern: a kind of pipeline that is known to work. It says what such a pipeline is recognised by, which steps it
 * has to have, of which types and in which order, and shows a complete one. Patterns are files,
 * `patterns/<dialect>/<name>.yaml`; those of a project have the same form.
 */
import { Schema } from "effect"

/** How a step is recognised, besides by its own name and type. */
export const PatternPart = Schema.Struct({
  /** Pointer of the step in the example; not needed where a step there has this very name. */
  at: Schema.optionalKey(Schema.String),
  /** Other words for its name. */
  words: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Phrases of its commands, actions or prompts that give it away. */
  signs: Schema.optionalKey(Schema.Array(Schema.String)),
  /** What the step ought to set, by pointers below it, with a value to begin with. */
  settings: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
})
export type PatternPart = typeof PatternPart.Type

/** `sequential`: each step comes after the one before it. Else each step names those that it comes after. */
export const Connections = Schema.Union([
  Schema.Literal("sequential"),
  Schema.Record(Schema.String, Schema.Array(Schema.String))
])
export type Connections = typeof Connections.Type

const fields = {
  title: Schema.String,
  /** When to use it, in a sentence or two. */
  summary: Schema.String,
  /** Where such a file usually lies; it decides the kind of file that the pattern is for. */
  file: Schema.String,
  identify: Schema.Struct({
    /** Phrases anywhere in the file. */
    signs: Schema.Array(Schema.String),
    /** Pointers to what has to be there; `*` is any key or item. */
    keys: Schema.optionalKey(Schema.Array(Schema.String))
  }),
  /** In their order. */
  requiredSteps: Schema.Array(Schema.String).check(Schema.isMinLength(1)),
  /** By the names of steps. */
  stepTypes: Schema.Record(Schema.String, Schema.String),
  connections: Connections,
  /** By the names of steps; those that are not required are welcome. */
  parts: Schema.optionalKey(Schema.Record(Schema.String, PatternPart)),
  /** A complete file that is valid. */
  example: Schema.String
}

/** As it is written in a file. */
export const PatternFile = Schema.Struct(fields)
export type PatternFile = typeof PatternFile.Type

export const Pattern = Schema.Struct({ ...fields, dialect: Schema.String, name: Schema.String })
export type Pattern = typeof Pattern.Type

/** All steps that a pattern knows, the required ones first. */
export const stepsOf = (pattern: PatternFile): ReadonlyArray<string> => [
  ...new Set([...pattern.requiredSteps, ...Object.keys(pattern.parts ?? {})])
]

/** What a pattern says of one of its steps. */
export const partOf = (pattern: PatternFile, step: string): PatternPart =>
  pattern.parts !== undefined && Object.hasOwn(pattern.parts, step)
    ? (pattern.parts[step] as PatternPart)
    : {}

/** The pairs of steps of which the second comes after the first. */
export const orderOf = ({
  connections,
  requiredSteps
}: PatternFile): ReadonlyArray<readonly [before: string, after: string]> =>
  connections === "sequential"
    ? requiredSteps.slice(1).map((step, index) => [requiredSteps[index] as string, step])
    : Object.entries(connections).flatMap(([step, befores]) =>
        befores.map((before) => [before, step] as const)
      )
