/**
 * The table of AdaptiveStrategy, cell by cell: what is wrong in rows, how the refinement gets on in columns.
 */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Score, score } from "../../src/diagnose/Scorer.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { type Approach, choose, type StrategyOptions } from "../../src/pipeline/AdaptiveStrategy.ts"
import type { Progress } from "../../src/refine/Stagnation.ts"

const job = (body: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${body}`

const simple = job("    steps:\n      - run: ls\n    timeout_minutes: 5\n")
const semantic = job("    needs: [x, y]\n    steps:\n      - run: ls\n")
const structural = job("    steps:\n      - name: x\n      - name: y\n")
const mixed = job("    needs: [x]\n    steps:\n      - name: y\n")

const table: StrategyOptions = {
  ...{ strategy: "adaptive", unsafe: false, autoRepairThreshold: 0.8, llmRefinementThreshold: 0.6 },
  ...{ allowRestructure: true, patternMatches: Effect.succeed(false), repaired: true }
}

const chosen = (
  text: string,
  progress: Progress,
  options: Partial<StrategyOptions> = {},
  overall?: number
): Approach => {
  const { report } = validate(text, githubActions)
  const own = score(report)
  const judged: Score = overall === undefined ? own : { ...own, overall }
  return Effect.runSync(choose(report, judged, progress, { ...table, ...options })).approach
}

const columns: ReadonlyArray<Progress> = ["first", "improving", "plateau", "oscillating"]

describe("AdaptiveStrategy", () => {
  it.each<readonly [string, string, Partial<StrategyOptions>, ReadonlyArray<Approach>]>([
    ["all simple", simple, { repaired: false }, ["auto_repair", "auto_repair", "auto_repair", "auto_repair"]],
    ["semantic", semantic, {}, ["llm_guided", "llm_guided", "llm_restructure", "llm_comprehensive"]],
    ["structural", structural, {}, ["hybrid", "hybrid", "llm_restructure", "llm_comprehensive"]],
    ["mixed", mixed, {}, ["hybrid", "hybrid", "llm_comprehensive", "llm_comprehensive"]]
  ])("takes the way of the table where errors are %s", (_, text, options, approaches) => {
    expect(columns.map((progress) => chosen(text, progress, options))).toEqual(approaches)
  })

  it.each([
    ["semantic", semantic],
    ["structural", structural]
  ])("does not rebuild what may not be rebuilt where errors are %s", (_, text) => {
    expect(chosen(text, "plateau", { allowRestructure: false })).toBe("llm_comprehensive")
  })

  it("applies a pattern that matches well", () => {
    expect(chosen(structural, "improving", { patternMatches: Effect.succeed(true) })).toBe("pattern")
  })

  it("asks for the whole picture below the threshold", () => {
    expect(chosen(semantic, "improving", {}, 0.59)).toBe("llm_comprehensive")
    expect(chosen(semantic, "improving", {}, 0.61)).toBe("llm_guided")
  })

  it("never does more than ask for what is critical where it is to be minimal", () => {
    for (const text of [semantic, structural, mixed])
      expect(new Set(columns.map((progress) => chosen(text, progress, { strategy: "minimal" })))).toEqual(
        new Set(["llm_guided"])
      )
  })

  it("lets experience choose, but never what is not allowed, nor in place of a pattern", () => {
    const prefer = (): Approach => "llm_restructure"
    expect(chosen(semantic, "improving", { prefer })).toBe("llm_restructure")
    expect(chosen(semantic, "improving", { prefer, allowRestructure: false })).toBe("llm_guided")
    expect(chosen(structural, "improving", { prefer, patternMatches: Effect.succeed(true) })).toBe("pattern")
  })
})
