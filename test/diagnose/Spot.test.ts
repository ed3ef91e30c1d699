import { describe, expect, it } from "vitest"
import { rangeOf, replaced, type Value } from "../../src/diagnose/Spot.ts"
import { get } from "../../src/document/Node.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { yaml12 } from "../../src/document/Reading.ts"

const valueIn = (text: string): Value => {
  const node = get(readDocument(text, yaml12).roots[0], "a")
  if (node?.kind !== "scalar") throw new Error("no scalar")
  return { node, pointer: "/a", text: String(node.value) }
}

describe("rangeOf", () => {
  it.each([
    ["a: one two one", 8],
    ['a: "one two one"', 8],
    ["a: |\n  one\n  two\n  one\n", 8],
    ["a: >\n  one two\n  one\n", 8],
    ["a: &x !!str one two one", 8],
    ["a: |2\n   one two\n   one\n", 10]
  ])("finds the second `one` of %j", (text, at) => {
    const value = valueIn(text)
    const range = rangeOf(text, value, { start: at, end: at + 3 })
    expect(text.slice(range.start, range.end)).toBe("one")
    expect(range.start).toBe(text.lastIndexOf("one"))
  })

  it("answers the whole scalar where the stretch is not written as it reads", () => {
    const text = 'a: "t\\u0065n"'
    const value = valueIn(text)
    expect(rangeOf(text, value, { start: 0, end: 3 })).toEqual({
      start: value.node.start,
      end: value.node.end
    })
  })
})

it("finds stretches of a long block by its lines", () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at}`)
  const text = `a: |\n${lines.map((line) => `  ${line}\n`).join("")}`
  const value = valueIn(text)
  let start = 0
  const spots = lines.map((line) => {
    const range = rangeOf(text, value, { start, end: start + line.length })
    start += line.length + 1
    return text.slice(range.start, range.end)
  })
  expect(spots).toEqual(lines)
})

describe("replaced", () => {
  it("replaces several stretches at once", () => {
    const value = valueIn("a: one two one")
    expect(
      replaced(value, [
        { start: 0, end: 3, text: "three" },
        { start: 8, end: 11, text: "x" }
      ])
    ).toEqual([{ op: "replace", path: "/a", value: "three two x" }])
  })
})
