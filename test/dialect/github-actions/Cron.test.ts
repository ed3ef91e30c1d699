import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { scheduleOf } from "../../../src/dialect/github-actions/model/Cron.ts"

const field = fc.constantFrom(
  "*",
  "0",
  "7",
  "24",
  "60",
  "31",
  "*/5",
  "*/0",
  "1-5",
  "5-1",
  "22-2",
  "1,2",
  "MON",
  "monday",
  "jan",
  "?",
  "L",
  "1-7",
  ""
)
const schedules = fc.array(field, { minLength: 3, maxLength: 8 }).map((fields) => fields.join(" "))

describe("scheduleOf", () => {
  it.each([
    ["*/5 * * * *", 5],
    ["0,30 * * * *", 30],
    ["0 0 * * *", 1440],
    ["58,2 * * * *", 4],
    ["59 3 * * *", 1440],
    ["0 */2 * * *", 1440],
    ["1-59/2 9-17 * */3 SUN,6", 2]
  ])("reads %j", (text, interval) => {
    expect(scheduleOf(text)).toMatchObject({ problem: undefined, interval })
  })

  it.each([
    ["@daily", "0 0 * * *", true],
    ["0 0 * * 7", "0 0 * * 0", true],
    ["0 0 * * 5-7", "0 0 * * 5-6,0", true],
    ["0 0 * * MONDAY-FRIDAY", "0 0 * * MON-FRI", true],
    ["0 0 ? * MON", "0 0 * * MON", true],
    [" 0 0  * * *", "0 0 * * *", true],
    ["0 24 * * *", "0 0 * * *", false],
    ["0 0 12 * * ?", "0 12 * * *", false],
    ["0 0 * *", "0 0 * * *", false],
    ["0 22-2 * * *", "0 22-23,0-2 * * *", true]
  ])("makes of %j %j", (text, instead, same) => {
    expect(scheduleOf(text)).toMatchObject({ instead, same })
    expect(scheduleOf(text).problem).toBeDefined()
  })

  it.each(["", "every day", "0 0 L * *", "0 0 * * 1#2", "0 0 32 * *", "a b c d e"])(
    "finds nothing to make of %j",
    (text) => {
      expect(scheduleOf(text)).toMatchObject({ instead: undefined, interval: undefined })
    }
  )

  it("offers only what it can read", () => {
    fc.assert(
      fc.property(schedules, (text) => {
        const { instead } = scheduleOf(text)
        if (instead !== undefined) expect(scheduleOf(instead).problem).toBeUndefined()
      }),
      { numRuns: 500 }
    )
  })
})
