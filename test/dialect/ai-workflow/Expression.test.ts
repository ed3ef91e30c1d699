import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { constantOf, type Expression, each } from "../../../src/dialect/ai-workflow/Expression.ts"
import { read } from "../../../src/dialect/ai-workflow/ExpressionReader.ts"

/** An expression as one line: operators in front, paths with dots. */
const shown = (expression: Expression | undefined): string => {
  if (expression === undefined) return "unreadable"
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value)
    case "path":
      return expression.parts.map(({ name }) => name).join(".")
    case "list":
      return `[${expression.operands.map(shown).join(" ")}]`
    case "call":
      return `${expression.name}(${expression.operands.map(shown).join(" ")})`
    case "operation":
      return `(${[expression.operator, ...expression.operands.map(shown)].join(" ")})`
  }
}

describe("read", () => {
  it.each([
    ["analyze.score >= 8", "(>= analyze.score 8)"],
    ["steps.a.ok and not b.failed or c.done", "(or (and steps.a.ok (not b.failed)) c.done)"],
    ["a.x + 2 * b.y > -3", "(> (+ a.x (* 2 b.y)) -3)"],
    ["length(a.list) between 3 and 10 and b.ok", "(and (between length(a.list) 3 10) b.ok)"],
    ["a.lang in ['go', \"rust\"]", '(in a.lang ["go" "rust"])'],
    ["a.lang not in b.list", "(not_in a.lang b.list)"],
    ["'x' in a.tags", '(in "x" a.tags)'],
    ["a.note exists", "(exists a.note)"],
    ["(a.x or b.y) and c.z", "(and (or a.x b.y) c.z)"],
    ["a.items[0].name", "a.items.0.name"],
    ["a.items[*].name contains 'z'", '(contains a.items.name "z")'],
    ["my-step.score - 1 > step-2.score", "(> (- my-step.score 1) step-2.score)"],
    ["state.count-1", "(- state.count 1)"],
    ["a.ok ? b.x : 'none'", '(? a.ok b.x "none")'],
    ["previous_response:collect:facts", "previous_response.collect.facts"],
    ["now() - hours(24)", "(- now() hours(24))"],
    ["@.priority > 3", "(> @.priority 3)"],
    ["true", "true"],
    ["a.b == null", "(== a.b null)"]
  ])("%s", (text, wanted) => {
    const reading = read(text)
    expect(shown(reading.expression)).toBe(wanted)
    expect(reading.slips).toEqual([])
  })

  it.each([
    ["a.x && b.y", "(and a.x b.y)", ["and"]],
    ["a.x === 1 || !b.y", "(or (== a.x 1) (not b.y))", ["==", "or", "not "]],
    ["a.x is not null", "(!= a.x null)", ["!="]],
    ["a.x = 1", "(== a.x 1)", ["=="]],
    ["a.x => 1 AND b.x =< 2", "(and (>= a.x 1) (<= b.x 2))", [">=", "and", "<="]]
  ])("takes the operators of other languages as what they mean: %s", (text, wanted, meant) => {
    const reading = read(text)
    expect(shown(reading.expression)).toBe(wanted)
    expect(reading.slips.map((slip) => slip.meant)).toEqual(meant)
    for (const slip of reading.slips) expect(text.slice(slip.start, slip.end)).toBe(slip.written)
  })

  it.each([
    ["", "nothing is written"],
    ["a.x >", "ends where a value"],
    ["length(a.x", "never closed"],
    ["a.x == 'b", "never closed"],
    ["a..b", "missing after the dot"],
    ["a.x b.y", "not expected here"],
    ["a.list.includes('x')", "is a method"],
    ["a.x between 3", "two bounds"],
    ["a # b", "no part of an expression"]
  ])("says why %j cannot be read", (text, why) => {
    const { expression, fault } = read(text)
    expect(expression).toBeUndefined()
    expect(fault?.message).toContain(why)
    expect(fault?.start).toBeLessThanOrEqual(text.length)
  })

  it("gives up on deep nesting without harm", () => {
    expect(read(`${"(".repeat(1000)}a.x${")".repeat(1000)}`).fault?.message).toContain("too deeply")
    expect(read(`${"not ".repeat(900)}a.x`).fault?.message).toContain("too deeply")
    expect(read("- ".repeat(1500)).expression).toBeUndefined()
  })

  it("never throws, and every name stands where it says", () => {
    const words = [
      "a.b",
      "steps",
      "and",
      "not",
      "(",
      ")",
      "[",
      "]",
      "'",
      '"',
      "==",
      "!",
      "&&",
      "1.5",
      "x-y",
      ".",
      ","
    ]
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...words)).map((list) => list.join(" "))
        ),
        (text) => {
          const { expression } = read(text)
          if (expression === undefined) return
          each(expression, (at) => {
            if (at.kind !== "path") return
            for (const part of at.parts) expect(text.slice(part.start, part.end)).toContain(part.name)
          })
        }
      ),
      { seed: 11, numRuns: 500 }
    )
  })
})

describe("constantOf", () => {
  it.each([
    ["3 > 2", true],
    ["3 > 2 and 2 > 3", false],
    ["'a' == 'b'", false],
    ["a.x > 2", undefined],
    ["a.x and false", false],
    ["a.x or true", true],
    ["not (1 == 1)", false]
  ])("%s", (text, value) => {
    const { expression } = read(text)
    expect(expression && constantOf(expression)).toBe(value)
  })
})
