import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { dispensable } from "../../src/session/Compaction.ts"
import { Journal } from "../../src/session/Journal.ts"
import { addressOf } from "../../src/session/JournalEvent.ts"
import { exported, imported, recordsIn } from "../../src/session/JournalText.ts"
import { stateOf } from "../../src/session/SessionState.ts"
import { Sessions } from "../../src/session/Sessions.ts"
import { steps } from "./Steps.ts"

/** A journal with one session that has ended. */
const journal = Effect.gen(function* () {
  const store = yield* Effect.provide(Effect.service(Journal), Journal.layerMemory)
  yield* Effect.flatMap(Sessions, ({ run }) =>
    run(steps(3, { call: () => Effect.succeed(1) }), { title: "t", input: 0, session: "s" })
  ).pipe(Effect.provide(Sessions.layer.pipe(Layer.provide(Layer.succeed(Journal, store)))))
  return store
})

describe("a journal as text", () => {
  it.live("is the same after it was taken in elsewhere", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const other = yield* Effect.provide(Effect.service(Journal), Journal.layerMemory)
      const { entries, known } = yield* imported(other, yield* recordsIn("a file", text))
      assert.strictEqual(entries, (yield* store.readAll).length)
      assert.strictEqual(known.size, 0)
      assert.strictEqual(yield* exported(other, yield* other.readAll), text)
      assert.deepStrictEqual([...(yield* imported(other, yield* recordsIn("a file", text))).known], ["s"])
    })
  )

  it.live("says which line is none", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const error = yield* Effect.flip(recordsIn("a file", `${text}{"entry":{}}\n`))
      assert.include(error.message, `line ${text.split("\n").length} `)
    })
  )

  it.live("marks the sessions of another journal, unless somebody vouches for them", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const records = yield* recordsIn("a file", yield* exported(store, yield* store.readAll))
      for (const trusted of [false, true]) {
        const other = yield* Effect.provide(Effect.service(Journal), Journal.layerMemory)
        yield* imported(other, records, { trusted })
        assert.strictEqual(stateOf(yield* other.read("s"))?.foreign, !trusted)
      }
    })
  )

  it.live("goes on with no session that nobody vouched for", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const other = yield* Effect.provide(Effect.service(Journal), Journal.layerMemory)
      yield* imported(other, yield* recordsIn("a file", text))
      const error = yield* Effect.flatMap(Sessions, ({ run }) =>
        run(steps(3, { call: () => Effect.succeed(1) }), { title: "t", input: 0, session: "s" })
      ).pipe(Effect.provide(Sessions.layer.pipe(Layer.provide(Layer.succeed(Journal, other)))), Effect.flip)
      assert.include(String(error), "nobody vouched")
    })
  )

  it.live("believes no score and no first text", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const resumed = (lines: string) =>
        Effect.gen(function* () {
          const other = yield* Effect.provide(Effect.service(Journal), Journal.layerMemory)
          yield* imported(other, yield* recordsIn("a file", lines), { trusted: true })
          return yield* Effect.flatMap(Sessions, ({ run }) =>
            run(steps(3, { call: () => Effect.succeed(1) }), { title: "t", input: 0, session: "s" })
          ).pipe(Effect.provide(Sessions.layer.pipe(Layer.provide(Layer.succeed(Journal, other)))))
        })
      const honest = yield* resumed(text)
      const scored = yield* resumed(text.replaceAll(/"score":[\d.]+/g, '"score":1'))
      assert.deepStrictEqual(scored.trajectory, honest.trajectory)
      const error = yield* Effect.flip(
        resumed(text.replace(/"candidate":"[^"]+"/, `"candidate":"${addressOf("1")}"`))
      )
      assert.include(String(error), "not the one it was begun with")
    })
  )

  it.live.each<readonly [name: string, forged: (text: string) => string]>([
    ["does not begin with how it was opened", (text: string) => text.replace('"Opened"', '"TakenUp"')],
    ["has a number twice", (text: string) => text.replace('"number":1,', '"number":0,')],
    ["has a number below 0", (text: string) => text.replace('"number":0,', '"number":-1,')],
    [
      "counts to where counting ends",
      (text: string) => text.replace('"number":2,', '"number":9007199254740991,')
    ],
    ["is nested beyond reading", (text: string) => `${text}${'{"entry":['.repeat(100_000)}`]
  ])("takes no session in that %s", ([, forged]) =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const error = yield* Effect.flip(recordsIn("a file", forged(text)))
      assert.include(error.message, "is not one of a journal")
    })
  )

  it.live("takes no entry in whose time is none", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const text = yield* exported(store, yield* store.readAll)
      const error = yield* Effect.flip(recordsIn("a file", text.replace(/"at":\d+/, '"at":1e300')))
      assert.include(error.message, "is not one of a journal")
    })
  )
})

describe("compaction", () => {
  it.live("keeps how a session ended and its best result", () =>
    Effect.gen(function* () {
      const store = yield* journal
      const before = stateOf(yield* store.read("s"))
      yield* store.forget(dispensable(yield* store.read("s")))
      const entries = yield* store.read("s")
      const after = stateOf(entries)
      assert.deepStrictEqual(
        [after?.status, after?.outcome, after?.best, after?.next],
        [before?.status, before?.outcome, before?.best, before?.next]
      )
      assert.isFalse(entries.some(({ event }) => event._tag === "CallAnswered"))
      assert.strictEqual(yield* store.blob(before?.best?.candidate ?? ""), "3")
    })
  )

  it.live("leaves an open session alone", () =>
    Effect.gen(function* () {
      const entries = yield* Effect.flatMap(journal, ({ read }) => read("s"))
      assert.deepStrictEqual(dispensable(entries.slice(0, -1)), [])
    })
  )
})
