import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Words } from "../../src/document/Words.ts"

describe("Words", () => {
  it("answers every stretch of a text as a slice does, whatever was asked before", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "-", "😀"), maxLength: 60 })
    const stretches = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 60 })
    fc.assert(
      fc.property(letters, stretches, (text, asked) => {
        const words = new Words(text.length)
        for (const [one, other] of asked) {
          const start = Math.min(one, other, text.length)
          const end = Math.min(Math.max(one, other), text.length)
          expect(words.slice(text, start, end)).toBe(text.slice(start, end))
        }
      })
    )
  })
})
