import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { holesOf, tornOf } from "../../../src/dialect/ai-workflow/Template.ts"

describe("holesOf", () => {
  it("finds what stands between two braces on either side", () => {
    const text = "a {{ steps.x.result }} b {{y}} c"
    const holes = holesOf(text)
    expect(holes.map(({ inner }) => inner)).toEqual([" steps.x.result ", "y"])
    for (const hole of holes) {
      expect(text.slice(hole.start, hole.end)).toBe(`{{${hole.inner}}}`)
      expect(text.slice(hole.innerStart, hole.end - 2)).toBe(hole.inner)
    }
  })

  it("takes the innermost opening where one is not closed", () => {
    expect(holesOf("{{a and {{b}}").map(({ inner }) => inner)).toEqual(["b"])
    expect(holesOf("{{a")).toEqual([])
  })

  it("takes time in proportion to the text", () => {
    const text = "{{".repeat(50_000)
    expect(holesOf(text)).toEqual([])
    expect(holesOf(`${text}}}`).length).toBe(1)
  })
})

describe("tornOf", () => {
  const ours = (root: string): boolean => root === "steps"

  it.each([
    ["{{steps.a.result}", "unclosed", "{{steps.a.result}}"],
    ["{{steps.a.result and", "unclosed", "{{steps.a.result}}"],
    ["{steps.a.result}}", "unopened", "{{steps.a.result}}"],
    ["{steps.a.result}", "single", "{{steps.a.result}}"],
    ["${{ steps.a.result }}", "dollar", "{{ steps.a.result }}"]
  ])("%s is %s", (text, kind, repaired) => {
    expect(tornOf(text, ours).map((torn) => [torn.kind, torn.repaired])).toEqual([[kind, repaired]])
  })

  it("leaves whole templates and the braces of others alone", () => {
    for (const text of [
      "{{steps.a.result}}",
      "{{ steps.a.result }}",
      "{props.name}",
      "style={{ color: 'red' }}",
      "{{#each items}}",
      "f({a: {b: 1}})",
      "steps.a.result"
    ]) {
      expect(tornOf(text, ours)).toEqual([])
    }
  })

  it("never throws and stays within the text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("{", "}", "{{", "}}", "steps.a", "$", " ", "x.y")), (parts) => {
        const text = parts.join("")
        for (const torn of tornOf(text, () => true)) {
          expect(torn.start).toBeLessThan(torn.end)
          expect(torn.end).toBeLessThanOrEqual(text.length)
        }
        for (const hole of holesOf(text)) expect(text.slice(hole.start, hole.end)).toBe(`{{${hole.inner}}}`)
      }),
      { seed: 12, numRuns: 500 }
    )
  })
})
