import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { codes, outline, plainData } from "./Outline.ts"

const json: Reading = { ...yaml12, format: "json" }
const jsonc: Reading = { ...yaml12, format: "jsonc" }

const slips: ReadonlyArray<
  readonly [name: string, text: string, codes: ReadonlyArray<string>, data: unknown, jsoncToo: boolean]
> = [
  ["a comma before the end", '{"a": 1,}', ["trailing-comma ⟨,⟩@7"], { a: 1 }, false],
  ["a comment", "[1, // one\n /* two */ 2]", ["comment ⟨// one⟩@4", "comment ⟨/* two */⟩@12"], [1, 2], false],
  ["no value", "  \n", ["no-value ⟨⟩@3"], null, true],
  ["a second value", "1 2", ["unexpected-text ⟨2⟩@2"], 1, true],
  ["a missing comma", "[1 2]", ["missing-comma ⟨⟩@2"], [1, 2], true],
  ["a missing comma between lines", '{"a": 1\n"b": 2}', ["missing-comma ⟨⟩@7"], { a: 1, b: 2 }, true],
  ["a comma too many", "[1,,2]", ["extra-comma ⟨,⟩@3"], [1, 2], true],
  ["a comma first", "[,1]", ["extra-comma ⟨,⟩@1"], [1], true],
  ["a missing colon", '{"a" 1}', ['missing-colon ⟨"a"⟩@1'], { a: 1 }, true],
  ["a missing value", '{"a":}', ['no-value ⟨"a"⟩@1'], { a: null }, true],
  ["a missing key", "{: 1}", ["no-key ⟨:⟩@1"], { "": 1 }, true],
  [
    "a key without quotes",
    "{a: 1, 2: 3}",
    ["missing-quote ⟨a⟩@1", "missing-quote ⟨2⟩@7"],
    { a: 1, 2: 3 },
    true
  ],
  [
    "words of another language",
    "[True, None x]",
    ["unexpected-text ⟨True⟩@1", "unexpected-text ⟨None x⟩@7"],
    ["True", "None x"],
    true
  ],
  ["a bracket that stays open", '{"a": [1, 2}', ["unclosed-flow ⟨[⟩@6"], { a: [1, 2] }, true],
  [
    "a file cut off",
    '{"a": [1, {"b": 2',
    ["unclosed-flow ⟨{⟩@0", "unclosed-flow ⟨[⟩@6", "unclosed-flow ⟨{⟩@10"],
    { a: [1, { b: 2 }] },
    true
  ],
  [
    "a string over a line break",
    '["a\n"]',
    ['unclosed-quote ⟨"a⟩@1', "missing-comma ⟨⟩@3", 'unclosed-quote ⟨"]⟩@4', "unclosed-flow ⟨[⟩@0"],
    ["a", "]"],
    true
  ],
  ["a tab in a string", '["a\tb"]', ['tab ⟨"a\tb"⟩@1'], ["a\tb"], true],
  ["an unknown escape", '["\\q"]', ['bad-escape ⟨"\\q"⟩@1'], [""], true],
  ["a control character", '["\u0001"]', ["control-character ⟨\u0001⟩@2"], ["\u0001"], true]
]

describe("JsonReader", () => {
  it("gives every node its range", () => {
    expect(outline(readDocument('\ufeff{"a": [1, -0.5e1, null],\r\n "b": "\\u00e9"}', json))).toEqual([
      'flow map ⟨{"a": [1, -0.5e1, null],\r\n "b": "\\u00e9"}⟩@1',
      '  double "a" ⟨"a"⟩@2',
      "    flow seq ⟨[1, -0.5e1, null]⟩@7",
      "      plain 1 ⟨1⟩@8",
      "      plain -5 ⟨-0.5e1⟩@11",
      "      plain null ⟨null⟩@19",
      '  double "b" ⟨"b"⟩@28',
      '    double "é" ⟨"\\u00e9"⟩@33'
    ])
  })

  it.each(slips)("reports %s, and reads the rest", (_, text, expected, data, jsoncToo) => {
    const document = readDocument(text, json)
    expect([...codes(document)].sort()).toEqual([...expected].sort())
    expect(plainData(document.roots[0])).toEqual(data)
    expect(codes(readDocument(text, jsonc))).toHaveLength(jsoncToo ? expected.length : 0)
  })

  it("keeps both pairs of a repeated key, and keys of every object", () => {
    const document = readDocument('{"__proto__": 1, "x": [{"a": 1, "a": 2}], "__proto__": 3}', json)
    expect(
      document.duplicates.map(({ pointer, first, again }) => [pointer, first.start, again.start])
    ).toEqual([
      ["", 1, 42],
      ["/x/0", 24, 32]
    ])
  })

  it("reads what JSON.parse reads, as JSON, as JSONC and as YAML", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const parsed = JSON.parse(text)
        // A lone half of a character is text in JSON's own terms only.
        fc.pre(text.isWellFormed() && !/[\x7f-\x9f\ufffe\uffff]/.test(text))
        for (const reading of [json, jsonc, yaml12]) {
          const document = readDocument(text, reading)
          expect(document.problems).toEqual([])
          expect(plainData(document.roots[0])).toEqual(withoutNegativeZero(parsed))
        }
      }),
      { seed: 3, numRuns: 500 }
    )
  })

  it("reads any text to its end", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "true",
      "x",
      "'",
      "//",
      "/*",
      "*/",
      " ",
      "\n",
      "\\",
      "\0"
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const text = parts.join("")
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        const { problems, roots } = readDocument(text, json)
        expect(problems.length === 0).toBe(valid)
        expect(roots.length).toBeLessThanOrEqual(1)
        for (const { start, end } of problems) {
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }),
      { seed: 5, numRuns: 3000 }
    )
  })
})

/** Our trees have one zero. */
const withoutNegativeZero = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner) => (inner === 0 ? 0 : inner))
