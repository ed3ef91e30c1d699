import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { Controller } from "../../../src/pipeline/Controller.ts"
import type { Memory } from "../../../src/pipeline/learning/KnowledgeBase.ts"
import { KnowledgeBase } from "../../../src/pipeline/learning/KnowledgeBase.ts"
import { KnowledgeError } from "../../../src/pipeline/learning/KnowledgeError.ts"
import { knowledgeProcess } from "../../../src/pipeline/learning/KnowledgeServer.ts"
import { memoryOf } from "../../../src/pipeline/learning/Memories.ts"
import { RefinementHost } from "../../../src/pipeline/RefinementHost.ts"
import { Journal } from "../../../src/session/Journal.ts"
import { Sessions } from "../../../src/session/Sessions.ts"
import * as GenServer from "../../../src/supervise/GenServer.ts"
import * as Supervisor from "../../../src/supervise/Supervisor.ts"
import { broken, github, remembered } from "./Refinements.ts"

type Base = KnowledgeBase["Service"]

const memoryBase = Effect.provide(Effect.service(KnowledgeBase), KnowledgeBase.layerMemory)

/** A tree with the server in it, which ends with the scope. */
const started = (base: Base) =>
  Effect.gen(function* () {
    const { child, server } = knowledgeProcess(base)
    yield* Supervisor.startScoped({ name: "tree", children: [child] })
    return server
  })

/** Somebody took the fix back. */
const regretted = (at: number): Memory => {
  const { history } = remembered(`w${at}.yml`, broken(`w${at}`))
  const verdicts = history.fixes.map(({ kind }) => ({ fix: kind, verdict: "corrected" as const }))
  return { history: { ...history, verdicts }, draft: undefined }
}

describe("the knowledge server", () => {
  it.live("hands out what is applied, and what it learns when it is told to", () =>
    Effect.gen(function* () {
      const server = yield* started(yield* memoryBase)
      assert.isUndefined(yield* GenServer.call(server, "experience"))
      for (let at = 0; at < 3; at++) yield* GenServer.cast(server, "keep", regretted(at))
      const { histories } = yield* GenServer.call(server, "learn")
      assert.strictEqual(histories, 3)
      const experience = yield* GenServer.call(server, "experience")
      const { report } = validate(
        broken(),
        github,
        experience === undefined ? {} : { revise: experience.revise }
      )
      assert.strictEqual(errorsOf(report)[0]?.fixes[0]?.applicability, "unsafe")
    }).pipe(Effect.scoped)
  )

  it.live("writes what it still holds when its tree ends", () =>
    Effect.gen(function* () {
      const base = yield* memoryBase
      yield* Effect.flatMap(started(base), (server) => GenServer.cast(server, "keep", regretted(1))).pipe(
        Effect.scoped
      )
      assert.strictEqual((yield* base.histories).length, 1)
    })
  )

  it.live("lives on where nothing can be written, and says so to whom it concerns", () =>
    Effect.gen(function* () {
      const full = new KnowledgeError({ place: "disk", problem: "it is full.", help: "Free it." })
      const base: Base = {
        ...(yield* memoryBase),
        keep: () => Effect.fail(full),
        apply: () => Effect.fail(full)
      }
      const server = yield* started(base)
      for (let at = 0; at < 65; at++) yield* GenServer.cast(server, "keep", regretted(at % 2))
      assert.strictEqual(yield* Effect.flip(GenServer.call(server, "learn")), full)
      assert.isUndefined(yield* GenServer.call(server, "experience"))
    }).pipe(Effect.scoped)
  )

  it.live("stands between the journal and the sessions, which learn from each other through it", () =>
    Effect.gen(function* () {
      const base = yield* memoryBase
      const { child, server } = knowledgeProcess(base)
      yield* Effect.gen(function* () {
        const { run } = yield* Sessions
        const { refine } = yield* Controller
        const host: RefinementHost = {
          run: (recipe, input) => Effect.orDie(run(recipe, { title: "ci.yml", input }))
        }
        const experience = yield* GenServer.call(server, "experience")
        const refined = yield* Effect.provideService(
          refine(broken(), github, experience === undefined ? {} : { experience }),
          RefinementHost,
          host
        )
        const memory = memoryOf(refined, "ci.yml", 1)
        if (memory !== undefined) yield* GenServer.cast(server, "keep", memory)
        assert.strictEqual((yield* GenServer.call(server, "learn")).histories, 1)
      }).pipe(
        Effect.provide(Controller.layerOffline),
        Effect.provide(Sessions.layerWith({ between: [child] }).pipe(Layer.provide(Journal.layerMemory)))
      )
    })
  )
})
