import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { score } from "../../src/diagnose/Scorer.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { aiWorkflow } from "../../src/dialect/ai-workflow/AiWorkflow.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { gitlabCi } from "../../src/dialect/gitlab-ci/GitlabCi.ts"
import { jsonSchema } from "../../src/dialect/json-schema/JsonSchema.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"
import { damaged } from "./Damage.ts"

const service = {
  type: "object",
  required: ["name", "image"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 1 },
    image: { type: "string" },
    ports: { type: "array", items: { type: "integer" } },
    labels: { type: "object", additionalProperties: { type: "string" } }
  }
}
const services = {
  type: "object",
  required: ["services"],
  properties: { services: { type: "object", additionalProperties: service } }
}

const declared = Result.getOrThrow(jsonSchema(services))

const sound: ReadonlyArray<readonly [name: string, dialect: Dialect, text: string]> = [
  [
    "GitHub Actions",
    githubActions,
    "name: Build\non:\n  push:\n    branches: [main] # only here\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - name: 'Test: all'\n        run: |\n          npm ci\n          npm test\n  release:\n    needs: build\n    if: ${{ github.ref == 'refs/heads/main' }}\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo done\n"
  ],
  [
    "GitLab CI/CD",
    gitlabCi,
    'stages: [build, test]\nvariables:\n  REGION: "eu"\n.base: &base\n  image: node:22\nbuild:\n  <<: *base\n  stage: build\n  script:\n    - npm ci\n    - "npm run build: all"\n  artifacts:\n    paths: [dist/]\ntest:\n  stage: test\n  needs: [build]\n  script: npm test\n  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n'
  ],
  [
    "AI workflows",
    aiWorkflow,
    'workflow:\n  name: review\n  steps:\n    - name: load\n      type: claude\n      prompt:\n        - type: static\n          content: "Read it"\n      output_to_file: notes.json\n    - name: rate\n      type: gemini\n      prompt:\n        - type: previous_response\n          step: load\n'
  ],
  [
    "YAML with a schema",
    declared,
    "services:\n  web: # the shop\n    name: web\n    image: shop:2\n    ports: [80, 81]\n    labels: {a: b, 'c': \"d\"}\n"
  ],
  [
    "JSON with a schema",
    declared,
    '{\n\t"services": {\n\t\t"a": {"name": "a", "image": "b", "ports": [1, 2]},\n\t\t"c": {"name": "c", "image": "d"}\n\t}\n}\n'
  ]
]

const expectPromises = (text: string, dialect: Dialect, unsafe: boolean): void => {
  const before = validate(text, dialect).report
  for (const { start, end } of [...before.diagnostics, ...before.unknowns]) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeGreaterThanOrEqual(start)
    expect(end).toBeLessThanOrEqual(text.length)
  }
  const once = autoRepair(text, dialect, { unsafe })
  const { report } = once.after
  expect(score(report).overall).toBeGreaterThanOrEqual(score(before).overall - 1e-9)
  if (before.diagnostics.length === 0) expect(once.text).toBe(text)
  if (once.text !== text) expect(autoRepair(once.text, dialect, { unsafe }).text).toBe(once.text)
  if (
    report.damage === "none" &&
    !report.diagnostics.some(({ stage, severity }) => stage === "syntax" && severity === "error")
  )
    expect(readDocument(once.text, dialect.reading).problems).toEqual([])
}

describe.each(sound)("whatever happens to a text: %s", (_, dialect, text) => {
  it("is sound at first", () => {
    expect(validate(text, dialect).report.diagnostics).toEqual([])
  })

  it("has ranges inside it, never gets worse, and is repaired once for all", () => {
    fc.assert(
      fc.property(damaged(text), fc.boolean(), (broken, unsafe) => expectPromises(broken, dialect, unsafe)),
      { seed: 11, numRuns: 20 }
    )
  })
})

describe("what was damaged once", () => {
  it.each<readonly [name: string, dialect: Dialect, text: string]>([
    [
      "a list's bracket and a NUL",
      githubActions,
      '    [\r\n    \0  {"rule":"expression-syntax"*\0,"line":6,"column":28}\r\n'
    ],
    [
      "a dash for a bracket",
      declared,
      '{\n\t"services": {\n\t\t"a": {"name": "a", "image": "b", "replicas": 2},\n\t\t"c": —"name": "c", "ie": "d"}\n\t}\n}\n'
    ],
    [
      "a fence behind the document's last line",
      aiWorkflow,
      'workflow:\n  name: review\n  steps:\n    - name: analyze\n        - type: static\n\n "           ```python\n            print(1)\n            ```\n'
    ],
    [
      "a mark inside a name",
      aiWorkflow,
      'workflow:\n  name: chapters\n  steps:\n    - name: out\ufeffline\n      type: gemini\n      prompt:\n        - type: static\n          content: ""\n    - name: write\n      type: for_loop\n      iterator: chapter\n      data_source: "previous_response:out:chapters"\n      steps:\n        - name: one\n          type: claude\n          prompt:\n            - type: previous_response\n              step: out\ufeffline\n'
    ]
  ])("%s", (_, dialect, text) => {
    for (const unsafe of [false, true]) expectPromises(text, dialect, unsafe)
  })
})
