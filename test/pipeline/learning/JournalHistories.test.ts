import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Controller } from "../../../src/pipeline/Controller.ts"
import { journalMemories } from "../../../src/pipeline/learning/JournalHistories.ts"
import { memoryOf } from "../../../src/pipeline/learning/Memories.ts"
import { RefinementHost } from "../../../src/pipeline/RefinementHost.ts"
import { dispensable } from "../../../src/session/Compaction.ts"
import { Journal } from "../../../src/session/Journal.ts"
import { Sessions } from "../../../src/session/Sessions.ts"
import { broken, github } from "./Refinements.ts"

const title = ".github/workflows/ci.yml"

/** Refines in a session over the journal, and ends the session's tree, so that all is written. */
const journaled = (text: string) =>
  Effect.gen(function* () {
    const { run } = yield* Sessions
    const { refine } = yield* Controller
    const host: RefinementHost = { run: (recipe, input) => Effect.orDie(run(recipe, { title, input })) }
    return yield* Effect.provideService(refine(text, github, { path: title }), RefinementHost, host)
  }).pipe(Effect.provide(Controller.layerOffline), Effect.provide(Sessions.layer))

describe("the journal", () => {
  it.live("gives the histories that its sessions would have left themselves", () =>
    Effect.gen(function* () {
      const refined = yield* journaled(broken())
      const journal = yield* Journal
      const [found, ...others] = yield* journalMemories(journal, new Set())
      assert.strictEqual(others.length, 0)
      const at = found?.history.at ?? 0
      assert.deepStrictEqual(found, memoryOf(refined, title, at))
      assert.deepStrictEqual(yield* journalMemories(journal, new Set([found?.history.id ?? ""])), [])
    }).pipe(Effect.provide(Journal.layerMemory))
  )

  it.live("gives what is left of sessions that were compacted, and nothing of those that are gone", () =>
    Effect.gen(function* () {
      yield* journaled(broken())
      const journal = yield* Journal
      yield* journal.forget(dispensable(yield* journal.readAll))
      assert.strictEqual((yield* journalMemories(journal, new Set())).length, 1)
      yield* journal.forget(yield* journal.readAll)
      assert.deepStrictEqual(yield* journalMemories(journal, new Set()), [])
    }).pipe(Effect.provide(Journal.layerMemory))
  )
})
