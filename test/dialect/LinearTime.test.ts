/**
 * Texts that a pattern with two ways through the same blanks would take the square of their length for. Each is judged
 * and repaired in a moment; the square would be minutes.
 */
import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { aiWorkflow } from "../../src/dialect/ai-workflow/AiWorkflow.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { gitlabCi } from "../../src/dialect/gitlab-ci/GitlabCi.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"

const blanks = " ".repeat(200_000)
const workflow = (step: string): string =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`
const prompted = (value: string): string =>
  `workflow:\n  name: a\n  steps:\n    - name: b\n      type: claude\n      ${value}\n`

describe("a long text takes time in proportion to its length", () => {
  it.each<readonly [name: string, dialect: Dialect, text: string]>([
    ["a condition that ends in blanks", gitlabCi, `a:\n  script: b\n  rules:\n    - if: '$A ${blanks}!'\n`],
    ["a retired command", githubActions, workflow(`run: echo ::set-output name=x::1${blanks}x`)],
    ["an assignment", githubActions, workflow(`{run: a, env: 'A=${blanks}x'}`)],
    ["a sum of texts", githubActions, workflow(`run: echo \${{ 'a' +${blanks}'b' }}`)],
    ["a comment of another language", githubActions, `/*${blanks}x\n${workflow("run: a")}`],
    ["spaces that are none", gitlabCi, `a:\n  parallel: ${blanks.replaceAll(" ", "\u00a0")}x\n  script: b\n`],
    ["a quote that is never closed", githubActions, workflow(`{run: "a${blanks}x`)],
    [
      "templates where a number is wanted",
      aiWorkflow,
      prompted(`token_budget: "${"{{ a }}".repeat(20_000)}x"`)
    ],
    ["braces that are never closed", aiWorkflow, prompted(`prompt: "${"{{ ".repeat(50_000)}"`)]
  ])(
    "%s",
    (_, dialect, text) => {
      const { before } = autoRepair(text, dialect, { unsafe: true })
      expect(before.report.diagnostics.length).toBeGreaterThan(0)
    },
    20_000
  )
})
