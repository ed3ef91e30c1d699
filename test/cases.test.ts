/**
 * Runs every case of `test/cases/<dialect>/<rule>/` (see `Case.ts`). `UPDATE_CASES=1 npx vitest run
 * test/cases.test.ts` writes what comes out as what is expected.
 */
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { dialects } from "../src/dialect/Dialects.ts"
import { casesIn, expectedOf, outcomeOf, record, textOf } from "./Case.ts"

const root = fileURLToPath(new URL("cases", import.meta.url))
const cases = casesIn(root)
const byId = new Map(dialects.map((dialect) => [dialect.id, dialect]))
const update = process.env.UPDATE_CASES === "1"

describe.each(cases.map((input) => [relative(root, input.file), input] as const))("%s", (_, input) => {
  const dialect = byId.get(input.dialect)
  const outcome = dialect === undefined ? undefined : outcomeOf(input, dialect)
  if (update && outcome !== undefined) record(input, outcome)

  it("is found as expected", () => {
    expect(dialect, `test/cases/${input.dialect} is no dialect`).toBeDefined()
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
