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

/** The stages in which a pipeline is built up, in this order. */
export const EnhanceStage = Schema.Literals([
  "ensure_basic_structure",
  "add_required_steps",
  "configure_steps",
  "add_error_handling",
  "optimize_performance"
])
export type EnhanceStage = typeof EnhanceStage.Type

/** What a pipeline can be given besides its steps. All pointers but `at` are below the place. */
export const FeatureRules = Schema.Struct({
  title: Schema.String,
  stage: EnhanceStage,
  /** The places that can have it; `*` is any key or item. */
  at: Schema.String,
  when: Schema.optionalKey(Words),
  unless: Schema.optionalKey(Words),
  /** Phrases of which the place has to hold one. */
  says: Schema.optionalKey(Words),
  /** Phrases of which it may hold none. */
  without: Schema.optionalKey(Words),
  /** Phrases of which the list or map around the place has to hold one. */
  near: Schema.optionalKey(Words),
  /** Phrases of which the list or map around the place may hold none. */
  apart: Schema.optionalKey(Words),
  /** What the texts at these pointers begin with. */
  is: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  add: Schema.Record(Schema.String, Schema.Json),
  /** Added only where it is asked for by name. */
  asked: Schema.optionalKey(Schema.Boolean)
})
export type FeatureRules = typeof FeatureRules.Type

const Part = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/** Likenesses and parts of them, 0 to 1. */
export const Weights = Schema.Struct({
  matched: Schema.Struct({ surely: Part, well: Part, partly: Part }),
  whole: Schema.Struct({ steps: Part, identity: Part, order: Part, explained: Part }),
  evidence: Schema.Struct({
    name: Part,
    word: Part,
    sign: Part,
    type: Schema.Struct({ least: Part, more: Part })
  }),
  step: Part,
  certain: Part,
  mark: Part,
  left: Schema.Struct({ otherType: Part, unmarked: Part, stepless: Part })
})

export const schemas = {
  weights: Weights,
  outlines: Schema.Record(Schema.String, OutlineRules),
  features: Schema.Record(Schema.String, Schema.Record(Schema.String, FeatureRules))
}
