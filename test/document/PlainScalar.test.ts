import { describe, expect, it } from "vitest"
import type { ScalarValue } from "../../src/document/Node.ts"
import { readPlain } from "../../src/document/PlainScalar.ts"

describe("PlainScalar", () => {
  const core: ReadonlyArray<readonly [string, ScalarValue]> = [
    ["", null],
    ["~", null],
    ["null", null],
    ["Null", null],
    ["NULL", null],
    ["nULL", "nULL"],
    ["true", true],
    ["True", true],
    ["TRUE", true],
    ["tRUE", "tRUE"],
    ["False", false],
    ["yes", "yes"],
    ["on", "on"],
    ["off", "off"],
    ["y", "y"],
    ["0", 0],
    ["-0", 0],
    ["+12", 12],
    ["-12", -12],
    ["007", 7],
    ["0o17", 15],
    ["0x1F", 31],
    ["0b11", "0b11"],
    ["1_000", "1_000"],
    ["1:30", "1:30"],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-9007199254740993", -9007199254740993n],
    ["+9007199254740993", 9007199254740993n],
    ["0xFFFFFFFFFFFFFFFF", 18446744073709551615n],
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    ["-1.5e3", -1500],
    ["1e3", 1000],
    [".", "."],
    ["-", "-"],
    ["+", "+"],
    ["1e", "1e"],
    [".inf", Number.POSITIVE_INFINITY],
    ["+.INF", Number.POSITIVE_INFINITY],
    ["-.Inf", Number.NEGATIVE_INFINITY],
    [".nan", Number.NaN],
    ["2024-01-02", "2024-01-02"],
    ["1.2.3", "1.2.3"],
    ["__proto__", "__proto__"]
  ]
  it.each(core)("reads %j as YAML 1.2 core does", (source, value) => {
    expect(readPlain(source, "1.2")).toEqual(value)
  })

  const psych: ReadonlyArray<readonly [string, ScalarValue]> = [
    ["", null],
    ["~", null],
    ["nUll", null],
    ["yes", true],
    ["Yes", true],
    ["ON", true],
    ["tRue", true],
    ["no", false],
    ["Off", false],
    ["false", false],
    ["y", "y"],
    ["N", "N"],
    ["yes please", "yes please"],
    ["0", 0],
    ["-12", -12],
    ["017", 15],
    ["-017", -15],
    ["0o17", "0o17"],
    ["08", "08"],
    ["0x1F", 31],
    ["0b101", 5],
    ["0b_", "0b_"],
    ["1_000", 1000],
    ["1,000", 1000],
    ["1_", "1_"],
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["1.5", 1.5],
    ["1.", 1],
    ["1,000.5", 1000.5],
    ["1.5e+3", 1500],
    ["1.5e3", "1.5e3"],
    ["1e3", "1e3"],
    [".", "."],
    ["-.", "-."],
    [".inf", Number.POSITIVE_INFINITY],
    ["-.INF", Number.NEGATIVE_INFINITY],
    [".NaN", Number.NaN],
    ["12:30", 45000],
    ["1:30:15", 5415],
    ["-1:30", -1800],
    ["12:30.5", 45030],
    ["1:75", "1:75"],
    ["2024-01-02", "2024-01-02"],
    ["2024-01-02 03:04:05", "2024-01-02 03:04:05"],
    [":symbol", ":symbol"],
    ["1.2.3", "1.2.3"],
    ["a\nb", "a\nb"]
  ]
  it.each(psych)("reads %j as Psych does", (source, value) => {
    expect(readPlain(source, "1.1")).toEqual(value)
  })

  it("takes linear time over any number", () => {
    const digits = "1".repeat(1_000_000)
    expect(readPlain(digits, "1.2")).toBe(Number.POSITIVE_INFINITY)
    expect(readPlain(`${"1_".repeat(500_000)}x`, "1.1")).toHaveLength(1_000_001)
    expect(readPlain("1:".repeat(500_000), "1.1")).toHaveLength(1_000_000)
  })
})
