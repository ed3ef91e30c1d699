/**
 * Every pattern that comes with the program: its example is valid in all stages without a single remark, shows the
 * steps with the types and in the order that the pattern asks for, and is recognised as this pattern before any other.
 */
import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { exampleOf, partInExample } from "../../src/pattern/Example.ts"
import { follows } from "../../src/pattern/Outline.ts"
import { orderOf, type Pattern, partOf, stepsOf } from "../../src/pattern/Pattern.ts"
import { libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { rank, wellMatched } from "../../src/pattern/PatternMatcher.ts"

const library = libraryOf([])
const cases = library.dialects.flatMap((id) =>
  library.of(id).map((pattern) => [`${id} ${pattern.name}`, pattern] as const)
)
const dialectOf = (pattern: Pattern): Dialect => dialectById(pattern.dialect) as Dialect

describe("the library", () => {
  it.each([
    ["github-actions", 12],
    ["gitlab-ci", 8],
    ["ai-workflow", 8]
  ])("has patterns enough for %s", (dialect, least) => {
    expect(library.of(dialect).length).toBeGreaterThanOrEqual(least)
  })

  it("has the two patterns of AI workflows that are laid down", () => {
    expect(library.named("data_processing")).toMatchObject([
      {
        requiredSteps: ["load", "transform", "validate", "save"],
        stepTypes: { load: "file_ops", transform: "data_transform" },
        connections: "sequential"
      }
    ])
    expect(library.named("rag_pipeline")).toMatchObject([
      {
        requiredSteps: ["query", "retrieve", "augment", "generate"],
        stepTypes: { retrieve: "vector_search", generate: "claude" },
        connections: "sequential"
      }
    ])
  })
})

describe.each(cases)("%s", (_, pattern) => {
  const validation = validate(pattern.example, dialectOf(pattern), { path: pattern.file })
  const example = exampleOf(pattern, dialectOf(pattern))

  it("has an example without any remark", () => {
    expect(validation.report.diagnostics).toEqual([])
    expect(validation.report.judged).toEqual(["syntax", "schema", "semantic", "execution"])
  })

  it("explains its example", () => {
    expect(pattern.example.match(/^\s*#|\s# /gm)?.length ?? 0).toBeGreaterThan(0)
  })

  it("has its steps in the example, of their types and in their order", () => {
    if (example === undefined) throw new Error("no outline")
    const parts = new Map(
      stepsOf(pattern).map((step) => [step, partInExample(example.outline, pattern, step)])
    )
    for (const [step, part] of parts) {
      expect([step, part?.pointer]).toEqual([step, expect.any(String)])
      if (Object.hasOwn(pattern.stepTypes, step))
        expect([step, part?.type]).toEqual([step, pattern.stepTypes[step]])
    }
    for (const [before, after] of orderOf(pattern)) {
      const [a, b] = [parts.get(before), parts.get(after)]
      if (a === undefined || b === undefined) throw new Error(`${before} or ${after} is no step`)
      expect([before, after, follows(example.outline, a, b)]).toEqual([before, after, true])
    }
  })

  it("has in the example what it wants set", () => {
    for (const step of stepsOf(pattern)) {
      const value = example && partInExample(example.outline, pattern, step)?.value
      for (const setting of Object.keys(partOf(pattern, step).settings ?? {})) {
        const found = setting
          .slice(1)
          .split("/")
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
        expect([step, setting, found !== undefined]).toEqual([step, setting, true])
      }
    }
  })

  it("is what its example is most like, by far", () => {
    const [first, second] = rank(validation, library.of(pattern.dialect))
    expect(first?.pattern.name).toBe(pattern.name)
    expect(first?.score).toBeGreaterThan(0.85)
    expect(second?.score ?? 0).toBeLessThan(first?.score ?? 0)
    expect(first?.score).toBeGreaterThanOrEqual(wellMatched)
  })
})
