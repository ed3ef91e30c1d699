/**
 * The line to one model: every attempt at a call goes through the breaker and the limits of its provider, under the
 * budget, and is tried again where that may help.
 */
import { Effect } from "effect"
import type { AiError } from "effect/ai"
import type { Spending } from "../refine/Budget.ts"
import { type BreakerOptions, type CircuitBreaker, CircuitOpen, circuitBreaker } from "./CircuitBreaker.ts"
import type { ModelReply, ModelRequest } from "./ModelRequest.ts"
import type { ModelSpec } from "./ModelSpec.ts"
import { type RateLimit, rateLimit } from "./RateLimit.ts"
import { defaultRetry, type RetryOptions, retrying } from "./Retry.ts"
import { type BudgetExhausted, type Spend, spendingOf } from "./Spend.ts"
import { inputTokensOf, tokensOf } from "./Tokens.ts"
import type { Endpoint, OnDelta, Wire } from "./Wire.ts"
import { wireOf } from "./Wires.ts"

export interface LineOptions {
  readonly retry?: RetryOptions
  readonly breaker?: BreakerOptions
  /** Milliseconds that one attempt may take. */
  readonly timeout?: number
}

export const defaultTimeout = 120_000
const defaultBreaker: BreakerOptions = { failures: 5, rest: 30_000 }

interface Asking {
  readonly idempotencyKey: string
  readonly onDelta?: OnDelta | undefined
  readonly onAttempt?: (() => void) | undefined
  /** Told what every attempt took, whether it succeeded or not. */
  readonly take: (taken: Spending) => void
}

export class ProviderLine {
  readonly spec: ModelSpec
  readonly #endpoint: Endpoint
  readonly #spend: Spend
  readonly #retry: RetryOptions
  readonly #breaker: CircuitBreaker
  readonly #limit: RateLimit
  #wire: Promise<Wire> | undefined

  private constructor(
    spec: ModelSpec,
    spend: Spend,
    options: LineOptions,
    breaker: CircuitBreaker,
    limit: RateLimit
  ) {
    this.spec = spec
    this.#endpoint = endpointOf(spec, options)
    this.#spend = spend
    this.#retry = options.retry ?? defaultRetry
    this.#breaker = breaker
    this.#limit = limit
  }

  /** Models of one provider share its limits and its breaker. */
  static forModels(
    specs: ReadonlyArray<ModelSpec>,
    spend: Spend,
    options: LineOptions
  ): ReadonlyArray<ProviderLine> {
    const providers = new Map<string, { readonly breaker: CircuitBreaker; readonly limit: RateLimit }>()
    return specs.map((spec) => {
      const place = `${spec.provider} ${spec.baseUrl}`
      const shared = providers.get(place) ?? {
        breaker: circuitBreaker(options.breaker ?? defaultBreaker),
        limit: rateLimit(spec.concurrency, spec.perMinute)
      }
      providers.set(place, shared)
      return new ProviderLine(spec, spend, options, shared.breaker, shared.limit)
    })
  }

  ask(
    request: ModelRequest,
    asking: Asking
  ): Effect.Effect<ModelReply, AiError.AiError | BudgetExhausted | CircuitOpen> {
    const { spec } = this
    const input = inputTokensOf(request)
    const most = spendingOf({ inputTokens: input, outputTokens: request.maxOutputTokens }, spec.price)
    const attempt = this.#spend.during(most, (settle) => {
      const took = (taken: Spending): void => {
        settle(taken)
        asking.take(taken)
      }
      return this.#through(request, asking, took)
    })
    return retrying(attempt, this.#retry)
  }

  /** One attempt, past the breaker and the limits. */
  #through(
    request: ModelRequest,
    asking: Asking,
    took: (taken: Spending) => void
  ): Effect.Effect<ModelReply, AiError.AiError | CircuitOpen> {
    const { spec } = this
    const breaker = this.#breaker
    const wire = Effect.promise(() => this.#loaded())
    const call = Effect.gen(function* () {
      const closed = yield* breaker.admit
      if (closed > 0) {
        took({ calls: 0, tokens: 0, cost: 0 })
        return yield* new CircuitOpen({ provider: spec.provider, seconds: Math.ceil(closed / 1000) })
      }
      let streamed = ""
      const { call } = yield* wire
      asking.onAttempt?.()
      return yield* call(request, {
        idempotencyKey: asking.idempotencyKey,
        onDelta: (text, kind) => {
          streamed += text
          asking.onDelta?.(text, kind)
        }
      }).pipe(
        Effect.tap((reply) => {
          took(spendingOf(reply.usage, spec.price))
          return breaker.succeeded
        }),
        Effect.tapError((error) => {
          // A provider counts what it has written until the connection broke.
          const written =
            streamed === ""
              ? { inputTokens: 0, outputTokens: 0 }
              : { inputTokens: inputTokensOf(request), outputTokens: tokensOf(streamed) }
          took(spendingOf(written, spec.price))
          return isOutage(error) ? breaker.failed : breaker.succeeded
        }),
        Effect.onInterrupt(() => breaker.abandoned)
      )
    })
    return this.#limit.run(call)
  }

  #loaded(): Promise<Wire> {
    this.#wire ??= wireOf(this.spec.wire, this.#endpoint)
    return this.#wire
  }
}

export const endpointOf = (spec: ModelSpec, { timeout }: LineOptions): Endpoint => ({
  provider: spec.provider,
  baseUrl: spec.baseUrl,
  apiKey: spec.apiKey,
  timeout: timeout ?? defaultTimeout
})

/** Failures that say that the provider is down, not that the request is wrong. */
const isOutage = ({ reason }: AiError.AiError): boolean =>
  reason._tag === "NetworkError" || reason._tag === "InternalProviderError"
