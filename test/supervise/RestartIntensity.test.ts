import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { RestartIntensity } from "../../src/supervise/RestartIntensity.ts"

/** The rule as OTP's documentation has it, with every restart kept. */
const reference = (maxRestarts: number, maxSeconds: number) => {
  let restarts: Array<number> = []
  return (millis: number): boolean => {
    const now = Math.floor(millis / 1000)
    restarts = [...restarts, now].filter((then) => now <= then + maxSeconds)
    return restarts.length <= maxRestarts
  }
}

describe("RestartIntensity", () => {
  it("permits what the plain rule permits", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 6 }),
        fc.nat({ max: 4 }),
        fc.array(fc.nat({ max: 2500 }), { maxLength: 60 }),
        (maxRestarts, maxSeconds, pauses) => {
          const intensity = new RestartIntensity({ maxRestarts, maxSeconds })
          const permits = reference(maxRestarts, maxSeconds)
          let now = 0
          for (const pause of pauses) {
            now += pause
            assert.strictEqual(intensity.add(now), permits(now))
          }
        }
      )
    )
  })

  it("has OTP's defaults", () => {
    const intensity = new RestartIntensity({})
    assert.deepStrictEqual(
      [1, 2, 3, 4].map((time) => intensity.add(time)),
      [true, true, true, false]
    )
  })
})
