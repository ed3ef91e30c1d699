/**
 * Runs every case of `cases/<rule>/`: `<case>.yaml` (or `.json`), with the text after all repairs in
 * `<case>.fixed.yaml` and the repairs in `<case>.repairs.json`. A new case is a new file; `UPDATE_CASES=1 npx vitest
 * run test/document/salvage` writes what comes out beside it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { LineIndex } from "../../../src/document/LineIndex.ts"
import { type Reading, yaml12 } from "../../../src/document/Reading.ts"
import { costs } from "../../../src/document/rules.generated.ts"
import { salvage } from "../../../src/document/Salvage.ts"
import { apply } from "../../../src/document/TextEdit.ts"
import { faults, misfit } from "./Sketch.ts"

const root = fileURLToPath(new URL("cases", import.meta.url))
const update = process.env.UPDATE_CASES === "1"

const folders = readdirSync(root).sort()
const inputs = folders.flatMap((rule) =>
  readdirSync(join(root, rule))
    .filter((file) => /\.(?:yaml|json)$/.test(file) && !/\.(?:fixed|repairs)\./.test(file))
    .sort()
    .map((file) => ({ rule, file: join(root, rule, file), name: `${rule}/${basename(file)}` }))
)

const outcomeOf = (file: string) => {
  const text = readFileSync(file, "utf8")
  const reading: Reading = file.endsWith(".json") ? { ...yaml12, format: "json" } : yaml12
  const found = salvage(text, reading, misfit, { faults })
  const lines = new LineIndex(text)
  const repairs = found.repairs.map(({ rule, start, applicability }) => ({
    rule,
    line: lines.at(start).line,
    applicability
  }))
  return { text, found, repairs, reading }
}

it("has a case of every slip", () => {
  expect(Object.keys(costs.slips).filter((rule) => !folders.includes(rule))).toEqual([])
})

describe.each(inputs)("$name", ({ rule, file }) => {
  const { text, found, repairs, reading } = outcomeOf(file)
  const fixed = file.replace(/\.(yaml|json)$/, ".fixed.$1")
  const expected = file.replace(/\.(?:yaml|json)$/, ".repairs.json")
  if (update) {
    writeFileSync(fixed, found.document.text)
    writeFileSync(expected, `[\n${repairs.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`)
  }

  it("is repaired as expected", () => {
    expect(existsSync(fixed), "UPDATE_CASES=1 writes what is expected").toBe(true)
    expect(found.document.text).toBe(readFileSync(fixed, "utf8"))
    expect(repairs).toEqual(JSON.parse(readFileSync(expected, "utf8")))
    expect(repairs.map((one) => one.rule)).toContain(rule)
  })

  it("reads afterwards", () => {
    expect(found.document.problems).toEqual([])
    expect(found.damage).not.toBe("unparseable")
  })

  it("says its edits of the text as it was", () => {
    expect(
      apply(
        text,
        found.repairs.flatMap(({ edits }) => edits)
      )
    ).toBe(found.document.text)
  })

  it("needs no second repair", () => {
    expect(salvage(found.document.text, reading, misfit, { faults }).repairs).toEqual([])
  })
})
