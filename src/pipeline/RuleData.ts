/**
 * Shapes of the data in `rules/pipeline`.
 */
import { Schema, Struct } from "effect"
import { Preset, refinementSettings, Weights } from "./Settings.ts"

const Refinement = Schema.Struct(refinementSettings)

export const schemas = {
  presets: Schema.Struct({
    defaults: Schema.Struct({
      preset: Preset,
      ...Struct.map(refinementSettings, Schema.requiredKey),
      weights: Weights
    }),
    presets: Schema.Struct({ beginner: Refinement, intermediate: Refinement, expert: Refinement })
  })
}
