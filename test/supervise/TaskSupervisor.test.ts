import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ExitReason, GenServer, Process, Task, TaskSupervisor } from "../../src/supervise/index.ts"

const begin = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(effect, { startImmediately: true })

describe("TaskSupervisor", () => {
  it.effect("runs a task and gives its result, also later", () =>
    Process.run(
      Effect.gen(function* () {
        const tasks = yield* TaskSupervisor.startLink()
        const task = yield* TaskSupervisor.async(tasks, Effect.succeed(42))
        assert.strictEqual(yield* Task.await(task), 42)
        assert.strictEqual(yield* Task.await(task), 42)
        assert.deepStrictEqual(yield* TaskSupervisor.children(tasks), [])
      })
    )
  )

  it.effect("brings a failure to the one who awaits, as the task failed", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const failed = yield* TaskSupervisor.asyncNoLink(tasks, Effect.fail("no"))
      assert.strictEqual(yield* Effect.flip(Task.await(failed)), "no")
      const left = yield* TaskSupervisor.asyncNoLink(tasks, Process.exit(ExitReason.of("left")))
      const killed = yield* TaskSupervisor.asyncNoLink(tasks, Effect.never)
      yield* Process.sendExit(killed.pid, ExitReason.kill)
      const error = yield* Effect.flip(Task.await(killed))
      assert.strictEqual(error.reason._tag, "Killed")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Task.await(left))))
    })
  )

  it.effect("a linked task and its owner fall together", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const owner = yield* Process.spawn(
        Effect.andThen(TaskSupervisor.async(tasks, Effect.die(new Error("boom"))), Effect.never)
      )
      assert.strictEqual((yield* Process.awaitExit(owner))._tag, "Failure")
      let task: Process.Pid | undefined
      const other = yield* Process.spawn(
        Effect.gen(function* () {
          task = (yield* TaskSupervisor.async(tasks, Effect.never)).pid
          yield* Effect.never
        })
      )
      while (task === undefined) yield* Effect.yieldNow
      yield* Process.sendExit(other, ExitReason.of("tired"))
      assert.strictEqual((yield* Process.awaitExit(task))._tag, "Custom")
    })
  )

  it.effect("awaits no longer than told; the task goes on", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const task = yield* TaskSupervisor.asyncNoLink(tasks, Effect.as(Effect.sleep(6000), "late"))
      const waiting = yield* begin(Effect.flip(Task.await(task)))
      const polling = yield* begin(Task.poll(task, { timeout: 100 }))
      yield* TestClock.adjust(5000)
      assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "Timeout")
      assert.isTrue(Option.isNone(yield* Fiber.join(polling)))
      yield* TestClock.adjust(1000)
      assert.strictEqual(yield* Task.await(task), "late")
    })
  )

  it.effect("shuts a task down, with the result if there was one", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const done = yield* TaskSupervisor.asyncNoLink(tasks, Effect.succeed(1))
      assert.strictEqual(yield* Task.await(done), 1)
      assert.deepStrictEqual(yield* Task.shutdown(done), Option.some(Exit.succeed(1)))
      const running = yield* TaskSupervisor.asyncNoLink(tasks, Effect.never)
      assert.isTrue(Option.isNone(yield* Task.shutdown(running)))
      const stubborn = yield* TaskSupervisor.asyncNoLink(
        tasks,
        Effect.onExit(Effect.never, () => Effect.never)
      )
      yield* Effect.yieldNow
      const stopping = yield* begin(Task.shutdown(stubborn, { timeout: 100 }))
      yield* TestClock.adjust(100)
      assert.isTrue(Option.isNone(yield* Fiber.join(stopping)))
      assert.strictEqual(stubborn.pid.exitReason?._tag, "Killed")
    })
  )

  it.effect("leaves nothing of a task whose start was interrupted, however far it had come", () =>
    Effect.gen(function* () {
      for (let turns = 0; turns < 6; turns++) {
        const tasks = yield* TaskSupervisor.startScoped()
        let ran = false
        const starting = yield* begin(
          TaskSupervisor.asyncNoLink(
            tasks,
            Effect.sync(() => (ran = true))
          )
        )
        for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
        yield* Fiber.interrupt(starting)
        for (let turn = 0; turn < 6; turn++) yield* Effect.yieldNow
        assert.deepStrictEqual(yield* TaskSupervisor.children(tasks), [])
        assert.strictEqual(ran, starting.pollUnsafe()?._tag === "Success")
      }
    })
  )

  it.effect("restarts what is to be restarted, and refuses what is too much", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped({ maxChildren: 1 })
      let runs = 0
      yield* TaskSupervisor.startChild(
        tasks,
        Effect.suspend(() => (++runs < 3 ? Effect.die("again") : Effect.never)),
        { restart: "transient" }
      )
      while (runs < 3) yield* Effect.yieldNow
      const error = yield* Effect.flip(TaskSupervisor.startChild(tasks, Effect.void))
      assert.strictEqual(error._tag, "MaxChildren")
    })
  )

  it.effect("takes its tasks along", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.start()
      const pid = yield* TaskSupervisor.startChild(tasks, Effect.never)
      yield* GenServer.shutdown(tasks)
      assert.strictEqual(pid.exitReason?._tag, "Shutdown")
    })
  )
})

describe("asyncStream", () => {
  const sleepy = (millis: number) => Effect.as(Effect.sleep(millis), millis)
  const successes = (exits: ReadonlyArray<Exit.Exit<number, unknown>>) =>
    exits.map((exit) => (Exit.isSuccess(exit) ? exit.value : undefined))

  it.effect("keeps the order of the items, so many at a time", () =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      const work = (millis: number) =>
        Effect.gen(function* () {
          most = Math.max(most, ++running)
          yield* Effect.sleep(millis)
          running--
          return millis
        })
      const tasks = yield* TaskSupervisor.startScoped()
      const stream = TaskSupervisor.asyncStreamNoLink(tasks, [30, 10, 20, 5, 1], work, { maxConcurrency: 2 })
      const collecting = yield* begin(Stream.runCollect(stream))
      yield* TestClock.adjust(100)
      assert.deepStrictEqual(successes(yield* Fiber.join(collecting)), [30, 10, 20, 5, 1])
      assert.strictEqual(most, 2)
    })
  )

  it.effect("gives results as they come", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const stream = TaskSupervisor.asyncStreamNoLink(tasks, [30, 10, 20], sleepy, {
        maxConcurrency: 3,
        ordered: false
      })
      const collecting = yield* begin(Stream.runCollect(stream))
      yield* TestClock.adjust(100)
      assert.deepStrictEqual(successes(yield* Fiber.join(collecting)), [10, 20, 30])
    })
  )

  it.effect("has a crash among the results, or falls with it", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const work = (item: number) => (item === 2 ? Effect.die(new Error("two")) : Effect.succeed(item))
      const exits = yield* Stream.runCollect(TaskSupervisor.asyncStreamNoLink(tasks, [1, 2, 3], work))
      assert.deepStrictEqual(successes(exits), [1, undefined, 3])
      const reader = yield* Process.spawn(Stream.runDrain(TaskSupervisor.asyncStream(tasks, [1, 2, 3], work)))
      assert.strictEqual((yield* Process.awaitExit(reader))._tag, "Failure")
    })
  )

  it.effect("ends a task that is late, and the stream with it if asked to", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const options = { maxConcurrency: 3, timeout: 50 } as const
      const killing = yield* begin(
        Stream.runCollect(
          TaskSupervisor.asyncStreamNoLink(tasks, [10, 100, 20], sleepy, {
            ...options,
            onTimeout: "kill_task"
          })
        )
      )
      const failing = yield* begin(
        Effect.flip(
          Stream.runCollect(TaskSupervisor.asyncStreamNoLink(tasks, [10, 100, 20], sleepy, options))
        )
      )
      yield* TestClock.adjust(50)
      assert.deepStrictEqual(successes(yield* Fiber.join(killing)), [10, undefined, 20])
      const error = yield* Fiber.join(failing)
      assert.isTrue(error._tag === "TaskExit" && error.reason._tag === "Timeout")
      assert.deepStrictEqual(yield* TaskSupervisor.children(tasks), [])
    })
  )

  it.effect("kills what runs when nobody reads on", () =>
    Effect.gen(function* () {
      const tasks = yield* TaskSupervisor.startScoped()
      const endless = function* () {
        for (let i = 0; ; i++) yield i
      }
      const stream = TaskSupervisor.asyncStreamNoLink(
        tasks,
        endless(),
        (i) => (i < 3 ? Effect.succeed(i) : Effect.never),
        {
          maxConcurrency: 4
        }
      )
      assert.deepStrictEqual(successes(yield* Stream.runCollect(Stream.take(stream, 3))), [0, 1, 2])
      assert.deepStrictEqual(yield* TaskSupervisor.children(tasks), [])
    })
  )
})
