/**
 * The machine-readable formats against the schemas that are shipped for them, and against what their readers need.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright, root } from "./Built.ts"

beforeAll(() => build())

const broken =
  "on: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    needs: biuld\n    steps:\n      - run: echo \u{1f600} ${{ github.refs }}\n"

const run = (format: string, command = "check", ...more: ReadonlyArray<string>): string => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "a b%.yml"), broken)
  writeFileSync(join(folder, "bin.yml"), "\0")
  return pipewright(folder, [
    command,
    "--dialect",
    "github-actions",
    "--format",
    format,
    ...more,
    "a b%.yml",
    "bin.yml",
    "none.yml"
  ]).stdout
}

const validator = (name: string) =>
  new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(join(root, "dist/schemas", name), "utf8")))

describe("json", () => {
  test.each([["check"], ["fix"], ["refine"]])("of %s is what its schema says", (command) => {
    const valid = validator("json.schema.json")
    for (const more of command === "check" ? [[]] : [[], ["--diff"], ["--unsafe"]]) {
      const report = JSON.parse(run("json", command, ...more))
      valid(report)
      expect(valid.errors).toBeNull()
      expect(report.files).toHaveLength(2)
      expect(report.problems).toEqual([{ file: "none.yml", message: "none.yml: there is no such file." }])
    }
  })

  test("the schema refuses what is no report", () => {
    const valid = validator("json.schema.json")
    const report = JSON.parse(run("json"))
    expect(valid({ ...report, version: 2 })).toBe(false)
    expect(valid({ ...report, files: [{ ...report.files[0], extra: 1 }] })).toBe(false)
  })
})

test("every line of jsonl is what its schema says, with the keys of the contract", () => {
  const valid = validator("jsonl.schema.json")
  const lines = run("jsonl").trimEnd().split("\n")
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) {
    const finding = JSON.parse(line)
    valid(finding)
    expect(valid.errors).toBeNull()
    expect(Object.keys(finding)).toEqual([
      "file",
      "line",
      "column",
      "endLine",
      "endColumn",
      "stage",
      "rule",
      "severity",
      "message",
      "fixes"
    ])
    expect(JSON.stringify(finding)).toBe(line)
  }
})

test("sarif has a rule for each result, URIs, regions and fingerprints", () => {
  const sarif = JSON.parse(run("sarif"))
  expect(sarif.version).toBe("2.1.0")
  const [{ tool, results, invocations, columnKind }] = sarif.runs
  expect(columnKind).toBe("utf16CodeUnits")
  expect(results.length).toBeGreaterThan(1)
  for (const result of results) {
    expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    const { artifactLocation, region } = result.locations[0].physicalLocation
    expect(artifactLocation.uri).toMatch(/^(a%20b%25|bin)\.yml$/)
    expect(region.startLine).toBeGreaterThan(0)
    expect(region.endLine * 1e6 + region.endColumn).toBeGreaterThanOrEqual(
      region.startLine * 1e6 + region.startColumn
    )
    expect(result.partialFingerprints["pipewright/v1"]).toMatch(/^[0-9a-f]{32}$/)
    expect(result.message.text).not.toMatch(/\.\. /)
  }
  expect(invocations[0].executionSuccessful).toBe(false)
})

test("junit counts a failure a finding and an error a file that is not there", () => {
  const xml = run("junit")
  const failures = [...xml.matchAll(/failures="(\d+)"/g)].reduce((sum, [, count]) => sum + Number(count), 0)
  expect(failures).toBe(xml.split("<failure ").length - 1)
  expect(xml).toContain('errors="1"')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has none of them
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
})

test("markdown keeps its tables whole", () => {
  const rows = run("markdown")
    .split("\n")
    .filter((line) => line.startsWith("| "))
  for (const row of rows) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(7)
})

test("the settings' schema takes what the config takes", () => {
  const valid = validator("config.schema.json")
  expect(
    valid({
      preset: "expert",
      rules: { a: "off" },
      overrides: [{ files: ["x"], rules: {} }],
      limits: { depth: 3 }
    })
  ).toBe(true)
  expect(valid({ preset: "novice" })).toBe(false)
  expect(valid({ treshold: 1 })).toBe(false)
})

describe("colours", () => {
  const folder = (): string => {
    const path = emptyFolder()
    writeFileSync(join(path, "a.yml"), broken)
    return path
  }
  const args = ["check", "--dialect", "github-actions", "a.yml"]

  test("only where they are wanted", () => {
    expect(pipewright(folder(), args).stdout).not.toContain("\u001b[")
    expect(pipewright(folder(), args, { env: { NO_COLOR: "", FORCE_COLOR: "1" } }).stdout).toContain(
      "\u001b["
    )
    expect(pipewright(folder(), args, { env: { NO_COLOR: "1", FORCE_COLOR: "1" } }).stdout).not.toContain(
      "\u001b["
    )
  })

  test("never in formats for programs", () => {
    for (const format of ["json", "jsonl", "sarif", "junit", "markdown", "concise"]) {
      const { stdout } = pipewright(folder(), [...args, "--format", format], {
        env: { NO_COLOR: "", FORCE_COLOR: "1" }
      })
      expect(stdout).not.toContain("\u001b[")
    }
  })
})
