import { describe, expect, it } from "vitest"
import { binsOf, expectedCalibrationError } from "./Calibration.ts"
import { type Figure, judge, median, print, printTarget, quantile } from "./Figure.ts"

const figure = (id: string, value: number | undefined): Figure => ({ id, title: id, value, unit: "share" })

describe("Figure.judge", () => {
  const targets = { low: { min: 0.9 }, high: { max: 0.1 }, gone: { min: 1 } }

  it("tells met, missed, unmeasured and untargeted figures apart", () => {
    const judged = judge([figure("low", 0.9), figure("high", 0.2), figure("free", 1)], targets, false)
    expect(judged.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["low", "ok"],
      ["high", "missed"],
      ["free", "shown"],
      ["gone", "skipped"]
    ])
  })

  it("skips nothing of what was not asked for", () => {
    expect(judge([figure("low", 1)], targets, true).map(({ verdict }) => verdict)).toEqual(["ok"])
    expect(judge([figure("low", undefined)], targets, true).map(({ verdict }) => verdict)).toEqual([
      "skipped"
    ])
  })
})

describe("Figure", () => {
  it("takes quantiles by nearest rank", () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([])).toBeUndefined()
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4)
    expect(quantile([5], 0)).toBe(5)
  })

  it("prints values and targets in their unit", () => {
    expect(print(0.9876, "share")).toBe("98.8%")
    expect(print(undefined, "share")).toBe("-")
    expect(printTarget({ min: 0.5, max: 1 }, "share")).toBe("≥ 50.0%, ≤ 100.0%")
  })
})

describe("Calibration", () => {
  const judgement = (confidence: number, right: boolean) => ({
    confidence,
    right,
    applicability: "safe",
    rule: "r"
  })

  it("is 0 where a share c of the fixes at confidence c is right", () => {
    const judgements = [0, 1, 2, 3].map((at) => judgement(0.75, at < 3))
    expect(expectedCalibrationError(binsOf(judgements))).toBeCloseTo(0)
  })

  it("is the distance where it is not", () => {
    expect(expectedCalibrationError(binsOf([judgement(1, false), judgement(1, false)]))).toBe(1)
    expect(expectedCalibrationError(binsOf([]))).toBeUndefined()
  })
})
