import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import fc from "fast-check"
import { feedbackOf } from "../../../src/pipeline/learning/Feedback.ts"
import { knowledgeOf } from "../../../src/pipeline/learning/Knowledge.ts"
import { KnowledgeBase } from "../../../src/pipeline/learning/KnowledgeBase.ts"
import type { KnowledgeError } from "../../../src/pipeline/learning/KnowledgeError.ts"
import { emptyFolder } from "../../Folder.ts"
import { broken, github, history, mended, remembered } from "./Refinements.ts"

const file = (): string => join(emptyFolder(), "records", "knowledge.db")

const places: ReadonlyArray<readonly [string, () => Layer.Layer<KnowledgeBase, KnowledgeError>]> = [
  ["in memory", () => KnowledgeBase.layerMemory],
  ["in SQLite", () => KnowledgeBase.layerSqlite(file())]
]

const memory = remembered("ci.yml", broken())
const feedback = (rating: number) => {
  if (memory.draft === undefined) throw new Error("There is no draft.")
  return feedbackOf(memory.history, memory.draft, mended(), rating, undefined, github, 2000)
}

describe.each(places)("a knowledge base %s", (_, layer) => {
  it.effect("gives back what was kept, each history once", () =>
    Effect.gen(function* () {
      const base = yield* KnowledgeBase
      yield* base.keep([memory])
      yield* base.keep([{ ...memory, history: { ...memory.history, at: 5000 } }])
      assert.deepStrictEqual(yield* base.histories, [memory.history])
      assert.deepStrictEqual(yield* base.history(memory.history.id), memory.history)
      assert.strictEqual(yield* base.history("another"), undefined)
      assert.deepStrictEqual(yield* base.draft("ci.yml"), memory.draft)
      assert.strictEqual(yield* base.draft("other.yml"), undefined)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("keeps the latest rating of a refinement", () =>
    Effect.gen(function* () {
      const base = yield* KnowledgeBase
      yield* base.rate(feedback(2))
      yield* base.rate(feedback(5))
      assert.deepStrictEqual(
        (yield* base.feedback).map(({ rating }) => rating),
        [5]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("keeps the draft of the latest refinement of a file", () =>
    Effect.gen(function* () {
      const base = yield* KnowledgeBase
      const later = remembered("ci.yml", broken("later"))
      yield* base.keep([memory])
      yield* base.keep([later])
      assert.deepStrictEqual(yield* base.draft("ci.yml"), later.draft)
      assert.strictEqual((yield* base.histories).length, 2)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("forgets what is applied, or everything", () =>
    Effect.gen(function* () {
      const base = yield* KnowledgeBase
      yield* base.keep([memory])
      yield* base.rate(feedback(5))
      const knowledge = knowledgeOf(yield* base.histories, yield* base.feedback, 3000)
      yield* base.apply(knowledge)
      assert.deepStrictEqual(yield* base.applied, knowledge)
      assert.deepStrictEqual(yield* base.forget("applied"), { knowledge: true, histories: 0, ratings: 0 })
      assert.strictEqual(yield* base.applied, undefined)
      assert.strictEqual((yield* base.histories).length, 1)
      assert.deepStrictEqual(yield* base.forget("everything"), {
        knowledge: false,
        histories: 1,
        ratings: 1
      })
      assert.deepStrictEqual(yield* base.histories, [])
      assert.deepStrictEqual(yield* base.feedback, [])
      assert.strictEqual(yield* base.draft("ci.yml"), undefined)
    }).pipe(Effect.provide(layer()))
  )
})

describe("any history", () => {
  it.effect("comes back as it was kept", () =>
    Effect.gen(function* () {
      const base = yield* KnowledgeBase
      for (const kept of fc.sample(history, { numRuns: 50, seed: 7 })) {
        yield* base.keep([{ history: kept, draft: undefined }])
        assert.deepStrictEqual(yield* base.history(kept.id), JSON.parse(JSON.stringify(kept)))
      }
    }).pipe(Effect.provide(KnowledgeBase.layerSqlite(file())))
  )
})

describe("a knowledge base in a file", () => {
  it.effect("is there again after it was closed, and for its owner only", () => {
    const path = file()
    return Effect.gen(function* () {
      yield* Effect.flatMap(KnowledgeBase, ({ keep }) => keep([memory])).pipe(
        Effect.provide(KnowledgeBase.layerSqlite(path))
      )
      const histories = yield* Effect.flatMap(KnowledgeBase, ({ histories }) => histories).pipe(
        Effect.provide(KnowledgeBase.layerSqlite(path))
      )
      assert.deepStrictEqual(histories, [memory.history])
      assert.strictEqual(statSync(path).mode & 0o077, 0)
    })
  })

  it.effect("that is none, or another program's, is named and left as it is", () =>
    Effect.gen(function* () {
      const text = join(emptyFolder(), "knowledge.db")
      writeFileSync(text, "what the neighbours said, at some length. ".repeat(40))
      const foreign = join(emptyFolder(), "knowledge.db")
      const database = new DatabaseSync(foreign)
      database.exec("create table customer (name text)")
      database.close()
      for (const path of [text, foreign]) {
        const before = readFileSync(path)
        const error = yield* Effect.flip(
          Effect.provide(Effect.service(KnowledgeBase), KnowledgeBase.layerSqlite(path))
        )
        assert.strictEqual(error._tag, "KnowledgeError")
        assert.include(error.message, path)
        assert.isTrue(readFileSync(path).equals(before))
      }
    })
  )

  it.effect("with a record that nobody understands says which, and keeps the others", () => {
    const path = file()
    return Effect.gen(function* () {
      yield* Effect.flatMap(KnowledgeBase, ({ keep }) => keep([memory])).pipe(
        Effect.provide(KnowledgeBase.layerSqlite(path))
      )
      const database = new DatabaseSync(path)
      database.exec(`insert into record values ('history', 'strange', 1, '{"version":7}')`)
      database.close()
      yield* Effect.gen(function* () {
        const base = yield* KnowledgeBase
        const error = yield* Effect.flip(base.histories)
        assert.include(error.message, "history strange")
        assert.deepStrictEqual(yield* base.history(memory.history.id), memory.history)
      }).pipe(Effect.provide(KnowledgeBase.layerSqlite(path)))
    })
  })
})
