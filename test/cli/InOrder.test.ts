import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import * as fc from "fast-check"
import { inOrder } from "../../src/cli/InOrder.ts"

describe("inOrder", () => {
  it("tells of all results in the order of the inputs, with so many at a time at most", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 12 }),
        async (pauses, jobs, ahead) => {
          let running = 0
          let most = 0
          const work = (at: number) =>
            Effect.gen(function* () {
              most = Math.max(most, ++running)
              for (let pause = 0; pause < (pauses[at] ?? 0); pause++) yield* Effect.yieldNow
              running--
              return at
            })
          const results = await Effect.runPromise(
            Stream.runCollect(inOrder([...pauses.keys()], { jobs, ahead }, work))
          )
          assert.deepStrictEqual(results, [...pauses.keys()])
          assert.isAtMost(most, jobs)
        }
      ),
      { seed: 42, numRuns: 60 }
    ))

  it.live("lets the others go on while the first one hangs, so far ahead as is allowed", () =>
    Effect.gen(function* () {
      const first = yield* Deferred.make<void>()
      const reached = yield* Deferred.make<void>()
      const begun: Array<number> = []
      const told: Array<number> = []
      const fiber = yield* inOrder(
        Array.from({ length: 100 }, (_, at) => at),
        { jobs: 3, ahead: 20 },
        (at) =>
          Effect.gen(function* () {
            begun.push(at)
            if (at === 19) yield* Deferred.succeed(reached, undefined)
            if (at === 0) yield* Deferred.await(first)
            return at
          })
      ).pipe(
        Stream.runForEach((at) => Effect.sync(() => told.push(at))),
        Effect.forkChild
      )
      yield* Deferred.await(reached)
      for (let turn = 0; turn < 100; turn++) yield* Effect.yieldNow
      assert.strictEqual(begun.length, 20)
      assert.deepStrictEqual(told, [])
      yield* Deferred.succeed(first, undefined)
      yield* Fiber.join(fiber)
      assert.strictEqual(told.length, 100)
    })
  )
})
