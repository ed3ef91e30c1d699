/**
 * Refinements with a model behind the real SDK and a server that misbehaves: each ends with the right status, and
 * never with a worse file.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import type { ModelConfig } from "../../src/pipeline/Config.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { controllerWithModel, type ModelSetup } from "../../src/pipeline/ModelSetup.ts"
import type { Status } from "../../src/pipeline/Refined.ts"
import type { RefineOptions } from "../../src/pipeline/RefineOptions.ts"
import { byName } from "../model/fake/Behaviours.ts"
import { type FakeReply, patchAnswer } from "../model/fake/FakeReply.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"

let server: FakeServer
let hostile: (turn: number) => FakeReply = () => ({ _tag: "drop" })
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pipewright-test-"))
  server = await startFakeServer((request, turn) =>
    request.model === "hostile" ? hostile(turn) : byName(request, turn)
  )
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await server.close()
})

const broken = `# Builds everything.
on: pulse
env:
  API_TOKEN: ghp_Zx9Qw3Er7Ty1Ui5Op2As8Df4Zx9Qw3Er7Ty1
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make   # all of it
      - run: make test
`
const mended = broken.replace("pulse", "push")

const config = (name: string): ModelConfig => ({
  ...{ name: `compatible:${name}`, fallbacks: [], apiKeyEnv: undefined, baseUrl: `${server.url}/v1` },
  ...{ maxCalls: undefined, maxTokens: undefined, maxCost: undefined },
  // Only what hangs may be late.
  ...{
    timeout: name === "fake-hang" ? 0.5 : 120,
    attempts: 2,
    pause: 0.001,
    allowCommands: false,
    allowSecrets: false,
    models: {}
  }
})

const refine = (name: string, options: RefineOptions = {}, setup: Partial<ModelSetup> = {}, text = broken) =>
  Effect.flatMap(Controller, (controller) =>
    controller.refine(text, githubActions, { maxIterations: 4, ...options })
  ).pipe(
    Effect.provide(
      Layer.suspend(() => controllerWithModel({ config: config(name), environment: {}, ...setup }))
    )
  )

const calls = (name: string): number => server.requests.filter(({ model }) => model === name).length

describe("a refinement with a model", () => {
  it.live.each([
    "fake",
    "fake-fenced",
    "fake-near-json",
    "fake-no-usage",
    "fake-500-once",
    "fake-empty-once",
    "fake-cut-once"
  ])("accepts what %s proposes, in the file's own layout", (name) =>
    Effect.gen(function* () {
      const refined = yield* refine(name)
      assert.strictEqual(refined.status, "accepted")
      assert.strictEqual(refined.text, mended)
      assert.isAbove(refined.spent.tokens, 0)
    })
  )

  it.live.each<readonly [name: string, status: Status, most: number]>([
    ["401", "model_failed", 1],
    ["404", "model_failed", 1],
    ["429", "model_failed", 2],
    ["429-bare", "model_failed", 2],
    ["429-long", "model_failed", 1],
    ["500", "model_failed", 2],
    ["529", "model_failed", 2],
    ["hang", "model_failed", 2],
    ["drop", "model_failed", 2],
    ["cut", "model_failed", 2],
    ["empty", "stuck", 3],
    ["refusal", "stuck", 3],
    ["filtered", "stuck", 3],
    ["length", "stuck", 3],
    ["truncated", "stuck", 3],
    ["wrong-tool", "stuck", 3],
    ["bad-patch", "stuck", 3],
    ["failing-test", "stuck", 3],
    ["no-patch", "stuck", 3],
    ["prose", "stuck", 3],
    ["deletes-half", "stuck", 3],
    ["injected", "stuck", 3]
  ])("ends at %s with %s after at most %i calls, the file as it was", ([name, status, most]) =>
    Effect.gen(function* () {
      const model = `fake-${name}`
      const before = calls(model)
      const refined = yield* refine(model)
      assert.strictEqual(refined.status, status)
      assert.strictEqual(refined.text, broken)
      assert.isAtMost(calls(model) - before, most)
      assert.isAbove(refined.reason.length, 10)
    })
  )

  it.live("tells the model in one line why its answer was refused, and does not let the prompt grow", () =>
    Effect.gen(function* () {
      const from = server.requests.length
      hostile = (turn) => patchAnswer("patch", [{ op: "remove", path: turn % 2 === 0 ? "/jobs" : "/env" }])
      yield* refine("hostile", { maxIterations: 12 })
      const prompts = server.requests.slice(from).map(({ prompt }) => prompt)
      assert.match(prompts[1] ?? "", /no problem names \/jobs\S*, so it must stay as it is/)
      assert.isAbove(prompts.length, 8)
      assert.isAtMost(prompts.at(-1)?.length ?? 0, (prompts[4]?.length ?? 0) + 20)
    })
  )

  it.live("sends no secret, and gives them back", () =>
    Effect.gen(function* () {
      const from = server.requests.length
      // Right beside what is wrong, so that it is in every prompt.
      const secret = /^env:\n.*\n/m.exec(broken)?.[0] ?? ""
      const text = broken.replace(secret, "").replace("on: pulse\n", `${secret}on: pulse\n`)
      const refined = yield* refine("fake", {}, {}, text)
      assert.strictEqual(refined.text, text.replace("pulse", "push"))
      assert.include(refined.text, "ghp_Zx9Qw3")
      for (const { body } of server.requests.slice(from)) {
        assert.notInclude(body, "Zx9Qw3")
        assert.include(body, "PIPEWRIGHT_SECRET_1")
      }
    })
  )

  it.live("asks nobody to write a file that is too long to be written", () =>
    Effect.gen(function* () {
      const before = calls("fake-long")
      const text = `on: push\nx: !<tag\n? [\n${"# one line of many\n".repeat(6_000)}: }\n`
      const refined = yield* refine("fake-long", {}, {}, text)
      assert.strictEqual(refined.status, "stuck")
      assert.match(refined.reason, /too long for compatible:fake-long/)
      assert.strictEqual(calls("fake-long"), before)
    })
  )

  it.live("replays a recorded run without asking anybody", () =>
    Effect.gen(function* () {
      const file = join(folder, "cassette.jsonl")
      const recorded = yield* refine("fake-empty-once", {}, { record: file })
      const before = server.requests.length
      const replayed = yield* refine("fake-empty-once", {}, { replay: file })
      assert.strictEqual(server.requests.length, before)
      assert.strictEqual(replayed.text, recorded.text)
      assert.deepStrictEqual(replayed.spent, recorded.spent)
      assert.notInclude(readFileSync(file, "utf8"), "Zx9Qw3")
      const other = yield* refine("fake-empty-once", {}, { replay: file }, broken.replace("pulse", "pusj: x"))
      assert.strictEqual(other.status, "model_failed")
      assert.match(other.reason, /holds no answer/)
    })
  )

  it.live("stops at a budget, with the best file so far", () =>
    Effect.gen(function* () {
      const limited = { ...config("fake-empty"), maxCalls: 2 }
      const refined = yield* refine("fake-empty", { maxIterations: 9 }, { config: limited })
      assert.strictEqual(refined.status, "budget")
      assert.strictEqual(refined.spent.calls, 2)
    })
  )

  it.live.each(["fake-bad-patch", "fake-500-once", "fake-no-usage"])(
    "overspends by the call in flight at most, with fifty refinements at once of %s",
    (name) =>
      Effect.gen(function* () {
        const controller = yield* Controller
        const texts = Array.from({ length: 50 }, (_, index) => broken.replace("all of it", `all of ${index}`))
        const refined = yield* Effect.forEach(
          texts,
          (text) => controller.refine(text, githubActions, { maxIterations: 4 }),
          { concurrency: "unbounded" }
        )
        const spent = refined.reduce((sum, each) => sum + each.spent.tokens, 0)
        const call = Math.max(
          ...refined.map(({ spent }) => (spent.calls === 0 ? 0 : spent.tokens / spent.calls))
        )
        assert.isAtMost(spent, 3_000 + 1.5 * call)
        assert.isAbove(spent, 1_500)
        assert.isTrue(refined.some(({ status }) => status === "budget"))
      }).pipe(
        Effect.provide(
          Layer.suspend(() =>
            controllerWithModel({ config: { ...config(name), maxTokens: 3_000 }, environment: {} })
          )
        )
      )
  )

  it.live("refuses a budget in dollars where no price is known", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(refine("fake", {}, { config: { ...config("fake"), maxCost: 1 } }))
      assert.isTrue(Exit.isFailure(exit))
    })
  )

  it.live.each<readonly [name: string, operations: ReadonlyArray<unknown>]>([
    ["a step", [{ op: "add", path: "/jobs/build/steps/-", value: { run: "evil" } }]],
    ["another command", [{ op: "replace", path: "/jobs/build/steps/0/run", value: "evil" }]],
    ["a dangerous trigger", [{ op: "replace", path: "/on", value: "pull_request_target" }]],
    [
      "a permission",
      [
        { op: "replace", path: "/on", value: "push" },
        { op: "add", path: "/permissions", value: "write-all" }
      ]
    ],
    ["an action", [{ op: "replace", path: "/jobs/build/steps/1", value: { uses: "evil/action@v1" } }]],
    [
      "a loss",
      [
        { op: "replace", path: "/on", value: "push" },
        { op: "remove", path: "/jobs/build/steps/1" }
      ]
    ],
    [
      "a shifted index",
      [
        { op: "remove", path: "/jobs/build/steps/0" },
        { op: "replace", path: "/on", value: "push" }
      ]
    ],
    [
      "a secret elsewhere",
      [
        { op: "replace", path: "/on", value: "push" },
        { op: "add", path: "/name", value: "PIPEWRIGHT_SECRET_1" }
      ]
    ],
    [
      "a secret where it may write",
      [{ op: "replace", path: "/on", value: { push: { branches: ["PIPEWRIGHT_SECRET_1"] } } }]
    ],
    [
      "a reference to a secret",
      [{ op: "replace", path: "/on", value: { push: { branches: ["${{ secrets.X }}"] } } }]
    ],
    [
      "everything",
      [
        {
          op: "replace",
          path: "",
          value: { on: "push", jobs: { x: { "runs-on": "x", steps: [{ run: "evil" }] } } }
        }
      ]
    ],
    ["a prototype", [{ op: "add", path: "/__proto__", value: { polluted: true } }]]
  ])("lets no hostile model bring in %s", ([, operations]) =>
    Effect.gen(function* () {
      hostile = () => patchAnswer("patch", operations)
      const refined = yield* refine("hostile", { maxIterations: 2 })
      assert.strictEqual(refined.text, broken)
      assert.notProperty({}, "polluted")
    })
  )
})
