/**
 * Every fault of the fake model server through the built command line: the exit code, the file, the number of attempts,
 * and whether what is said says what to do.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { byName, faults } from "../model/fake/Behaviours.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"
import { build, pipewrightBeside, type Run } from "./Built.ts"

let server: FakeServer
beforeAll(async () => {
  await build()
  server = await startFakeServer(byName)
})
afterAll(() => server.close())

const broken = `# Builds everything.
on: pulse
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make   # all of it
      - run: make test
`

const refine = (folder: string, model: string, args: ReadonlyArray<string> = []): Promise<Run> =>
  pipewrightBeside(
    folder,
    [
      ...["refine", "--model", `compatible:${model}`, "--base-url", `${server.url}/v1`],
      ...[...args, ".github/workflows/ci.yml"]
    ],
    {
      // Only what hangs may be late: beside so many others an answer can take its time.
      PIPEWRIGHT_MODEL_TIMEOUT: model === "fake-hang" ? "1" : "120",
      PIPEWRIGHT_MODEL_ATTEMPTS: "2",
      PIPEWRIGHT_MODEL_PAUSE: "0.001"
    }
  )

const project = (): { readonly folder: string; readonly file: string } => {
  const folder = emptyFolder()
  const file = join(folder, ".github/workflows/ci.yml")
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  writeFileSync(file, broken)
  return { folder, file }
}

const asked = (model: string): number => server.requests.filter((request) => request.model === model).length

const again = /--model|another model/

/** By fault: the exit code, the attempts at most, and what is said about what to do. */
const expected: Readonly<Record<string, readonly [status: number, attempts: number, advice: RegExp]>> = {
  "401": [5, 1, /Set PIPEWRIGHT_MODEL_API_KEY, or name another variable with --api-key-env/],
  "404": [5, 1, /`pipewright models` lists them/],
  "429": [5, 2, /Try again later, with fewer --jobs, or name a fallback/],
  "429-bare": [5, 2, /Try again later, with fewer --jobs, or name a fallback/],
  "429-long": [5, 1, /wants a pause of 1 day\. Try again later/],
  "500": [5, 2, /Try again later, or name a fallback/],
  "529": [5, 2, /Try again later, or name a fallback/],
  hang: [5, 2, /nothing came within 1 s.*Look at the network/],
  drop: [5, 2, /Look at the network and at the base URL/],
  cut: [5, 2, /Look at the network and at the base URL/],
  empty: [1, 3, again],
  refusal: [1, 3, again],
  filtered: [1, 3, again],
  length: [1, 3, again],
  truncated: [1, 3, again],
  "wrong-tool": [1, 3, again],
  "bad-patch": [1, 3, again],
  "failing-test": [1, 3, again],
  "no-patch": [1, 3, again],
  prose: [1, 3, again],
  "deletes-half": [1, 2, again],
  injected: [1, 2, again]
}

describe("a run with a model that fails", () => {
  test("every fault of the server is here", () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(faults).sort())
  })

  test.concurrent.each(Object.entries(expected))("%s", async (name, [status, attempts, advice]) => {
    const { folder, file } = project()
    const model = `fake-${name}`
    const run = await refine(folder, model)
    expect(run.status).toBe(status)
    expect(readFileSync(file, "utf8")).toBe(broken)
    expect(asked(model)).toBeLessThanOrEqual(attempts)
    expect(asked(model)).toBeGreaterThan(0)
    expect(run.stdout + run.stderr).toMatch(advice)
  })

  test("that passes is not seen in the result", async () => {
    const { folder, file } = project()
    const run = await refine(folder, "fake-529-once")
    expect(run.status).toBe(0)
    expect(readFileSync(file, "utf8")).toBe(broken.replace("pulse", "push"))
  })

  test("a spent budget keeps the best file so far", async () => {
    const { folder, file } = project()
    const run = await refine(folder, "fake-bad-patch", ["--max-calls", "1"])
    expect(run.status).toBe(5)
    expect(asked("fake-bad-patch")).toBeLessThanOrEqual(4)
    expect(run.stdout + run.stderr).toMatch(/the budget of 1 call is spent/)
    expect(readFileSync(file, "utf8")).toBe(broken)
  })

  test("again and again is left alone, and every file says so", async () => {
    const { folder, file } = project()
    for (const name of ["a", "b", "c", "d"])
      writeFileSync(file.replace("ci.yml", `${name}.yml`), `# ${name}\n${broken}`)
    const before = asked("fake-529")
    const run = await refine(folder, "fake-529", ["--jobs", "1", ".github/workflows"])
    expect(asked("fake-529") - before).toBe(5)
    expect(run.stdout).toMatch(/failed many times in a row and is left alone for \d+ s\. Try again later/)
    expect(run.status).toBe(5)
  })
})
