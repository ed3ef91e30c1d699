/**
 * The library's face for plain programs, where the guide's examples do not reach: models, signals, and what is refused.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { check, fix, refine } from "../src/index.ts"
import { byName } from "./model/fake/Behaviours.ts"
import { type FakeServer, startFakeServer } from "./model/fake/FakeServer.ts"

let server: FakeServer
/** Called when a request has come. */
let asked = (): void => undefined
beforeAll(async () => {
  server = await startFakeServer((request, turn) => {
    asked()
    return byName(request, turn)
  })
})
afterAll(() => server.close())

const broken =
  "on: pusj\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b@v1\n        run: make\n"
const dialect = "github-actions"
const named = (name: string, attempts = 1) => ({
  name: `compatible:${name}`,
  baseUrl: `${server.url}/v1`,
  attempts,
  pause: 0
})

describe("refine", () => {
  test("asks the model that it is given", async () => {
    const alone = await refine(broken, { dialect })
    expect([alone.status, alone.spent.calls]).toEqual(["needs_model", 0])
    const asked = await refine(broken, { dialect, model: named("fake") })
    expect(asked.status).toBe("accepted")
    expect(asked.spent.calls).toBeGreaterThan(0)
  })

  test("ends with a status where the model cannot be reached, and the text is no worse", async () => {
    const { status, score } = await refine(broken, { dialect, model: named("fake-500") })
    expect(status).toBe("model_failed")
    expect(score.after.overall).toBeGreaterThanOrEqual(score.before.overall)
  })

  test("rejects a model that nobody knows, and a setting that is none", async () => {
    await expect(refine(broken, { dialect, model: "nobody:knows" })).rejects.toMatchObject({
      name: "ModelNameError",
      model: "nobody:knows"
    })
    const misspelled = { name: "compatible:fake", baseURL: server.url } as object
    await expect(refine(broken, { dialect, model: misspelled })).rejects.toThrow("baseURL")
  })

  test("is ended by its signal", async () => {
    const controller = new AbortController()
    asked = () => controller.abort()
    const refined = refine(broken, { dialect, model: named("fake-hang"), signal: controller.signal })
    await expect(refined).rejects.toThrow()
  })
})

describe("a schema", () => {
  const schema = { type: "object", properties: { port: { type: "integer" } }, additionalProperties: false }

  test("judges and repairs", async () => {
    expect((await check("port: 1\n", { schema })).dialect).toBe("json-schema")
    expect((await fix("prot: 1\n", { schema })).text).toBe("port: 1\n")
    expect((await check("anything", { schema: true })).report.diagnostics).toEqual([])
  })

  test("that is none is refused", async () => {
    await expect(check("port: 1\n", { schema: { type: "nothing" } })).rejects.toMatchObject({
      _tag: "SchemaError"
    })
  })
})
