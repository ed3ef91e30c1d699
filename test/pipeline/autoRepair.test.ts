import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { errorsOf, score } from "../../src/diagnose/Scorer.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"

const sound = `# Builds and tests.
name: Build
on:
  push:
    branches: [main] # only here
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: |
          npm ci
          npm test
  release:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: echo done
`

const repaired = (text: string, unsafe = false) => autoRepair(text, githubActions, { unsafe })

describe("AutoRepair", () => {
  it("gives a valid file back byte for byte", () => {
    expect(repaired(sound, true)).toMatchObject({ text: sound, applied: [], rolledBack: [] })
  })

  it.each<readonly [name: string, from: string, to: string]>([
    [
      "a misspelled key",
      "runs-on: ubuntu-latest\n    steps:\n      - uses",
      "runs_on: ubuntu-latest\n    steps:\n      - uses"
    ],
    ["a lost colon", "    steps:\n      - uses", "    steps\n      - uses"],
    ["a lost space", "name: Test", "name:Test"],
    ["an open bracket", "[main]", "[main"],
    ["a wrong indent", "        run: |", "         run: |"],
    ["a list in place of a text", "name: Build", "name: [Build]"]
  ])("restores %s, and nothing else", (_, good, bad) => {
    const { text, after } = repaired(sound.replace(good, bad))
    expect(text).toBe(sound)
    expect(errorsOf(after.report)).toEqual([])
  })

  it("takes what is unsafe only where asked", () => {
    const broken = sound.replace(
      "    runs-on: ubuntu-latest\n    steps:\n      - run",
      "    steps:\n      - run"
    )
    expect(repaired(broken).text).toBe(broken)
    const { text, after } = repaired(broken, true)
    expect(text).not.toBe(broken)
    expect(errorsOf(after.report)).toEqual([])
  })

  it("repairs several slips at once", () => {
    const broken = sound
      .replace("name: Test", "nmae: Test")
      .replace("needs: build", "needs: biuld")
      .replace("permissions:", "permissions")
    expect(repaired(broken, true).text).toBe(sound)
  })

  it("repairs what is sure where another slip is not", () => {
    const twice =
      "on: push\njobs:\n  build:\n    runs_on: ubuntu-latest # ours\n    name: a\n    name: b\n    steps:\n      - rn: make\n"
    const { text, after } = repaired(twice)
    expect(text).toBe(twice.replace("runs_on", "runs-on").replace("rn:", "run:"))
    expect(errorsOf(after.report).map(({ rule }) => rule)).toEqual(["duplicate-key"])
  })

  it("tries again, on what other fixes made of the file, a fix that was no progress before", () => {
    const text =
      'on: push\njobs:\n        if: "!${{ cancelled() }}"\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n  test:\n'
    const once = repaired(text, true)
    expect(once.text).toBe(
      'on: push\njobs:\n    test:\n      if: "${{ !cancelled() }}"\n      runs-on: ubuntu-latest\n      steps:\n        - run: make\n'
    )
    expect(errorsOf(once.after.report)).toEqual([])
    expect(once.rolledBack.map(({ fix }) => fix.title)).not.toContain("Move `if` to `jobs.test`")
  })

  describe("whatever was done to the file", () => {
    const damage = fc.array(
      fc.record({
        at: fc.nat(sound.length - 1),
        remove: fc.integer({ min: 0, max: 6 }),
        insert: fc.constantFrom(
          "",
          " ",
          "  ",
          "\t",
          ":",
          "- ",
          "'",
          '"',
          "[",
          "}",
          "\n",
          "x",
          "#",
          "&a ",
          "*a",
          "${{",
          "---\n"
        )
      }),
      { minLength: 1, maxLength: 3 }
    )
    const broken = damage.map((edits) =>
      edits.reduce(
        (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
        sound
      )
    )

    it("settles hundreds of faults that as a whole do not make progress", () => {
      const text = "- run: foo kk: bar\n".repeat(200)
      const { before, after, applied } = repaired(text, true)
      expect(applied.length).toBeGreaterThan(0)
      expect(score(after.report).overall).toBeGreaterThan(score(before.report).overall)
      expect(errorsOf(after.report).length).toBeLessThan(errorsOf(before.report).length / 4)
    })

    it("never lowers the score, and fixing twice is fixing once", () => {
      fc.assert(
        fc.property(broken, fc.boolean(), (text, unsafe) => {
          const once = repaired(text, unsafe)
          const before = validate(text, githubActions).report
          expect(score(once.after.report).overall).toBeGreaterThanOrEqual(score(before).overall - 1e-9)
          if (score(before).overall === 1) expect(once.text).toBe(text)
          expect(repaired(once.text, unsafe).text).toBe(once.text)
        }),
        { seed: 5, numRuns: 120 }
      )
    })
  })

  it("takes thousands of unknown keys out of one map in a few rounds, and lists a thousand of them", () => {
    const keys = Array.from({ length: 5000 }, (_, at) => `    thing${at}: ${at}\n`).join("")
    const { text, before, after, applied } = repaired(sound.replace("    needs: build\n", `$&${keys}`), true)
    expect(text).toBe(sound)
    expect(after.report.diagnostics).toEqual([])
    expect(before.report.diagnostics.map(({ rule }) => rule)).toContain("too-complex")
    expect(before.report.diagnostics.length).toBeLessThan(1100)
    expect(applied).toHaveLength(5000)
    expect(Math.max(...applied.map(({ round }) => round))).toBeLessThan(3)
  })

  it("mends more faults of a text than it looks at in one go, and says of a check that some are left", () => {
    const lines = Array.from({ length: 11_000 }, (_, at) => `  k${at}: [a\n`).join("")
    const { before, after } = repaired(`${sound}env:\n${lines}`, true)
    expect(before.report.unlisted).toBeGreaterThan(5000)
    const told = before.report.diagnostics.find(({ rule }) => rule === "too-complex")
    expect(told?.message).toContain(`${before.report.unlisted} more`)
    expect(before.document.lines.at(told?.start ?? 0).line).toBeGreaterThan(5000)
    expect(after.document.problems).toEqual([])
    expect(after.report.unlisted).toBeUndefined()
  }, 120_000)
})
