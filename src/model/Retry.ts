/**
 * The one place that tries a call again. What may pass is tried again after a pause: the one that the provider asks
 * for, else one that doubles each time, with jitter, so that many that failed together do not come back together.
 */
import { Duration, Effect, Random } from "effect"
import type { AiError } from "effect/ai"
import { pauseOf } from "./ModelFault.ts"

export interface RetryOptions {
  /** Attempts at one call, the first among them. */
  readonly attempts: number
  /** Milliseconds of the first pause. */
  readonly pause: number
  /** Milliseconds of the longest pause; a provider that wants more is given up. */
  readonly longest: number
}

export const defaultRetry: RetryOptions = { attempts: 4, pause: 500, longest: 60_000 }

export const retrying = <A, E, R>(
  attempt: Effect.Effect<A, E | AiError.AiError, R>,
  { attempts, pause, longest }: RetryOptions
): Effect.Effect<A, E | AiError.AiError, R> =>
  Effect.gen(function* () {
    for (let made = 1; ; made++) {
      const result = yield* Effect.result(attempt)
      if (result._tag === "Success") return result.success
      const error = result.failure
      if (!isAiError(error) || !mayPass(error) || made >= attempts) return yield* Effect.fail(error)
      const asked = pauseOf(error)
      if (asked !== undefined && Duration.toMillis(asked) > longest) return yield* Effect.fail(error)
      const backOff = Math.min(longest, pause * 2 ** (made - 1)) * (0.5 + 0.5 * (yield* Random.next))
      // Never sooner than asked, and not all at the same moment.
      yield* Effect.sleep(asked === undefined ? backOff : Duration.toMillis(asked) + 0.1 * backOff)
    }
  })

const isAiError = (error: unknown): error is AiError.AiError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "AiError"

/** Trouble of the network, of the provider, or of too many calls; what is wrong with the request stays wrong. */
const mayPass = ({ reason }: AiError.AiError): boolean =>
  reason._tag === "NetworkError" ||
  reason._tag === "RateLimitError" ||
  reason._tag === "InternalProviderError"
