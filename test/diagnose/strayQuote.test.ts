import { describe, expect, it } from "vitest"
import { strayQuotes } from "../../src/diagnose/StrayQuote.ts"
import { nodeOf } from "../../src/document/Synthetic.ts"

const found = (value: string) => strayQuotes(nodeOf({ a: [value] }, { start: 0, end: 1 }), 0)

describe("a stray quote", () => {
  it.each([
    ["17'", "17"],
    ["'17", "17"],
    ['ubuntu-latest"', "ubuntu-latest"],
    ['"ubuntu-latest', "ubuntu-latest"]
  ])("is flagged in %s", (value, meant) => {
    const [only] = found(value)
    expect(only?.pointer).toBe("/a/0")
    expect(only?.fixes[0]?.edit).toMatchObject({
      operations: [{ op: "replace", path: "/a/0", value: meant }]
    })
  })

  it.each(["the users'", "echo 'a'", "'a' and 'b'", "don't", 'a monitor of 17"', "", "'", 'it\'s "so"'])(
    "is not seen in %s",
    (value) => {
      expect(found(value)).toEqual([])
    }
  )
})
