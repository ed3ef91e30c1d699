/**
 * Shapes of the data in `rules/redact`.
 */
import { Schema } from "effect"

const Pattern = Schema.Struct({
  name: Schema.String,
  /** One of these stands in every text that the pattern can match. */
  needs: Schema.optionalKey(Schema.Array(Schema.String)),
  pattern: Schema.String
})

export const schemas = {
  secrets: Schema.Struct({
    tokens: Schema.Array(Pattern),
    places: Schema.Array(Pattern),
    names: Schema.Array(Schema.String),
    lastNames: Schema.Array(Schema.String),
    exactNames: Schema.Array(Schema.String),
    passwordNames: Schema.Array(Schema.String),
    publicNames: Schema.Array(Schema.String),
    publicEndings: Schema.Array(Schema.String),
    harmless: Schema.Array(Schema.String)
  })
}
