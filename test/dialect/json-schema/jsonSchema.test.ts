import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { declaredSchema } from "../../../src/dialect/json-schema/DeclaredSchema.ts"
import { jsonSchema } from "../../../src/dialect/json-schema/JsonSchema.ts"
import type { SchemaValue } from "../../../src/dialect/json-schema/Keywords.ts"
import { compile } from "../../../src/dialect/json-schema/SchemaVerdict.ts"
import { isTame } from "../../../src/dialect/json-schema/TamePattern.ts"
import type { Json } from "../../../src/document/Node.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"

const dialectOf = (schema: SchemaValue) => Result.getOrThrow(jsonSchema(schema))

const service = {
  type: "object",
  required: ["name", "image"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 1 },
    image: { type: "string" },
    replicas: { type: "integer", minimum: 1, maximum: 9 },
    restart: { enum: ["always", "never", "on-failure"] },
    ports: { type: "array", items: { $ref: "#/$defs/port" } },
    labels: { type: "object", additionalProperties: { type: "string" } }
  },
  $defs: {
    port: {
      oneOf: [
        { type: "integer" },
        {
          type: "object",
          required: ["from", "to"],
          properties: { from: { type: "integer" }, to: { type: "integer" } },
          additionalProperties: false
        }
      ]
    }
  }
}

const sound = `name: web # the shop
image: shop:2
replicas: 3
restart: always
ports:
  - 80
  - from: 81
    to: 8081
`

describe("a file with a schema", () => {
  it("is sound where ajv says so", () => {
    expect(validate(sound, dialectOf(service)).report.diagnostics).toEqual([])
  })

  it.each<readonly [name: string, good: string, bad: string]>([
    ["a misspelled key", "replicas: 3", "replcas: 3"],
    ["a quoted number", "replicas: 3", 'replicas: "3"'],
    ["a misspelled word", "restart: always", "restart: alwys"],
    ["a lost colon", "image: shop:2", "image shop:2"],
    ["a key of a branch", "    to: 8081", "    too: 8081"]
  ])("is repaired: %s", (_, good, bad) => {
    const { text, before } = autoRepair(sound.replace(good, bad), dialectOf(service))
    expect(errorsOf(before.report)).toHaveLength(1)
    expect(text).toBe(sound)
  })

  it("follows merge keys, as readers of such files do", () => {
    const text = "base: &base { image: a }\nweb:\n  <<: *base\n  name: b\n"
    const schema = { $defs: service.$defs, type: "object", properties: { web: service } }
    expect(validate(text, dialectOf(schema)).report.diagnostics).toEqual([])
  })

  it("tells what only ajv can tell, at its place and once", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "array", uniqueItems: true }, b: { not: { const: 1 } } }
    }
    const { diagnostics } = validate("a: [1, 1]\nb: 1\n", dialectOf(schema)).report
    expect(diagnostics.map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ["schema-keyword", "/a/1"],
      ["schema-keyword", "/b"]
    ])
  })

  it.each([
    ["settings.jsonc", []],
    ["app/tsconfig.build.json", []],
    [".vscode/settings.json", []],
    ["package.json", ["json-comment"]]
  ])("may have comments in JSON where its own reader takes them: %s", (path, rulesOf) => {
    const numbers = dialectOf({ additionalProperties: { type: "integer" } })
    const sound = '{\n  // how many\n  "a": 1\n}\n'
    const { diagnostics } = validate(sound, numbers, { path }).report
    expect(diagnostics.map(({ rule }) => rule)).toEqual(rulesOf)
    const broken = autoRepair(sound.replace("1", '"1"'), numbers, { path })
    expect(broken.text).toContain('"a": 1\n')
  })

  it("compares maps", () => {
    const unique = dialectOf({ type: "array", uniqueItems: true })
    const rulesOf = (text: string) => validate(text, unique).report.diagnostics.map(({ rule }) => rule)
    expect(rulesOf("- { a: 1 }\n- { a: 2 }\n")).toEqual([])
    expect(rulesOf("- { a: [1] }\n- { a: [1] }\n")).toEqual(["schema-keyword"])
  })

  it("refuses a schema that points outside itself, and says so", () => {
    const refused = jsonSchema({ $ref: "https://example.invalid/schema.json" })
    expect(Result.isFailure(refused) && refused.failure.message).toMatch(/example\.invalid/)
  })

  it("refuses a schema that never ends or is out of all proportion", () => {
    const circle = { allOf: [{ $ref: "#/$defs/a" }], $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }] } } }
    for (const schema of [{ $ref: "#" }, circle])
      expect(Result.getOrThrow(Result.flip(compile(schema))).message).toContain("without end")
    const wide = { enum: Array.from({ length: 300_000 }, () => []) }
    expect(Result.getOrThrow(Result.flip(compile(wide))).message).toContain("parts")
  })

  it("finds items that are there twice, whatever the order of their keys", () => {
    const verdict = Result.getOrThrow(compile({ type: "array", uniqueItems: true }))
    expect(verdict([{ a: 1, b: [2] }, 1, "1", { a: 1, b: [3] }])).toEqual([])
    expect(verdict([{ a: 1, b: [2] }, 1, { b: [2], a: 1 }])).toMatchObject([{ params: { i: 2, j: 0 } }])
  })

  it("tells numbers that JSON has no word for from each other", () => {
    const verdict = Result.getOrThrow(compile({ type: "array", uniqueItems: true }))
    const endless = Number.POSITIVE_INFINITY
    expect(verdict([endless, null, Number.NaN, -endless])).toEqual([])
    expect(verdict([endless, 1, endless])).toMatchObject([{ params: { i: 2, j: 0 } }])
  })

  it("runs no pattern that could take for ever", () => {
    for (const tame of [
      "^[a-z]+$",
      "^v?\\d+(\\.\\d+)?$",
      "^(ab)*$",
      "^(a|b)$",
      "^([0-9]{2}:){3}$",
      "^[(|)]+$"
    ])
      expect(isTame(tame), tame).toBe(true)
    for (const wild of [
      "^(a+)+$",
      "^((a+))+$",
      "^(a|a)*$",
      "^(?:x(a|b)y)*$",
      "^(a?a?)*$",
      "(a)\\1",
      "^(a{2,}){9,}$"
    ])
      expect(isTame(wild), wild).toBe(false)
    const verdict = Result.getOrThrow(compile({ type: "string", pattern: "^(a+)+$" }))
    expect(verdict(`${"a".repeat(40)}!`)).toEqual([])
  })
})

describe("a hostile schema", () => {
  it("does not multiply its alternatives with every level of the data", () => {
    const branch = (key: string) => ({ properties: { x: { $ref: "#/definitions/a" } }, required: [key] })
    const schema = {
      definitions: { a: { type: "object", anyOf: ["w", "y", "z"].map(branch) } },
      $ref: "#/definitions/a"
    }
    const dialect = Result.getOrThrow(jsonSchema(schema))
    const nested = Array.from({ length: 40 }, (_, depth) => `${"  ".repeat(depth)}x:\n`).join("")
    const { before } = autoRepair(`${nested}${"  ".repeat(40)}x: 1\n`, dialect, { unsafe: true })
    expect(errorsOf(before.report)).not.toEqual([])
  })

  it("answers with a verdict, never with a promise of one", () => {
    const verdict = Result.getOrThrow(compile({ $async: true, type: "object", required: ["a"] }))
    expect(verdict({})).toMatchObject([{ keyword: "required" }])
  })
})

describe("the schema that a file names for itself", () => {
  it.each([
    ["# yaml-language-server: $schema=./a.json\nx: 1\n", "./a.json"],
    ['{ "$schema": "./b.json", "x": 1 }', "./b.json"],
    ["$schema: c.json\n", "c.json"],
    ["x: 1\n", undefined]
  ])("is found in %j", (text, path) => {
    expect(declaredSchema(text)).toBe(path)
  })
})

describe("the two verdicts", () => {
  const scalar = fc.oneof(
    fc.constantFrom("", "a", "ab", "x-1"),
    fc.integer({ min: -2, max: 4 }),
    fc.boolean(),
    fc.constant(null)
  )
  const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc
        .dictionary(fc.constantFrom("a", "b", "c", "x-1", "__proto__"), tie("value"), { maxKeys: 3 })
        .map((each) => ({ ...each }))
    )
  })).value
  const small = fc.integer({ min: 0, max: 3 })
  const { schema } = fc.letrec<{ schema: SchemaValue }>((tie) => {
    const many = fc.array(tie("schema"), { minLength: 1, maxLength: 2 })
    const named = fc
      .dictionary(fc.constantFrom("a", "b", "c"), tie("schema"), { maxKeys: 2 })
      .map((each) => ({ ...each }))
    return {
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constant(true),
        fc.record({
          type: fc.constantFrom("string", "integer", "number", "boolean", "null", "array", "object")
        }),
        fc.record({ type: fc.subarray(["string", "integer", "null", "array", "object"], { minLength: 1 }) }),
        fc.record({ const: scalar }),
        fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
        fc.record({ minimum: small }),
        fc.record({ exclusiveMaximum: small }),
        fc.record({ multipleOf: fc.integer({ min: 1, max: 3 }) }),
        fc.record({ minLength: small }),
        fc.record({ maxLength: small }),
        fc.record({ pattern: fc.constantFrom("^a", "b$", "^x-\\d$") }),
        fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: small }),
        fc.record({ maxItems: small }),
        fc.record({ uniqueItems: fc.boolean() }),
        fc.record({ contains: tie("schema") }),
        fc.record({ prefixItems: many }),
        fc.record({
          type: fc.constant("object"),
          properties: named,
          required: fc.subarray(["a", "b"]),
          additionalProperties: fc.oneof(fc.boolean(), tie("schema"))
        }),
        fc.record({
          patternProperties: fc.record({ "^x-": tie("schema") }),
          additionalProperties: fc.boolean()
        }),
        fc.record({ propertyNames: fc.record({ pattern: fc.constantFrom("^a", "^[abc]$") }) }),
        fc.record({ minProperties: small }),
        fc.record({ maxProperties: small }),
        fc.record({ dependentRequired: fc.record({ a: fc.constant(["b"]) }) }),
        fc.record({ anyOf: many }),
        fc.record({ oneOf: many }),
        fc.record({ allOf: many }),
        fc.record({ not: tie("schema") }),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        fc.record({ if: tie("schema"), then: tie("schema"), else: tie("schema") }),
        fc.record({ unevaluatedProperties: fc.boolean(), properties: named })
      )
    }
  })

  it.each([
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema"
  ])("agree on valid or invalid, under %s", ($schema) => {
    fc.assert(
      fc.property(schema, data, (made, value) => {
        const whole = typeof made === "boolean" ? { $schema, allOf: [made] } : { $schema, ...made }
        const verdict = compile(whole)
        if (Result.isFailure(verdict)) return
        const text = JSON.stringify(value)
        const { report } = validate(text, dialectOf(whole))
        expect(errorsOf(report).length === 0).toBe(verdict.success(value).length === 0)
      }),
      { seed: 3, numRuns: 100 }
    )
  })
})

describe("a schema of very many parts", () => {
  const names = Array.from({ length: 6000 }, (_, at) => `key${at}`)
  const each = (of: (name: string) => SchemaValue) =>
    Object.fromEntries(names.map((name) => [name, of(name)]))

  it("is made ready in time that grows with them, each referred to by its name", () => {
    const dialect = dialectOf({
      properties: each((name) => ({ $ref: `#/$defs/${name}` })),
      $defs: each(() => ({ type: "string" }))
    })
    expect(validate("key5999: a\n", dialect).report.diagnostics).toEqual([])
    const { diagnostics } = validate("key5999: [a, b]\n", dialect).report
    expect(diagnostics.map(({ pointer }) => pointer)).toEqual(["/key5999"])
  }, 30_000)

  it("may have thousands of words where thousands of values are none of them", () => {
    const dialect = dialectOf({ additionalProperties: { enum: names } })
    const text = names.slice(0, 2000).map((name) => `${name}: other\n`)
    expect(validate(text.join(""), dialect).report.diagnostics.length).toBeGreaterThan(900)
  }, 30_000)
})
