import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { errorsOf, score } from "../../src/diagnose/Scorer.ts"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { featuresOf } from "../../src/pattern/Feature.ts"
import { libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { type Enhanced, type EnhanceOptions, enhance, enhanceStages } from "../../src/pattern/Progressive.ts"

const library = libraryOf([])
const patternOf = (name: string, dialect: string) => {
  const found = library.named(name).find((pattern) => pattern.dialect === dialect)
  if (found === undefined) throw new Error(`no pattern ${name}`)
  return found
}

const enhanced = (text: string, dialect: string, options: EnhanceOptions = {}): Enhanced =>
  Result.getOrThrow(enhance(text, dialectById(dialect) as Dialect, library, options))

const titles = ({ stages }: Enhanced) => stages.map(({ made }) => made.map(({ fix }) => fix.title))

const workflow = `name: CI # ours
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4 # whatever is there
      - run: npm ci
      - run: npm test
`

describe("enhance", () => {
  it("asks in its first stage for no step that is still to come", () => {
    const text =
      "workflow:\n  name: x\n  steps:\n    - { name: load, type: file_ops }\n    - { name: save, type: file_ops }\n"
    const pattern = patternOf("data_processing", "ai-workflow")
    for (const until of enhanceStages) {
      const done = enhanced(text, "ai-workflow", { pattern, until })
      expect(errorsOf(done.after.report)).toEqual([])
    }
  })

  it("goes through the five stages in their order", () => {
    const done = enhanced(workflow, "github-actions")
    expect(done.pattern?.name).toBe("node_ci")
    expect(done.stages.map(({ stage }) => stage)).toEqual([
      "ensure_basic_structure",
      "add_required_steps",
      "configure_steps",
      "add_error_handling",
      "optimize_performance"
    ])
    expect(titles(done)).toEqual([
      [],
      [],
      ["Set `with.node-version` of `setup` to 24"],
      ["Add `timeout`: a job that hangs is ended"],
      [
        "Add `concurrency`: a newer push to a pull request ends the older run",
        "Add `npm_cache`: downloaded npm packages are kept between runs"
      ]
    ])
  })

  it("keeps what the author wrote, comments too", () => {
    const { after } = enhanced(workflow, "github-actions")
    expect(after.text).toBe(`name: CI # ours
on: [push, pull_request]
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4 # whatever is there
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      - run: npm test
`)
    expect(after.report.diagnostics).toEqual([])
  })

  it("changes nothing the second time", () => {
    const { after } = enhanced(workflow, "github-actions")
    const again = enhanced(after.text, "github-actions")
    expect(again.after.text).toBe(after.text)
    expect(again.stages.flatMap(({ made }) => made)).toEqual([])
  })

  it("stops after the stage that is named", () => {
    const done = enhanced(workflow, "github-actions", { until: "configure_steps" })
    expect(done.stages).toHaveLength(3)
    expect(done.after.text).not.toContain("timeout-minutes")
  })

  it("makes an empty file the pattern's example, its comments included", () => {
    const pattern = patternOf("rag_pipeline", "ai-workflow")
    for (const text of ["", "\n", "# ours\n", "# ours"]) {
      const done = enhanced(text, "ai-workflow", { pattern, until: "configure_steps" })
      expect(done.after.text.endsWith(pattern.example)).toBe(true)
      expect(done.after.text.startsWith(text)).toBe(true)
      expect(done.after.report.diagnostics).toEqual([])
    }
  })

  it("builds up a pipeline from its first step", () => {
    const text = `workflow:
  name: numbers
  steps:
    - name: load # what the shops send
      type: file_ops
      operation: convert
      source: in/sales.csv
      destination: in/sales.json
      format: csv_to_json
`
    const pattern = patternOf("data_processing", "ai-workflow")
    const done = enhanced(text, "ai-workflow", { pattern, targetCapabilities: ["data_processing", "save"] })
    expect(done.after.text.replace(/ {2}checkpoint_[^\n]*\n/g, "").startsWith(text)).toBe(true)
    expect(errorsOf(done.after.report)).toEqual([])
    expect(titles(done)[1]).toEqual(
      ["transform", "validate", "save"].map((step) => `Add \`${step}\` as in the pattern \`data_processing\``)
    )
    expect([done.met, done.unmet]).toEqual([["data_processing", "save"], []])
  })

  it("adds what is asked for by name: patterns, steps and features", () => {
    const targetCapabilities = ["least-privilege", "Lint", "python_ci"]
    const done = enhanced(
      "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: pytest\n",
      "github-actions",
      { targetCapabilities }
    )
    expect([done.met, done.unmet]).toEqual([targetCapabilities, []])
    expect(done.after.text).toContain("permissions:\n  contents: read\n")
    expect(done.after.text).toContain("run: ruff check .")
    expect(done.after.text).toContain("uses: actions/setup-python@v5")
    expect(done.after.report.diagnostics).toEqual([])
  })

  it("does not complete a pattern that it was not told of and that the file is only a bit like", () => {
    const done = enhanced(
      "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: pytest\n",
      "github-actions"
    )
    expect(done.pattern).toBeUndefined()
    expect(titles(done)[1]).toEqual([])
  })

  it("names what is unknown, with what may have been meant", () => {
    const asked = enhance(workflow, dialectById("github-actions") as Dialect, library, {
      targetCapabilities: ["timout"]
    })
    expect(Result.isFailure(asked) && asked.failure.message).toBe(
      "`timout` is not a step, pattern or feature of github-actions; did you mean `timeout`?"
    )
  })

  it("takes no step from a pattern of another trade", () => {
    const text = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n"
    const done = enhanced(text, "github-actions", { targetCapabilities: ["lint"], until: "configure_steps" })
    expect([done.unmet, done.after.text]).toEqual([["lint"], text])
  })

  it("says what could not be met", () => {
    const done = enhanced("on: push\njobs: 3\n", "github-actions", { targetCapabilities: ["timeout"] })
    expect(done.unmet).toEqual(["timeout"])
    expect(done.after.text).toBe("on: push\njobs: 3\n")
  })

  it.each(
    library.dialects.flatMap((id) =>
      library.of(id).map((pattern) => [`${id} ${pattern.name}`, pattern] as const)
    )
  )("%s: any beginning of the example gets no worse, and the whole loses nothing", (_, pattern) => {
    const lines = pattern.example.split("\n")
    const options = { path: pattern.file, pattern }
    for (const share of [0.3, 0.6, 1]) {
      const text = `${lines
        .slice(0, Math.ceil(lines.length * share))
        .join("\n")
        .trimEnd()}\n`
      const { before, after } = enhanced(text, pattern.dialect, options)
      expect(errorsOf(after.report).length).toBeLessThanOrEqual(errorsOf(before.report).length)
      expect(score(after.report).overall).toBeGreaterThanOrEqual(score(before.report).overall - 1e-9)
      const now = after.text.split("\n")
      for (const line of text.split("\n")) expect(now).toContain(line)
    }
  })
})

describe("the features", () => {
  it.each(
    library.dialects.flatMap((id) =>
      featuresOf(id).map((feature) => [`${id} ${feature.name}`, id, feature] as const)
    )
  )("%s belongs to a stage and adds something", (_, __, feature) => {
    expect(enhanceStages).toContain(feature.stage)
    expect(Object.keys(feature.add).length).toBeGreaterThan(0)
  })

  it.each(library.dialects.flatMap((id) => featuresOf(id).map(({ name }) => [id, name] as const)))(
    "%s %s can be added to some example and is there afterwards",
    (dialect, name) => {
      const texts = [...(extra[dialect] ?? []), ...library.of(dialect).map(({ example }) => example)]
      const gains = (text: string): boolean => {
        const { met, before, after, stages } = enhanced(text, dialect, { targetCapabilities: [name] })
        const added = stages.flatMap(({ made }) => made).some(({ fix }) => fix.title.includes(`\`${name}\``))
        return added && met.length === 1 && errorsOf(after.report).length <= errorsOf(before.report).length
      }
      expect(texts.some(gains)).toBe(true)
    }
  )
})

/** Pipelines that lack what every example has. */
const extra: Readonly<Record<string, ReadonlyArray<string>>> = {
  "github-actions": [
    workflow,
    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        a: [1, 2]\n    steps:\n      - uses: actions/checkout@v4\n      - run: make ${{ matrix.a }}\n      - uses: actions/upload-artifact@v4\n        with: { path: out }\n",
    "on:\n  push:\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-java@v4\n        with: { distribution: temurin, java-version: '21' }\n      - run: ./gradlew build\n",
    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-java@v4\n        with: { distribution: temurin, java-version: '21' }\n      - run: mvn verify\n",
    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-python@v5\n        with: { python-version: '3.13' }\n      - run: pip install -r requirements.txt\n      - run: pytest\n"
  ],
  "gitlab-ci": [
    "test:\n  script: [make]\n  artifacts:\n    paths: [out]\n    reports:\n      junit: report.xml\n"
  ],
  "ai-workflow": [
    "workflow:\n  name: a\n  steps:\n    - name: w\n      type: while_loop\n      condition: x.success\n      steps:\n        - name: x\n          type: claude\n          prompt: [{ type: static, content: hello }]\n",
    "workflow:\n  name: a\n  steps:\n    - name: r\n      type: claude_robust\n      prompt: [{ type: static, content: hello }]\n    - name: g\n      type: gemini\n      prompt: [{ type: static, content: hello }]\n"
  ]
}
