import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { durationFault } from "../../../src/dialect/gitlab-ci/Duration.ts"

describe("durationFault", () => {
  it.each([
    "42",
    "42 seconds",
    "3 mins 4 sec",
    "2 hrs 20 min",
    "2h20min",
    "6 mos 1 day",
    "47 yrs 6 mos and 4d",
    "3 weeks and 2 days",
    "never",
    "Never",
    "one hour",
    "1 hour, 30 minutes",
    "1:30",
    "1.5 hours",
    "$EXPIRE",
    "$DAYS days"
  ])("takes %s", (text) => {
    expect(durationFault(text)).toBeUndefined()
  })

  it.each([
    ["3 dayz", "dayz", "3 days"],
    ["1 wek", "wek", "1 week"],
    ["2 Huors", "huors", "2 hours"],
    ["30 minutse and 5 seconds", "minutse", "30 minutes and 5 seconds"],
    ["soon", "soon", undefined],
    ["hours", "hours", undefined],
    ["5 %", "%", undefined],
    ["", "", undefined]
  ])("refuses %j", (text, word, repaired) => {
    const fault = durationFault(text)
    expect(fault?.repaired).toBe(repaired)
    // Where no word is to blame, it is the whole.
    expect([word, text]).toContain(fault?.word)
  })

  it("takes any numbers with units, and never throws", () => {
    const part = fc.tuple(
      fc.integer({ min: 1, max: 999 }),
      fc.constantFrom("s", "min", "hours", "d", "weeks", "mos", "yr")
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(durationFault(parts.map((each) => each.join(" ")).join(" and "))).toBeUndefined()
        expect(durationFault(parts.map((each) => each.join("")).join(" "))).toBeUndefined()
      }),
      { seed: 33 }
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        const repaired = durationFault(text)?.repaired
        if (repaired !== undefined) expect(repaired).not.toBe(text)
      }),
      { seed: 34 }
    )
  })
})
