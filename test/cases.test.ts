/**
 * Runs every case of `test/cases/<dialect>/<rule>/` (see `Case.ts`). `UPDATE_CASES=1 npx vitest run
 * test/cases.test.ts` writes what comes out as what is expected.
 */
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { rules as structureRules } from "../src/diagnose/rules.generated.ts"
import { rules as textRules } from "../src/diagnose/text.generated.ts"
import { dialects } from "../src/dialect/Dialects.ts"
import { casesIn, expectedOf, outcomeOf, record, textOf } from "./Case.ts"

const root = fileURLToPath(new URL("cases", import.meta.url))
const cases = casesIn(root)
const byId = new Map(dialects.map((dialect) => [dialect.id, dialect]))
const update = process.env.UPDATE_CASES === "1"

describe("test/cases", () => {
  it("holds cases of dialects that there are", () => {
    const strangers = cases.filter((input) => !byId.has(input.dialect)).map((input) => input.dialect)
    expect([...new Set(strangers)]).toEqual([])
  })

  it.each(dialects.map((dialect) => [dialect.id, dialect] as const))(
    "has one of every rule of %s",
    (id, dialect) => {
      const shown = new Set(cases.filter((input) => input.dialect === id).map((input) => input.rule))
      expect(Object.keys(dialect.rules).filter((rule) => !shown.has(rule))).toEqual([])
    }
  )

  it("is filed under rules that there are", () => {
    const known = new Set(
      [structureRules, textRules, ...dialects.map(({ rules }) => rules)].flatMap(Object.keys)
    )
    const unknown = cases.filter((input) => !known.has(input.rule)).map((input) => relative(root, input.file))
    expect(unknown).toEqual([])
  })
})

describe.each(cases.map((input) => [relative(root, input.file), input] as const))("%s", (_, input) => {
  const dialect = byId.get(input.dialect)
  const outcome = dialect === undefined ? undefined : outcomeOf(input, dialect)
  if (update && outcome !== undefined) record(input, outcome)

  it("is found as expected", () => {
    const expected = expectedOf(input)
    expect(
      expected,
      `No ${input.name}.expected.json: UPDATE_CASES=1 npx vitest run test/cases.test.ts writes it`
    ).toBeDefined()
    // A column counts where the case names one.
    const found = outcome?.found.map(({ rule, line, column }, at) =>
      expected?.[at]?.column === undefined ? { rule, line } : { rule, line, column }
    )
    expect(found).toEqual(expected)
  })

  it.runIf(textOf(input, "safe") !== undefined)("comes out of fix as expected", () => {
    expect(outcome?.safe).toBe(textOf(input, "safe"))
  })

  it.runIf(textOf(input, "fixed") !== undefined)("comes out of fix --unsafe as expected", () => {
    expect(outcome?.fixed).toBe(textOf(input, "fixed"))
  })

  it("is fixed once and for all", () => {
    expect(outcome?.again).toEqual({ safe: outcome?.safe, fixed: outcome?.fixed })
  })
})
