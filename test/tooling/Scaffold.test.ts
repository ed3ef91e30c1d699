import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Schema } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { Grammar } from "../../src/diagnose/Grammar.ts"
import { Rules } from "../../src/diagnose/Rule.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import {
  type Draft,
  dialectDrafts,
  isId,
  pascal,
  registered,
  ruleDrafts
} from "../../src/tooling/Scaffold.ts"

const src = fileURLToPath(new URL("../../src", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "pipewright-scaffold-"))
afterAll(() => rmSync(folder, { recursive: true }))

const textOf = (drafts: ReadonlyArray<Draft>, path: string): string =>
  drafts.find((draft) => draft.path === path)?.text ?? ""

/** Writes the drafts elsewhere, as if they stood below the project's own sources. */
const materialise = (drafts: ReadonlyArray<Draft>): void => {
  for (const { path, text } of drafts) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text.replaceAll(/"(?:\.\.\/)+(diagnose|document)\//g, `"${src}/$1/`))
  }
}

describe("a new dialect", () => {
  const drafts = dialectDrafts("sample-ci", "Sample CI")

  it("begins with a grammar and rules that the compiler takes, and a plug that finds its errors", async () => {
    const grammar = parse(textOf(drafts, "rules/sample-ci/grammar.yaml"))
    const rules = parse(textOf(drafts, "rules/sample-ci/rules.yaml"))
    Schema.decodeUnknownSync(Grammar)(grammar, { onExcessProperty: "error" })
    Schema.decodeUnknownSync(Rules)(rules, { onExcessProperty: "error" })
    materialise(drafts)
    const home = join(folder, "src/dialect/sample-ci")
    writeFileSync(
      join(home, "rules.generated.ts"),
      `export const grammar = ${JSON.stringify(grammar)}\nexport const rules = ${JSON.stringify(rules)}\n`
    )
    const { sampleCi } = (await import(pathToFileURL(join(home, "SampleCi.ts")).href)) as {
      readonly sampleCi: Dialect
    }
    const found = (path: string) =>
      validate(textOf(drafts, path), sampleCi).report.diagnostics.map(({ rule }) => rule)
    expect(found("test/cases/sample-ci/duplicate-step/same-name.yaml")).toEqual(["duplicate-step"])
    expect(found("test/cases/sample-ci/unknown-key/misspelled-steps.yaml")).toEqual(["unknown-key"])
    expect(validate("name: a\nsteps:\n  - run: make\n", sampleCi).report.diagnostics).toEqual([])
  })

  it("is listed among the others", () => {
    const register = [
      'import type { Dialect } from "../diagnose/Dialect.ts"',
      'import { aiWorkflow } from "./ai-workflow/AiWorkflow.ts"',
      'import { zCi } from "./z-ci/ZCi.ts"',
      "export const dialects: ReadonlyArray<Dialect> = [aiWorkflow, zCi]"
    ].join("\n")
    expect(registered(register, "sample-ci").split("\n")).toEqual([
      'import type { Dialect } from "../diagnose/Dialect.ts"',
      'import { aiWorkflow } from "./ai-workflow/AiWorkflow.ts"',
      'import { sampleCi } from "./sample-ci/SampleCi.ts"',
      'import { zCi } from "./z-ci/ZCi.ts"',
      "export const dialects: ReadonlyArray<Dialect> = [aiWorkflow, zCi, sampleCi]"
    ])
  })
})

describe("a new rule", () => {
  it("begins with a text that the compiler takes and a check of its name", () => {
    const drafts = ruleDrafts("sample-ci", "no-thing")
    Schema.decodeUnknownSync(Rules)(parse(textOf(drafts, "rules/sample-ci/rules.yaml")), {
      onExcessProperty: "error"
    })
    expect(textOf(drafts, "src/dialect/sample-ci/check/NoThing.ts")).toContain("export const noThing: Check")
    expect(drafts.filter(({ path }) => path.startsWith("test/cases/sample-ci/no-thing/"))).toHaveLength(2)
  })

  it.each([
    ["no-thing", true],
    ["a1", true],
    ["NoThing", false],
    ["../up", false],
    ["-x", false],
    ["", false]
  ])("is called %s: %s", (id, good) => {
    expect(isId(id)).toBe(good)
  })

  it("has a file named after it", () => {
    expect(pascal("no-2nd-thing")).toBe("No2ndThing")
  })
})
