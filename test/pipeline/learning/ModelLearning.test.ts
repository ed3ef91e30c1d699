/**
 * What is learned of a model that is asked through the real SDK, and what it is told of it the next time.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import type { ModelConfig } from "../../../src/pipeline/Config.ts"
import { Controller } from "../../../src/pipeline/Controller.ts"
import type { History } from "../../../src/pipeline/learning/History.ts"
import { experienceOf, knowledgeOf } from "../../../src/pipeline/learning/Knowledge.ts"
import { memoryOf } from "../../../src/pipeline/learning/Memories.ts"
import { controllerWithModel } from "../../../src/pipeline/ModelSetup.ts"
import type { RefineOptions } from "../../../src/pipeline/RefineOptions.ts"
import { byName } from "../../model/fake/Behaviours.ts"
import { type FakeServer, startFakeServer } from "../../model/fake/FakeServer.ts"
import { github } from "./Refinements.ts"

let server: FakeServer
beforeAll(async () => {
  server = await startFakeServer(byName)
})
afterAll(() => server.close())

const text = "on: pulse\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"

const config = (): ModelConfig => ({
  ...{ name: "compatible:fake", fallbacks: [], apiKeyEnv: undefined, baseUrl: `${server.url}/v1` },
  ...{ maxCalls: undefined, maxTokens: undefined, maxCost: undefined },
  ...{ timeout: 120, attempts: 1, pause: 0.001, allowCommands: false, allowSecrets: false, models: {} }
})

const refined = (options: RefineOptions = {}) =>
  Effect.flatMap(Controller, ({ refine }) => refine(text, github, options)).pipe(
    Effect.provide(Layer.suspend(() => controllerWithModel({ config: config(), environment: {} })))
  )

const history = Effect.map(refined(), (result): History => {
  const memory = memoryOf(result, "ci.yml", 1000)
  if (memory === undefined) throw new Error("There is nothing to learn from.")
  return memory.history
})

/** The same in other files. */
const copies = (history: History, files: number): ReadonlyArray<History> =>
  Array.from({ length: files }, (_, at) => ({ ...history, id: `${at}`, file: `${at}.yml` }))

describe("a model's refinement", () => {
  it.live("says what the model changed, and that it chose what was suggested", () =>
    Effect.gen(function* () {
      const { status, steps, solutions, verdicts, spent, fixes } = yield* history
      assert.strictEqual(status, "accepted")
      assert.strictEqual(spent.calls, 1)
      assert.deepStrictEqual(
        fixes.map(({ by }) => by),
        ["model"]
      )
      const [step] = steps.filter(({ approach }) => approach !== "auto_repair")
      assert.isAbove(step?.gain ?? 0, 0)
      assert.deepStrictEqual(solutions, [
        {
          rule: "invalid-value",
          by: "model",
          changes: [{ at: "on", kind: "changed", before: '"pulse"', after: '"push"' }]
        }
      ])
      assert.deepStrictEqual(
        verdicts.map(({ fix, verdict }) => [fix.title, fix.applicability, verdict]),
        [["Write `push`", "unsafe", "chosen"]]
      )
    })
  )

  it.live("is told to the model the next time the same is wrong", () =>
    Effect.gen(function* () {
      const knowledge = knowledgeOf([yield* history], [], 1)
      yield* refined({ experience: experienceOf(knowledge) })
      const [before, after] = server.requests.slice(-2).map(({ prompt }) => prompt)
      const told = '- invalid-value: on from "pulse" to "push"'
      assert.notInclude(before, told)
      assert.include(after, told)
    })
  )

  it.live("makes a suggestion surer that models keep choosing, and never safe", () =>
    Effect.gen(function* () {
      const one = yield* history
      const suggested = (files: number) => {
        const { revise } = experienceOf(knowledgeOf(copies(one, files), [], 1))
        return errorsOf(validate(text, github, { revise }).report)[0]?.fixes[0]
      }
      const [without, few, many] = [suggested(0), suggested(2), suggested(1000)]
      assert.deepStrictEqual(few, without)
      assert.isAbove(many?.confidence ?? 0, without?.confidence ?? 1)
      assert.strictEqual(many?.applicability, "unsafe")
    })
  )
})
