/**
 * Models through the built command line, as users name and reach them: a server in this process is the provider.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { byName } from "../model/fake/Behaviours.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"
import { build, pipewrightBeside } from "./Built.ts"

let server: FakeServer
let locked: FakeServer
let empty: FakeServer
beforeAll(async () => {
  await build()
  server = await startFakeServer(byName, { models: ["fake", "claude-opus-4-5", "gpt-5"] })
  locked = await startFakeServer(byName, { key: "right" })
  empty = await startFakeServer(byName, { models: [] })
})
afterAll(() => Promise.all([server.close(), locked.close(), empty.close()]))

const ci = ".github/workflows/ci.yml"
const broken = "on: pulse\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
const mended = broken.replace("pulse", "push")

const project = (settings?: object): { readonly folder: string; readonly file: string } => {
  const folder = emptyFolder()
  const file = join(folder, ci)
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  writeFileSync(file, broken)
  if (settings !== undefined) writeFileSync(join(folder, "pipewright.config.json"), JSON.stringify(settings))
  return { folder, file }
}

describe("refine --model", () => {
  test.concurrent.each([
    ["openai:gpt-5", "/v1"],
    ["anthropic:claude-opus-4-5", ""],
    ["gemini:any", "/v1"],
    ["vllm:any", "/v1"],
    ["ollama:any", "/v1"],
    ["compatible:any", "/v1"]
  ])("%s is asked at its base URL", async (model, end) => {
    const { folder, file } = project()
    const run = await pipewrightBeside(folder, [
      "refine",
      "--model",
      model,
      "--base-url",
      `${server.url}${end}`,
      ci
    ])
    expect(run.status).toBe(0)
    expect(readFileSync(file, "utf8")).toBe(mended)
    expect(run.stdout).toMatch(/score 0\.\d+ → 1\.000; 1 fix by a model; 1 call, \d+ tokens/)
  })

  test("tells what was paid only where that is known", async () => {
    const paid = (model: string) => [
      ...["refine", "--diff", "--model", model, "--base-url", `${server.url}/v1`, ci]
    ]
    const { folder } = project()
    expect((await pipewrightBeside(folder, paid("openai:gpt-5"))).stdout).toMatch(/tokens, \$0\.0\d+/)
    const unpriced = await pipewrightBeside(folder, paid("openai:another"))
    expect(unpriced.stdout).toMatch(/1 call, \d+ tokens; nothing is left/)
    expect(unpriced.stdout).not.toContain("$")
  })

  test("takes the key from the variable that --api-key-env names", async () => {
    const { folder, file } = project()
    const args = [
      "refine",
      "--model",
      "openai:gpt-5",
      "--base-url",
      `${locked.url}/v1`,
      "--api-key-env",
      "OURS",
      ci
    ]
    const refused = await pipewrightBeside(folder, args, { OURS: "wrong-key-0123456789" })
    expect(refused.status).toBe(5)
    expect(refused.stdout).toContain("openai refused the key. Set OURS,")
    expect(refused.stdout + refused.stderr).not.toContain("wrong-key")
    expect((await pipewrightBeside(folder, args, { OURS: "right" })).status).toBe(0)
    expect(readFileSync(file, "utf8")).toBe(mended)
  })

  test("a fallback is reached at an address of its own, with a key of its own", async () => {
    const { folder, file } = project({
      model: {
        ...{ name: "first", fallbacks: ["second"], attempts: 1 },
        models: {
          first: { provider: "compatible", served: "fake-500", baseUrl: `${server.url}/v1` },
          second: { provider: "compatible", served: "fake", baseUrl: `${locked.url}/v1`, apiKeyEnv: "OURS" }
        }
      }
    })
    const run = await pipewrightBeside(folder, ["refine", ci], { OURS: "right" })
    expect(run.status).toBe(0)
    expect(run.stdout).toContain("Change it as compatible:second proposes")
    expect(readFileSync(file, "utf8")).toBe(mended)
    const keyless = await pipewrightBeside(folder, ["refine", ci])
    expect(keyless.status).toBe(2)
    expect(keyless.stderr).toContain("the variable OURS that holds its key is not set")
  })
})

describe("--replay", () => {
  test("gives the same result with nobody there, and says where a cassette breaks off", async () => {
    const { folder, file } = project()
    const provider = await startFakeServer(byName)
    const model = ["--model", "openai:gpt-5", "--base-url", `${provider.url}/v1`]
    const refine = (args: ReadonlyArray<string>, to: string) => {
      writeFileSync(file, broken)
      return pipewrightBeside(folder, ["refine", ...args, `--format=json=${to}`, ci], {
        OPENAI_API_KEY: "any"
      })
    }
    expect((await refine([...model, "--record", "calls.jsonl"], "recorded.json")).status).toBe(0)
    await provider.close()
    const [result, report] = [readFileSync(file), readFileSync(join(folder, "recorded.json"), "utf8")]
    expect((await refine(["--replay", "calls.jsonl"], "replayed.json")).status).toBe(0)
    expect(readFileSync(file).equals(result)).toBe(true)
    expect(readFileSync(join(folder, "replayed.json"), "utf8")).toBe(report)

    const recorded = readFileSync(join(folder, "calls.jsonl"), "utf8")
    writeFileSync(join(folder, "calls.jsonl"), recorded.slice(0, -40))
    const cut = await refine(["--replay", "calls.jsonl"], "cut.json")
    expect(cut.status).toBe(5)
    expect(cut.stderr + cut.stdout).toContain("calls.jsonl breaks off in line 2")
    expect(readFileSync(file, "utf8")).toBe(broken)

    writeFileSync(join(folder, "calls.jsonl"), "no cassette\n")
    const none = await refine(["--replay", "calls.jsonl"], "none.json")
    expect(none.status).toBe(2)
    expect(none.stderr).toContain("calls.jsonl: line 1 is not one of a cassette. Record it anew")
  })
})

describe("models", () => {
  const ping = (model: string, url: string, key = "any") =>
    pipewrightBeside(emptyFolder(), ["models", model, "--base-url", url], {
      PIPEWRIGHT_MODEL_API_KEY: key,
      ANTHROPIC_API_KEY: key
    })

  test("says whether a model can be reached, and what to do where it cannot", async () => {
    const gone = await startFakeServer(byName)
    await gone.close()
    const cases = [
      [0, "compatible:fake: reached", ping("compatible:fake", `${server.url}/v1`)],
      [0, "anthropic:claude-opus-4-5: reached", ping("anthropic:claude-opus-4-5", server.url)],
      [0, "compatible:fake: reached", ping("compatible:fake", `${locked.url}/v1`, "right")],
      [
        5,
        "compatible refused the key. Set PIPEWRIGHT_MODEL_API_KEY,",
        ping("compatible:fake", `${locked.url}/v1`)
      ],
      [5, "anthropic refused the key. Set ANTHROPIC_API_KEY,", ping("anthropic:fake", locked.url)],
      [
        5,
        "does not list `other`. It offers fake, claude-opus-4-5, gpt-5.",
        ping("compatible:other", `${server.url}/v1`)
      ],
      [5, "lists no models. Look at the base URL", ping("compatible:fake", `${empty.url}/v1`)],
      [
        5,
        "cannot be reached (Connection error). Look at the network",
        ping("compatible:fake", `${gone.url}/v1`)
      ]
    ] as const
    for (const [status, message, run] of cases) {
      const { stdout, status: found } = await run
      expect(stdout).toContain(message)
      expect(found).toBe(status)
    }
  })

  test("lists those of the settings with what they cost and need", async () => {
    const ours = { provider: "compatible", served: "qwen-3", price: { input: 1, output: 2 } }
    const { folder } = project({
      model: {
        models: {
          ours: { ...ours, baseUrl: "http://models.example.org/v1" },
          locked: { ...ours, context: 8192, baseUrl: "http://models.example.org/v1", apiKeyEnv: "OURS" }
        }
      }
    })
    const { stdout } = await pipewrightBeside(folder, ["models"])
    expect(stdout).toMatch(/^compatible:ours +\$1 in, \$2 out \/ M +ready$/m)
    expect(stdout).toMatch(/^compatible:locked +\$1 in, \$2 out \/ M +8,192 tokens {2}needs OURS$/m)
  })
})
