import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { aiWorkflow } from "../../src/dialect/ai-workflow/AiWorkflow.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { layerNone, libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { LlmRefiner, type LlmRequest } from "../../src/pipeline/LlmRefiner.ts"
import type { RefineOptions } from "../../src/pipeline/RefineOptions.ts"
import { proposals } from "../../src/refine/Trajectory.ts"

/** One of the steps is named and does nothing. */
const withHole = `name: CI
on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4 # whatever is there
        with: { node-version: 24 }
      - name: Install dependencies
      - name: Test
        run: npm test
`

/** One of the steps is missing, and another one asks for its result. */
const withGap = `workflow:
  name: rag
  steps:
    - name: query
      type: claude
      prompt: [{ type: static, content: Make a search query }]
    - name: augment
      type: claude
      prompt: [{ type: previous_response, step: retrieve }]
    - name: generate
      type: claude
      prompt: [{ type: previous_response, step: augment }]
`

/** Like a Python project, but not enough to write its steps. */
const partial = `on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install dependencies
      - name: Ruff
        run: ruff check .
      - run: python -m our.checks
`

const refine = (text: string, dialect: Dialect, options: RefineOptions = {}) =>
  Effect.flatMap(Controller, (controller) => controller.refine(text, dialect, options))

const offline = Effect.provide(Controller.layerOffline)

/** A model that never has an answer, and what it was asked. */
const asking = (asked: Array<LlmRequest>) =>
  Effect.provide(
    Controller.layer.pipe(
      Layer.provide(
        Layer.succeed(
          LlmRefiner,
          LlmRefiner.of({
            available: true,
            refine: (request) =>
              Effect.sync(() => {
                asked.push(request)
                return { _tag: "failed", reason: "no answer", spent: { calls: 1, tokens: 1, cost: 0 } }
              })
          })
        )
      )
    )
  )

describe("a pattern that matches well", () => {
  it.effect("mends a step without any model", () =>
    Effect.gen(function* () {
      const { status, text, applied, spent, trajectory } = yield* refine(withHole, githubActions)
      assert.strictEqual(status, "accepted")
      assert.strictEqual(text, withHole.replace("dependencies\n", "dependencies\n        run: npm ci\n"))
      assert.deepStrictEqual(
        applied.map(({ by, fix }) => [by, fix.title]),
        [["pattern", "Take `run` from the pattern `node_ci`"]]
      )
      assert.strictEqual(spent.calls, 0)
      const [proposed] = proposals(trajectory).filter(({ approach }) => approach === "pattern")
      assert.match(proposed?.reason ?? "", /like the pattern `node_ci` \(\d+%\)/)
    }).pipe(offline)
  )

  for (const strategy of ["adaptive", "minimal"] as const)
    it.effect(`adds the step that others ask for, offline (${strategy})`, () =>
      Effect.gen(function* () {
        const { status, text } = yield* refine(withGap, aiWorkflow, { strategy })
        assert.strictEqual(status, "accepted")
        assert.include(text, "    - name: retrieve\n      type: vector_search\n")
      }).pipe(offline)
    )

  it.effect("is applied where the budget is spent", () =>
    Effect.gen(function* () {
      const { status } = yield* refine(withGap, aiWorkflow, { budget: { calls: 0 } })
      assert.strictEqual(status, "accepted")
    }).pipe(asking([]))
  )

  it.effect("saves the question where the structure is what is wrong", () => {
    const asked: Array<LlmRequest> = []
    return Effect.gen(function* () {
      const { status, spent } = yield* refine(withHole, githubActions)
      assert.strictEqual(status, "accepted")
      assert.deepStrictEqual([asked.length, spent.calls], [0, 0])
    }).pipe(asking(asked))
  })

  it.effect("leaves commands to a model that may write them, and shows it how", () => {
    const asked: Array<LlmRequest> = []
    return Effect.gen(function* () {
      const { text } = yield* refine(withHole, githubActions, { allowCommands: true })
      assert.strictEqual(text, withHole)
      assert.include(asked[0]?.example ?? "", "run: npm ci")
    }).pipe(asking(asked))
  })

  it.effect("comes to the same again", () =>
    Effect.gen(function* () {
      const once = yield* refine(withHole, githubActions)
      const twice = yield* refine(once.text, githubActions)
      assert.strictEqual(twice.text, once.text)
    }).pipe(offline)
  )
})

describe("a pattern that matches partly", () => {
  it.effect("is what the model is shown of, where the structure is in doubt", () => {
    const asked: Array<LlmRequest> = []
    return Effect.gen(function* () {
      const { status, text } = yield* refine(partial, githubActions)
      assert.strictEqual(status, "model_failed")
      assert.strictEqual(text, partial)
      const [request] = asked
      assert.strictEqual(request?.approach, "hybrid")
      const example = request?.example ?? ""
      assert.include(example, "pip install -r requirements.txt")
      const whole = libraryOf([])
        .named("python_ci")
        .find(({ dialect }) => dialect === "github-actions")?.example
      assert.include(whole ?? "", example)
      assert.isBelow(example.length, (whole ?? "").length / 2)
    }).pipe(asking(asked))
  })

  it.effect("mends nothing by itself", () =>
    Effect.gen(function* () {
      const { status, text } = yield* refine(partial, githubActions)
      assert.deepStrictEqual([status, text], ["needs_model", partial])
    }).pipe(offline)
  )
})

describe("without patterns", () => {
  it.effect("a model is needed", () =>
    Effect.gen(function* () {
      const { status, text } = yield* refine(withHole, githubActions)
      assert.deepStrictEqual([status, text], ["needs_model", withHole])
    }).pipe(offline, Effect.provide(layerNone))
  )
})
