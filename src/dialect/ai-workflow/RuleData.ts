/**
 * The shapes of this dialect's own rule files, by file name.
 */
import { Schema } from "effect"

const Words = Schema.Array(Schema.String)
const Renames = Schema.Record(Schema.String, Schema.String)

/** `rules/ai-workflow/language.yaml`: conditions, templates, and the names that the engine provides. */
const language = Schema.Struct({
  roots: Words,
  rootSynonyms: Renames,
  loopFields: Schema.Struct({ for: Words, while: Words }),
  resultFields: Words,
  stepFields: Schema.Record(Schema.String, Words),
  predecessors: Words,
  /** Fewest and most arguments. */
  functions: Schema.Record(Schema.String, Schema.Tuple([Schema.Int, Schema.Int])),
  functionSynonyms: Renames,
  operatorSlips: Renames
})

/** `rules/ai-workflow/world.yaml`: providers, their models, the tools that Claude has. */
const world = Schema.Struct({
  providers: Schema.Record(
    Schema.String,
    Schema.Struct({
      title: Schema.String,
      also: Words,
      steps: Words,
      models: Words,
      fallback: Schema.String
    })
  ),
  foreignModels: Words,
  tools: Words,
  loops: Schema.Struct({ most: Schema.Int, default: Schema.Int })
})

export const schemas = { language, world }
