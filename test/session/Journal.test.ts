import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, type Layer } from "effect"
import { afterAll, beforeAll } from "vitest"
import { Journal } from "../../src/session/Journal.ts"
import type { JournalError } from "../../src/session/JournalError.ts"
import { addressOf, blobOf, type Record } from "../../src/session/JournalEvent.ts"

let folder = ""
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (): string => join(folder, `${files++}`, "journal.db")

const opened = (session: string, text = "a text"): Record => ({
  entry: {
    version: 1,
    session,
    number: 0,
    at: 1000,
    event: { _tag: "Opened", recipe: "r", title: "t", settings: "s", input: addressOf(text) }
  },
  blobs: [blobOf(text)]
})

const taken = (session: string, number: number): Record => ({
  entry: { version: 1, session, number, at: 1000 + number, event: { _tag: "TakenUp" } },
  blobs: []
})

const places: ReadonlyArray<readonly [string, () => Layer.Layer<Journal, JournalError>]> = [
  ["in memory", () => Journal.layerMemory],
  ["in SQLite", () => Journal.layerSqlite(file())]
]

describe.each(places)("a journal %s", (_, layer) => {
  it.effect("gives back what was committed, session by session", () =>
    Effect.gen(function* () {
      const { commit, read, readAll, blob } = yield* Journal
      yield* commit([opened("a"), opened("b", "other"), taken("a", 1), taken("b", 1)])
      assert.deepStrictEqual(
        (yield* read("a")).map(({ number, event }) => [number, event._tag]),
        [
          [0, "Opened"],
          [1, "TakenUp"]
        ]
      )
      assert.deepStrictEqual(
        (yield* readAll).map(({ session }) => session),
        ["a", "a", "b", "b"]
      )
      assert.strictEqual(yield* blob(addressOf("other")), "other")
      assert.strictEqual(yield* blob(addressOf("never seen")), undefined)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("refuses a number that is taken, and names the session", () =>
    Effect.gen(function* () {
      const { commit, read } = yield* Journal
      yield* commit([opened("a"), taken("a", 1)])
      const refused = yield* commit([taken("a", 1), taken("a", 2), opened("b")])
      assert.deepStrictEqual([...refused], ["a"])
      assert.strictEqual((yield* read("a")).length, 2)
      assert.strictEqual((yield* read("b")).length, 1)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("forgets entries, and the texts that only they named", () =>
    Effect.gen(function* () {
      const { commit, read, blob, forget } = yield* Journal
      yield* commit([opened("a", "of both"), opened("b", "of both"), opened("c", "of c alone")])
      const freed = yield* forget([
        { session: "a", number: 0 },
        { session: "c", number: 0 }
      ])
      assert.strictEqual(freed, "of c alone".length)
      assert.deepStrictEqual(yield* read("a"), [])
      assert.strictEqual(yield* blob(addressOf("of both")), "of both")
      assert.strictEqual(yield* blob(addressOf("of c alone")), undefined)
    }).pipe(Effect.provide(layer()))
  )
})

describe("a journal in a file", () => {
  it.effect("is there again after it was closed, and for its owner only", () => {
    const path = file()
    return Effect.gen(function* () {
      yield* Effect.flatMap(Journal, ({ commit }) => commit([opened("a")])).pipe(
        Effect.provide(Journal.layerSqlite(path))
      )
      const entries = yield* Effect.flatMap(Journal, ({ read }) => read("a")).pipe(
        Effect.provide(Journal.layerSqlite(path))
      )
      assert.strictEqual(entries.length, 1)
      assert.strictEqual(statSync(join(path, "..")).mode & 0o077, 0)
      assert.strictEqual(statSync(path).mode & 0o077, 0)
    })
  })

  it.live("waits for another process that has it locked, and lets everything else go on meanwhile", () => {
    const path = file()
    return Effect.gen(function* () {
      const { commit, read } = yield* Journal
      yield* commit([opened("a")])
      const other = new DatabaseSync(path)
      other.exec("begin immediate")
      const waiting = yield* Effect.forkChild(commit([taken("a", 1)]))
      // Were this held up, the lock would never be given back.
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      other.exec("commit")
      other.close()
      yield* Fiber.join(waiting)
      assert.strictEqual((yield* read("a")).length, 2)
    }).pipe(Effect.provide(Journal.layerSqlite(path)))
  })

  it.effect("says what is wrong with a file that is no database", () => {
    const path = file()
    return Effect.gen(function* () {
      yield* Effect.void.pipe(Effect.provide(Journal.layerSqlite(path)))
      writeFileSync(path, "this is no database, and never was one. ".repeat(50))
      const error = yield* Effect.flip(Effect.provide(Effect.service(Journal), Journal.layerSqlite(path)))
      assert.strictEqual(error._tag, "JournalError")
      assert.include(error.message, path)
    })
  })

  it.effect(
    "opens with a log cut anywhere, with a beginning of what was written, and says what it dropped",
    () => {
      const path = file()
      const copy = join(folder, "cut.db")
      return Effect.gen(function* () {
        const { commit } = yield* Journal
        yield* commit([opened("a")])
        for (let number = 1; number <= 5; number++) yield* commit([taken("a", number)])
        const whole = readFileSync(`${path}-wal`)
        for (let size = whole.length; size > whole.length - 1024; size -= 73) {
          copyFileSync(path, copy)
          rmSync(`${copy}-shm`, { force: true })
          writeFileSync(`${copy}-wal`, whole)
          truncateSync(`${copy}-wal`, size)
          const { read, dropped } = yield* Effect.provide(
            Effect.gen(function* () {
              const { read, dropped } = yield* Journal
              return { read: yield* read("a"), dropped }
            }),
            Journal.layerSqlite(copy)
          )
          assert.deepStrictEqual(
            read.map(({ number }) => number),
            size === whole.length ? [0, 1, 2, 3, 4, 5] : [0, 1, 2, 3, 4]
          )
          assert.strictEqual(dropped === undefined, size === whole.length)
        }
      }).pipe(Effect.provide(Journal.layerSqlite(path)))
    }
  )
})
