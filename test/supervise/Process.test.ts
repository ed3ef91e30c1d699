import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option } from "effect"
import { TestClock } from "effect/testing"
import { ExitReason, GenServer, Monitor, Process } from "../../src/supervise/index.ts"

describe("Process", () => {
  it.effect("gives back what it was run for", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Process.run(Effect.succeed(1)), 1)
      assert.strictEqual(yield* Effect.flip(Process.run(Effect.fail("no"))), "no")
      const down = yield* Effect.flip(Process.run(Process.exit(ExitReason.of("left"))))
      assert.strictEqual(ExitReason.format(down.exitReason), "left")
    })
  )

  it.effect("receives in order, or what it looks for first", () =>
    Process.run(
      Effect.gen(function* () {
        const self = yield* Process.self
        for (const message of [1, "two", 3]) yield* Process.send(self, message)
        const text = yield* Process.receiveWhere((message) =>
          typeof message === "string" ? Option.some(message) : Option.none()
        )
        assert.strictEqual(text, "two")
        assert.deepStrictEqual([yield* Process.receive, yield* Process.receive], [1, 3])
      })
    )
  )

  it.effect("waits for a message no longer than it is told to", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(Process.run(Process.receiveWithin(100, Option.some)), {
        startImmediately: true
      })
      yield* TestClock.adjust(99)
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.isTrue(Option.isNone(yield* Fiber.join(waiting)))
    })
  )

  it.effect("brings those down that are linked to it, however many", () =>
    Effect.gen(function* () {
      const count = 20_000
      const chain: Array<Process.Pid> = []
      const link: Effect.Effect<void> = Effect.suspend(() =>
        Effect.gen(function* () {
          chain.push(yield* Process.self)
          if (chain.length < count) yield* Process.spawnLink(link)
          yield* Effect.never
        })
      )
      const first = yield* Process.spawn(link)
      while (chain.length < count) yield* Effect.yieldNow
      yield* Process.sendExit(first, ExitReason.of("boom"))
      for (const pid of chain) yield* Process.awaitExit(pid)
      assert.isTrue(chain.every((pid) => pid.exitReason?._tag === "Custom"))
    })
  )

  it.effect("closes its scope before anyone hears of its end", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const closed = yield* Deferred.make<void>()
      const body = Effect.scoped(Effect.never).pipe(
        Effect.onExit(() =>
          Effect.andThen(
            Deferred.await(closed),
            Effect.sync(() => events.push("closed"))
          )
        )
      )
      const pid = yield* Process.spawn(body)
      yield* Effect.yieldNow
      const awaiting = yield* Effect.forkChild(
        Effect.tap(Process.awaitExit(pid), () => Effect.sync(() => events.push("down"))),
        { startImmediately: true }
      )
      yield* Process.sendExit(pid, ExitReason.shutdown)
      assert.isTrue(pid.isAlive)
      yield* Deferred.succeed(closed, undefined)
      assert.strictEqual((yield* Fiber.join(awaiting))._tag, "Shutdown")
      assert.deepStrictEqual(events, ["closed", "down"])
    })
  )

  it.effect("is dead at once when it is killed, whatever its finalizers do", () =>
    Effect.gen(function* () {
      const pid = yield* Process.spawn(Effect.onExit(Effect.never, () => Effect.never))
      yield* Effect.yieldNow
      yield* Process.sendExit(pid, ExitReason.shutdown)
      assert.isTrue(pid.isAlive)
      yield* Process.sendExit(pid, ExitReason.kill)
      assert.strictEqual(pid.exitReason?._tag, "Killed")
    })
  )

  it.effect("may be killed before it has begun", () =>
    Effect.gen(function* () {
      let ran = false
      const pid = yield* Process.spawn(
        Effect.sync(() => {
          ran = true
        })
      )
      yield* Process.sendExit(pid, ExitReason.kill)
      yield* Effect.yieldNow
      assert.strictEqual(pid.exitReason?._tag, "Killed")
      assert.isFalse(ran)
    })
  )

  it.effect("takes the fibers along that it has forked", () =>
    Effect.gen(function* () {
      let interrupted = false
      const pid = yield* Process.spawn(
        Effect.andThen(
          Effect.forkChild(
            Effect.onInterrupt(Effect.never, () =>
              Effect.sync(() => {
                interrupted = true
              })
            ),
            { startImmediately: true }
          ),
          Effect.never
        )
      )
      yield* Effect.yieldNow
      yield* Process.sendExit(pid, ExitReason.shutdown)
      assert.strictEqual((yield* Process.awaitExit(pid))._tag, "Shutdown")
      assert.isTrue(interrupted)
    })
  )

  it.effect("cannot link, receive or be itself outside of a process", () =>
    Effect.gen(function* () {
      for (const effect of [
        Process.self,
        Process.receive,
        Process.trapExits(true),
        Process.spawnLink(Effect.void)
      ]) {
        const exit = yield* Effect.exit(effect)
        assert.isTrue(exit._tag === "Failure" && exit.cause.reasons[0]?._tag === "Die")
      }
    })
  )

  it.effect("keeps nothing of a monitor whose owner is gone", () =>
    Effect.gen(function* () {
      const target = yield* Process.spawn(Effect.never)
      for (let i = 0; i < 3; i++) yield* Process.run(Monitor.monitor(target))
      yield* Process.sendExit(target, ExitReason.of("boom"))
      assert.strictEqual((yield* Process.awaitExit(target))._tag, "Custom")
    })
  )

  it.effect("ends with the reason of a call that it did not handle", () =>
    Effect.gen(function* () {
      interface Quitter {
        call: { quit(): never }
      }
      const Quitter = GenServer.define<Quitter>()({
        name: "quitter",
        init: (_: undefined) => GenServer.started(undefined),
        call: { quit: (_, state) => GenServer.stop(ExitReason.normal, state) }
      })
      const quitter = yield* GenServer.start(Quitter, undefined)
      const caller = yield* Process.spawn(GenServer.call(quitter, "quit"))
      const reason = yield* Process.awaitExit(caller)
      // Not `Normal`: a transient child that ends so has to be restarted.
      assert.strictEqual(ExitReason.format(reason), "call failed: normal")
      assert.isFalse(ExitReason.isExpected(reason))
    })
  )
})
