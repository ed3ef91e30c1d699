import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { validate } from "../../../src/diagnose/Validator.ts"
import { jsonSchema } from "../../../src/dialect/json-schema/JsonSchema.ts"
import { compile } from "../../../src/dialect/json-schema/SchemaVerdict.ts"

const errors = (schema: object, data: string | number | null) =>
  Result.getOrThrow(compile(schema as never))(data).map(({ keyword }) => keyword)

const words = Array.from({ length: 300 }, (_, at) => ({ const: `word-${at}`, title: `Word ${at}` }))

describe("a choice among single values", () => {
  it("is one list of values: one thing is wrong with what is none of them", () => {
    for (const keyword of ["anyOf", "oneOf"]) {
      assert.deepStrictEqual(errors({ [keyword]: words }, "word-7"), [])
      assert.deepStrictEqual(errors({ [keyword]: words }, "wrod-7"), ["enum"])
    }
    assert.deepStrictEqual(errors({ anyOf: [{ const: null }, { const: 1 }] }, null), [])
  })

  it("stays a choice where a value comes twice, says more, or is referred to", () => {
    assert.include(errors({ oneOf: [{ const: "a" }, { const: "a" }] }, "a"), "oneOf")
    assert.deepStrictEqual(errors({ anyOf: [{ const: "a" }, { type: "integer" }] }, 3), [])
    const referring = { anyOf: [{ const: "a" }, { const: "b" }], $defs: { a: { $ref: "#/anyOf/0" } } }
    assert.deepStrictEqual(errors(referring, "b"), [])
  })

  it("is mended by the nearest of them", () => {
    const dialect = Result.getOrThrow(jsonSchema({ properties: { kind: { anyOf: words } } } as never))
    const { report } = validate("kind: wrod-17\n", dialect)
    assert.strictEqual(report.diagnostics.length, 1)
    assert.include(report.diagnostics[0]?.fixes[0]?.title ?? "", "word-17")
  })
})
