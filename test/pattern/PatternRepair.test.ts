/**
 * Repair by pattern, held to promises over all patterns: whatever step or key is taken out of an example, what comes
 * back has no more errors than before, keeps everything the author wrote, and is valid where a pattern can make it so.
 */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { errorsOf, score } from "../../src/diagnose/Scorer.ts"
import { type Validation, validate } from "../../src/diagnose/Validator.ts"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { splice } from "../../src/document/Splice.ts"
import { apply } from "../../src/document/TextEdit.ts"
import { dataOf } from "../../src/document/Tree.ts"
import { missingStep } from "../../src/pattern/Completion.ts"
import { Counterparts } from "../../src/pattern/Counterparts.ts"
import { exampleOf, partInExample } from "../../src/pattern/Example.ts"
import type { Pattern } from "../../src/pattern/Pattern.ts"
import { libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { match } from "../../src/pattern/PatternMatcher.ts"
import { repairByPattern } from "../../src/pattern/PatternRepair.ts"
import { withFixes } from "../../src/pattern/Trial.ts"
import { changesOf } from "../../src/pipeline/Changes.ts"

const library = libraryOf([])
const all = library.dialects.flatMap((id) => library.of(id))
const dialectOf = (pattern: Pattern): Dialect => dialectById(pattern.dialect) as Dialect

const without = (validation: Validation, pointer: string): string => {
  const spliced = splice(validation.document, 0, [{ op: "remove", path: pointer }])
  if (Result.isFailure(spliced)) throw spliced.failure
  return apply(validation.text, spliced.success.edits)
}

/** Whether all that the first text says, comments included, is in the second. */
const keeps = (before: string, after: string, { reading }: Dialect): boolean => {
  const [old, now] = [before, after].map((text) => {
    const root = readDocument(text, reading).roots[0]
    return root === undefined ? null : dataOf(root)
  })
  return (
    changesOf(old ?? null, now ?? null).every((change) => change.before === undefined) &&
    [...before.matchAll(/(?:^|\s)#.*$/gm)].every(([comment]) => after.includes(comment.trim()))
  )
}

const cut = all.flatMap((pattern) => {
  const dialect = dialectOf(pattern)
  const options = { path: pattern.file }
  const whole = validate(pattern.example, dialect, options)
  const outline = exampleOf(pattern, dialect)?.outline
  return pattern.requiredSteps.flatMap((step) => {
    const part = outline && partInExample(outline, pattern, step)
    return part === undefined ? [] : [{ pattern, dialect, options, whole, step, part }]
  })
})

describe("a step that is taken out of an example", () => {
  it.each(cut.map((each) => [`${each.pattern.dialect} ${each.pattern.name} ${each.step}`, each] as const))(
    "%s is put back in its place",
    (_, { pattern, dialect, options, whole, step, part }) => {
      const lacking = validate(without(whole, part.pointer), dialect, options)
      const found = match(lacking, pattern, library.of(pattern.dialect))
      const added = found && missingStep(lacking, new Counterparts(found, dialect), step)[0]?.fix
      const after = added && withFixes(lacking, [added], options)
      expect(after?.report.diagnostics).toEqual([])
      expect(keeps(lacking.text, after?.text ?? "", dialect)).toBe(true)
      const again = after && match(after, pattern, library.of(pattern.dialect))
      expect(again?.steps.filter(({ required, part }) => required && part === undefined)).toEqual([])
    }
  )
})

describe("a key that is taken out of a step", () => {
  let broken = 0
  let mended = 0

  it.each(all.map((pattern) => [`${pattern.dialect} ${pattern.name}`, pattern] as const))(
    "%s is mended, or at least nothing gets worse",
    (_, pattern) => {
      for (const { dialect, options, whole, part } of cut.filter((each) => each.pattern === pattern)) {
        for (const key of Object.keys(part.value as object)) {
          const lacking = validate(without(whole, `${part.pointer}/${key}`), dialect, options)
          if (errorsOf(lacking.report).length === 0) continue
          broken++
          const repaired = repairByPattern(lacking, library.of(pattern.dialect), options)
          if (repaired === undefined) continue
          const after = repaired.validation
          expect(errorsOf(after.report).length).toBeLessThan(errorsOf(lacking.report).length)
          expect(score(after.report).overall).toBeGreaterThanOrEqual(score(lacking.report).overall)
          expect(keeps(lacking.text, after.text, dialect)).toBe(true)
          if (errorsOf(after.report).length === 0) mended++
        }
      }
    }
  )

  it("is mended nearly always", () => {
    expect(broken).toBeGreaterThan(150)
    expect(mended / broken).toBeGreaterThan(0.9)
  })
})

describe("repairByPattern", () => {
  const repair = (text: string, dialect: string) =>
    repairByPattern(validate(text, dialectById(dialect) as Dialect), library.of(dialect), {})

  it("adds the step that others refer to, between those that stand around it, and nothing else", () => {
    const text = `workflow:
  name: rag
  steps:
    - name: query
      type: claude
      prompt: [{ type: static, content: Make a search query }]
    - name: augment # what helps
      type: claude
      prompt:
        - type: previous_response
          step: retrieve
    - name: generate
      type: claude
      prompt: [{ type: previous_response, step: augment }]
`
    const repaired = repair(text, "ai-workflow")
    expect(repaired?.made.map(({ fix }) => fix.title)).toEqual([
      "Add `retrieve` as in the pattern `rag_pipeline`"
    ])
    expect(repaired?.validation.text).toBe(
      text.replace(
        "    - name: augment",
        `    - name: retrieve
      type: vector_search
      query: "{{steps.query.result}}"
      top_k: 8
    - name: augment`
      )
    )
  })

  it("speaks of the steps by the names that they have here", () => {
    const repaired = repair(
      `workflow:
  name: rag answers
  steps:
    - name: question
      type: claude
      prompt: [{ type: static, content: Make a search query }]
    - name: augment
      type: claude
      prompt: [{ type: previous_response, step: retrieve }]
    - name: generate
      type: claude
      prompt: [{ type: previous_response, step: augment }]
`,
      "ai-workflow"
    )
    expect(repaired?.validation.text).toContain("{{steps.question.result}}")
    expect(repaired && errorsOf(repaired.validation.report)).toEqual([])
  })

  it("moves a step behind the one whose result it takes, its comment with it", () => {
    const repaired = repair(
      `workflow:
  name: rag
  steps:
    - name: query
      type: claude
      prompt: [{ type: static, content: Make a search query }]
    # what the reader gets
    - name: generate
      type: claude
      prompt: [{ type: previous_response, step: augment }]
    - name: retrieve
      type: vector_search
      query: keys
    - name: augment
      type: claude
      prompt: [{ type: previous_response, step: retrieve }]
`,
      "ai-workflow"
    )
    expect(repaired?.made.map(({ fix }) => fix.title)).toEqual(["Move `generate` behind `augment`"])
    const names = [...(repaired?.validation.text ?? "").matchAll(/name: (\w+)/g)].map(([, name]) => name)
    expect(names).toEqual(["rag", "query", "retrieve", "augment", "generate"])
    expect(repaired?.validation.text).toContain("    # what the reader gets\n    - name: generate\n")
    expect(repaired?.validation.report.diagnostics).toEqual([])
  })

  it("fills a job that has nothing to run", () => {
    const text = `stages: [lint, test]
lint:
  stage: lint
  script: [pip install ruff, ruff check .]
pytest: # the unit tests
  stage: test
`
    const repaired = repair(text, "gitlab-ci")
    expect(repaired?.pattern.name).toBe("python_ci")
    expect(repaired?.validation.text.startsWith(text)).toBe(true)
    expect(repaired?.validation.text).toContain("script: [pip install -r requirements.txt, pytest --cov")
  })

  it.each([
    [
      "is like no pattern",
      "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps: [{ name: Do it }]\n"
    ],
    ["is valid", "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n"],
    ["cannot be read", "on: [push\njobs:\n  x: }\n"],
    ["is empty", ""]
  ])("leaves a text alone that %s", (_, text) => {
    expect(repair(text, "github-actions")).toBeUndefined()
  })
})
