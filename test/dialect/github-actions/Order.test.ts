import { describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { validate } from "../../../src/diagnose/Validator.ts"
import { githubActions } from "../../../src/dialect/github-actions/GithubActions.ts"

const names = ["a", "b", "c", "d", "e"]

/** Jobs in the order of the file, with the jobs that each waits for. */
const jobs = fc
  .shuffledSubarray(names, { minLength: 1 })
  .chain((order) =>
    fc.tuple(...order.map((id) => fc.subarray(names, { maxLength: 2 }).map((needs) => [id, needs] as const)))
  )

/** Whether some job waits for itself, through others or not. */
const circular = (all: ReadonlyArray<readonly [string, ReadonlyArray<string>]>): boolean => {
  const needs = new Map(all)
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === to && needs.has(to)) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  return all.some(([id]) => reaches(id, id, new Set()))
}

describe("the order of jobs", () => {
  it("a circle is told of exactly where there is one, in whatever order the jobs stand", () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const text = `on: push\njobs:\n${all
          .map(
            ([id, needs]) =>
              `  ${id}:\n    needs: [${needs.join(", ")}]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`
          )
          .join("")}`
        const { diagnostics } = validate(text, githubActions).report
        expect(diagnostics.some(({ rule }) => rule === "needs-cycle")).toBe(circular(all))
      })
    )
  })
})
