import { describe, expect, it } from "vitest"
import type { Change } from "../../../src/pipeline/Changes.ts"
import { feedbackOf, verdictsOn } from "../../../src/pipeline/learning/Feedback.ts"
import type { FixRecord } from "../../../src/pipeline/learning/History.ts"
import type { VerdictName } from "../../../src/pipeline/learning/Verdict.ts"
import { broken, github, mended, remembered } from "./Refinements.ts"

const rated = (rating: number, final: string, text = broken(), comment?: string) => {
  const { history, draft } = remembered("ci.yml", text)
  if (draft === undefined) throw new Error("There is no draft.")
  return feedbackOf(history, draft, final, rating, comment, github, 2000)
}

const verdicts = (rating: number, final: string): ReadonlyArray<VerdictName> =>
  rated(rating, final).verdicts.map(({ verdict }) => verdict)

describe("a rating", () => {
  it("keeps the pipeline as it was, as it was proposed and as it was left, with what changed in between", () => {
    const final = mended().replace("make", "make test")
    expect(rated(4, final)).toMatchObject({
      rating: 4,
      original: broken(),
      refined: mended(),
      final,
      changes: [{ kind: "renamed", at: "jobs/build", before: "run-on", after: "runs-on" }],
      corrections: [{ kind: "changed", at: "jobs/build/steps/*/run", before: '"make"', after: '"make test"' }]
    })
  })

  it.each([
    [5, mended(), ["kept"]],
    [4, mended(), ["kept"]],
    [3, mended(), ["tolerated"]],
    [2, mended(), ["blamed"]],
    [1, broken(), ["corrected"]],
    [5, broken(), ["corrected"]],
    // A key that was renamed stands whatever its value is now.
    [5, mended().replace("ubuntu-latest", "macos-latest"), ["kept"]],
    [5, mended().replace("    runs-on: ubuntu-latest\n", ""), ["corrected"]]
  ])("of %i for a file that was left as %j means that the fix was %j", (rating, final, expected) => {
    expect(verdicts(rating, final)).toEqual(expected)
  })

  it("blames all fixes of a file that is disliked and left as it is, and none where something else was changed", () => {
    const fix = (title: string, place: string): FixRecord => ({
      kind: { dialect: "d", rule: "r", form: "replace", applicability: "safe", title },
      stage: "schema",
      confidence: 0.9,
      by: "rule",
      places: [place]
    })
    const fixes = [fix("one", "/a"), fix("two", "/c"), { ...fix("three", "/a/b"), by: "model" as const }]
    const verdicts = (corrections: ReadonlyArray<Change>, edited: boolean) =>
      verdictsOn(fixes, 1, { corrections, ofText: false, edited }).map(({ fix, verdict }) => [
        fix.title,
        verdict
      ])
    expect(verdicts([{ pointer: "/a/b", before: 1, after: 2 }], true)).toEqual([["one", "corrected"]])
    expect(verdicts([{ pointer: "/d", before: 1, after: 2 }], true)).toEqual([])
    expect(verdicts([], false)).toEqual([
      ["one", "blamed"],
      ["two", "blamed"]
    ])
  })

  it("takes a repair of the text for corrected where a line of it is gone", () => {
    const unclosed = 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "make\n'
    const closed = `${unclosed.trimEnd()}"\n`
    expect(rated(5, closed, unclosed).verdicts).toMatchObject([{ verdict: "kept", fix: { form: "text" } }])
    expect(rated(5, closed.replace('"make"', '"make it"'), unclosed).verdicts).toMatchObject([
      { verdict: "corrected", fix: { form: "text" } }
    ])
  })

  it("takes another layout of the same data for no correction", () => {
    const unclosed = "on: push\njobs: { build: { runs-on: ubuntu-latest, steps: [{ run: make }] }\n"
    const final = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
    expect(rated(5, final, unclosed)).toMatchObject({ corrections: [], verdicts: [{ verdict: "kept" }] })
  })

  it("takes no secret for a correction that is hidden in one text and not in another", () => {
    const pinned = "org/setup@55283cc23133118229fd3f97f9336ee23a179fcf"
    const text = `{"on": "push", "jobs": {"a": {"run-on": "x", "steps": [{"uses": "${pinned}", "env": {"TOKEN": "abcdefgh"}}]}}}`
    const final = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${pinned}\n        env: { TOKEN: abcdefgh }\n`
    expect(rated(5, final, text)).toMatchObject({ corrections: [], verdicts: [{ verdict: "kept" }] })
  })

  it("says what the person changed where nothing had been found wrong", () => {
    const final = mended().replace("    steps:", "    timeout-minutes: 10\n    steps:")
    expect(rated(4, final).strays).toEqual([{ at: "jobs/build/timeout-minutes", kind: "added", after: "10" }])
  })

  it("is kept of a file that does not parse any more", () => {
    expect(rated(1, "jobs: [\n").corrections).toEqual([])
  })

  it("keeps no secret, wherever it stood", () => {
    const secrets = ["ghp_Zx9Qw3Er7Ty1Ui5Op2As8Df4Gh6Jk0Lz", "hunter2-and-more", "correct-horse-7"]
    const [token, password, later] = secrets as [string, string, string]
    const text = broken().replace(
      "- run: make",
      `- run: make TOKEN=${token}\n        env: { DB_PASSWORD: ${password} }`
    )
    const final = text.replace("run-on", "runs-on").replace(password, later)
    const kept = JSON.stringify(rated(4, final, text, `it said ${token}`))
    const { history, draft } = remembered("ci.yml", text)
    for (const secret of secrets) {
      expect(kept).not.toContain(secret)
      expect(JSON.stringify({ history, draft })).not.toContain(secret)
    }
    expect(kept).toContain("PIPEWRIGHT_SECRET")
  })
})
