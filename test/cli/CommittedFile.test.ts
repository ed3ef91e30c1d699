/**
 * What the last commit has of a file: a model may bring lost commands of it back, and to ask for it runs nothing that a
 * repository's own settings name.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { committedFile } from "../../src/cli/CommittedFile.ts"
import { emptyFolder } from "../Folder.ts"
import { patchAnswer } from "../model/fake/FakeReply.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"
import { build, environment, pipewrightBeside, type Run } from "./Built.ts"

let server: FakeServer
let proposed: unknown = []
beforeAll(async () => {
  await build()
  server = await startFakeServer(({ tools }) => patchAnswer(tools[0] ?? "patch", proposed))
})
afterAll(() => server.close())

const file = ".github/workflows/ci.yml"

const whole = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - name: Generate
        run: our-generator --all
      - name: Check
        uses: ours/check@v3
`
const broken = whole.replace("        run: our-generator --all\n", "").replace(/ {4}permissions.*\n/, "")

const git = (folder: string, ...args: ReadonlyArray<string>): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
    env: environment(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"]
  })

/** A folder with a file, in a repository where `committed` is its last commit. */
const project = (text: string, committed?: string): string => {
  const folder = emptyFolder()
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  if (committed !== undefined) {
    git(folder, "init", "--quiet")
    writeFileSync(join(folder, file), committed)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "All is well")
  }
  writeFileSync(join(folder, file), text)
  return folder
}

const read = (folder: string, most = 10_000): Promise<string | undefined> =>
  Effect.runPromise(committedFile(join(folder, file), most))

const refine = (folder: string, ...args: ReadonlyArray<string>): Promise<Run> =>
  pipewrightBeside(folder, [
    ...["refine", "--model", "compatible:fake", "--base-url", `${server.url}/v1`],
    ...[...args, file]
  ])

const brings = (path: string, value: unknown): void => {
  proposed = [{ op: "add", path, value }]
}

describe("a command that was lost", () => {
  const run = "/jobs/build/steps/0/run"

  test("is shown to the model, and may come back", async () => {
    const folder = project(broken, whole)
    brings(run, "our-generator --all")
    const { status } = await refine(folder)
    expect(server.requests.at(-1)?.prompt).toContain(
      'In its last commit, and gone; a command that is missing may be one of these:\n- /jobs/build/steps/0/run (Generate): "our-generator --all"\n'
    )
    expect(readFileSync(join(folder, file), "utf8")).toBe(whole.replace(/ {4}permissions.*\n/, ""))
    expect(status).toBe(0)
  })

  test.each([
    ["another command than that", run, "our-generator --none"],
    ["a permission that was lost", "/jobs/build/permissions", { contents: "write" }]
  ])("does not let in %s", async (_, path, value) => {
    const folder = project(broken, whole)
    brings(path, value)
    const { status } = await refine(folder)
    expect(readFileSync(join(folder, file), "utf8")).toBe(broken)
    expect(status).toBe(1)
  })

  test("is one of the model's own where nothing was committed", async () => {
    for (const folder of [project(broken), project(broken, broken)]) {
      brings(run, "our-generator --all")
      const { status } = await refine(folder)
      expect(server.requests.at(-1)?.prompt).not.toContain("last commit")
      expect(readFileSync(join(folder, file), "utf8")).toBe(broken)
      expect(status).toBe(1)
    }
  })

  test("is not looked for where a cassette is to hold all that a run depends on", async () => {
    const folder = project(broken, whole)
    brings(run, "our-generator --all")
    expect((await refine(folder, "--record", join(emptyFolder(), "calls.jsonl"))).status).toBe(1)
    expect(readFileSync(join(folder, file), "utf8")).toBe(broken)
  })
})

describe("the last commit", () => {
  test("has the file as it was", async () => {
    expect(await read(project(broken, whole))).toBe(whole)
  })

  test("has nothing of a file that is new, too large, or in no repository", async () => {
    const folder = project(broken, whole)
    expect(await read(folder, 10)).toBeUndefined()
    git(folder, "rm", "--quiet", "--cached", file)
    git(folder, "commit", "--quiet", "--message", "Gone")
    expect(await read(folder)).toBeUndefined()
    expect(await read(project(broken))).toBeUndefined()
  })

  test("is read without running what the repository names", async () => {
    const folder = project(broken, whole)
    const program = join(folder, "program")
    writeFileSync(program, `#!/bin/sh\necho ran >> ${join(folder, "ran")}\ncat\n`)
    chmodSync(program, 0o755)
    for (const setting of [
      ...["core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy", "core.askPass"],
      ...[
        "diff.external",
        "diff.ours.textconv",
        "filter.ours.smudge",
        "filter.ours.process",
        "alias.cat-file"
      ]
    ])
      git(folder, "config", setting, setting.startsWith("alias") ? `!${program}` : program)
    writeFileSync(join(folder, ".gitattributes"), "* diff=ours filter=ours\n")
    writeFileSync(join(folder, ".git/hooks/post-checkout"), `#!/bin/sh\n${program}\n`)
    chmodSync(join(folder, ".git/hooks/post-checkout"), 0o755)
    expect(await read(folder)).toBe(whole)
    // An object that a server has may not be fetched: how, the repository says.
    const address = git(folder, "rev-parse", `HEAD:${file}`).trim()
    git(folder, "config", "core.repositoryFormatVersion", "1")
    git(folder, "config", "extensions.partialClone", "origin")
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "protocol.ext.allow", "always")
    const objects = join(folder, ".git/objects", address.slice(0, 2))
    expect(readdirSync(objects)).toContain(address.slice(2))
    rmSync(join(objects, address.slice(2)), { force: true })
    for (const url of [`ext::${program}`, "ssh://example.invalid/x", "git://example.invalid/x"]) {
      git(folder, "config", "remote.origin.url", url)
      expect(await read(folder)).toBeUndefined()
    }
    expect(existsSync(join(folder, "ran"))).toBe(false)
  })
})
