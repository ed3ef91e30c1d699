/**
 * Shapes of the data in `rules/pattern`.
 */
import { Schema } from "effect"

const Words = Schema.Array(Schema.String)

export const Level = Schema.Struct({
  role: Schema.Literals(["job", "step"]),
  at: Schema.String,
  names: Words,
  except: Schema.optionalKey(Words),
  types: Schema.Array(
    Schema.Struct({
      key: Schema.optionalKey(Schema.String),
      as: Schema.optionalKey(Schema.String),
      until: Schema.optionalKey(Schema.String)
    })
  ),
  after: Schema.optionalKey(Words)
})
export type Level = typeof Level.Type

export const OutlineRules = Schema.Struct({
  levels: Schema.Array(Level),
  /** Groups of parts that run one after the other: the list of them, and the key by which a part names its own. */
  stages: Schema.optionalKey(
    Schema.Struct({ at: Schema.String, key: Schema.String, otherwise: Schema.String, usual: Words })
  ),
  /** A key that only the header in front of the configuration has. */
  header: Schema.optionalKey(Schema.String),
  references: Words
})
export type OutlineRules = typeof OutlineRules.Type

export const schemas = {
  outlines: Schema.Record(Schema.String, OutlineRules)
}
