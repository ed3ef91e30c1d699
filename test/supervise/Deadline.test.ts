import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Deadline from "../../src/supervise/Deadline.ts"

class Note extends Deadline.Deadline {
  private readonly note: () => void

  constructor(note: () => void) {
    super()
    this.note = note
  }

  expire(): void {
    this.note()
  }
}

describe("Deadline", () => {
  it.effect("expires in the order of time, and not when it was cancelled", () =>
    Effect.gen(function* () {
      const expired: Array<string> = []
      const set = (name: string, millis: number) =>
        Effect.withFiber((fiber) => {
          const deadline = new Note(() => expired.push(name))
          Deadline.start(deadline, millis, fiber)
          return Effect.succeed(deadline)
        })
      yield* set("100", 100)
      const cancelled = yield* set("cancelled", 100)
      yield* set("50", 50)
      yield* TestClock.adjust(30)
      yield* set("100 later", 100)
      yield* set("20", 20)
      yield* set("never", Infinity)
      Deadline.cancel(cancelled)
      Deadline.cancel(cancelled)
      yield* TestClock.adjust(20)
      assert.deepStrictEqual(expired.toSorted(), ["20", "50"])
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(expired.slice(2), ["100", "100 later"])
    })
  )

  it("lets the program end when nothing waits any more", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length
    const before = timers()
    await Effect.runPromise(
      Effect.withFiber((fiber) => {
        for (let i = 0; i < 10; i++) {
          const deadline = new Note(() => {})
          Deadline.start(deadline, 60_000, fiber)
          Deadline.cancel(deadline)
        }
        return Effect.void
      })
    )
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    // One that was there before may have rung meanwhile.
    assert.isAtMost(timers(), before)
  })
})
