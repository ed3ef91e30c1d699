import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { partlyMatched, rank, wellMatched } from "../../src/pattern/PatternMatcher.ts"

const library = libraryOf([])

const ranked = (text: string, dialect: string, path?: string) =>
  rank(
    validate(text, dialectById(dialect) as Dialect, path === undefined ? {} : { path }),
    library.of(dialect)
  )

const python = `on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: { python-version: '3.12' }
      - run: pip install -r requirements.txt
      - run: pytest tests
`

describe("rank", () => {
  it("knows a workflow by its actions and commands, whatever its steps are called", () => {
    const [first, second] = ranked(python, "github-actions")
    expect(first?.pattern.name).toBe("python_ci")
    expect(first?.score).toBeGreaterThan(wellMatched)
    expect(second?.score).toBeLessThan(wellMatched)
  })

  it("says why", () => {
    const [first] = ranked(
      python.replace("      - run: pip install -r requirements.txt\n", ""),
      "github-actions"
    )
    expect(first?.reasons).toEqual([
      "3 of 4 steps: `checkout`, `setup`, `test`",
      "missing: `install`",
      expect.stringContaining("`pytest`")
    ])
  })

  it("names the steps that stand in the wrong order", () => {
    const lines = python.split("\n")
    const [install, test] = [lines.splice(8, 1)[0], lines[8]]
    expect(test).toContain("pytest")
    const [first] = ranked([...lines.slice(0, 9), install, ""].join("\n"), "github-actions")
    expect(first?.pattern.name).toBe("python_ci")
    expect(first?.reasons).toContain("`test` does not come after `install`")
  })

  it("knows a RAG pipeline by other names", () => {
    const [first] = ranked(
      `workflow:
  name: ask_the_handbook
  steps:
    - name: question
      type: claude
      prompt: [{ type: static, content: Make a search query of it }]
    - name: search
      type: vector_search
      query: keys
    - name: build_context
      type: claude
      prompt: [{ type: previous_response, step: search }]
    - name: answer
      type: claude
      prompt: [{ type: previous_response, step: build_context }]
`,
      "ai-workflow"
    )
    expect(first?.pattern.name).toBe("rag_pipeline")
    expect(first?.score).toBeGreaterThan(wellMatched)
    expect(first?.steps.map(({ step, part }) => [step, part?.name])).toEqual([
      ["query", "question"],
      ["retrieve", "search"],
      ["augment", "build_context"],
      ["generate", "answer"]
    ])
  })

  it("takes a pipeline of another making for no pattern", () => {
    const [first] = ranked(
      "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps: [{ run: ./x }]\n",
      "github-actions"
    )
    expect(first?.score).toBeLessThan(partlyMatched)
  })

  it("has an answer for what has no jobs, and for what is no tree", () => {
    for (const text of ["on: push\n", "- 1\n", "jobs: 3\n", "", "jobs: {a: 1, b: [x]}\n", "a: [\n"])
      for (const { score } of ranked(text, "github-actions")) expect(score).toBeLessThan(partlyMatched)
  })

  it("compares GitLab jobs of the configuration behind a header", () => {
    const [first] = ranked(
      `spec:
  inputs: { image: { default: 'python:3.13' } }
---
stages: [lint, test]
lint: { stage: lint, script: [ruff check .] }
unit: { stage: test, script: [pip install -r requirements.txt, pytest] }
`,
      "gitlab-ci",
      ".gitlab-ci.yml"
    )
    expect(first?.pattern.name).toBe("python_ci")
    expect(first?.steps.map(({ part }) => part?.pointer)).toEqual(["/lint", "/unit"])
  })

  it("scores between 0 and 1, best first", () => {
    const scores = ranked(python, "github-actions").map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    for (const score of scores) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })
})
