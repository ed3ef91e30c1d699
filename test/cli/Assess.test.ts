/**
 * Outcomes: of a text with very many findings as many previews are made as are worth their time.
 */
import { expect, test } from "vitest"
import { assess } from "../../src/cli/Assess.ts"
import { Baseline } from "../../src/cli/Baseline.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { resolve } from "../../src/pipeline/Config.ts"

test("of a large text the first findings have previews, and all of them their fixes", () => {
  const jobs = Array.from(
    { length: 20 },
    (_, at) => `  job${at}:\n    run-on: ubuntu-latest\n    steps: [{ run: make }]\n`
  ).join("")
  const text = `on: push\njobs:\n${jobs}${`# ${"-".repeat(98)}\n`.repeat(9_000)}`
  const validation = validate(text, githubActions)
  const operated = {
    before: validation,
    after: validation,
    applied: [],
    rolledBack: [],
    refinement: undefined
  }
  const input = { path: undefined, place: "ci.yml", shown: "ci.yml", named: true }
  const { config } = resolve([])
  const { findings } = assess(input, operated, config, new Baseline(), false, false)
  expect(findings).toHaveLength(20)
  expect(findings.every(({ diagnostic }) => diagnostic.fixes.length > 0)).toBe(true)
  const shown = findings.map(({ preview }) => preview()?.after)
  const given = shown.filter((lines) => lines !== undefined)
  expect(given.length).toBeGreaterThanOrEqual(10)
  expect(given.length).toBeLessThan(20)
  expect(shown.slice(0, given.length)).toEqual(given.map(() => ["    runs-on: ubuntu-latest"]))
})
