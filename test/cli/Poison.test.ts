/**
 * What is done about answers and patterns is done in threads that can be killed: one that takes for ever is given up, and
 * what was repaired before it stays.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { patchAnswer } from "../model/fake/FakeReply.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"
import { build, pipewright, pipewrightBeside, root } from "./Built.ts"

let server: FakeServer
beforeAll(async () => {
  await build()
  server = await startFakeServer(({ tools }) =>
    patchAnswer(tools[0] ?? "patch", [{ op: "add", path: "/on", value: "poison" }])
  )
})
afterAll(() => server.close())

const poisoned = (folder: string, args: ReadonlyArray<string>) =>
  pipewrightBeside(
    folder,
    ["refine", "--dialect", "github-actions", "--timeout", "2", "--format", "json", ...args],
    {},
    join(root, "test/cli/poison/main.ts")
  )

const job = "jobs:\n  build:\n    runs_on: ubuntu-latest\n    steps:\n      - run: make\n"

test("an answer that takes for ever to judge is refused, and the next one counts", async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "a.yml"), `on: pulse\n${job}`)
  const run = await poisoned(folder, [
    ...["--model", "compatible:fake", "--base-url", `${server.url}/v1`],
    "a.yml"
  ])
  const { files } = JSON.parse(run.stdout)
  expect(files[0].status).toBe("stuck")
  expect(files[0].reason).toContain(
    "the answer could not be judged: it takes longer than 2 seconds; --timeout gives it more"
  )
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe(`on: pulse\n${job.replace("runs_on", "runs-on")}`)
  expect(run.status).toBe(1)
})

test("a text that takes for ever to compare with patterns keeps what was repaired by rule", async () => {
  const folder = emptyFolder()
  const text = `# no pattern\non: pulse\n${job}`
  for (const name of ["a", "b"]) writeFileSync(join(folder, `${name}.yml`), text)
  const run = await poisoned(folder, ["."])
  const { files } = JSON.parse(run.stdout)
  expect(files).toHaveLength(2)
  for (const { status, reason } of files)
    expect([status, reason]).toEqual([
      "needs_model",
      "what is left cannot be decided without a model; patterns were tried and given up: it takes longer than 2 seconds; --timeout gives it more"
    ])
  expect(readFileSync(join(folder, "a.yml"), "utf8")).toBe(text.replace("runs_on", "runs-on"))
  expect(run.status).toBe(1)
  const sessions = pipewright(folder, ["sessions", "list"]).stdout.trimEnd().split("\n")
  expect(sessions.filter((line) => line.includes("needs_model"))).toHaveLength(2)
})
