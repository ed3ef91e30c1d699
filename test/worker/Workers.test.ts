import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { startScoped, type Workers, type WorkersOptions } from "../../src/worker/Workers.ts"
import type { Told } from "./Thread.ts"

const file = new URL("Thread.ts", import.meta.url)

const start = (options: Partial<WorkersOptions> = {}) =>
  startScoped({ file, data: undefined, threads: 2, timeout: 60_000, memory: 64, ...options })

const tell = ({ run }: Workers, told: Told) => run(told)
const echo = (workers: Workers, value: unknown) => tell(workers, { what: "echo", value })

describe("Workers", () => {
  it.live("do jobs side by side, each answered with its own result", () =>
    Effect.gen(function* () {
      const workers = yield* start()
      const values = Array.from({ length: 50 }, (_, at) => ({ at, set: new Set([at]) }))
      const results = yield* Effect.forEach(values, (value) => echo(workers, value), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(results, values)
    })
  )

  it.live("kill what never ends, and only that", () =>
    Effect.gen(function* () {
      const workers = yield* start({ timeout: 1000 })
      const results = yield* Effect.forEach(
        Array.from({ length: 12 }, (_, at) => at),
        (at) => Effect.exit(at % 4 === 0 ? tell(workers, { what: "for ever" }) : echo(workers, at)),
        { concurrency: "unbounded" }
      )
      for (const [at, result] of results.entries()) {
        if (at % 4 !== 0) assert.deepStrictEqual(result, Exit.succeed(at))
        else assert.include(String(result), "it takes longer than 1 second")
      }
    })
  )

  it.live("count only the time in which a job had a processor, as long as that is not far too long", () =>
    Effect.gen(function* () {
      const workers = yield* start({ threads: 1, timeout: 2000 })
      assert.strictEqual(yield* tell(workers, { what: "rest", milliseconds: 2001 }), undefined)
      const hasty = yield* start({ threads: 1, timeout: 20 })
      const failure = yield* Effect.flip(tell(hasty, { what: "rest", milliseconds: 1e6 }))
      assert.strictEqual(failure.cause, "time")
    })
  )

  it.live("outlive a thread that runs out of memory", () =>
    Effect.gen(function* () {
      const workers = yield* start({ threads: 1 })
      const failure = yield* Effect.flip(tell(workers, { what: "grow" }))
      assert.deepStrictEqual(
        [failure.cause, failure.reason],
        ["memory", "it needs more than 64 MB of memory"]
      )
      assert.strictEqual(yield* echo(workers, 1), 1)
    })
  )

  for (const [what, reason] of [
    ["throw", "as told"],
    ["exit", "its thread ended with code 7"],
    ["no clone", "could not be cloned"]
  ] as const) {
    it.live(`tell of a job that crashes: ${what}`, () =>
      Effect.gen(function* () {
        const workers = yield* start({ threads: 1 })
        const failure = yield* Effect.flip(tell(workers, { what }))
        assert.strictEqual(failure.cause, "crash")
        assert.include(failure.reason, reason)
        assert.strictEqual(yield* echo(workers, 1), 1)
      })
    )
  }

  it.live("tell of a module that cannot be loaded", () =>
    Effect.gen(function* () {
      const workers = yield* start({ file: new URL("Nobody.ts", import.meta.url), threads: 1 })
      for (let round = 0; round < 2; round++) {
        const failure = yield* Effect.flip(echo(workers, 1))
        assert.include(failure.reason, "Nobody.ts")
      }
    })
  )

  it.live("drop the work that nobody waits for any longer", () =>
    Effect.gen(function* () {
      const workers = yield* start({ threads: 1 })
      // The second waits behind the first, which would never let it in.
      const first = yield* Effect.forkChild(tell(workers, { what: "for ever" }))
      yield* Effect.yieldNow
      const second = yield* Effect.forkChild(echo(workers, 2))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(first)
      assert.strictEqual(yield* Fiber.join(second), 2)
    })
  )

  it.live("start no thread that is not needed", () =>
    Effect.gen(function* () {
      const workers = yield* start({ threads: 4 })
      const threads = new Set<unknown>()
      for (let at = 0; at < 5; at++) threads.add(yield* tell(workers, { what: "who" }))
      assert.strictEqual(threads.size, 1)
    })
  )
})
