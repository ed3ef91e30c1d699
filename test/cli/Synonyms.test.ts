/**
 * Words of a project's own, through the built command line: what `learn` proposes and a person has reviewed is in
 * force by being named in the settings.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import type { History } from "../../src/pipeline/learning/History.ts"
import { proposalsOf } from "../../src/pipeline/learning/Proposals.ts"
import { emptyFolder } from "../Folder.ts"
import { remembered } from "../pipeline/learning/Refinements.ts"
import { build, pipewright } from "./Built.ts"

beforeAll(() => build())

const broken = "on: pulse\njobs:\n  build:\n    machinery: ubuntu-latest\n    steps:\n      - run: make\n"
const mended = broken.replace("pulse", "push").replace("machinery", "runs-on")
const words = "github-actions:\n  keys: { runs-on: [machinery] }\n  values: { push: [pulse] }\n"

const project = (synonyms: string, names: ReadonlyArray<string> = ["ci.yml"]) => {
  const folder = emptyFolder()
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  const files = names.map((name) => join(folder, ".github/workflows", name))
  for (const file of files) writeFileSync(file, broken)
  writeFileSync(join(folder, "words.yaml"), synonyms)
  writeFileSync(join(folder, "pipewright.config.yaml"), "synonyms: words.yaml\n")
  return { folder, files }
}

const texts = (files: ReadonlyArray<string>) => files.map((file) => readFileSync(file, "utf8"))

describe("synonyms", () => {
  test("are what is meant, and judge no file otherwise", () => {
    const { folder, files } = project(words)
    const without = pipewright(folder, ["check", "--no-config", "--format=concise", "."])
    const found = (stdout: string) => stdout.split("\n").filter((line) => line.includes("error["))
    expect(without.status).toBe(1)
    expect(found(pipewright(folder, ["check", "--format=concise", "."]).stdout).length).toBe(
      found(without.stdout).length
    )
    expect(pipewright(folder, ["fix", "--no-config", "."]).status).toBe(1)
    expect(texts(files)).not.toEqual([mended])
    for (const file of files) writeFileSync(file, broken)
    expect(pipewright(folder, ["fix", "."]).status).toBe(0)
    expect(texts(files)).toEqual([mended])
  })

  test("reach the threads of a batch", () => {
    const names = Array.from({ length: 9 }, (_, at) => `ci-${at}.yml`)
    const { folder, files } = project(words, names)
    expect(pipewright(folder, ["fix", "."]).status).toBe(0)
    expect(new Set(texts(files))).toEqual(new Set([mended]))
  })

  test("a proposal is such a file as it stands", () => {
    const renamed = (file: string): History => ({
      ...remembered(file, broken).history,
      solutions: [
        {
          rule: "unknown-key",
          by: "person",
          changes: [{ at: "jobs/build", kind: "renamed", before: "machinery", after: "runs-on" }]
        }
      ]
    })
    const [proposal] = proposalsOf(["a.yml", "b.yml"].map(renamed), [])
    const { folder, files } = project(proposal?.text ?? "")
    pipewright(folder, ["fix", "."])
    expect(texts(files)).toEqual([broken.replace("machinery", "runs-on")])
  })

  test("a session that was begun with other words is not gone on with", () => {
    const { folder, files } = project(words, ["a.yml", "b.yml"])
    const sessions = () => pipewright(folder, ["sessions", "list"]).stdout.trim().split("\n").length
    expect(pipewright(folder, ["refine", "."]).status).toBe(0)
    expect(pipewright(folder, ["refine", "--resume", "."]).status).toBe(0)
    expect(sessions()).toBe(2)
    writeFileSync(join(folder, "words.yaml"), words.replace("pulse", "pulse, shove"))
    for (const file of files) writeFileSync(file, broken)
    expect(pipewright(folder, ["refine", "--resume", "."]).status).toBe(0)
    expect(sessions()).toBe(4)
    expect(texts(files)).toEqual([mended, mended])
  })

  test.each([
    ["is not there", undefined, "there is no such file"],
    ["does not parse", "github-actions: [", "line 1: "],
    [
      "holds something else",
      "github-actions: { keys: [machinery] }\n",
      "`github-actions.keys`: Expected object"
    ],
    ["has a part that there is not", "github-actions: { word: {} }\n", "`github-actions.word`: "],
    ["speaks of another dialect", "github-action: {}\n", "Did you mean `github-actions`?"],
    ["speaks of another key", "github-actions: { keys: { run-on: [x] } }\n", "did you mean `runs-on`?"],
    ["speaks of another value", "github-actions: { values: { pusj: [x] } }\n", "did you mean `push`?"]
  ])("a file that %s is an error of usage", (_, text, message) => {
    const { folder, files } = project(text ?? "")
    if (text === undefined) writeFileSync(join(folder, "pipewright.config.yaml"), "synonyms: nowhere.yaml\n")
    const run = pipewright(folder, ["fix", "."])
    expect(run.stderr).toContain(message)
    expect(run.status).toBe(2)
    expect(texts(files)).toEqual([broken])
  })
})
