/**
 * Shapes of the data in `rules/redact`.
 */
import { Schema } from "effect"

const Pattern = Schema.Struct({ name: Schema.String, pattern: Schema.String })

export const schemas = {
  secrets: Schema.Struct({
    tokens: Schema.Array(Pattern),
    places: Schema.Array(Pattern),
    names: Schema.Array(Schema.String),
    harmless: Schema.Array(Schema.String)
  })
}
