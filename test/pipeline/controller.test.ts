import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { patchFix } from "../../src/diagnose/Finding.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { LlmRefiner } from "../../src/pipeline/LlmRefiner.ts"

const repairable = `on: push
jobs:
  build:
    runs_on: ubuntu-latest
    steps:
      - run: make
`

/** A step that does nothing: only its author knows what it was to do. */
const unknowable = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Test
`

const refine = (text: string, options = {}) =>
  Effect.flatMap(Controller, (controller) => controller.refine(text, githubActions, options))

const offline = Effect.provide(Controller.layerOffline)

/** A refiner that answers with one patch each time. */
const answering = (operations: Parameters<typeof patchFix>[1]) =>
  Effect.provide(
    Controller.layer.pipe(
      Layer.provide(
        Layer.succeed(
          LlmRefiner,
          LlmRefiner.of({
            available: true,
            refine: () =>
              Effect.succeed({
                _tag: "fixes",
                fixes: [patchFix("Run the tests", operations, "safe", 1)],
                evidence: [],
                spent: { calls: 1, tokens: 100, cost: 0.01 }
              })
          })
        )
      )
    )
  )

describe("Controller", () => {
  it.effect("accepts a sound file as it is", () =>
    Effect.gen(function* () {
      const sound = repairable.replace("runs_on", "runs-on")
      const refined = yield* refine(sound)
      assert.strictEqual(refined.status, "accepted")
      assert.strictEqual(refined.text, sound)
      assert.deepStrictEqual(refined.applied, [])
    }).pipe(offline)
  )

  it.effect("repairs without a model what needs none", () =>
    Effect.gen(function* () {
      const refined = yield* refine(repairable)
      assert.strictEqual(refined.status, "accepted")
      assert.strictEqual(refined.text, repairable.replace("runs_on", "runs-on"))
      assert.isAbove(refined.score.after.overall, refined.score.before.overall)
    }).pipe(offline)
  )

  it.effect("says that it needs a model, and shows what is left", () =>
    Effect.gen(function* () {
      const refined = yield* refine(unknowable)
      assert.strictEqual(refined.status, "needs_model")
      assert.strictEqual(refined.text, unknowable)
      assert.strictEqual(refined.after.report.diagnostics.length, 1)
    }).pipe(offline)
  )

  it.effect("asks a model for the rest and keeps what makes progress", () =>
    Effect.gen(function* () {
      const refined = yield* refine(unknowable)
      assert.strictEqual(refined.status, "accepted")
      assert.include(refined.text, "run: make test")
      assert.strictEqual(refined.spent.calls, 1)
    }).pipe(answering([{ op: "add", path: "/jobs/build/steps/0/run", value: "make test" }]))
  )

  it.effect("refuses an answer that makes things worse, and gives up in time", () =>
    Effect.gen(function* () {
      const refined = yield* refine(unknowable, { maxIterations: 3 })
      assert.strictEqual(refined.status, "max_iterations")
      assert.strictEqual(refined.text, unknowable)
      assert.strictEqual(refined.spent.calls, 3)
    }).pipe(answering([{ op: "remove", path: "/jobs" }]))
  )

  it.effect("stops at a spent budget", () =>
    Effect.gen(function* () {
      const refined = yield* refine(unknowable, { maxIterations: 9, budget: { calls: 2 } })
      assert.strictEqual(refined.status, "budget")
      assert.strictEqual(refined.spent.calls, 2)
    }).pipe(answering([{ op: "remove", path: "/jobs" }]))
  )
})
