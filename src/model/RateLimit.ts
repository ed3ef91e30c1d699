/**
 * How much is asked of a provider at a time and in a minute. Calls that are too many wait for their turn, in order.
 */
import { Clock, Effect, Semaphore } from "effect"

export interface RateLimit {
  readonly run: <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** Starts are spaced evenly once a short burst is used up. */
export const rateLimit = (concurrency: number, perMinute: number): RateLimit => {
  const permits = Semaphore.makeUnsafe(concurrency)
  const spacing = 60_000 / perMinute
  const burst = Math.max(1, concurrency)
  // When the next call would be due if all calls came evenly spaced.
  let due = 0
  const turn = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const wait = due - (burst - 1) * spacing - now
    due = Math.max(due, now) + spacing
    return wait > 0 ? Effect.sleep(wait) : Effect.void
  })
  return { run: (call) => Semaphore.withPermit(permits, Effect.andThen(turn, call)) }
}
