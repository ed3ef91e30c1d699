import { describe, expect, it } from "vitest"
import { share } from "../../src/diagnose/Plan.ts"

describe("share", () => {
  it("is what the odds leave", () => {
    expect(share(1, [1])).toBeCloseTo(0.5)
    expect(share(0, [])).toBe(1)
  })

  it("is none for what was too dear to be weighed, whatever the others cost", () => {
    const never = Number.POSITIVE_INFINITY
    expect(share(never, [1])).toBe(0)
    expect(share(never, [never, 1])).toBe(0)
    expect(share(1, [never])).toBe(1)
  })
})
