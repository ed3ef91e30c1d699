/**
 * One attempt at one call: a promise of an SDK as an effect that ends in time and takes its connection with it when
 * it is interrupted.
 */
import { Duration, Effect } from "effect"
import type { AiError } from "effect/ai"
import { disconnected, faultOf } from "./ModelFault.ts"
import type { Endpoint } from "./Wire.ts"

export const attempt = <A>(
  endpoint: Endpoint,
  method: string,
  run: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, AiError.AiError> =>
  Effect.tryPromise({ try: run, catch: (thrown) => faultOf(endpoint, method, thrown) }).pipe(
    Effect.timeoutOrElse({
      duration: Duration.millis(endpoint.timeout),
      orElse: () =>
        Effect.fail(disconnected(endpoint, method, `nothing came within ${endpoint.timeout / 1000} s`))
    })
  )
