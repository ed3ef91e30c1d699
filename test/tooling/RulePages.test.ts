import { describe, expect, it } from "vitest"
import type { Grammar } from "../../src/diagnose/Grammar.ts"
import type { Rules } from "../../src/diagnose/Rule.ts"
import { pagesOf } from "../../src/tooling/RulePages.ts"

const rules: Rules = {
  "no-thing": {
    stage: "semantic",
    severity: "warning",
    title: "No thing | that is not there",
    why: "It is not there.",
    help: "Remove it.",
    example: { before: "a: 1\n", after: "{}\n", unsafe: true }
  }
}

const grammar: Grammar = {
  start: { file: "root" },
  shapes: {
    root: {
      kind: "map",
      title: "the file",
      keys: {
        mode: { shape: "mode", required: true, description: "How it runs." },
        old: { shape: "string", deprecated: "use mode" }
      },
      names: { shape: "integer", title: "a counter" },
      groups: [{ of: ["mode", "old"], count: "at-least-one" }]
    },
    mode: { kind: "enum", values: ["fast", "slow"] }
  }
}

describe("RulePages", () => {
  const pages = pagesOf([
    { name: "thing-ci", rules, grammar },
    { name: "structure", rules, grammar: undefined },
    { name: "words", rules: undefined, grammar: undefined }
  ])

  it("makes a page for each set of rules, one for each format, and an index", () => {
    expect([...pages.keys()].sort()).toEqual([
      "dialects/thing-ci.md",
      "rules/README.md",
      "rules/structure.md",
      "rules/thing-ci.md"
    ])
  })

  it("shows a rule with its example before and after", () => {
    const page = pages.get("rules/thing-ci.md") ?? ""
    expect(page).toContain("## no-thing\n\n**No thing | that is not there** (stage semantic, warning)")
    expect(page).toContain("```yaml\na: 1\n```\n\n`pipewright fix --unsafe` makes of it:\n\n```yaml\n{}\n```")
  })

  it("lists the rules in a table whose cells stay cells", () => {
    expect(pages.get("rules/README.md")).toContain(
      "| [`no-thing`](thing-ci.md#no-thing) | semantic | warning | No thing \\| that is not there |"
    )
  })

  it("shows what a format's maps, names and words are", () => {
    const page = pages.get("dialects/thing-ci.md") ?? ""
    expect(page).toContain("A file of kind *file* is [root](#root).")
    expect(page).toContain("| `mode` | [mode](#mode) | Required. How it runs. |")
    expect(page).toContain("| `old` | string | Deprecated: use mode |")
    expect(page).toContain("A counter: integer.")
    expect(page).toContain("At least one of `mode`, `old`.")
    expect(page).toContain("## mode\n\none of `fast`, `slow`.")
  })

  it("fences a text that has fences itself", () => {
    const fenced: Rules = {
      a: { ...(rules["no-thing"] as Rules[string]), example: { before: "```yaml\nx: 1\n```" } }
    }
    const page = pagesOf([{ name: "x", rules: fenced, grammar: undefined }]).get("rules/x.md")
    expect(page).toContain("````yaml\n```yaml\nx: 1\n```\n````")
  })
})
