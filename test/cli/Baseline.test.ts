import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright } from "./Built.ts"

beforeAll(() => build())

const broken = (key: string): string =>
  `on: push\njobs:\n  build:\n    ${key}: ubuntu-latest\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`

const args = ["--dialect", "github-actions", "--format", "concise", "--baseline", "base.json"]

test("known findings do not count, wherever they move; new ones do; fixed ones make room for none", () => {
  const folder = emptyFolder()
  const write = (text: string): void => writeFileSync(join(folder, "ci.yml"), text)
  write(broken("nonsense"))
  expect(pipewright(folder, ["check", ...args, "--update-baseline", "ci.yml"]).status).toBe(0)

  const same = pipewright(folder, ["check", ...args, "ci.yml"])
  expect(same.status).toBe(0)
  expect(same.stdout).toContain("known error[unknown-key]")

  write(`# a line\n\n${broken("nonsense")}`)
  expect(pipewright(folder, ["check", ...args, "ci.yml"]).status).toBe(0)

  write(broken("gibberish"))
  const other = pipewright(folder, ["check", ...args, "ci.yml"])
  expect(other.status).toBe(1)
  expect(other.stdout).not.toContain("known error")

  // The same finding twice: the baseline knows one of them.
  const twice = broken("nonsense")
  write(twice + twice.slice(twice.indexOf("  build:")).replace("build", "again"))
  expect(pipewright(folder, ["check", ...args, "ci.yml"]).status).toBe(1)
})

test("an update rewrites only what it looked at, and says what is gone before", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "a.yml"), broken("nonsense"))
  writeFileSync(join(folder, "b.yml"), broken("gibberish"))
  pipewright(folder, ["check", ...args, "--update-baseline", "a.yml", "b.yml"])
  const files = (): ReadonlyArray<string> =>
    JSON.parse(readFileSync(join(folder, "base.json"), "utf8")).findings.map(
      ({ file }: { file: string }) => file
    )
  expect(files()).toEqual(["a.yml", "b.yml"])

  writeFileSync(join(folder, "a.yml"), broken("env").replace("env: ubuntu-latest", "env: {}"))
  const { status, stderr } = pipewright(folder, ["check", ...args, "a.yml"])
  expect(status).toBe(0)
  expect(stderr).toContain("1 finding of the baseline gone")
  pipewright(folder, ["check", ...args, "--update-baseline", "a.yml"])
  expect(files()).toEqual(["b.yml"])
})

test("machine formats leave known findings out or mark them", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "ci.yml"), broken("nonsense"))
  pipewright(folder, ["check", ...args, "--update-baseline", "ci.yml"])
  const common = ["check", "--dialect", "github-actions", "--baseline", "base.json", "ci.yml"]
  expect(pipewright(folder, [...common, "--format", "jsonl"]).stdout).toBe("")
  const json = JSON.parse(pipewright(folder, [...common, "--format", "json"]).stdout)
  expect(json.files[0].diagnostics[0].known).toBe(true)
  expect(json.summary).toMatchObject({ errors: 0, known: 1 })
  const sarif = JSON.parse(pipewright(folder, [...common, "--format", "sarif"]).stdout)
  expect(sarif.runs[0].results[0].baselineState).toBe("unchanged")
})

test("a file that is no baseline is an error and stays as it is", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "ci.yml"), broken("nonsense"))
  writeFileSync(join(folder, "base.json"), '{"version":2}')
  const { status, stderr } = pipewright(folder, ["check", ...args, "ci.yml"])
  expect(status).toBe(2)
  expect(stderr).toContain("base.json: it is no baseline of pipewright.")
  expect(readFileSync(join(folder, "base.json"), "utf8")).toBe('{"version":2}')
})
