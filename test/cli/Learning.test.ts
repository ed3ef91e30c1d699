import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright } from "./Built.ts"

beforeAll(() => build())

const broken = (name: string): string =>
  `name: ${name}\non: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps:\n      - run: make\n`

const place = (at: number): string => `.github/workflows/w${at}.yml`
const knowledge = ".pipewright/knowledge.db"

const project = (files: number): string => {
  const folder = emptyFolder()
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  for (let at = 0; at < files; at++) writeFileSync(join(folder, place(at)), broken(`w${at}`))
  return folder
}

/** Refines all files, and has somebody put every one of them back to what it was. */
const regretted = (files: number): string => {
  const folder = project(files)
  expect(pipewright(folder, ["refine", "--no-journal", "."]).status).toBe(0)
  expect(existsSync(join(folder, ".pipewright"))).toBe(false)
  for (let at = 0; at < files; at++) {
    writeFileSync(join(folder, place(at)), broken(`w${at}`))
    expect(pipewright(folder, ["refine", place(at)]).status).toBe(0)
    writeFileSync(join(folder, place(at)), broken(`w${at}`))
    expect(pipewright(folder, ["feedback", "--rating", "1", place(at)]).status).toBe(0)
  }
  return folder
}

const firstFix = (folder: string, ...options: ReadonlyArray<string>) =>
  JSON.parse(pipewright(folder, ["check", "--format", "json", ...options, place(0)]).stdout).files[0]
    .diagnostics[0].fixes[0]

describe("learning", () => {
  it("from people who keep taking a fix back: it is offered, and applied no more, until that is forgotten", () => {
    const folder = regretted(3)
    const before = firstFix(folder)
    expect(before).toMatchObject({ applicability: "safe" })
    expect(before).not.toHaveProperty("unlearned")

    const applied = pipewright(folder, ["learn", "apply"])
    expect(applied.status).toBe(0)
    expect(applied.stdout).toContain("Rename `run-on` to `runs-on`")
    expect(firstFix(folder)).toMatchObject({
      applicability: "unsafe",
      unlearned: { applicability: "safe", confidence: before.confidence }
    })
    for (const args of [
      ["fix", place(0)],
      ["fix", "--jobs", "2", "."],
      ["refine", "--jobs", "2", "."]
    ]) {
      expect(pipewright(folder, args).status).toBe(1)
      for (const at of [0, 1, 2]) expect(readFileSync(join(folder, place(at)), "utf8")).toBe(broken(`w${at}`))
    }
    expect(firstFix(folder, "--no-learning")).toEqual(before)

    expect(pipewright(folder, ["learn", "reset"]).stdout).toContain("What was applied is forgotten")
    expect(firstFix(folder)).toEqual(before)
    pipewright(folder, ["sessions", "prune"])
    expect(JSON.parse(pipewright(folder, ["learn", "analyze", "--format", "json"]).stdout)).toMatchObject({
      histories: 3,
      ratings: { count: 3, mean: 1 },
      successfulFixes: [{ applied: 3, against: 3 }]
    })
    expect(pipewright(folder, ["learn", "reset", "--all"]).stdout).toContain("3 histories and 3 ratings")
    expect(pipewright(folder, ["learn", "analyze"]).stdout).toContain("nothing to learn from yet")
  })

  it("changes nothing before it is applied", () => {
    const [folder, other] = [regretted(2), project(2)]
    for (const args of [
      ["check", "--format", "json", "."],
      ["refine", "--diff", "."]
    ])
      expect(pipewright(folder, args).stdout).toBe(pipewright(other, args).stdout)
  })

  it("goes elsewhere as text, with the same effect", () => {
    const folder = regretted(3)
    pipewright(folder, ["learn", "apply"])
    const lines = pipewright(folder, ["learn", "export"]).stdout
    const elsewhere = project(1)
    writeFileSync(join(elsewhere, "learned.jsonl"), lines)
    const imported = pipewright(elsewhere, ["learn", "import", "learned.jsonl"])
    expect(imported.stdout).toContain("3 histories and 3 ratings taken in")
    expect(pipewright(elsewhere, ["learn", "export"]).stdout).toBe(lines)
    expect(firstFix(elsewhere)).toEqual(firstFix(folder))
    writeFileSync(join(elsewhere, "torn.jsonl"), lines.slice(0, -10))
    const torn = pipewright(elsewhere, ["learn", "import", "torn.jsonl"])
    expect([torn.status, torn.stderr.includes("is none of what was learned")]).toEqual([2, true])
  })

  it("does not learn again what was forgotten, though the journal still has it", () => {
    const folder = project(2)
    expect(pipewright(folder, ["refine", "."]).status).toBe(0)
    expect(pipewright(folder, ["learn", "reset", "--all"]).status).toBe(0)
    expect(pipewright(folder, ["learn", "apply"]).stdout).toContain("nothing to learn from yet")
    expect(pipewright(folder, ["learn", "analyze"]).stdout).toContain("nothing to learn from yet")
    expect(pipewright(folder, ["feedback", "--rating", "4", place(0)]).status).toBe(2)
    writeFileSync(join(folder, place(0)), broken("again"))
    writeFileSync(join(folder, place(1)), broken("again"))
    pipewright(folder, ["refine", "."])
    expect(JSON.parse(pipewright(folder, ["learn", "analyze", "--format", "json"]).stdout)).toMatchObject({
      histories: 2
    })
  })

  it("takes what is in the journal from there, and keeps it when that is pruned", () => {
    const folder = project(2)
    expect(pipewright(folder, ["refine", "."]).status).toBe(0)
    expect(existsSync(join(folder, knowledge))).toBe(false)
    const analysis = JSON.parse(pipewright(folder, ["learn", "analyze", "--format", "json"]).stdout)
    expect(analysis).toMatchObject({ histories: 2, accepted: 2 })
    expect(existsSync(join(folder, knowledge))).toBe(false)
    pipewright(folder, ["learn", "apply"])
    pipewright(folder, ["sessions", "prune"])
    expect(JSON.parse(pipewright(folder, ["learn", "analyze", "--format", "json"]).stdout)).toEqual(analysis)
  })

  it("proposes files to review, keeps those that were edited, and takes none of them for a pipeline", () => {
    const folder = project(0)
    const file = ".github/workflows/figures.yml"
    writeFileSync(
      join(folder, file),
      "name: Figures\non: push\njobs:\n  figures:\n    run-on: ubuntu-latest\n    steps:\n      - name: Take levels\n        uses: hydrology/levels@v2\n      - name: Draw the map\n        uses: hydrology/map@v1\n"
    )
    pipewright(folder, ["refine", "."])
    pipewright(folder, ["feedback", "--rating", "5", file])
    const proposal = ".pipewright/proposals/github-actions/patterns/figures.yaml"
    const outcome = () =>
      JSON.parse(pipewright(folder, ["learn", "apply", "--format", "json"]).stdout).proposals.map(
        ({ file, outcome }: { readonly file: string; readonly outcome: string }) => [file, outcome]
      )
    expect(outcome()).toEqual([[proposal, "written"]])
    expect(outcome()).toEqual([[proposal, "unchanged"]])
    const text = readFileSync(join(folder, proposal), "utf8").replace(
      "Say here when to use it.",
      "For rivers."
    )
    writeFileSync(join(folder, proposal), text)
    expect(outcome()).toEqual([[proposal, "yours"]])
    expect(readFileSync(join(folder, proposal), "utf8")).toBe(text)
    const checked = JSON.parse(pipewright(folder, ["check", "--format", "json", "."]).stdout)
    expect(checked.files.map(({ file }: { readonly file: string }) => file)).toEqual([file])
  })

  it("from nothing leaves nothing behind", () => {
    const folder = emptyFolder()
    for (const args of [["analyze"], ["apply"], ["show"], ["reset", "--all"], ["export"]])
      expect(pipewright(folder, ["learn", ...args]).status).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  it("keeps no secret of any file", () => {
    const folder = project(1)
    const secret = "ghp_Zx9Qw3Er7Ty1Ui5Op2As8Df4Gh6Jk0Lz"
    const text = broken("w0").replace("make", `make TOKEN=${secret}`)
    writeFileSync(join(folder, place(0)), text)
    pipewright(folder, ["refine", "."])
    pipewright(folder, ["feedback", "--rating", "4", "--comment", `it kept ${secret}`, place(0)])
    pipewright(folder, ["learn", "apply"])
    expect(readFileSync(join(folder, place(0)), "utf8")).toContain(secret)
    expect(readdirSync(join(folder, ".pipewright"))).toContain("knowledge.db")
    for (const name of readdirSync(join(folder, ".pipewright"), { recursive: true }).map(String)) {
      if (!/\.(?:db|yaml)/.test(name)) continue
      expect(readFileSync(join(folder, ".pipewright", name)).includes(secret)).toBe(false)
    }
  })

  it.each([
    ["that is none", () => "not a database, though it has the name of one. ".repeat(50)],
    ["that is empty", () => ""]
  ])("says what is wrong with a database %s, and works on", (_, content) => {
    const folder = project(1)
    mkdirSync(join(folder, ".pipewright"))
    writeFileSync(join(folder, knowledge), content())
    const { status, stderr } = pipewright(folder, ["refine", "."])
    expect(status).toBe(0)
    expect(readFileSync(join(folder, place(0)), "utf8")).toContain("runs-on")
    if (content() === "") return expect(stderr).toBe("")
    expect(stderr).toContain("note: .pipewright/knowledge.db: what was learned cannot be used")
    expect(readFileSync(join(folder, knowledge), "utf8")).toBe(content())
    const show = pipewright(folder, ["learn", "show"])
    expect([show.status, show.stderr.includes("knowledge.db")]).toEqual([2, true])
  })
})

describe("feedback", () => {
  it("needs a refinement to speak of", () => {
    const folder = project(1)
    const { status, stderr } = pipewright(folder, ["feedback", "--rating", "4", place(0)])
    expect([status, stderr]).toEqual([
      2,
      `error: ${place(0)}: no refinement of it is known that could be rated. Run \`pipewright refine\` on it in this folder first.\n`
    ])
  })

  it("speaks of a session of the journal too", () => {
    const folder = project(2)
    pipewright(folder, ["refine", "."])
    expect(existsSync(join(folder, knowledge))).toBe(false)
    const { stdout } = pipewright(folder, ["feedback", "--rating", "5", "--format", "json", place(1)])
    expect(JSON.parse(stdout)).toMatchObject({ file: place(1), verdicts: [{ verdict: "kept" }] })
    const analysis = JSON.parse(pipewright(folder, ["learn", "analyze", "--format", "json"]).stdout)
    expect(analysis).toMatchObject({ histories: 2, ratings: { count: 1 } })
  })

  it("tells what the person changed since", () => {
    const folder = project(1)
    pipewright(folder, ["refine", "."])
    writeFileSync(
      join(folder, place(0)),
      broken("w0").replace("run-on", "runs-on").replace("make", "make test")
    )
    const args = ["feedback", "--rating", "4", "--comment", "not bad", "--format", "json", place(0)]
    expect(JSON.parse(pipewright(folder, args).stdout)).toMatchObject({
      file: place(0),
      rating: 4,
      comment: "not bad",
      changes: [{ kind: "renamed", after: "runs-on" }],
      corrections: [{ kind: "changed", at: "jobs/build/steps/*/run" }],
      verdicts: [{ verdict: "kept" }]
    })
  })

  it("is not kept where the settings say so", () => {
    const folder = project(1)
    pipewright(folder, ["refine", "."])
    writeFileSync(join(folder, "pipewright.config.yaml"), "feedbackEnabled: false\n")
    const { status, stderr } = pipewright(folder, ["feedback", "--rating", "4", place(0)])
    expect([status, stderr.includes("feedbackEnabled is false")]).toEqual([2, true])
  })

  it.each([["0"], ["6"], ["good"]])("is a number from 1 to 5, not %s", (rating) => {
    const { status, stderr } = pipewright(project(1), ["feedback", "--rating", rating, place(0)])
    expect([status, stderr.includes("--rating")]).toEqual([2, true])
  })
})

it("leaves something to learn from a plain fix only where the settings say so", () => {
  const folder = project(1)
  pipewright(folder, ["fix", "."])
  expect(existsSync(join(folder, knowledge))).toBe(false)
  writeFileSync(join(folder, place(0)), broken("w0"))
  writeFileSync(join(folder, "pipewright.config.yaml"), "learnFromFix: true\n")
  pipewright(folder, ["fix", "."])
  const exported = pipewright(folder, ["learn", "export"]).stdout
  expect(JSON.parse(exported).history).toMatchObject({ command: "fix", status: "accepted" })
})
