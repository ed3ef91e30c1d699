/**
 * A circuit breaker: after some failures in a row a provider is left alone for a while, so that a hundred files do
 * not each wait for a server that is down. When the while is over one call is let through: it closes the circuit
 * or opens it again.
 */
import { Clock, Effect, Schema } from "effect"

export interface BreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failures: number
  /** Milliseconds that it stays open. */
  readonly rest: number
}

/** A call was not made, since too many before it had failed. */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  provider: Schema.String,
  /** Until the next call is let through. */
  seconds: Schema.Int
}) {
  override get message(): string {
    return `${this.provider} failed many times in a row and is left alone for ${this.seconds} s. Try again later, or name a fallback in the setting model.fallbacks.`
  }
}

export interface CircuitBreaker {
  /** Milliseconds until a call is let through; 0 where it may be made now (then its outcome has to be told). */
  readonly admit: Effect.Effect<number>
  readonly succeeded: Effect.Effect<void>
  readonly failed: Effect.Effect<void>
  /** The call ended without telling anything of the provider: it was interrupted. */
  readonly abandoned: Effect.Effect<void>
}

export const circuitBreaker = ({ failures, rest }: BreakerOptions): CircuitBreaker => {
  let inARow = 0
  let openUntil = 0
  let probing = false
  return {
    admit: Effect.map(Clock.currentTimeMillis, (now) => {
      if (inARow < failures) return 0
      if (now < openUntil) return openUntil - now
      if (probing) return rest
      probing = true
      return 0
    }),
    succeeded: Effect.sync(() => {
      inARow = 0
      probing = false
    }),
    failed: Effect.map(Clock.currentTimeMillis, (now) => {
      inARow++
      probing = false
      if (inARow >= failures) openUntil = now + rest
    }),
    abandoned: Effect.sync(() => {
      probing = false
    })
  }
}
