import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { read } from "../../../src/dialect/gitlab-ci/expression/RuleExpression.ts"

/** The text with all of its slips mended. */
const mended = (text: string): string => {
  let out = text
  for (const { start, end, meant } of [...read(text).slips].sort((a, b) => b.start - a.start))
    out = out.slice(0, start) + meant + out.slice(end)
  return out
}

describe("read", () => {
  it.each([
    "$CI_COMMIT_BRANCH",
    '$CI_COMMIT_BRANCH == "main"',
    "$CI_COMMIT_BRANCH != 'main' && $A",
    "$CI_COMMIT_REF_NAME =~ /^feature\\/.*$/i || $CI_COMMIT_TAG == null",
    '($A || $B) && ($C == "x y" || $D !~ $PATTERN)',
    '"a" == $A',
    "$A == $B && $B != null",
    "$[[ inputs.branch ]] == $CI_COMMIT_BRANCH",
    "$A =~ /a(b|c)+ and 'd'/"
  ])("takes %s as it is", (text) => {
    expect(read(text)).toEqual({ slips: [], fault: undefined, constant: false })
  })

  it.each([
    ["$A = 'x'", "$A == 'x'"],
    ["$A === 'x' AND $B", "$A == 'x' && $B"],
    ["$A and $B or $C", "$A && $B || $C"],
    ["${A} <> %B%", "$A != $B"],
    ["$A == main", '$A == "main"'],
    ["$A == true", '$A == "true"'],
    ["$A =~ '^v'", "$A =~ /^v/"],
    ["$A =~ 'a/b'", "$A =~ /a\\/b/"],
    ["$A ~= /x/", "$A =~ /x/"],
    ["$CI_PIPELINE_SOURCE == 'merge_request'", '$CI_PIPELINE_SOURCE == "merge_request_event"'],
    ['$A && $CI_PIPELINE_SOURCE != "scheduled"', '$A && $CI_PIPELINE_SOURCE != "schedule"'],
    ["!$A", '($A == null || $A == "")']
  ])("takes %s for %s", (text, meant) => {
    expect(read(text).fault).toBeUndefined()
    expect(mended(text)).toBe(meant)
    expect(read(meant)).toEqual({ slips: [], fault: undefined, constant: false })
  })

  it.each([
    ['$A == "x', 6],
    ["($A == $B", 0],
    ["$A ==", 5],
    ["$A && && $B", 6],
    ["$A =~ /x", 6],
    ["$A $B", 3],
    ["$A)", 2],
    ["", 0],
    ["!($A == $B)", 0]
  ])("says where %j cannot be read", (text, at) => {
    const { fault } = read(text)
    expect(fault?.start).toBe(at)
    expect(fault?.end).toBeLessThanOrEqual(text.length)
  })

  it("knows what no variable is in", () => {
    expect(read('"a" == "b"').constant).toBe(true)
    expect(read("null").constant).toBe(true)
    expect(read('"a" == $A').constant).toBe(false)
  })

  const operand = fc.constantFrom("$A", "$CI_COMMIT_BRANCH", '"main"', "'a b'", "null", "$[[ inputs.x ]]")
  const comparison = fc.oneof(
    operand.map((one) => (one.startsWith("$") ? one : `${one} == $B`)),
    fc.tuple(operand, fc.constantFrom("==", "!="), operand).map((parts) => parts.join(" ")),
    fc
      .tuple(
        fc.constantFrom("$A", "$B"),
        fc.constantFrom("=~", "!~"),
        fc.constantFrom("/^a/", "/x\\/y/i", "$P")
      )
      .map((parts) => parts.join(" "))
  )
  const expression = fc.letrec<{ all: string; inner: string }>((tie) => ({
    inner: fc.oneof(
      { depthSize: "small" },
      comparison,
      tie("all").map((text) => `(${text})`)
    ),
    all: fc
      .tuple(
        tie("inner"),
        fc.array(fc.tuple(fc.constantFrom(" && ", "||", " || "), tie("inner")), { maxLength: 3 })
      )
      .map(([first, rest]) => first + rest.map((pair) => pair.join("")).join(""))
  })).all

  it("finds nothing in expressions that are right", () => {
    fc.assert(
      fc.property(expression, (text) => {
        const reading = read(text)
        expect([text, reading.slips, reading.fault]).toEqual([text, [], undefined])
      }),
      { seed: 31, numRuns: 400 }
    )
  })

  it("never throws, and mends what it notes", () => {
    const piece = fc.constantFrom(
      "$A",
      "${A}",
      "%A%",
      "&&",
      "||",
      "and",
      "=",
      "==",
      "=~",
      "!~",
      "!",
      "(",
      ")",
      '"x"',
      "'y'",
      "/z/",
      "null",
      "word",
      " ",
      "$",
      "/",
      '"'
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join(" "))
        ),
        (text) => {
          const { slips, fault } = read(text)
          for (const { start, end, written } of slips) expect(text.slice(start, end)).toBe(written)
          if (fault !== undefined) {
            expect(fault.start).toBeGreaterThanOrEqual(0)
            expect(fault.end).toBeLessThanOrEqual(text.length)
          } else {
            // One pass may bring another slip to light (a bare word in front of an operator), never a fault.
            expect(read(mended(text)).fault).toBeUndefined()
          }
        }
      ),
      { seed: 32, numRuns: 1500 }
    )
  })

  it("gives up on brackets that go too deep", () => {
    expect(read(`${"(".repeat(500)}$A${")".repeat(500)}`).fault?.message).toContain("deep")
  })
})
