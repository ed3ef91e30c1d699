import { describe, expect, it } from "vitest"
import { parametersOf, Readings } from "./Parameter.ts"

describe("Parameter", () => {
  const make = () => {
    const costs = { rename: { base: 0.5, synonym: 1.2 }, limits: { work: 10 }, words: ["a"], near: 2 }
    const readings = new Readings()
    return { costs, readings, parameters: parametersOf("x.yaml", costs, new Set(["limits"]), readings) }
  }

  it("finds every number, groups that are decided aside", () => {
    expect(make().parameters.map(({ path, value }) => [path.join("."), value])).toEqual([
      ["rename.base", 0.5],
      ["rename.synonym", 1.2],
      ["near", 2]
    ])
  })

  it("is what the program reads from then on", () => {
    const { costs, parameters } = make()
    const [base] = parameters
    if (base !== undefined) base.value = 0.7
    expect(costs.rename.base).toBe(0.7)
    expect(base?.origin).toBe(0.5)
    expect(JSON.parse(JSON.stringify(costs))).toEqual({
      rename: { base: 0.7, synonym: 1.2 },
      limits: { work: 10 },
      words: ["a"],
      near: 2
    })
  })

  it("knows who was read while something ran", () => {
    const { costs, parameters, readings } = make()
    const { result, read } = readings.during(() => costs.rename.synonym + costs.limits.work)
    expect(result).toBe(11.2)
    expect([...read]).toEqual([parameters[1]])
    costs.near.toFixed()
    expect(read.size).toBe(1)
  })
})
