import { readFileSync } from "node:fs"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { featuresOf } from "../../src/pattern/Feature.ts"
import { patternFrom } from "../../src/pattern/PatternFolder.ts"
import { libraryOf } from "../../src/pattern/PatternLibrary.ts"
import { withTables } from "../../src/tooling/PatternTables.ts"

const page = readFileSync(new URL("../../docs/patterns.md", import.meta.url), "utf8")

describe("docs/patterns.md", () => {
  it("lists every pattern and every feature", () => {
    const library = libraryOf([])
    for (const dialect of library.dialects) {
      for (const { name } of library.of(dialect))
        expect(page).toContain(`(../patterns/${dialect}/${name}.yaml)`)
      for (const { name, stage } of featuresOf(dialect))
        expect(page).toContain(`| \`${name}\` | ${dialect} | \`${stage}\``)
    }
  })

  it("shows a pattern that is one", () => {
    const [, own = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
    expect(Result.isSuccess(patternFrom(own, "gitlab-ci", "ours", "ours.yaml"))).toBe(true)
  })
})

describe("withTables", () => {
  const text =
    "# Mine\n<!-- features: x -->\nold\n<!-- end -->\nwords\n<!-- patterns: y -->\n<!-- end -->\nmore\n"
  const [pattern] = libraryOf([]).named("rag_pipeline")
  if (pattern === undefined) throw new Error("no pattern")
  const made = withTables(text, { "my-ci": { mine: { ...pattern, title: "A | B" } } }, {})

  it("replaces what is between the comments and nothing else", () => {
    expect(made).toMatch(/^# Mine\n<!-- features: x -->\n\n\| feature /)
    expect(made).toContain("\n<!-- end -->\nwords\n<!-- patterns: y -->\n")
    expect(made).toMatch(/<!-- end -->\nmore\n$/)
    expect(made).not.toContain("old")
  })

  it("keeps a cell one cell", () => {
    expect(made).toContain("| A \\| B | `query`, `retrieve`, `augment`, `generate` |")
  })

  it("comes to the same again", () => {
    expect(withTables(made, { "my-ci": { mine: { ...pattern, title: "A | B" } } }, {})).toBe(made)
  })

  it("misses no place in silence", () => {
    expect(() => withTables("# Mine\n", {}, {})).toThrow("no place for its patterns")
  })
})
