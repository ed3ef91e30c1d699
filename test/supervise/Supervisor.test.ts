import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Scope } from "effect"
import { TestClock } from "effect/testing"
import {
  ChildSpec,
  DynamicSupervisor,
  ExitReason,
  GenServer,
  Process,
  Registry,
  Supervisor
} from "../../src/supervise/index.ts"

interface Cell {
  call: { get(): string }
  cast: { crash(): void }
}

class Words extends Context.Service<Words, { readonly word: string }>()("test/Words") {}

const Cell = GenServer.define<Cell>()({
  name: "cell",
  init: (_: undefined) => Effect.flatMap(Words, ({ word }) => GenServer.started(word)),
  call: { get: (_, word) => GenServer.reply(word, word) },
  cast: { crash: () => Effect.die(new Error("crash")) }
})

describe("Supervisor", () => {
  it.effect("restarts what crashed, found again by its name", () =>
    Effect.gen(function* () {
      const names = Registry.make<string>({ keys: "unique" })
      const cell = Registry.name<Cell, string>(names, "cell")
      yield* Supervisor.startScoped({
        children: [Registry.child(names), ChildSpec.server(Cell, undefined, { start: { name: cell } })]
      })
      const before = cell.whereIs()
      yield* GenServer.cast(cell, "crash")
      yield* Effect.yieldNow
      assert.strictEqual(yield* GenServer.call(cell, "get"), "hello")
      assert.notStrictEqual(cell.whereIs(), before)
    }).pipe(Effect.provideService(Words, { word: "hello" }))
  )

  it.effect("ends with its scope, children first", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const child = (id: string) =>
        ChildSpec.effect(
          id,
          Effect.onInterrupt(Effect.never, () => Effect.sync(() => order.push(id)))
        )
      const scope = yield* Scope.make()
      const supervisor = yield* Scope.provide(
        Supervisor.startScoped({ children: ["a", "b", "c"].map(child) }),
        scope
      )
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(order, ["c", "b", "a"])
      assert.isFalse(supervisor.isAlive)
    })
  )

  it.effect("gives a new child the services of the one who asks, also at a restart", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.startScoped({ children: [] })
      const pid = yield* Effect.provideService(
        Supervisor.startChild(supervisor, ChildSpec.server(Cell, undefined)),
        Words,
        { word: "given" }
      )
      yield* Process.sendExit(pid as Process.Pid, ExitReason.kill)
      const [child] = yield* Supervisor.whichChildren(supervisor)
      const restarted = child?.process as GenServer.Server<Cell>
      assert.notStrictEqual(restarted, pid)
      assert.strictEqual(yield* GenServer.call(restarted, "get"), "given")
      assert.strictEqual(restarted.parent, supervisor)
    })
  )

  it.effect("refuses specifications that make no sense, with a word on why", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.startScoped({ children: [] })
      const start = Process.spawnLink(Effect.never)
      const wrong = [
        { id: "a", start, shutdown: -1 },
        { id: "a", start, restart: "always" },
        { id: "a", start, type: "boss" },
        { id: "a", start: 1 },
        { id: "a", start, restart: "transient", significant: true }
      ] as ReadonlyArray<unknown> as ReadonlyArray<ChildSpec.ChildSpec>
      for (const spec of wrong) {
        const error = yield* Effect.flip(Supervisor.startChild(supervisor, spec))
        assert.strictEqual(error._tag, "BadChildSpec")
      }
      const twice = yield* Effect.flip(
        Supervisor.startScoped({
          children: [
            { id: "a", start },
            { id: "a", start }
          ]
        })
      )
      assert.match(twice._tag === "StartFailed" ? twice.message : "", /two children have the id a/)
    })
  )

  it.effect("counts restarts by the second and forgets them", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.start({
        children: [ChildSpec.effect("a", Effect.never)],
        maxRestarts: 1,
        maxSeconds: 1
      })
      const crash = Effect.gen(function* () {
        const [child] = yield* Supervisor.whichChildren(supervisor)
        yield* Process.sendExit(child?.process as Process.Pid, ExitReason.kill)
        yield* Effect.yieldNow
      })
      yield* crash
      yield* TestClock.adjust(2000)
      yield* crash
      yield* Supervisor.countChildren(supervisor)
      yield* crash
      assert.strictEqual((yield* Process.awaitExit(supervisor))._tag, "Shutdown")
    })
  )

  it.effect("survives a start that throws, fails or dies", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.startScoped({ children: [] })
      const starts: ReadonlyArray<Effect.Effect<Process.Pid, unknown>> = [
        Effect.fail("no"),
        Effect.die("dead"),
        Effect.sync((): Process.Pid => {
          throw new Error("thrown")
        })
      ]
      for (const start of starts) {
        const error = yield* Effect.flip(Supervisor.startChild(supervisor, { id: "a", start }))
        assert.strictEqual(error._tag, "ChildStartFailed")
      }
      assert.strictEqual((yield* Supervisor.countChildren(supervisor)).specs, 0)
    })
  )

  it.effect("keeps names such as __proto__ as what they are", () =>
    Effect.gen(function* () {
      const ids = ["__proto__", "constructor", "toString"]
      const supervisor = yield* Supervisor.startScoped({
        children: ids.map((id) => ChildSpec.effect(id, Effect.never))
      })
      assert.deepStrictEqual(
        (yield* Supervisor.whichChildren(supervisor)).map(({ id }) => id),
        ids
      )
      for (const id of ids) yield* Supervisor.terminateChild(supervisor, id)
      assert.strictEqual((yield* Supervisor.countChildren(supervisor)).active, 0)
    })
  )
})

describe("DynamicSupervisor", () => {
  it.effect("stops thousands at once", () =>
    Effect.gen(function* () {
      const supervisor = yield* DynamicSupervisor.start()
      const pids: Array<Process.Pid | undefined> = []
      for (let i = 0; i < 2000; i++) {
        pids.push(yield* DynamicSupervisor.startChild(supervisor, ChildSpec.effect("child", Effect.never)))
      }
      assert.strictEqual((yield* DynamicSupervisor.countChildren(supervisor)).active, 2000)
      yield* GenServer.shutdown(supervisor)
      assert.isTrue(pids.every((pid) => pid?.exitReason?._tag === "Shutdown"))
    })
  )

  it.effect("does not know a process that is no child of its own", () =>
    Effect.gen(function* () {
      const supervisor = yield* DynamicSupervisor.startScoped()
      const stranger = yield* Process.spawn(Effect.never)
      const error = yield* Effect.flip(DynamicSupervisor.terminateChild(supervisor, stranger))
      assert.strictEqual(error._tag, "ChildNotFound")
      assert.isTrue(stranger.isAlive)
    })
  )
})
