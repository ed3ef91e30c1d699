/**
 * The schemas of the data in `rules/structure`.
 */
import { Schema } from "effect"

const Nats = Schema.Number

/** Surprise in nats of every edit that Explain may propose. */
const Costs = Schema.Struct({
  nearest: Schema.Struct({ fold: Nats, slip: Nats, spread: Nats, share: Schema.Number }),
  rename: Schema.Struct({ base: Nats, synonym: Nats, group: Nats, byShape: Nats, required: Nats }),
  value: Schema.Struct({ synonym: Nats, coerce: Nats, measure: Nats, fallback: Nats, absent: Nats }),
  shape: Schema.Struct({
    wrap: Nats,
    unwrap: Nats,
    split: Nats,
    join: Nats,
    pairsToMap: Nats,
    namedToMap: Nats,
    mapToNamed: Nats,
    mapToList: Nats,
    assignmentsToMap: Nats,
    parse: Nats,
    scalarToMap: Nats,
    hoist: Nats,
    nest: Nats,
    flatten: Nats,
    splitItem: Nats,
    mismatch: Nats
  }),
  move: Schema.Struct({ near: Nats, far: Nats, ambiguous: Nats }),
  add: Schema.Struct({ default: Nats, unknown: Nats }),
  remove: Schema.Struct({ base: Nats, leaf: Nats, empty: Nats }),
  limits: Schema.Struct({ work: Schema.Int, edits: Schema.Int }),
  applicability: Schema.Struct({ safe: Schema.Number })
})

export const schemas = { costs: Costs } as const
