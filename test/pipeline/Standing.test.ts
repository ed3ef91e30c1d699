import { describe, expect, test } from "vitest"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { currentOf, isRepaired, refusalsOf, sameRefusals, topOf } from "../../src/pipeline/Standing.ts"
import type { Trajectory } from "../../src/refine/Trajectory.ts"

type History = Trajectory<string, { readonly validation: ReturnType<typeof validate> }, string>

const evaluated = (iteration: number, text: string, score: number): History[number] => ({
  ...{ _tag: "evaluated", iteration, candidate: text, hash: text, score },
  evaluation: { validation: validate(text, githubActions) }
})

const proposed = (
  iteration: number,
  approach: string,
  outcome: "candidate" | "refused" | "unchanged",
  reason = ""
): History[number] => ({ _tag: "proposed", iteration, approach, outcome, reason })

const two = "on: pulse\njobs:\n  a:\n    runs-on: x\n    stepz: []\n"
const one = "on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n"

describe("the best text", () => {
  test("is that with fewer errors where scores are equal", () => {
    expect(topOf([evaluated(0, two, 0.5), evaluated(1, one, 0.5)])?.candidate).toBe(one)
    expect(topOf([evaluated(0, two, 0.6), evaluated(1, one, 0.5)])?.candidate).toBe(two)
  })

  test("is the earliest of equals, and the latest is gone on from", () => {
    const other = two.replace("pulse", "pulze")
    const history = [evaluated(0, two, 0.5), evaluated(1, other, 0.5)]
    expect(topOf(history)?.candidate).toBe(two)
    expect(currentOf(history)?.candidate).toBe(other)
  })
})

test("repair by rule is done where it made the text, or was tried on it", () => {
  const start = evaluated(0, two, 0.5)
  expect(isRepaired([start])).toBe(false)
  expect(isRepaired([start, proposed(1, "auto_repair", "unchanged")])).toBe(true)
  const made = [start, proposed(1, "auto_repair", "candidate"), evaluated(1, one, 0.7)]
  expect(isRepaired(made)).toBe(true)
  // Refusals of a model in between change nothing about it.
  expect(isRepaired([...made, proposed(2, "llm_guided", "refused")])).toBe(true)
  expect(isRepaired([...made, proposed(2, "llm_guided", "candidate"), evaluated(2, one, 0.8)])).toBe(false)
})

test("refusals count from the last answer that was taken, and by their reason", () => {
  const history = [
    ...[proposed(1, "llm_guided", "refused", "a"), proposed(2, "llm_guided", "candidate")],
    ...["b", "a", "a"].map((reason, index) => proposed(3 + index, "llm_guided", "refused", reason))
  ]
  expect(refusalsOf(history)).toEqual(["b", "a", "a"])
  expect(sameRefusals(history)).toBe(2)
})
