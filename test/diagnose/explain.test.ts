import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Verdict } from "../../src/diagnose/Conforms.ts"
import { ordered } from "../../src/diagnose/FixOrder.ts"
import type { Grammar } from "../../src/diagnose/Grammar.ts"
import { Shapes } from "../../src/diagnose/Shapes.ts"
import { explainStructure } from "../../src/diagnose/Structure.ts"
import type { Json, Node } from "../../src/document/Node.ts"
import { applyToTree } from "../../src/document/Patch.ts"
import { nodeOf } from "../../src/document/Synthetic.ts"
import { dataOf } from "../../src/document/Tree.ts"

/** A small format of our own: recipes of a kitchen. */
const grammar: Grammar = {
  start: { recipe: "recipe" },
  templates: [{ open: "{{", close: "}}" }],
  synonyms: [["steps", "tasks", "stages"]],
  shapes: {
    recipe: {
      kind: "map",
      title: "a recipe",
      keys: {
        title: { shape: "string", required: true, default: "untitled" },
        serves: { shape: "people" },
        vegan: { shape: "boolean" },
        steps: { shape: "steps", required: true },
        pantry: { shape: "pantry" },
        oven: { shape: "oven" },
        source: { shape: "source" }
      }
    },
    source: {
      kind: "map",
      title: "the source",
      keys: { book: { shape: "string" }, page: { shape: "integer" } }
    },
    people: { kind: "integer", minimum: 1, maximum: 100, template: "count" },
    steps: { kind: "list", item: "step", minimum: 1, title: "the list of steps" },
    step: {
      kind: "map",
      title: "a step",
      keys: {
        label: { shape: "string" },
        cook: { shape: "string" },
        rest: { shape: "string" },
        tools: { shape: "tools" },
        minutes: { shape: "integer" }
      },
      groups: [{ of: ["cook", "rest"], count: "exactly-one" }]
    },
    tools: { kind: "list", item: "string" },
    pantry: {
      kind: "map",
      names: { shape: "string", pattern: "[a-z-]+", title: "an ingredient" },
      listKey: "label"
    },
    oven: { kind: "enum", values: ["grill", "fan", "off"], synonyms: { convection: "fan" } }
  }
}

const shapes = Shapes.of(grammar)
const start = shapes.named("recipe")
const tree = (data: Json): Node => nodeOf(data, { start: 0, end: 1 })
const explain = (data: Json) => explainStructure(tree(data), start, shapes, { merge: false }).diagnostics

/** Applies the first fix of every diagnostic, again until nothing is left or nothing changes. */
const repaired = (data: Json): Json => {
  let root = tree(data)
  for (let round = 0; round < 6; round++) {
    const { diagnostics } = explainStructure(root, start, shapes, { merge: false })
    const fixes = ordered(diagnostics.flatMap(({ fixes }) => fixes.slice(0, 1)))
    if (fixes.length === 0) break
    for (const { edit } of fixes) {
      if (edit._tag !== "patch") continue
      const next = applyToTree(root, edit.operations)
      if (Result.isSuccess(next)) root = next.success
    }
  }
  return dataOf(root)
}

const valid = {
  title: "soup",
  serves: 4,
  steps: [
    { cook: "boil", tools: ["pot"] },
    { rest: "wait", minutes: 5 }
  ]
}

describe("Explain", () => {
  it("says nothing about a tree that conforms", () => {
    expect(explain(valid)).toEqual([])
  })

  const cases: ReadonlyArray<readonly [name: string, broken: Json, rule: string, mended: Json]> = [
    ["a transposed key", { ...without("serves"), sevres: 4 }, "unknown-key", valid],
    ["a key in another case", { ...without("serves"), SERVES: 4 }, "unknown-key", valid],
    ["a synonym of a required key", { ...without("steps"), tasks: valid.steps }, "unknown-key", valid],
    ["a quoted number", { ...valid, serves: "4" }, "wrong-type", valid],
    ["a number in words", { ...valid, serves: "four" }, "invalid-value", valid],
    ["a number with a unit", { ...valid, serves: "4 people" }, "invalid-value", valid],
    ["a yes for true", { ...valid, vegan: "yes" }, "invalid-value", { ...valid, vegan: true }],
    [
      "one item in place of a list",
      { ...valid, steps: valid.steps[0] as Json },
      "wrong-type",
      { ...valid, steps: [valid.steps[0] as Json] }
    ],
    ["a list of one in place of a text", { ...valid, title: ["soup"] }, "wrong-type", valid],
    ["a misspelled word", { ...valid, oven: "gril" }, "invalid-value", { ...valid, oven: "grill" }],
    ["a synonym of a word", { ...valid, oven: "convection" }, "invalid-value", { ...valid, oven: "fan" }],
    [
      "assignments in place of a map",
      { ...valid, pantry: ["salt=sea", "oil=olive"] },
      "wrong-type",
      { ...valid, pantry: { salt: "sea", oil: "olive" } }
    ],
    [
      "pairs in place of a map",
      { ...valid, pantry: [{ salt: "sea" }, { oil: "olive" }] },
      "wrong-type",
      { ...valid, pantry: { salt: "sea", oil: "olive" } }
    ],
    ["JSON in a text", { ...valid, steps: JSON.stringify(valid.steps) }, "wrong-type", valid],
    [
      "a key one level too high",
      { ...valid, steps: [{ cook: "boil", tools: ["pot"] }, { minutes: 5 }], rest: "wait" },
      "misplaced-key",
      {
        ...valid,
        steps: [
          { cook: "boil", tools: ["pot"] },
          { minutes: 5, rest: "wait" }
        ]
      }
    ],
    ["everything under a key too many", { recipe: valid }, "unknown-key", valid],
    [
      "two items in one",
      { ...valid, steps: [{ cook: "boil", tools: ["pot"], rest: "wait", minutes: 5 }] },
      "joined-items",
      valid
    ],
    [
      "a lost dash at the key that other items begin with",
      {
        ...valid,
        steps: [
          { label: "wash", rest: "dry" },
          { label: "soak", rest: "wait" },
          { cook: "boil", tools: ["pot"], label: "cool", rest: "wait" }
        ]
      },
      "joined-items",
      {
        ...valid,
        steps: [
          { label: "wash", rest: "dry" },
          { label: "soak", rest: "wait" },
          { cook: "boil", tools: ["pot"] },
          { label: "cool", rest: "wait" }
        ]
      }
    ],
    [
      "a dash too many, where the item above takes it",
      { ...valid, steps: [{ cook: "fry" }, { cook: "boil" }, { tools: ["pot"] }, { cook: "stir" }] },
      "split-item",
      { ...valid, steps: [{ cook: "fry" }, { cook: "boil", tools: ["pot"] }, { cook: "stir" }] }
    ],
    [
      "one name with its value in place of a map",
      { ...valid, pantry: [{ name: "salt", value: "sea" }] },
      "wrong-type",
      { ...valid, pantry: { salt: "sea" } }
    ],
    [
      "a list of a map's own keys with their values",
      {
        ...valid,
        source: [
          { name: "book", value: "Home" },
          { name: "page", value: 4 }
        ]
      },
      "wrong-type",
      { ...valid, source: { book: "Home", page: 4 } }
    ],
    [
      "counted names in place of a list",
      { ...valid, steps: { step1: { cook: "boil", tools: ["pot"] }, step2: { rest: "wait", minutes: 5 } } },
      "wrong-type",
      valid
    ],
    [
      "a key whose map is not there yet",
      { ...valid, page: 12 },
      "misplaced-key",
      { ...valid, source: { page: 12 } }
    ],
    [
      "a number with words before it",
      { ...valid, serves: "about 4" },
      "invalid-value",
      { ...valid, serves: 4 }
    ],
    [
      "a key with its quotes",
      { ...without("serves"), '"serves"': 4 },
      "unknown-key",
      { ...valid, serves: 4 }
    ],
    [
      "a key with a second colon",
      { ...without("serves"), "serves:": 4 },
      "unknown-key",
      { ...valid, serves: 4 }
    ],
    ["a number with a comma behind it", { ...valid, serves: "4," }, "invalid-value", { ...valid, serves: 4 }],
    ["a required key with a default", without("title"), "missing-key", { ...valid, title: "untitled" }]
  ]

  it.each(cases)("explains %s by one edit, and mends it", (_, broken, rule, mended) => {
    const found = explain(broken)
    expect(found.map((diagnostic) => diagnostic.rule)).toEqual([rule])
    expect(repaired(broken)).toEqual(mended)
  })

  it("flags what nobody can know without inventing it", () => {
    const [only, ...others] = explain({ ...valid, steps: [{ label: "soup" }] })
    expect(others).toEqual([])
    expect(only?.rule).toBe("missing-key")
    expect(only?.fixes).toEqual([])
  })

  it("is not sure of names that it adds to items which need none", () => {
    const [only] = explain({ ...valid, steps: { step1: { cook: "boil" }, step2: { rest: "wait" } } })
    expect(only?.fixes[0]?.applicability).toBe("unsafe")
  })

  it("is not sure which of two items a pair between them belongs to", () => {
    const steps = [{ cook: "fry" }, { minutes: 5 }, { rest: "wait" }]
    const [only] = explain({ ...valid, steps })
    expect(only?.rule).toBe("split-item")
    expect(only?.fixes[0]?.applicability).toBe("unsafe")
  })

  it("takes a template where a number is meant, but not a text with a template inside", () => {
    expect(explain({ ...valid, serves: "{{ guests }}" })).toEqual([])
    expect(explain({ ...valid, serves: "about {{ guests }}" }).map(({ rule }) => rule)).toEqual([
      "wrong-type"
    ])
  })

  it("is bounded on a hopeless tree", () => {
    const hopeless = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`x${index}`, [{ y: index }]])
    )
    const found = explain(hopeless)
    expect(found.length).toBeLessThanOrEqual(1001)
    expect(found.some(({ rule }) => rule === "too-complex")).toBe(true)
  })
})

describe("Explain, whatever the tree", () => {
  const key = fc.constantFrom(
    "title",
    "serves",
    "steps",
    "stpes",
    "cook",
    "rest",
    "label",
    "tools",
    "x",
    "pantry",
    "oven",
    "__proto__"
  )
  const scalar = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.integer({ min: -3, max: 200 }),
    fc.boolean(),
    fc.constant(null)
  )
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc
        .array(fc.tuple(key, tie("value")), { maxLength: 4 })
        .map((pairs) => Object.fromEntries(pairs) as Json)
    )
  }))

  it("agrees with the fast verdict on valid or invalid", () => {
    fc.assert(
      fc.property(value, (data) => {
        const root = tree(data)
        const conforms = new Verdict(shapes, false).conforms(root, start)
        expect(explainStructure(root, start, shapes, { merge: false }).diagnostics.length === 0).toBe(
          conforms
        )
      }),
      { seed: 7, numRuns: 400 }
    )
  })

  it("gives each fix a confidence from 0 to 1", () => {
    fc.assert(
      fc.property(value, (data) => {
        const { diagnostics } = explainStructure(tree(data), start, shapes, { merge: false })
        for (const { confidence } of diagnostics.flatMap(({ fixes }) => fixes)) {
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      }),
      { seed: 11, numRuns: 400 }
    )
  })

  it("gives safe fixes that can be applied, and that leave fewer errors", () => {
    fc.assert(
      fc.property(value, (data) => {
        const root = tree(data)
        const { diagnostics } = explainStructure(root, start, shapes, { merge: false })
        const safe = ordered(
          diagnostics.flatMap(({ fixes }) => (fixes[0]?.applicability === "safe" ? [fixes[0]] : []))
        )
        let mended = root
        for (const { edit } of safe) {
          if (edit._tag !== "patch") continue
          const next = applyToTree(mended, edit.operations)
          expect(Result.isSuccess(next)).toBe(true)
          if (Result.isSuccess(next)) mended = next.success
        }
        const left = explainStructure(mended, start, shapes, { merge: false })
        expect(left.cost).toBeLessThanOrEqual(explainStructure(root, start, shapes, { merge: false }).cost)
      }),
      { seed: 11, numRuns: 400 }
    )
  })
})

function without(key: keyof typeof valid): Record<string, Json> {
  const { [key]: _, ...rest } = valid
  return rest
}
