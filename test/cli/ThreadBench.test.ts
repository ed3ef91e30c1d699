/**
 * A bench in threads gives what the one right here gives: reports, repairs, and the trees that are read again.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Result } from "effect"
import { Builder, buildHere } from "../../src/cli/Enhancing.ts"
import { optionsOf } from "../../src/cli/Operation.ts"
import { Recognition } from "../../src/cli/Recognition.ts"
import { SchemaDialects, schemaDialect } from "../../src/cli/SchemaFile.ts"
import { shelf } from "../../src/cli/Shelf.ts"
import { inThreads, workersFor } from "../../src/cli/ThreadBench.ts"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { errorsOf } from "../../src/diagnose/Scorer.ts"
import type { Validation } from "../../src/diagnose/Validator.ts"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { splice } from "../../src/document/Splice.ts"
import type { ModelReply } from "../../src/model/ModelRequest.ts"
import { PatternLibrary } from "../../src/pattern/PatternLibrary.ts"
import { type Config, resolve } from "../../src/pipeline/Config.ts"
import type { LlmRequest } from "../../src/pipeline/LlmRefiner.ts"
import type { Settings } from "../../src/pipeline/Settings.ts"
import { here, Workbench } from "../../src/pipeline/Workbench.ts"
import { startScoped } from "../../src/worker/Workers.ts"
import { casesIn } from "../Case.ts"
import { emptyFolder } from "../Folder.ts"

const configOf = (settings: Settings): Config => resolve([{ settings, nameOf: (path) => path }]).config

const benches = Effect.fnUntraced(function* (config: Config) {
  const workers = yield* startScoped(
    workersFor(new URL("../../src/worker.ts", import.meta.url), config, Number.MAX_SAFE_INTEGER)
  )
  const services = inThreads(workers)
  return {
    there: Context.get(services, Workbench),
    recognise: Context.get(services, Recognition),
    build: Context.get(services, Builder),
    schemaDialects: Context.get(services, SchemaDialects)
  }
})

const same = (there: Validation, here: Validation): void => {
  assert.deepStrictEqual(there.report, here.report)
  assert.deepStrictEqual(there.edits, here.edits)
  assert.deepStrictEqual(there.ignored, here.ignored)
  assert.deepStrictEqual([there.text, there.kind, there.path], [here.text, here.kind, here.path])
  assert.strictEqual(there.dialect, here.dialect)
  assert.strictEqual(there.document.text, here.document.text)
  assert.strictEqual(there.salvaged.text, here.salvaged.text)
  // Patches speak of the salvaged tree: they must do to the one what they do to the other.
  for (const { fixes } of here.report.diagnostics) {
    for (const { edit } of fixes) {
      if (edit._tag !== "patch") continue
      const [a, b] = [there, here].map(({ salvaged }) => splice(salvaged, edit.document, edit.operations))
      assert.deepStrictEqual(a && Result.getOrUndefined(a)?.edits, b && Result.getOrUndefined(b)?.edits)
    }
  }
}

const patternsOfOurOwn = (): string => {
  const folder = emptyFolder()
  mkdirSync(`${folder}/gitlab-ci`)
  writeFileSync(
    `${folder}/gitlab-ci/ours.yaml`,
    "title: Our own\nsummary: As we do it.\nfile: .gitlab-ci.yml\nidentify: { signs: [our tool] }\nrequiredSteps: [test, lint]\nstepTypes: { test: job, lint: job }\nconnections: sequential\nexample: |\n  test:\n    script: [our tool]\n  lint:\n    needs: [test]\n    script: [our lint]\n"
  )
  return folder
}

/** Like a pattern, but for one step that does nothing. */
const withHole = `on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 24 }
      - name: Install dependencies
      - name: Test
        run: npm test
`

const cases = casesIn(fileURLToPath(new URL("../cases", import.meta.url)))
/** One of each rule, for time's sake. */
const chosen = cases.filter(({ rule }, at) => cases[at - 1]?.rule !== rule)

describe("a bench in threads", () => {
  it.live("judges and repairs as the one right here", () =>
    Effect.gen(function* () {
      const config = configOf({ rules: { "unknown-key": "warning" }, context: { files: ["a.sh"] } })
      const { there } = yield* benches(config)
      yield* Effect.forEach(
        chosen,
        ({ file, dialect: id }) =>
          Effect.gen(function* () {
            const dialect = dialectById(id) as Dialect
            const text = readFileSync(file, "utf8")
            const options = { ...optionsOf(config, undefined), threshold: config.autoRepairThreshold }
            same(yield* there.validate(text, dialect, options), yield* here.validate(text, dialect, options))
            const remote = yield* there.repair(text, dialect, options)
            const local = yield* here.repair(text, dialect, options)
            assert.strictEqual(remote.text, local.text)
            assert.deepStrictEqual(remote.applied, local.applied)
            assert.deepStrictEqual(remote.rolledBack, local.rolledBack)
            same(remote.before, local.before)
            same(remote.after, local.after)
            const fixes = local.before.report.diagnostics.flatMap((found) => found.fixes.slice(0, 1))
            assert.deepStrictEqual(
              yield* there.apply(local.before, fixes, options, "model"),
              yield* here.apply(local.before, fixes, options, "model")
            )
          }),
        { concurrency: 4, discard: true }
      )
    })
  )

  it.live("asks models, and judges and mends, as the one right here", () =>
    Effect.gen(function* () {
      const config = configOf({})
      const { there } = yield* benches(config)
      const library = yield* shelf(config)
      const model = { id: "compatible:fake", tools: true, output: 4096, context: 100_000 }
      const seen = new Set<string>()
      const texts = chosen.map(({ file, dialect }) => ({ text: readFileSync(file, "utf8"), dialect }))
      yield* Effect.forEach(
        [{ text: withHole, dialect: "github-actions" }, ...texts],
        ({ text, dialect: id }) =>
          Effect.gen(function* () {
            const dialect = dialectById(id) as Dialect
            const options = optionsOf(config, undefined)
            const validation = yield* here.validate(text, dialect, options)
            if (errorsOf(validation.report).length === 0) return
            const mended = yield* here.mend(validation, library, options)
            seen.add(mended === undefined ? "not mended" : "mended")
            assert.deepStrictEqual(yield* there.mend(validation, library, options), mended)
            assert.deepStrictEqual(
              yield* there.example(validation, library, "hybrid"),
              yield* here.example(validation, library, "hybrid")
            )
            assert.strictEqual(yield* there.breaksOff(validation), yield* here.breaksOff(validation))
            const request: LlmRequest = {
              ...{ approach: "llm_guided", validation, refusals: ["why not"], criticalOnly: false },
              ...{ preserveIntent: true, allowCommands: false, allowSecrets: false, validate: options }
            }
            const prepared = yield* here.question(request, model)
            assert.deepStrictEqual(yield* there.question(request, model), prepared)
            const reply: ModelReply = {
              text: "",
              toolCalls: [{ id: "1", name: "patch", arguments: '{"take":["1a"],"ops":[]}' }],
              finish: "tool-calls",
              usage: { inputTokens: 1, outputTokens: 1, estimated: false }
            }
            const judged = yield* here.answer(request, model, reply)
            seen.add(judged._tag)
            assert.deepStrictEqual(yield* there.answer(request, model, reply), judged)
          }),
        { concurrency: 4, discard: true }
      )
      assert.deepStrictEqual([...seen].sort(), ["change", "mended", "not mended", "refused"])
    })
  )

  it.live("builds up as the one right here, with patterns of our own", () =>
    Effect.gen(function* () {
      const config = configOf({ patterns: patternsOfOurOwn() })
      const { build } = yield* benches(config)
      const dialect = dialectById("gitlab-ci") as Dialect
      const text = "test:\n  script: our tool\nbuild:\n  stage: biuld\n  script: [make]\n"
      const library = yield* shelf(config)
      for (const request of [
        { pattern: undefined, capabilities: ["timeout"], until: undefined },
        { pattern: "ours", capabilities: [], until: "configure_steps" },
        { pattern: "ous", capabilities: [], until: undefined }
      ] as const) {
        const remote = yield* build(text, dialect, config, ".gitlab-ci.yml", request)
        const local = yield* buildHere(text, dialect, config, ".gitlab-ci.yml", request).pipe(
          Effect.provideService(PatternLibrary, library)
        )
        if (remote._tag === "unknown" || local._tag === "unknown") {
          assert.deepStrictEqual(remote, local)
          continue
        }
        same(remote.before, local.before)
        same(remote.after, local.after)
        assert.deepStrictEqual(remote.applied, local.applied)
        assert.deepStrictEqual(remote.enhancement, local.enhancement)
      }
    })
  )

  it.live("makes the dialect of a schema for itself, and recognises texts", () =>
    Effect.gen(function* () {
      const file = `${emptyFolder()}/schema.json`
      writeFileSync(file, '{"properties":{"a":{"type":"integer"}}}')
      const { there, recognise } = yield* benches(configOf({}))
      const dialect = yield* schemaDialect(file)
      const found = yield* there.validate("a: x\n", dialect)
      assert.isAbove(found.report.diagnostics.length, 0)
      same(found, yield* here.validate("a: x\n", dialect))
      const workflow = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n"
      assert.strictEqual((yield* recognise(undefined, workflow, true))?.id, "github-actions")
      assert.strictEqual(yield* recognise(undefined, "hello", false), undefined)
    })
  )

  it.live("makes schemas ready where that can be ended, and says what is wrong with them", () =>
    Effect.gen(function* () {
      const folder = emptyFolder()
      writeFileSync(`${folder}/good.json`, '{"properties":{"a":{"type":"integer"}}}')
      writeFileSync(`${folder}/bad.json`, '{"$ref":"#/$defs/nowhere"}')
      const { there, schemaDialects } = yield* benches(configOf({}))
      const dialect = yield* schemaDialects(`${folder}/good.json`)
      assert.strictEqual((yield* there.validate("a: 1\n", dialect)).report.diagnostics.length, 0)
      assert.strictEqual(yield* schemaDialects(`${folder}/good.json`), dialect)
      const error = yield* Effect.flip(schemaDialects(`${folder}/bad.json`))
      assert.include(error.problem, "#/$defs/nowhere")
      const { there: slow, schemaDialects: impatient } = yield* benches(configOf({ timeout: 1 }))
      const large = Object.fromEntries(
        Array.from({ length: 60_000 }, (_, at) => [`k${at}`, { type: "object", required: ["a"] }])
      )
      writeFileSync(`${folder}/large.json`, JSON.stringify({ properties: large }))
      const late = yield* Effect.flip(impatient(`${folder}/large.json`))
      assert.include(late.problem, "--timeout")
      assert.strictEqual((yield* slow.validate("a: 1\n", dialect)).report.dialect, "json-schema")
    })
  )
})
