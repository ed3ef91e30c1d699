/**
 * Shapes of the data in `rules/learning`.
 */
import { Schema } from "effect"

const Count = Schema.Int.check(Schema.isGreaterThan(0))
const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const Cases = Schema.Finite.check(Schema.isGreaterThan(0))

/** What one verdict is worth, in cases for a fix or against it. `shared`: among all fixes of the file together. */
const Weight = Schema.Union([
  Schema.Struct({ for: Cases }),
  Schema.Struct({ against: Cases, shared: Schema.optionalKey(Schema.Boolean) })
])

const Learning = Schema.Struct({
  verdicts: Schema.Struct({
    kept: Weight,
    tolerated: Weight,
    corrected: Weight,
    blamed: Weight,
    chosen: Weight,
    passedOver: Weight,
    rolledBack: Weight
  }),
  prior: Cases,
  kin: Share,
  fixes: Schema.Struct({
    demoteFrom: Cases,
    raiseFrom: Cases,
    promoteFrom: Cases,
    promoteWith: Share,
    atMost: Share
  }),
  approaches: Schema.Struct({ from: Count, with: Share }),
  limits: Schema.Struct({
    histories: Count,
    drafts: Count,
    fixes: Count,
    precedents: Count,
    text: Count,
    value: Count,
    title: Count,
    comment: Count,
    changes: Count
  }),
  indicators: Schema.Struct({ from: Count }),
  proposals: Schema.Struct({ files: Count, known: Share })
})

export const schemas = { learning: Learning } as const
