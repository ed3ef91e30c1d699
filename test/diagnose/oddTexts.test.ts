import { describe, expect, it } from "vitest"
import type { Diagnostic } from "../../src/diagnose/Diagnostic.ts"
import { misread } from "../../src/diagnose/Misread.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { nodeOf } from "../../src/document/Synthetic.ts"

const found = (value: string) => misread(nodeOf({ a: [value] }, { start: 0, end: 1 }), "", 0, true)

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

  it("is told as it is revised", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n        name: b'\n"
    const seen: Array<string> = []
    const revise = (diagnostic: Diagnostic): Diagnostic => {
      seen.push(diagnostic.rule)
      return { ...diagnostic, fixes: [] }
    }
    const { diagnostics } = validate(text, githubActions, { revise }).report
    expect(seen).toContain("stray-quote")
    expect(diagnostics.map(({ rule, fixes }) => [rule, fixes.length])).toEqual([["stray-quote", 0]])
  })

  it.each(["the users'", "echo 'a'", "'a' and 'b'", "don't", 'a monitor of 17"', "", "'", 'it\'s "so"'])(
    "is not seen in %s",
    (value) => {
      expect(found(value)).toEqual([])
    }
  )
})
