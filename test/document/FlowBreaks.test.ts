import { describe, expect, it } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { dataOf } from "../../src/document/Tree.ts"

const anywhere: Reading = { ...yaml12, flow: "anywhere" }

const sound: ReadonlyArray<readonly [what: string, text: string, data: unknown]> = [
  ["a bracket left of its key", 'a:\n  - b: [\n      "c",\n  ]\n    d: e\n', { a: [{ b: ["c"], d: "e" }] }],
  ["items at the margin", "a:\n  b: [\nc,\nd\n]\n", { a: { b: ["c", "d"] } }],
  ["a map at the margin", "a:\n  b: {\nc: d,\ne: f\n}\n", { a: { b: { c: "d", e: "f" } } }],
  ["comments between items", "a:\n  b: [ c, # ], said\n# more: [\n  d ]\n", { a: { b: ["c", "d"] } }],
  ["brackets in quotes", "a:\n  b: [ ']', \"]\\\"]\",\n'it''s' ]\n", { a: { b: ["]", ']"]', "it's"] } }],
  ["one behind the other", "a:\n  b: [\nc ]\n  d: [\ne ]\n", { a: { b: ["c"], d: ["e"] } }],
  ["CRLF", "a:\r\n  b: [\r\nc,\r\nd ]\r\n", { a: { b: ["c", "d"] } }]
]

describe("a collection whose lines stand left", () => {
  it.each(sound)("is read: %s", (_, text, data) => {
    const document = readDocument(text, anywhere)
    expect(document.problems).toEqual([])
    const [root] = document.roots
    expect(root === undefined ? undefined : JSON.parse(JSON.stringify(dataOf(root)))).toEqual(data)
  })

  it.each(sound)("is refused by the letter of YAML: %s", (_, text) => {
    expect(readDocument(text, yaml12).problems).not.toEqual([])
  })

  it("keeps its ranges", () => {
    const text = "a:\n  b: [\nc, # d\ne ]\n"
    const [root] = readDocument(text, anywhere).roots
    const words: Array<string> = []
    const visit = (node: NonNullable<typeof root>): void => {
      if (node.kind === "scalar") words.push(text.slice(node.start, node.end))
      else if (node.kind === "seq") node.items.forEach(visit)
      else if (node.kind === "map") for (const { value } of node.pairs) visit(value)
    }
    if (root !== undefined) visit(root)
    expect(words).toEqual(["c", "e"])
  })

  it.each([
    ["is never closed", "a: [b,\nc: d\n"],
    ["is closed by another bracket", "a:\n  b: [\nc }\n"],
    ["runs into the next document", "a: [b,\n---\nc ]\n"]
  ])("is none where it %s", (_, text) => {
    expect(readDocument(text, anywhere).problems).not.toEqual([])
  })
})
