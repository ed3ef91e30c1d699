import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { dispensable } from "../../src/session/Compaction.ts"
import { Journal } from "../../src/session/Journal.ts"
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
