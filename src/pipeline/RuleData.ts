/**
 * Shapes of the data in `rules/pipeline`.
 */
import { Schema, Struct } from "effect"
import { Preset, refinementSettings } from "./Settings.ts"

const Refinement = Schema.Struct(refinementSettings)

const Count = Schema.Int.check(Schema.isGreaterThan(0))
const Tool = Schema.Struct({ name: Schema.NonEmptyString })

const texts = <Name extends string>(...names: ReadonlyArray<Name>) =>
  Schema.Struct(
    Object.fromEntries(names.map((name) => [name, Schema.String])) as Record<Name, typeof Schema.String>
  )

export const schemas = {
  prompts: Schema.Struct({
    system: Schema.String,
    answer: texts("patch", "take", "patchInText", "takeInText", "document", "documentInText"),
    refused: texts("default", "commands", "nothing"),
    secrets: Schema.String,
    approach: texts("llm_guided", "llm_comprehensive", "llm_restructure", "hybrid", "pattern"),
    headings: texts(
      ...([
        "same",
        "precedents",
        "refused",
        "example",
        "excerpt",
        "whole",
        "more",
        "todo",
        "done",
        "gone",
        "repaired",
        "committed",
        "cutOff"
      ] as const)
    ),
    tools: Schema.Struct({ patch: Tool, document: Tool }),
    limits: Schema.Struct({
      problems: Count,
      context: Schema.Struct({ llm_guided: Count, hybrid: Count }),
      large: Count,
      whole: Schema.Finite,
      outline: Count,
      line: Count,
      nearby: Count,
      file: Schema.Finite,
      commands: Count,
      command: Count,
      precedents: Count,
      precedent: Count,
      refusals: Count,
      refusal: Count,
      suggestions: Count,
      likely: Schema.Finite,
      message: Count,
      patchTokens: Count,
      fileTokens: Count,
      growth: Count
    })
  }),
  guard: Schema.Struct({
    sensitive: Schema.Record(Schema.String, Schema.Array(Schema.String)),
    harmless: Schema.Array(Schema.String),
    texts: Schema.Array(Schema.Struct({ kind: Schema.String, pattern: Schema.String })),
    unseen: Schema.String,
    references: Schema.String
  }),
  presets: Schema.Struct({
    defaults: Schema.Struct({
      preset: Preset,
      ...Struct.map(refinementSettings, Schema.requiredKey)
    }),
    presets: Schema.Struct({ beginner: Refinement, intermediate: Refinement, expert: Refinement })
  })
}
