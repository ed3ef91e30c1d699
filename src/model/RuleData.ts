/**
 * Shapes of the data in `rules/model`.
 */
import { Schema } from "effect"

const Amount = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** Dollars for a million tokens. */
export const Price = Schema.Struct({ input: Amount, output: Amount })
export type Price = typeof Price.Type

export const ModelEntry = Schema.Struct({
  provider: Schema.NonEmptyString,
  /** The provider's name for it, where it is another one. */
  served: Schema.optionalKey(Schema.NonEmptyString),
  price: Schema.optionalKey(Price),
  /** Tokens that it reads at once. */
  context: Schema.optionalKey(Count),
  /** Tokens that it writes at most. */
  output: Schema.optionalKey(Count),
  /** Whether it calls tools when told to; most do. */
  tools: Schema.optionalKey(Schema.Boolean),
  /** Where it is reached, and the variable that holds the key, where these are not its provider's. */
  baseUrl: Schema.optionalKey(Schema.NonEmptyString),
  apiKeyEnv: Schema.optionalKey(Schema.NonEmptyString)
})
export type ModelEntry = typeof ModelEntry.Type

export const ProviderEntry = Schema.Struct({
  title: Schema.String,
  wire: Schema.Literals(["responses", "messages", "chat"]),
  /** There is none where it has to be named. */
  baseUrl: Schema.optionalKey(Schema.String),
  /** The variable that holds the key; none is needed where there is none. */
  keyName: Schema.optionalKey(Schema.String),
  /** Calls at a time. */
  concurrency: Count,
  /** Calls begun in a minute. */
  perMinute: Count
})
export type ProviderEntry = typeof ProviderEntry.Type

export const schemas = {
  providers: Schema.Record(Schema.String, ProviderEntry),
  models: Schema.Record(Schema.String, ModelEntry)
}
