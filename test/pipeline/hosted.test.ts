import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { CallLog, CallOwner } from "../../src/model/CallLog.ts"
import type { ModelReply, ModelRequest } from "../../src/model/ModelRequest.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { journaled } from "../../src/pipeline/JournaledCalls.ts"
import { RefinementHost } from "../../src/pipeline/RefinementHost.ts"
import { Journal } from "../../src/session/Journal.ts"
import { blobOf, type Entry } from "../../src/session/JournalEvent.ts"
import { CallGivenUp, SessionCalls } from "../../src/session/SessionCalls.ts"
import { Sessions } from "../../src/session/Sessions.ts"

const text = "name: CI\non: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps:\n      - run: make\n"

const github = dialectById("github-actions")

/** A refinement in a session over a journal that outlives it. */
const refined = (journal: Journal["Service"]) =>
  Effect.gen(function* () {
    const { run } = yield* Sessions
    const { refine } = yield* Controller
    if (github === undefined) return assert.fail("there is no such dialect")
    const host: RefinementHost = {
      run: (recipe, input) => Effect.orDie(run(recipe, { title: "ci.yml", input, session: "s" }))
    }
    return yield* Effect.provideService(refine(text, github), RefinementHost, host)
  }).pipe(
    Effect.provide(Controller.layerOffline),
    Effect.provide(Sessions.layer.pipe(Layer.provide(Layer.succeed(Journal, journal))))
  )

const memory = Effect.provide(Effect.service(Journal), Journal.layerMemory)

describe("a pipeline refined in a session", () => {
  it.live("comes out the same wherever it was cut off", () =>
    Effect.gen(function* () {
      const journal = yield* memory
      const whole = yield* refined(journal)
      assert.strictEqual(whole.status, "accepted")
      assert.strictEqual(whole.applied.length, 1)
      const entries = yield* journal.read("s")
      const blobs = yield* Effect.forEach(whole.trajectory, (event) =>
        Effect.succeed(event._tag === "evaluated" ? event.candidate : "")
      )
      for (let cut = 1; cut <= entries.length; cut++) {
        const part = yield* begun(entries.slice(0, cut), blobs)
        const { status, text, applied, score } = yield* refined(part)
        assert.deepStrictEqual([status, text, score], [whole.status, whole.text, whole.score])
        assert.deepStrictEqual(
          applied.map(({ fix }) => fix.title),
          whole.applied.map(({ fix }) => fix.title)
        )
      }
    })
  )
})

const begun = (entries: ReadonlyArray<Entry>, texts: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const journal = yield* memory
    yield* journal.commit(entries.map((entry) => ({ entry, blobs: texts.map(blobOf) })))
    return journal
  })

const reply: ModelReply = {
  text: "answer",
  toolCalls: [],
  finish: "stop",
  usage: { inputTokens: 1, outputTokens: 1, estimated: false }
}

describe("calls of models in a session", () => {
  const kept = new Map<string, unknown>()
  const inSession = <A, E>(step: Effect.Effect<A, E>) =>
    Effect.provideService(journaled(step), SessionCalls, {
      session: "s",
      step: "propose 1",
      begin: (key) =>
        key === "given up"
          ? Effect.fail(new CallGivenUp({ session: "s", key }))
          : Effect.succeed(Option.fromUndefinedOr(kept.get(key) as never)),
      keep: (key, answer) => Effect.sync(() => kept.set(key, answer))
    })

  it.effect("are kept by the session and recalled from it", () =>
    Effect.gen(function* () {
      yield* inSession(Effect.flatMap(CallLog, (log) => log.keep("k", {} as ModelRequest, reply)))
      const recalled = yield* inSession(Effect.flatMap(CallLog, (log) => log.recall("k")))
      assert.deepStrictEqual(recalled, Option.some(reply))
      const owner = yield* inSession(Effect.service(CallOwner))
      assert.deepStrictEqual([owner.session, owner.scope], ["s", "propose 1"])
    })
  )

  it.effect("are refused where nobody knows what came of them", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(inSession(Effect.flatMap(CallLog, (log) => log.recall("given up"))))
      assert.strictEqual(error._tag, "CallRefused")
    })
  )
})
