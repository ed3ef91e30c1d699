import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Option, Scope } from "effect"
import { ExitReason, Process, Registry } from "../../src/supervise/index.ts"

const start = <K, V>(registry: Registry.Registry<K, V>) => Registry.startScoped(registry)

/** A process that registers as told and stays. */
const registered = <V>(
  registry: Registry.Registry<string, V>,
  ...entries: ReadonlyArray<readonly [string, V]>
) =>
  Effect.gen(function* () {
    const pid = yield* Process.spawn(
      Effect.gen(function* () {
        for (const [key, value] of entries) {
          yield* (Registry.register as (r: unknown, k: string, v: V) => Effect.Effect<void, unknown>)(
            registry,
            key,
            value
          )
        }
        yield* Effect.never
      })
    )
    yield* Effect.yieldNow
    return pid
  })

describe("a unique registry", () => {
  it.effect("holds one process for a key, until that is gone", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "unique" })
      yield* start(registry)
      const pid = yield* registered(registry, ["a", 1], ["b", 2])
      const taken = yield* Effect.flip(Process.run(Registry.register(registry, "a", 3)))
      assert.isTrue(taken._tag === "AlreadyRegistered" && taken.pid === pid)
      assert.deepStrictEqual(yield* Registry.lookup(registry, "a"), [{ pid, value: 1 }])
      assert.deepStrictEqual(yield* Registry.keys(registry, pid), ["a", "b"])
      assert.strictEqual(yield* Registry.count(registry), 2)
      yield* Process.sendExit(pid, ExitReason.kill)
      assert.deepStrictEqual(yield* Registry.lookup(registry, "a"), [])
      assert.strictEqual(yield* Registry.count(registry), 0)
    })
  )

  it.effect("lets the holder change its value, and nobody else", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "unique" })
      yield* start(registry)
      yield* registered(registry, ["a", 1])
      assert.isTrue(
        Option.isNone(yield* Process.run(Registry.updateValue(registry, "a", (value) => value + 1)))
      )
      yield* Process.run(
        Effect.gen(function* () {
          yield* Registry.register(registry, "b", 5)
          const changed = yield* Registry.updateValue(registry, "b", (value) => value * 2)
          assert.deepStrictEqual(changed, Option.some([10, 5] as const))
          yield* Registry.unregister(registry, "b")
          assert.deepStrictEqual(yield* Registry.lookup(registry, "b"), [])
        })
      )
    })
  )
})

describe("a duplicate registry", () => {
  it.effect("reaches all under a key, in the order in which they came", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "duplicate" })
      yield* start(registry)
      const a = yield* registered(registry, ["topic", 1], ["topic", 2])
      const b = yield* registered(registry, ["topic", 3])
      assert.deepStrictEqual(
        (yield* Registry.lookup(registry, "topic")).map(({ value }) => value),
        [1, 2, 3]
      )
      assert.deepStrictEqual(yield* Registry.values(registry, "topic", a), [1, 2])
      assert.deepStrictEqual(
        (yield* Registry.lookupWhere(registry, "topic", (value) => value > 1)).map(({ pid }) => pid),
        [a, b]
      )
      let reached = 0
      yield* Registry.dispatch(registry, "topic", (entries) => Effect.sync(() => (reached = entries.length)))
      yield* Registry.dispatch(registry, "nobody's", () => Effect.die("not run"))
      assert.strictEqual(reached, 3)
      yield* Process.sendExit(a, ExitReason.shutdown)
      yield* Process.awaitExit(a)
      assert.deepStrictEqual(yield* Registry.lookup(registry, "topic"), [{ pid: b, value: 3 }])
    })
  )

  it.effect("removes what is asked for", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "duplicate" })
      yield* start(registry)
      yield* Process.run(
        Effect.gen(function* () {
          for (const value of [1, 2, 3]) yield* Registry.register(registry, "topic", value)
          yield* Registry.unregisterWhere(registry, "topic", (value) => value === 2)
          assert.deepStrictEqual(
            (yield* Registry.lookup(registry, "topic")).map(({ value }) => value),
            [1, 3]
          )
          yield* Registry.unregister(registry, "topic")
          assert.strictEqual(yield* Registry.count(registry), 0)
        })
      )
    })
  )
})

describe("the registry's own end", () => {
  it.effect("takes the registered along, and a new one starts empty", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "unique" })
      const scope = yield* Scope.make()
      const owner = yield* Scope.provide(start(registry), scope)
      const pid = yield* registered(registry, ["a", 1])
      yield* Registry.putMeta(registry, "colour", "blue")
      assert.deepStrictEqual(yield* Registry.meta(registry, "colour"), Option.some("blue"))
      yield* Process.sendExit(owner, ExitReason.kill)
      assert.strictEqual((yield* Process.awaitExit(pid))._tag, "Killed")
      yield* Scope.close(scope, Exit.void)
      yield* start(registry)
      assert.strictEqual(yield* Registry.count(registry), 0)
      assert.isTrue(Option.isNone(yield* Registry.meta(registry, "colour")))
    })
  )

  it.effect("outlives the registered", () =>
    Effect.gen(function* () {
      const registry = Registry.make<string, number>({ keys: "unique" })
      const owner = yield* start(registry)
      const pid = yield* registered(registry, ["a", 1])
      yield* Process.sendExit(pid, ExitReason.of("boom"))
      yield* Effect.yieldNow
      assert.isTrue(owner.isAlive)
    })
  )
})
