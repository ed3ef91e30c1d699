import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"
import { knowledgeOf } from "../../../src/pipeline/learning/Knowledge.ts"
import { Analysis, analyze } from "../../../src/pipeline/learning/Learning.ts"
import { memoryOf, memoryOfRepair } from "../../../src/pipeline/learning/Memories.ts"
import { broken, github, history, mended, refined, remembered } from "./Refinements.ts"

/** Nobody knows which command is meant. */
const unknowable = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - name: Test\n"

describe("a history", () => {
  it("says what was wrong, what was done about it, and how it ended", () => {
    const { history } = remembered("ci.yml", broken())
    expect(history).toMatchObject({
      file: "ci.yml",
      dialect: "github-actions",
      command: "refine",
      status: "accepted",
      errors: { before: { "unknown-key": 1 }, after: {} },
      steps: [{ approach: "auto_repair", errors: "structural", outcome: "candidate" }],
      fixes: [
        {
          kind: { rule: "unknown-key", form: "rename", applicability: "safe" },
          by: "rule",
          places: ["/jobs/build/run-on", "/jobs/build/runs-on"]
        }
      ]
    })
    expect(history.indicators).toContain("rule: unknown-key")
    expect(history.score.after).toBe(1)
  })

  it("is not left by a file with nothing to repair", () => {
    expect(memoryOf(refined(mended()), "ci.yml", 1000)).toBeUndefined()
  })

  it("is the same for the same file with the same result, whenever that was", () => {
    const [one, again] = [
      memoryOf(refined(broken()), "ci.yml", 1000),
      memoryOf(refined(broken()), "ci.yml", 2000)
    ]
    expect(one?.history.id).toBe(again?.history.id)
    expect(remembered("other.yml", broken()).history.id).not.toBe(one?.history.id)
  })

  it("is left by a repair by rule alone, with what had to be taken back", () => {
    const repaired = autoRepair(broken(), github)
    const [applied] = repaired.applied
    if (applied === undefined) return expect.fail("nothing was applied")
    const left = memoryOfRepair({ ...repaired, rolledBack: [applied] }, "ci.yml", 1000)
    expect(left?.history).toMatchObject({
      command: "fix",
      status: "accepted",
      steps: [],
      verdicts: [{ verdict: "rolledBack", fix: { rule: "unknown-key", form: "rename" } }]
    })
  })
})

describe("an analysis", () => {
  it("names common errors, successful fixes, problem indicators and best approaches", () => {
    const histories = [
      ...["a", "b", "c", "d"].map((name) => remembered(`${name}.yml`, broken(name)).history),
      ...["e", "f", "g"].map((name) => remembered(`${name}.yml`, unknowable.replace("Test", name)).history)
    ]
    const { accepted, commonErrors, successfulFixes, problemIndicators, bestApproaches } = analyze(
      histories,
      []
    )
    expect(accepted).toBe(4)
    expect(commonErrors[0]).toEqual({
      dialect: "github-actions",
      rule: "unknown-key",
      refinements: 4,
      occurrences: 4,
      solved: 1
    })
    expect(commonErrors[1]).toMatchObject({ refinements: 3, solved: 0 })
    expect(successfulFixes[0]).toMatchObject({
      title: "Rename `run-on` to `runs-on`",
      applied: 4,
      accepted: 4
    })
    expect(problemIndicators.map(({ indicator }) => indicator)).toContain(`rule: ${commonErrors[1]?.rule}`)
    expect(problemIndicators.map(({ indicator }) => indicator)).not.toContain("rule: unknown-key")
    expect(problemIndicators[0]?.failed.with).toBe(1)
    expect(bestApproaches).toMatchObject([
      { approach: "auto_repair", errors: "structural", tries: 4, gained: 4 }
    ])
  })

  it("does not depend on the order of what happened, and is what its schema says", () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(history, { selector: ({ id }) => id, maxLength: 12 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const analysis = analyze(all, [])
          expect(analyze(shuffled, [])).toEqual(analysis)
          expect(knowledgeOf(shuffled, [], 1)).toEqual(knowledgeOf(all, [], 1))
          expect(Schema.is(Analysis)(analysis)).toBe(true)
        }
      )
    )
  })

  it("of nothing is nothing", () => {
    expect(analyze([], [])).toEqual({
      histories: 0,
      accepted: 0,
      ratings: { count: 0, mean: null },
      commonErrors: [],
      successfulFixes: [],
      problemIndicators: [],
      bestApproaches: []
    })
  })
})
