/**
 * Conditions of schemas (`if`, `dependentSchemas`, `dependencies`): what is decided of them is what ajv decides, and a map
 * told apart by the key that decides conforms exactly where ajv says so.
 */
import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Verdict } from "../../../src/diagnose/Conforms.ts"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { Shapes } from "../../../src/diagnose/Shapes.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { decide, type Facts, type Known } from "../../../src/dialect/json-schema/Conditions.ts"
import { jsonSchema } from "../../../src/dialect/json-schema/JsonSchema.ts"
import type { SchemaValue } from "../../../src/dialect/json-schema/Keywords.ts"
import { compile } from "../../../src/dialect/json-schema/SchemaVerdict.ts"
import { translate } from "../../../src/dialect/json-schema/Translate.ts"
import { nodeOf } from "../../../src/document/Synthetic.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"

const $schema = "https://json-schema.org/draft/2019-09/schema"
const words = ["run", "wait", true, 1] as const
const keys = ["kind", "mode"] as const

const data = fc
  .record(
    {
      kind: fc.constantFrom(...words, "else"),
      mode: fc.constantFrom(...words),
      a: fc.constantFrom(1, "x"),
      b: fc.constantFrom(1, "x")
    },
    { requiredKeys: [] }
  )
  .map((each) => ({ ...each }))

const word = fc.oneof(
  fc.record({ const: fc.constantFrom(...words) }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 }) })
)
const { test } = fc.letrec<{ test: SchemaValue }>((tie) => {
  const several = fc.array(tie("test"), { minLength: 1, maxLength: 2 })
  return {
    test: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ required: fc.subarray([...keys], { minLength: 1 }) }),
      fc
        .dictionary(fc.constantFrom(...keys), word, { minKeys: 1, maxKeys: 2 })
        .chain((properties) =>
          fc.record({ properties: fc.constant({ ...properties }), required: fc.subarray([...keys]) })
        ),
      fc.record({ not: tie("test") }),
      fc.record({ anyOf: several }),
      fc.record({ allOf: several }),
      fc.record({ oneOf: several })
    )
  }
})

const consequence = fc.oneof(
  fc.record({ required: fc.subarray(["a", "b"], { minLength: 1 }) }),
  fc.record({ properties: fc.record({ a: fc.constantFrom({ type: "integer" }, { type: "string" }) }) }),
  fc.constant({ not: { required: ["b"] } }),
  fc.boolean()
)
const conditional = fc.oneof(
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  fc.record({ if: test, then: consequence, else: consequence }, { requiredKeys: ["if", "then"] }),
  fc.record({ dependentSchemas: fc.record({ a: consequence }) }),
  fc.record({ dependencies: fc.record({ mode: fc.oneof(consequence, fc.constant(["a"])) }) }),
  fc.record({ dependentRequired: fc.constant({ b: ["a"] }) })
)
const kinds = fc.constantFrom<SchemaValue>(
  { enum: ["run", "wait"] },
  { type: "string" },
  { type: "boolean" },
  true
)
const schema = fc.record({
  $schema: fc.constant($schema),
  type: fc.constant("object"),
  properties: fc.record({ kind: kinds, mode: kinds }),
  required: fc.subarray([...keys]),
  allOf: fc.array(conditional, { minLength: 1, maxLength: 3 })
})

/** All that is to be known of a map. */
const factsOf = (map: Readonly<Record<string, unknown>>): Facts =>
  new Map(
    keys.map((key): [string, Known] => [
      key,
      Object.hasOwn(map, key) ? { is: "value", value: map[key] as string } : { is: "absent" }
    ])
  )

describe("conditions of a schema", () => {
  it("are decided as ajv decides them", () => {
    fc.assert(
      fc.property(test, data, (condition, map) => {
        const whole = typeof condition === "boolean" ? condition : { $schema, ...condition }
        const verdict = Result.getOrThrow(compile(whole))
        expect(decide(condition, factsOf(map))).toBe(verdict(map).length === 0)
      }),
      { seed: 7, numRuns: 100 }
    )
  })

  it("make maps that conform exactly where ajv says so", () => {
    fc.assert(
      fc.property(schema, fc.array(data, { minLength: 1, maxLength: 8 }), (made, maps) => {
        const verdict = Result.getOrThrow(compile(made))
        const shapes = Shapes.of(translate(made))
        for (const map of maps) {
          const node = nodeOf(map, { start: 0, end: 1 })
          const conforms = new Verdict(shapes, false).conforms(node, shapes.named("root"))
          expect(conforms, JSON.stringify({ made, map })).toBe(verdict(map).length === 0)
        }
      }),
      { seed: 7, numRuns: 100 }
    )
  })

  it("are told of in a file exactly where ajv refuses it", () => {
    fc.assert(
      fc.property(schema, data, (made, map) => {
        const verdict = Result.getOrThrow(compile(made))
        const { report } = validate(JSON.stringify(map), Result.getOrThrow(jsonSchema(made)))
        expect(errorsOf(report).length === 0).toBe(verdict(map).length === 0)
      }),
      { seed: 7, numRuns: 100 }
    )
  })

  it("that no key decides are explained by what they ask for", () => {
    const dialect = Result.getOrThrow(
      jsonSchema({
        $schema,
        properties: { count: { type: "integer" }, names: { type: "array", items: { type: "string" } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        allOf: [{ if: { properties: { count: { minimum: 2 } } }, then: { required: ["names"] } }]
      })
    )
    const { text, before } = autoRepair("count: 3\nnmaes: [a, b, c]\n", dialect)
    expect(errorsOf(before.report).map(({ rule }) => rule)).toEqual(["unknown-key"])
    expect(text).toBe("count: 3\nnames: [a, b, c]\n")
  })
})
