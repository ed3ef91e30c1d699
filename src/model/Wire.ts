/**
 * A wire: one provider's protocol, spoken by its official SDK. It makes exactly one HTTP request for a call and
 * never tries again; retries, limits, budgets and records are the business of those above (`ModelClient`).
 */
import type { Effect } from "effect"
import type { AiError } from "effect/ai"
import type { ModelReply, ModelRequest } from "./ModelRequest.ts"

/** Takes a piece of an answer: of its text, or of what it hands to a tool. */
export type OnDelta = (text: string, kind: "text" | "tool") => void

export interface CallOptions {
  /** The same for every attempt at one call, so that a provider that knows it answers a repetition from memory. */
  readonly idempotencyKey: string
  /** Called with each piece of the answer as it arrives. */
  readonly onDelta?: OnDelta
}

export interface Wire {
  readonly call: (request: ModelRequest, options: CallOptions) => Effect.Effect<ModelReply, AiError.AiError>
  /** The names of the models that the provider offers. */
  readonly list: Effect.Effect<ReadonlyArray<string>, AiError.AiError>
}

/** How to reach a provider. */
export interface Endpoint {
  /** As it is named on the command line. */
  readonly provider: string
  readonly baseUrl: string
  readonly apiKey: string
  /** Milliseconds until a call that brought nothing is given up. */
  readonly timeout: number
}
