import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright } from "./Built.ts"

beforeAll(() => build())

const broken = (name: string): string =>
  `name: ${name}\non: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps:\n      - run: make\n`

const project = (files: number): string => {
  const folder = emptyFolder()
  const workflows = join(folder, ".github/workflows")
  mkdirSync(workflows, { recursive: true })
  for (let at = 0; at < files; at++) writeFileSync(join(workflows, `w${at}.yml`), broken(`w${at}`))
  return folder
}

it("journals a batch, which can be listed, shown, taken elsewhere and forgotten", () => {
  const folder = project(2)
  expect(pipewright(folder, ["refine", "--jobs", "1", "."]).status).toBe(0)
  const lines = pipewright(folder, ["sessions", "list", "--json"]).stdout.trim().split("\n")
  const sessions = lines.map((line) => JSON.parse(line))
  expect(sessions.map(({ file, outcome }) => [file, outcome])).toEqual([
    [".github/workflows/w0.yml", "accepted"],
    [".github/workflows/w1.yml", "accepted"]
  ])
  const shown = pipewright(folder, ["sessions", "show", sessions[0].id.slice(0, 8)]).stdout
  for (const event of ["Opened", "Evaluated", "Proposed", "Ended"]) expect(shown).toContain(event)

  const text = pipewright(folder, ["sessions", "export"]).stdout
  const elsewhere = emptyFolder()
  writeFileSync(join(elsewhere, "sessions.jsonl"), text)
  expect(pipewright(elsewhere, ["sessions", "import", join(elsewhere, "sessions.jsonl")]).status).toBe(0)
  expect(readFileSync(join(elsewhere, ".pipewright/.gitignore"), "utf8")).toBe("*\n")
  expect(pipewright(elsewhere, ["sessions", "export"]).stdout).toBe(text)

  expect(pipewright(folder, ["sessions", "prune"]).stdout).toContain("2 sessions forgotten")
  expect(pipewright(folder, ["sessions", "list"]).stdout).toBe("No sessions.\n")
})

it("goes on with what a batch left unfinished", () => {
  const folder = project(2)
  expect(pipewright(folder, ["refine", "--jobs", "1", "."]).status).toBe(0)
  // As if the run had been cut off before it could write, and before the second file had ended.
  const lines = pipewright(folder, ["sessions", "export"]).stdout.trimEnd().split("\n")
  expect(pipewright(folder, ["sessions", "prune"]).status).toBe(0)
  writeFileSync(join(folder, "cut.jsonl"), lines.slice(0, -2).join("\n"))
  expect(pipewright(folder, ["sessions", "import", "--trust", "cut.jsonl"]).status).toBe(0)
  const fixed = readFileSync(join(folder, ".github/workflows/w1.yml"), "utf8")
  writeFileSync(join(folder, ".github/workflows/w1.yml"), broken("w1"))

  const resumed = pipewright(folder, ["sessions", "resume"])
  expect(resumed.status).toBe(0)
  expect(readFileSync(join(folder, ".github/workflows/w1.yml"), "utf8")).toBe(fixed)
  const sessions = pipewright(folder, ["sessions", "list"]).stdout.trimEnd().split("\n")
  expect(sessions).toHaveLength(2)
  for (const line of sessions) expect(line).toContain("accepted")
  expect(pipewright(folder, ["sessions", "resume"]).stdout).toBe("Nothing is unfinished.\n")
})

it("writes nothing that a forged journal says", () => {
  const folder = project(2)
  expect(pipewright(folder, ["refine", "--jobs", "1", "."]).status).toBe(0)
  const lines = pipewright(folder, ["sessions", "export"]).stdout.trimEnd().split("\n")
  // The same session, cut off, with a text of somebody else's in place of the repaired one.
  const forged = lines
    .slice(0, -1)
    .join("\n")
    .replaceAll("ubuntu-latest\\n    steps:\\n      - run: make", "evil")
  expect(pipewright(folder, ["sessions", "prune"]).status).toBe(0)
  const file = join(folder, ".github/workflows/w1.yml")
  const fixed = readFileSync(file, "utf8")
  writeFileSync(file, broken("w1"))
  writeFileSync(join(folder, "forged.jsonl"), forged)
  expect(pipewright(folder, ["sessions", "import", "forged.jsonl"]).stdout).toContain("only --trust")
  const resumed = pipewright(folder, ["sessions", "resume"])
  expect(resumed.stdout).toBe("Nothing can be resumed.\n")
  expect(resumed.stderr).toContain("imported without --trust")
  expect(readFileSync(file, "utf8")).toBe(broken("w1"))
  // A run that goes on where others were begins anew here.
  expect(pipewright(folder, ["refine", "--resume", ".github"]).status).toBe(0)
  expect(readFileSync(file, "utf8")).toBe(fixed)
})

it.each(["../outside.yml", "OUTSIDE", ".", "**/*.yml", "-", "way-out.yml", ".github", "gone.yml"])(
  "resumes no session about what is no file of the project: %s",
  (title) => {
    const outer = emptyFolder()
    const folder = join(outer, "own")
    mkdirSync(join(folder, ".github/workflows"), { recursive: true })
    const outside = join(outer, "outside.yml")
    for (const file of [outside, join(folder, ".github/workflows/own.yml")]) writeFileSync(file, broken("x"))
    symlinkSync(outside, join(folder, "way-out.yml"))
    const entry = {
      version: 1,
      session: "s",
      number: 0,
      at: 1,
      event: {
        _tag: "Opened",
        recipe: "pipeline",
        title: title === "OUTSIDE" ? outside : title,
        settings: "",
        input: ""
      }
    }
    writeFileSync(join(folder, "forged.jsonl"), `${JSON.stringify({ entry })}\n`)
    expect(pipewright(folder, ["sessions", "import", "--trust", "forged.jsonl"]).status).toBe(0)
    const { stdout, stderr } = pipewright(folder, ["sessions", "resume"])
    expect(stdout).toBe("Nothing can be resumed.\n")
    expect(stderr).toContain("is left alone: this project has no such file")
    expect(readFileSync(outside, "utf8")).toBe(broken("x"))
  }
)

it("resumes in a folder of a project what was begun there", () => {
  const folder = project(2)
  mkdirSync(join(folder, ".git"))
  const below = join(folder, ".github")
  expect(pipewright(below, ["refine", "--jobs", "1", "."]).status).toBe(0)
  const lines = pipewright(below, ["sessions", "export"]).stdout.trimEnd().split("\n")
  expect(pipewright(below, ["sessions", "prune"]).status).toBe(0)
  writeFileSync(join(below, "cut.jsonl"), lines.slice(0, -2).join("\n"))
  expect(pipewright(below, ["sessions", "import", "--trust", "cut.jsonl"]).status).toBe(0)
  const file = join(below, "workflows/w1.yml")
  const fixed = readFileSync(file, "utf8")
  writeFileSync(file, broken("w1"))
  expect(pipewright(below, ["sessions", "resume"]).status).toBe(0)
  expect(readFileSync(file, "utf8")).toBe(fixed)
})

it.each([
  ["one file without a model, and nothing to learn from", 1, ["refine", "--no-learning", "."]],
  ["a dry run", 2, ["refine", "--diff", "."]],
  ["a run that is to leave nothing", 2, ["refine", "--no-journal", "."]],
  ["a look at sessions that are not there", 0, ["sessions", "list"]]
])("leaves nothing behind: %s", (_, files, args) => {
  const folder = project(files)
  pipewright(folder, args)
  expect(existsSync(join(folder, ".pipewright"))).toBe(false)
})

it("names what is wrong with an id", () => {
  const { status, stderr } = pipewright(emptyFolder(), ["sessions", "show", "nobody"])
  expect(status).toBe(2)
  expect(stderr).toContain("no session has an id that begins so")
})

it.each([
  ["a file that is not there", ["import", "nowhere.jsonl"], "nowhere.jsonl: there is no such file."],
  ["a file of something else", ["import", "notes.txt"], "notes.txt: line 1 is not one of a journal."],
  ["days that are yet to come", ["prune", "--older-than=-1"], "Expected a number of days from 0 on, got -1"]
])("refuses %s, and makes nothing", (_, args, problem) => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "notes.txt"), "a note\n")
  const { status, stderr } = pipewright(folder, ["sessions", ...args])
  expect(stderr).toContain(problem)
  expect(status).toBe(2)
  expect(existsSync(join(folder, ".pipewright"))).toBe(false)
})
