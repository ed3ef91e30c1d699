import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Stream } from "effect"
import { Journal } from "../../src/session/Journal.ts"
import { JournalError } from "../../src/session/JournalError.ts"
import type { JournalEvent } from "../../src/session/JournalEvent.ts"
import { Sessions } from "../../src/session/Sessions.ts"
import { steps } from "./Steps.ts"

const one = (_: string) => Effect.succeed(1)

/** A run of the whole program over a journal that outlives it. */
const program = <A, E>(journal: Journal["Service"], work: Effect.Effect<A, E, Sessions | Journal>) =>
  work.pipe(Effect.provide(Sessions.layer.pipe(Layer.provideMerge(Layer.succeed(Journal, journal)))))

const memory = Effect.provide(Effect.service(Journal), Journal.layerMemory)

const tags = (journal: Journal["Service"], session: string) =>
  Effect.map(journal.read(session), (entries) => entries.map(({ event }) => event._tag))

describe("Sessions", () => {
  it.live("host a refinement, every event of it in the journal", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const { status, trajectory } = yield* program(
        journal,
        Effect.flatMap(Sessions, ({ run }) =>
          run(steps(2, { call: one }), { title: "t", input: 0, session: "s" })
        )
      )
      assert.strictEqual(status, "done")
      assert.strictEqual(trajectory.length, 6)
      assert.deepStrictEqual(yield* tags(journal, "s"), [
        "Opened",
        "Evaluated",
        "CallBegun",
        "CallAnswered",
        "Proposed",
        "Evaluated",
        "CallBegun",
        "CallAnswered",
        "Proposed",
        "Evaluated",
        "Ended"
      ] satisfies Array<JournalEvent["_tag"]>)
    })
  )

  it.live("go on after a crash where they were, and make no call again", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const keys: Array<string> = []
      const worked: Array<string> = []
      let crashes = 0
      const recipe = steps(3, {
        call: (key) => Effect.sync(() => keys.push(key)).pipe(Effect.as(1)),
        step: (what, at) =>
          Effect.suspend(() => {
            worked.push(`${what} ${at}`)
            if (what === "evaluate" && at === 2 && crashes++ === 0) return Effect.die(new Error("crash"))
            return Effect.void
          })
      })
      const { trajectory } = yield* program(
        journal,
        Effect.flatMap(Sessions, ({ run }) => run(recipe, { title: "t", input: 0 }))
      )
      assert.strictEqual(trajectory.length, 8)
      assert.strictEqual(new Set(keys).size, 3)
      assert.strictEqual(keys.length, 3)
      // Only the step that crashed is there twice.
      assert.deepStrictEqual(worked, [
        "evaluate 0",
        "propose 0",
        "evaluate 1",
        "propose 1",
        "evaluate 2",
        "evaluate 2",
        "propose 2",
        "evaluate 3"
      ])
    })
  )

  it.live("repeat a call that was in flight once, with its key, and no third time", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const keys: Array<string> = []
      const run = (answer: Effect.Effect<number>) =>
        program(
          journal,
          Effect.gen(function* () {
            const { run } = yield* Sessions
            const recipe = steps(1, {
              call: (key) =>
                Effect.andThen(
                  Effect.sync(() => keys.push(key)),
                  answer
                )
            })
            return yield* run(recipe, { title: "t", input: 0, session: "s" })
          })
        )
      // The program ends while the call is in flight.
      for (let round = 0; round < 2; round++) {
        const asked = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          run(Effect.andThen(Deferred.succeed(asked, undefined), Effect.never))
        )
        yield* Deferred.await(asked)
        yield* Fiber.interrupt(fiber)
      }
      const third = yield* Effect.flip(run(Effect.succeed(1)))
      assert.strictEqual(third._tag, "CallGivenUp")
      assert.strictEqual(keys.length, 2)
      assert.strictEqual(keys[0], keys[1])
      assert.strictEqual((yield* tags(journal, "s")).at(-1), "Failed")
    })
  )

  it.live("give a poisonous input up with its reason, and nobody else", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      yield* program(
        journal,
        Effect.gen(function* () {
          const { run } = yield* Sessions
          const poison = steps(2, { call: one, step: () => Effect.die(new Error("poison")) })
          const fine = steps(2, { call: one })
          const results = yield* Effect.forEach(
            Array.from({ length: 20 }, (_, at) => at),
            (at) => Effect.exit(run(at % 4 === 0 ? poison : fine, { title: `${at}`, input: 0 })),
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual(
            results.flatMap((result, at) => (Exit.isFailure(result) ? [at] : [])),
            [0, 4, 8, 12, 16]
          )
          assert.strictEqual((yield* run(fine, { title: "after", input: 0 })).status, "done")
        })
      )
      const failed = [
        ...(yield* program(
          journal,
          Effect.flatMap(Sessions, ({ states }) => states)
        )).values()
      ]
        .filter(({ status }) => status === "failed")
        .map(({ reason }) => reason ?? "")
      assert.strictEqual(failed.length, 5)
      for (const reason of failed) assert.include(reason, "3 times at the same step: exception: poison")
    })
  )

  it.live("outlive a crash of the journal", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      let commits = 0
      const failing: Journal["Service"] = {
        ...journal,
        commit: (records) =>
          Effect.suspend(() =>
            commits++ === 4
              ? Effect.fail(new JournalError({ place: "disk", problem: "full", help: "" }))
              : journal.commit(records)
          )
      }
      const keys: Array<string> = []
      const { status } = yield* program(
        failing,
        Effect.flatMap(Sessions, ({ run }) =>
          run(
            steps(4, {
              call: (key) =>
                Effect.as(
                  Effect.sync(() => keys.push(key)),
                  1
                )
            }),
            {
              title: "t",
              input: 0
            }
          )
        )
      )
      assert.strictEqual(status, "done")
      assert.strictEqual(new Set(keys).size, 4)
      assert.isAtMost(keys.length, 5)
    })
  )

  it.live("give up with its reason where the journal cannot be written at all", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const full = new JournalError({ place: "disk", problem: "full", help: "" })
      const error = yield* program(
        { ...journal, commit: () => Effect.fail(full) },
        Effect.flatMap(Sessions, ({ run }) =>
          Effect.flip(run(steps(1, { call: one }), { title: "t", input: 0 }))
        )
      )
      assert.strictEqual(error, full)
    })
  )

  it.live("say what could not be kept", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const full = new JournalError({ place: "disk", problem: "full", help: "" })
      const error = yield* program(
        { ...journal, commit: () => Effect.fail(full) },
        Effect.gen(function* () {
          const { run, settled } = yield* Sessions
          yield* run(steps(1, { call: one }), { title: "t", input: 1 })
          return yield* Effect.flip(settled)
        })
      )
      assert.strictEqual(error, full)
    })
  )

  it.live("give back the result of what has ended without working it out again", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const run = (call: (key: string) => Effect.Effect<number>) =>
        program(
          journal,
          Effect.flatMap(Sessions, ({ run }) =>
            run(steps(2, { call }), { title: "t", input: 0, session: "s" })
          )
        )
      const first = yield* run(one)
      const second = yield* run(() => Effect.die(new Error("called again")))
      assert.deepStrictEqual(
        second.trajectory,
        first.trajectory.filter(({ _tag }) => _tag !== "ended")
      )
      assert.strictEqual(second.status, first.status)
    })
  )

  it.live("tell of every event as it becomes durable", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      yield* program(
        journal,
        Effect.gen(function* () {
          const { run, events } = yield* Sessions
          const seen = yield* events.pipe(
            Stream.takeUntil(({ event }) => event._tag === "Ended"),
            Stream.runCollect,
            Effect.forkChild
          )
          yield* Effect.yieldNow
          yield* run(steps(2, { call: one }), { title: "t", input: 0 })
          assert.strictEqual((yield* Fiber.join(seen)).length, 11)
        })
      )
    })
  )
})
