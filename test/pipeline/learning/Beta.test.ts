import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cumulative, mean, quantile } from "../../../src/pipeline/learning/Beta.ts"

const cases = fc.double({ min: 0.01, max: 2000, noNaN: true })

describe("Beta", () => {
  it.each([
    // Closed forms: a polynomial, an arcsine, a power.
    [{ alpha: 2, beta: 3 }, 0.5, 11 / 16],
    [{ alpha: 0.5, beta: 0.5 }, 0.3, (2 / Math.PI) * Math.asin(Math.sqrt(0.3))],
    [{ alpha: 7, beta: 1 }, 0.8, 0.8 ** 7],
    [{ alpha: 1, beta: 1 }, 0.25, 0.25]
  ])("has the probability that is known of %o up to %d", (distribution, x, expected) => {
    expect(cumulative(distribution, x)).toBeCloseTo(expected, 10)
  })

  it("turns a probability into the share that has it", () => {
    fc.assert(
      fc.property(cases, cases, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (alpha, beta, level) => {
        const share = quantile({ alpha, beta }, level)
        // Where nearly all of it lies at one end no double comes closer.
        fc.pre(share > 1e-9 && share < 1 - 1e-9)
        expect(cumulative({ alpha, beta }, share)).toBeCloseTo(level, 6)
      })
    )
  })

  it("moves up with cases for, and down with cases against", () => {
    fc.assert(
      fc.property(cases, cases, cases, (alpha, beta, more) => {
        const [now, up, down] = [
          { alpha, beta },
          { alpha: alpha + more, beta },
          { alpha, beta: beta + more }
        ]
        expect(mean(up)).toBeGreaterThan(mean(now))
        expect(mean(down)).toBeLessThan(mean(now))
        for (const x of [0.2, 0.5, 0.8]) {
          expect(cumulative(up, x)).toBeLessThanOrEqual(cumulative(now, x) + 1e-9)
          expect(cumulative(down, x)).toBeGreaterThanOrEqual(cumulative(now, x) - 1e-9)
        }
      })
    )
  })
})
