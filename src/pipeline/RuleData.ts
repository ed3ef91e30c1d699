/**
 * Shapes of the data in `rules/pipeline`.
 */
import { Schema, Struct } from "effect"
import { Preset, refinementSettings } from "./Settings.ts"

const Refinement = Schema.Struct(refinementSettings)

const Count = Schema.Int.check(Schema.isGreaterThan(0))
const Tool = Schema.Struct({ name: Schema.String, description: Schema.String })

export const schemas = {
  prompts: Schema.Struct({
    system: Schema.String,
    answer: Schema.Struct({
      patch: Schema.String,
      patchInText: Schema.String,
      document: Schema.String,
      documentInText: Schema.String
    }),
    approach: Schema.Struct({
      llm_guided: Schema.String,
      llm_comprehensive: Schema.String,
      llm_restructure: Schema.String,
      hybrid: Schema.String,
      pattern: Schema.String
    }),
    headings: Schema.Struct({
      problems: Schema.String,
      suggestion: Schema.String,
      precedents: Schema.String,
      refused: Schema.String,
      example: Schema.String,
      excerpt: Schema.String,
      whole: Schema.String,
      more: Schema.String,
      repaired: Schema.String
    }),
    tools: Schema.Struct({ patch: Tool, document: Tool }),
    limits: Schema.Struct({
      problems: Count,
      context: Schema.Struct({ llm_guided: Count, hybrid: Count }),
      whole: Schema.Finite,
      line: Count,
      precedents: Count,
      precedent: Count,
      refusals: Count,
      refusal: Count,
      suggestions: Count,
      message: Count,
      patchTokens: Count,
      fileTokens: Count
    })
  }),
  guard: Schema.Struct({
    sensitive: Schema.Record(Schema.String, Schema.Array(Schema.String)),
    harmless: Schema.Array(Schema.String),
    texts: Schema.Array(Schema.Struct({ kind: Schema.String, pattern: Schema.String }))
  }),
  presets: Schema.Struct({
    defaults: Schema.Struct({
      preset: Preset,
      ...Struct.map(refinementSettings, Schema.requiredKey)
    }),
    presets: Schema.Struct({ beginner: Refinement, intermediate: Refinement, expert: Refinement })
  })
}
