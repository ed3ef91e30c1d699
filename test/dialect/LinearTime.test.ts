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

const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("")
const aliased = `a:\n  script: b\n${numbered(200, (index) => `.k${index}: &${"a".repeat(250)}${index} 1\n`)}x: [${numbered(2000, (index) => `*b${"a".repeat(249)}${index}, `)}]\n`
const running = `a:\n  script: b\n  tags:\n${numbered(20_000, (index) => `    - t${index}\n`)}${numbered(20_000, (index) => `    - u${index}\n     v${index}\n`)}`
const waiting = `on: push\njobs:\n${numbered(500, (index) => `  job${index}abcdefgh: {runs-on: ubuntu-latest, steps: [{run: a}]}\n`)}  last:\n    runs-on: ubuntu-latest\n    needs: [${numbered(500, (index) => `jxb${index}abcdefghq, `)}]\n    steps:\n${numbered(500, (index) => `      - run: echo \${{ needs.job${index}abcdefgh.result }}\n`)}`

describe("a long text takes time in proportion to its length", () => {
  it.each<readonly [name: string, dialect: Dialect, text: string]>([
    ["a condition that ends in blanks", gitlabCi, `a:\n  script: b\n  rules:\n    - if: '$A ${blanks}!'\n`],
    ["a retired command", githubActions, workflow(`run: echo ::set-output name=x::1${blanks}x`)],
    ["an assignment", githubActions, workflow(`{run: a, env: 'A=${blanks}x'}`)],
    ["a sum of texts", githubActions, workflow(`run: echo \${{ 'a' +${blanks}'b' }}`)],
    ["a comment of another language", githubActions, `/*${blanks}x\n${workflow("run: a")}`],
    ["spaces that are none", gitlabCi, `a:\n  parallel: ${blanks.replaceAll(" ", "\u00a0")}x\n  script: b\n`],
    ["aliases of nothing", gitlabCi, aliased],
    ["items that run on", gitlabCi, running],
    ["jobs that do not exist", githubActions, waiting],
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
