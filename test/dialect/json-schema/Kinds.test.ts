/**
 * Files of many kinds with a schema, each with one slip: it is told once, at its place, and mended to what was there. A
 * new kind is a new file in `kinds/`: the schema, a sound text, and slips by what they exchange in it.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { jsonSchema } from "../../../src/dialect/json-schema/JsonSchema.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"

interface Kind {
  readonly format?: string
  readonly schema: { readonly [keyword: string]: unknown }
  readonly sound: string
  readonly slips: { readonly [name: string]: readonly [good: string, bad: string] }
}

const folder = fileURLToPath(new URL("kinds", import.meta.url))

describe.each(readdirSync(folder))("%s", (file) => {
  const kind = parse(readFileSync(`${folder}/${file}`, "utf8")) as Kind
  const dialect = Result.getOrThrow(jsonSchema(kind.schema))
  const path = `file.${kind.format ?? "yaml"}`
  const data = parse(kind.sound) as unknown

  it("is sound", () => {
    expect(validate(kind.sound, dialect, { path }).report.diagnostics).toEqual([])
  })

  it.each(Object.entries(kind.slips))("mends %s", (_, [good, bad]) => {
    expect(kind.sound).toContain(good)
    const text = kind.sound.replace(good, () => bad)
    const repaired = autoRepair(text, dialect, { path, unsafe: true })
    const found = errorsOf(repaired.before.report)
    expect(found.map(({ message }) => message)).toHaveLength(1)
    const line = kind.sound.slice(0, kind.sound.indexOf(good)).split("\n").length
    expect(Math.abs(repaired.before.document.lines.at(found[0]?.start ?? 0).line - line)).toBeLessThanOrEqual(
      2
    )
    expect(parse(repaired.text)).toEqual(data)
  })
})
