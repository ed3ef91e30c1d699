/**
 * Waiting, with a clock of the test's own: pauses between attempts, circuits that close again, starts that are spaced.
 */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber } from "effect"
import { AiError } from "effect/ai"
import { TestClock } from "effect/testing"
import { circuitBreaker } from "../../src/model/CircuitBreaker.ts"
import { retryAfterOf } from "../../src/model/ModelFault.ts"
import { rateLimit } from "../../src/model/RateLimit.ts"
import { retrying } from "../../src/model/Retry.ts"

const limited = (seconds?: number): AiError.AiError =>
  AiError.make({
    module: "test",
    method: "call",
    reason: new AiError.RateLimitError(seconds === undefined ? {} : { retryAfter: Duration.seconds(seconds) })
  })

/** Fails with these errors, one an attempt, then succeeds; counts its attempts. */
const failing = (...errors: ReadonlyArray<AiError.AiError>) => {
  const state = { attempts: 0 }
  const attempt = Effect.suspend(() => {
    const error = errors[state.attempts++]
    return error === undefined ? Effect.succeed("done") : Effect.fail(error)
  })
  return { state, attempt }
}

const options = { attempts: 3, pause: 1_000, longest: 60_000 }

describe("retrying", () => {
  it.effect("waits as long as the provider asks, not less", () =>
    Effect.gen(function* () {
      const { state, attempt } = failing(limited(30))
      const fiber = yield* Effect.forkChild(retrying(attempt, options))
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(state.attempts, 1)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "done")
    })
  )

  it.effect("doubles its own pauses, and gives up after its attempts", () =>
    Effect.gen(function* () {
      const { state, attempt } = failing(limited(), limited(), limited(), limited())
      const fiber = yield* Effect.forkChild(retrying(attempt, options))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(state.attempts, 2)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(state.attempts, 3)
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
    })
  )

  it.effect("does not wait for a provider that wants too much", () =>
    Effect.gen(function* () {
      const { state, attempt } = failing(limited(3_600))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(retrying(attempt, options))))
      assert.strictEqual(state.attempts, 1)
    })
  )
})

describe("a circuit breaker", () => {
  it.effect(
    "opens after failures in a row, lets one call through after a rest, and closes when it succeeds",
    () =>
      Effect.gen(function* () {
        const breaker = circuitBreaker({ failures: 2, rest: 10_000 })
        yield* breaker.failed
        yield* breaker.succeeded
        yield* breaker.failed
        assert.strictEqual(yield* breaker.admit, 0)
        yield* breaker.failed
        assert.strictEqual(yield* breaker.admit, 10_000)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(yield* breaker.admit, 0)
        assert.isAbove(yield* breaker.admit, 0)
        yield* breaker.succeeded
        assert.strictEqual(yield* breaker.admit, 0)
      })
  )
})

describe("a rate limit", () => {
  it.effect("lets a burst through, then spaces what begins", () =>
    Effect.gen(function* () {
      let begun = 0
      const limit = rateLimit(2, 60)
      const call = limit.run(
        Effect.sync(() => {
          begun++
        })
      )
      const fiber = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3, 4], () => call, { concurrency: "unbounded", discard: true })
      )
      yield* TestClock.adjust("0 seconds")
      assert.strictEqual(begun, 2)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(begun, 3)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(begun, 4)
      yield* Fiber.join(fiber)
    })
  )
})

describe("Retry-After", () => {
  const now = Date.parse("2030-01-01T00:00:00Z")
  it.each<readonly [header: string, value: string, milliseconds: number | undefined]>([
    ["retry-after", "7", 7_000],
    ["retry-after", "Tue, 01 Jan 2030 00:01:00 GMT", 60_000],
    ["retry-after", "Mon, 31 Dec 2029 00:00:00 GMT", 0],
    ["retry-after", "soon", undefined],
    ["retry-after-ms", "250", 250]
  ])("reads %s: %s", (header, value, milliseconds) => {
    const read = retryAfterOf(new Headers({ [header]: value }), now)
    assert.strictEqual(read === undefined ? undefined : Duration.toMillis(read), milliseconds)
  })

  it("is nothing where there is no such header", () => {
    assert.isUndefined(retryAfterOf(new Headers(), now))
    assert.isUndefined(retryAfterOf(undefined, now))
  })
})
