import { Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { Rules } from "../../../src/diagnose/Rule.ts"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { Vocabulary } from "../../../src/diagnose/Vocabulary.ts"
import { patternFrom } from "../../../src/pattern/PatternFolder.ts"
import { rank } from "../../../src/pattern/PatternMatcher.ts"
import type { Feedback } from "../../../src/pipeline/learning/Feedback.ts"
import { feedbackOf } from "../../../src/pipeline/learning/Feedback.ts"
import type { History } from "../../../src/pipeline/learning/History.ts"
import { proposalsOf } from "../../../src/pipeline/learning/Proposals.ts"
import { broken, github, history, remembered } from "./Refinements.ts"

const rated = (file: string, text: string, change: (refined: string) => string, rating = 4): Feedback => {
  const { history, draft } = remembered(file, text)
  if (draft === undefined) throw new Error("There is no draft.")
  return feedbackOf(history, draft, change(draft.refined), rating, undefined, github, 2000)
}

const renamed = (file: string, from: string, to: string): History => ({
  ...remembered(file, broken(file)).history,
  solutions: [
    {
      rule: "unknown-key",
      by: "model",
      changes: [{ at: "jobs/build", kind: "renamed", before: from, after: to }]
    }
  ]
})

describe("synonyms", () => {
  it("are proposed where several files have the same word for a key, as the settings take them", () => {
    const [proposal, ...others] = proposalsOf(
      [renamed("a.yml", "machinery", "runs-on"), renamed("b.yml", "Machinery", "runs-on")],
      []
    )
    expect(others).toEqual([])
    expect(proposal).toMatchObject({ kind: "synonyms", path: "synonyms.yaml" })
    const data = parse(proposal?.text ?? "")
    expect(Schema.is(Vocabulary)(data)).toBe(true)
    expect(data).toEqual({ "github-actions": { keys: { "runs-on": ["machinery"] } } })
    expect(proposal?.text).toContain("a.yml, b.yml")
  })

  it.each([
    ["one file alone", [renamed("a.yml", "machinery", "runs-on")]],
    ["a word that is known already", ["a.yml", "b.yml"].map((file) => renamed(file, "runner", "runs-on"))],
    ["a key that nobody knows", ["a.yml", "b.yml"].map((file) => renamed(file, "machinery", "engine"))],
    ["a word that is a key itself", ["a.yml", "b.yml"].map((file) => renamed(file, "steps", "runs-on"))]
  ])("are not proposed for %s", (_, histories) => {
    expect(proposalsOf(histories, [])).toEqual([])
  })
})

it("words that a project has already are not proposed again", () => {
  const histories = ["a.yml", "b.yml"].flatMap((file) => [
    renamed(file, "machinery", "runs-on"),
    renamed(file, "engine", "runs-on")
  ])
  const [proposal] = proposalsOf(histories, [], { "github-actions": { keys: { "runs-on": ["Machinery"] } } })
  expect(parse(proposal?.text ?? "")).toEqual({ "github-actions": { keys: { "runs-on": ["engine"] } } })
})

describe("rules", () => {
  const limited = (minutes: number) => (text: string) =>
    text.replace("    steps:", `    timeout-minutes: ${minutes}\n    steps:`)

  it("are proposed for what people change again and again where nothing was found wrong", () => {
    const other = broken("other").replace("  build:", "  package:")
    const found = proposalsOf(
      [],
      [rated("a.yml", broken("a"), limited(10), 3), rated("b.yml", other, limited(20), 3)]
    )
    expect(found).toMatchObject([
      { kind: "rule", path: "github-actions/rules/jobs-timeout-minutes-added.yaml" }
    ])
    const rules: unknown = parse(found[0]?.text ?? "")
    if (!Schema.is(Rules)(rules)) return expect.fail("it is no rule text")
    const rule = rules["jobs-timeout-minutes-added"]
    expect(rule).toMatchObject({ severity: "info", title: "`jobs/*/timeout-minutes` should be there" })
    expect(rule?.help).toContain("10 or 20")
    expect(limited(10)(rule?.example?.before ?? "")).toBe(rule?.example?.after)
  })

  it("have a file each, however alike the keys are that they speak of", () => {
    const strays = ["env/app-mode", "env/APP_MODE"].map((at) => ({ at, kind: "added", after: "1" }) as const)
    const feedback = ["a.yml", "b.yml"].map((file) => ({
      ...rated(file, broken(file), (text) => text, 3),
      strays
    }))
    const found = proposalsOf([], feedback)
    expect(found.map(({ path }) => path)).toEqual([
      "github-actions/rules/env-app-mode-added-2.yaml",
      "github-actions/rules/env-app-mode-added.yaml"
    ])
    expect(found.map(({ text }) => Object.keys(parse(text)))).toEqual([
      ["env-app-mode-added-2"],
      ["env-app-mode-added"]
    ])
  })

  it("are not proposed for what one person did once", () => {
    expect(proposalsOf([], [rated("a.yml", broken("a"), limited(10), 3)])).toEqual([])
  })
})

describe("patterns", () => {
  const unusual = `name: Nightly figures
on:
  schedule:
    - cron: "0 3 * * *"
jobs:
  figures:
    run-on: ubuntu-latest
    steps:
      - name: Take the water levels
        uses: hydrology/levels@v2
      - name: Draw the map
        uses: hydrology/map@v1
      - name: Hang it up
        run: ./hang-up map.png
`

  it("are proposed for files that were rated well and are like none that is known", () => {
    const found = proposalsOf([], [rated("figures.yml", unusual, (text) => text, 5)])
    expect(found).toMatchObject([{ kind: "pattern", path: "github-actions/patterns/figures.yaml" }])
    const text = found[0]?.text ?? ""
    const pattern = patternFrom(text, "github-actions", "figures", "figures.yaml")
    if (Result.isFailure(pattern)) return expect.fail(pattern.failure.message)
    expect(pattern.success.requiredSteps).toEqual(["take_the_water_levels", "draw_the_map", "hang_it_up"])
    expect(pattern.success.connections).toBe("sequential")
    const validation = validate(pattern.success.example, github, { path: ".github/workflows/figures.yml" })
    expect(errorsOf(validation.report)).toEqual([])
    expect(rank(validation, [pattern.success])[0]?.score).toBeGreaterThan(0.75)
  })

  it("say which step waits for which, where they are not one after the other", () => {
    const parallel = `${unusual}  weather:
    runs-on: ubuntu-latest
    steps:
      - name: Ask the weather
        uses: hydrology/weather@v3
  report:
    needs: [figures, weather]
    runs-on: ubuntu-latest
    steps:
      - name: Print the report
        run: ./print
`
    const [found] = proposalsOf([], [rated("figures.yml", parallel, (text) => text, 5)])
    expect(parse(found?.text ?? "").connections).toEqual({
      draw_the_map: ["take_the_water_levels"],
      hang_it_up: ["draw_the_map"],
      print_the_report: ["hang_it_up", "ask_the_weather"]
    })
  })

  it.each([
    ["rated badly", rated("figures.yml", unusual, (text) => text, 3)],
    ["left invalid", rated("figures.yml", unusual, (text) => text.replace("runs-on", "walks-on"), 5)],
    ["of one step", rated("ci.yml", broken(), (text) => text, 5)]
  ])("are not proposed for a file that was %s", (_, feedback) => {
    expect(proposalsOf([], [feedback]).filter(({ kind }) => kind === "pattern")).toEqual([])
  })

  it("have a name of words, whatever the script of the file's own name", () => {
    const other = unusual
      .replaceAll("hydrology", "astronomy")
      .replaceAll(/name: (Take|Draw|Hang)[^\n]*/g, (name) =>
        name
          .replace(/Take.*/, "Point the telescope")
          .replace(/Draw.*/, "Expose the plate")
          .replace(/Hang.*/, "Ring up")
      )
    const found = proposalsOf(
      [],
      [rated("水.yml", unusual, (text) => text, 5), rated("星.yml", other, (text) => text, 5)]
    )
    expect(found.map(({ path }) => path)).toEqual([
      "github-actions/patterns/pipeline.yaml",
      "github-actions/patterns/pipeline_2.yaml"
    ])
  })

  it("are proposed once for files that are alike", () => {
    const found = proposalsOf(
      [],
      [
        rated("figures.yml", unusual, (text) => text, 5),
        rated("again.yml", unusual.replace("Nightly", "Daily"), (text) => text, 5)
      ]
    )
    expect(found).toHaveLength(1)
  })
})

it("proposes the same whatever the order of what happened, and never outside of the dialects' folders", () => {
  fc.assert(
    fc.property(fc.array(history, { maxLength: 8 }), (histories) => {
      const found = proposalsOf(histories, [])
      expect(proposalsOf(histories.toReversed(), [])).toEqual(found)
      for (const { path } of found)
        expect(path).toMatch(/^(?:github-actions|gitlab-ci|ai-workflow)\/[\w/-]+\.yaml$/)
    })
  )
})
