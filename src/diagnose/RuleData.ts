/**
 * The schemas of the data in `rules/structure`.
 */
import { Schema } from "effect"

const Nats = Schema.Number

/** Surprise in nats of every edit that Explain may propose. */
const Costs = Schema.Struct({
  nearest: Schema.Struct({
    fold: Nats,
    slip: Nats,
    spread: Nats,
    share: Schema.Number,
    looseShare: Schema.Number
  }),
  rename: Schema.Struct({
    base: Nats,
    synonym: Nats,
    group: Nats,
    short: Nats,
    byShape: Nats,
    byLack: Nats,
    required: Nats
  }),
  value: Schema.Struct({
    synonym: Nats,
    coerce: Nats,
    punctuation: Nats,
    measure: Nats,
    fallback: Nats,
    unlike: Nats,
    part: Nats,
    absent: Nats
  }),
  shape: Schema.Struct({
    wrap: Nats,
    unwrap: Nats,
    split: Nats,
    join: Nats,
    pairsToMap: Nats,
    namedToMap: Nats,
    valuesToMap: Nats,
    mapToNamed: Nats,
    countedToList: Nats,
    mapToList: Nats,
    assignmentsToMap: Nats,
    parse: Nats,
    scalarToMap: Nats,
    hoist: Nats,
    nest: Nats,
    flatten: Nats,
    held: Nats,
    namedBranch: Nats,
    unglue: Nats,
    splitItem: Nats,
    joinItems: Nats,
    mismatch: Nats
  }),
  items: Schema.Struct({ named: Nats, seen: Nats }),
  move: Schema.Struct({
    near: Nats,
    far: Nats,
    stray: Nats,
    blind: Nats,
    above: Nats,
    below: Nats,
    opened: Nats
  }),
  add: Schema.Struct({ default: Nats, unknown: Nats }),
  remove: Schema.Struct({
    base: Nats,
    leaf: Nats,
    empty: Nats,
    alike: Nats,
    hidden: Nats,
    few: Nats,
    swallowed: Nats
  }),
  limits: Schema.Struct({ work: Schema.Int, edits: Schema.Int }),
  applicability: Schema.Struct({ safe: Schema.Number })
})

/** Words that stand for other values. */
const Words = Schema.Struct({
  truths: Schema.Array(Schema.String),
  falsehoods: Schema.Array(Schema.String),
  numbers: Schema.Record(Schema.String, Schema.Number)
})

/** Weights of the score: shares of the stages sum to 1; deductions are per diagnostic. */
const Weights = Schema.Struct({
  stages: Schema.Struct({
    syntax: Schema.Number,
    schema: Schema.Number,
    semantic: Schema.Number,
    execution: Schema.Number
  }),
  syntax: Schema.Struct({
    none: Schema.Number,
    minor_fixes: Schema.Number,
    major_fixes: Schema.Number,
    unparseable: Schema.Number
  }),
  severity: Schema.Struct({ error: Schema.Number, warning: Schema.Number, info: Schema.Number })
})

export const schemas = { costs: Costs, words: Words, weights: Weights } as const
