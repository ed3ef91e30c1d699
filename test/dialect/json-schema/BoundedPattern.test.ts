import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { boundedRegExp, degreeOf } from "../../../src/dialect/json-schema/BoundedPattern.ts"
import { compile } from "../../../src/dialect/json-schema/SchemaVerdict.ts"

describe("patterns of a schema", () => {
  it.each([
    ["^abc$", 0],
    ["^[a-z]+$", 1],
    ["^[a-z]+-[0-9]+$", 1],
    ["^[a-z]+-[a-z-]+$", 1],
    ["^a*a*a*b$", 3],
    ["[a-z]+$", 2],
    ["^(?:[a-z]+/)?[a-z]+$", 2],
    ["^\\d{2,}\\d{3}\\d+$", 2],
    ["^v?\\d+\\.\\d+\\.\\d+$", 1]
  ])("whose repetitions share a run: %s shares %i", (pattern, degree) => {
    expect(degreeOf(pattern)).toBe(degree)
  })

  it("are run on texts for which they end soon", () => {
    const wild = boundedRegExp("^a*a*a*a*a*a*a*a*a*a*b$", "u")
    expect(wild.test("c")).toBe(false)
    expect(wild.test("a".repeat(20))).toBe(false)
    expect(wild.test("a".repeat(100_000))).toBe(true)
    expect(boundedRegExp("^[a-z]+$", "u").test(`${"a".repeat(100_000)}!`)).toBe(false)
  })

  it("may be written for readers without Unicode", () => {
    const verdict = Result.getOrThrow(compile({ pattern: "^[\\w-.]+\\_$" }))
    expect(verdict("a.b_")).toEqual([])
    expect(verdict("a b_")).toMatchObject([{ keyword: "pattern" }])
  })

  it("that are none are told", () => {
    expect(Result.getOrThrow(Result.flip(compile({ properties: { a: { pattern: "([" } } }))).message).toBe(
      "`([` is no regular expression."
    )
  })
})
