import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { PipelineContext } from "../../../src/diagnose/Dialect.ts"
import { githubActions } from "../../../src/dialect/github-actions/GithubActions.ts"
import { readDocument } from "../../../src/document/Reader.ts"

const rootOf = (text: string) => {
  const [root] = readDocument(text, githubActions.reading).roots
  if (root === undefined) throw new Error("The text has no tree.")
  return root
}

const check = (text: string, kind = "workflow", context: PipelineContext = {}) => {
  const { roots } = readDocument(text, githubActions.reading)
  const view = { text, roots, kind, path: undefined, context }
  const findings = [...githubActions.semantic, githubActions.execution].map((each) => each(view))
  return {
    diagnostics: findings.flatMap(({ diagnostics }) => diagnostics),
    unknowns: findings.flatMap(({ unknowns }) => unknowns)
  }
}

describe("recognising files", () => {
  it.each([
    [".github/workflows/ci.yml", true],
    ["sub/.github/workflows/ci.yaml", true],
    [".github/workflows/sub/ci.yml", false],
    [".github/dependabot.yml", false],
    ["action.yml", true],
    ["tools/action.yaml", true],
    ["transaction.yml", false]
  ])("%s: %j", (path, owned) => {
    expect(githubActions.ownsPath(path)).toBe(owned)
  })

  it.each([
    [undefined, "on: push\njobs: {}", "workflow"],
    [undefined, "true: push\njobs: {}", "workflow"],
    [undefined, "name: a\nruns: {using: composite}", "action"],
    ["action.yml", "name: a", "action"],
    ["action.yml", "on: push\njobs: {}", "workflow"],
    [".github/workflows/action.yml", "runs: {using: composite}", "workflow"]
  ])("%s with %j is a %s", (path, text, kind) => {
    expect(githubActions.kindOf(path, rootOf(text))).toBe(kind)
  })

  it("does not take other systems' files for its own", () => {
    for (const text of [
      "services:\n  web:\n    image: a\n",
      "version: 2.1\njobs:\n  build:\n    docker: [{image: a}]\n    steps: [checkout]\nworkflows: {version: 2}\n",
      "stages: [build]\nbuild:\n  script: make\n",
      "workflow:\n  name: a\n  steps: []\n",
      "- a\n- b\n"
    ]) {
      expect(githubActions.resembles(rootOf(text))).toBeLessThan(0.5)
    }
    expect(githubActions.resembles(rootOf("on: push\njobs: {}"))).toBe(1)
  })
})

describe("missing", () => {
  const lost = (step: string, more = "") =>
    githubActions.missing?.(
      rootOf(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - ${step}\n${more}`),
      "/jobs/a/steps/0",
      "uses"
    )

  it("tells an action by its inputs", () => {
    expect(lost("with: {ruby-version: 3.4, bundler-cache: true}")).toMatch(/^ruby\/setup-ruby@v\d+$/)
    expect(lost("with: {python-version: 3.12}")).toMatch(/^actions\/setup-python@v\d+$/)
    expect(lost("with: {path: a, key: b, restore-keys: c}")).toMatch(/^actions\/cache@v\d+$/)
  })

  it("asks the name of the step where inputs say little", () => {
    expect(lost("{name: Upload the build, with: {name: a, path: b}}")).toMatch(/^actions\/upload-artifact@/)
    expect(lost("{name: Download the build, with: {name: a, path: b}}")).toMatch(
      /^actions\/download-artifact@/
    )
  })

  it("trusts another step of the file most", () => {
    expect(
      lost("with: {odd: 1, other: 2}", "      - uses: me/mine@v3\n        with: {other: 3, odd: 4}\n")
    ).toBe("me/mine@v3")
  })

  it("does not guess at random", () => {
    expect(lost("with: {something: 1}")).toBeUndefined()
    expect(lost("name: x")).toBeUndefined()
  })
})

describe("versions that lose their last zero", () => {
  const steps = "- uses: actions/setup-python@v5\n      with: {python-version: 3.10}\n"

  it.each([
    ["workflow", `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    ${steps}`],
    ["action", `name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    ${steps}`]
  ])("are told in the steps of a file of kind %s", (kind, text) => {
    expect(check(text, kind).diagnostics.map(({ rule }) => rule)).toEqual(["version-rounded"])
  })
})

describe("checks", () => {
  it("say of what lies outside of the file that it is unknown, once", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: gpu-box\n    steps:\n      - uses: o/r@v1\n      - uses: o/r@v1\n      - run: a ${{ secrets.X }} ${{ secrets.x }} ${{ vars.Y }}\n"
    const { diagnostics, unknowns } = check(text)
    expect(diagnostics).toEqual([])
    expect(unknowns.map(({ rule }) => rule).sort()).toEqual([
      "action-missing",
      "runner-label",
      "secret-unknown",
      "variable-unknown"
    ])
  })

  it("point at the words they speak of", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo ${{ github.sha }}\n          echo ${{ githb.sha }}\n"
    const [found] = check(text).diagnostics
    expect(text.slice(found?.start, found?.end)).toBe("githb")
  })

  it("take a key called __proto__ for a name like any other", () => {
    const text =
      "on: push\nenv: {__proto__: a}\njobs:\n  __proto__:\n    runs-on: ubuntu-latest\n    steps:\n      - id: constructor\n        run: echo ${{ env.__proto__ }} ${{ steps.toString.outputs.x }} ${{ github.constructor }}\n"
    expect(
      check(text)
        .diagnostics.map(({ rule }) => rule)
        .sort()
    ).toEqual(["id-invalid", "step-unknown", "unknown-property"])
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  it("follow aliases, and tell of a shared value at its place", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &step\n        run: echo ${{ githb.sha }}\n      - *step\n"
    expect(check(text).diagnostics.map(({ pointer }) => pointer)).toEqual([
      "/jobs/a/steps/0/run",
      "/jobs/a/steps/1/run"
    ])
  })

  it("stand any tree", () => {
    const words = fc.constantFrom(
      "on",
      "jobs",
      "steps",
      "needs",
      "if",
      "env",
      "uses",
      "run",
      "strategy",
      "matrix",
      "include",
      "exclude",
      "push",
      "schedule",
      "cron",
      "inputs",
      "type",
      "default",
      "outputs",
      "with",
      "runs",
      "using",
      "a",
      "__proto__",
      "${{ x }}"
    )
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null), fc.string()),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.array(fc.tuple(words, tie("node")), { maxLength: 4 }).map((pairs) => new Map(pairs))
      )
    })).node
    const write = (value: unknown): string =>
      value instanceof Map
        ? `{${[...value].map(([key, each]) => `${JSON.stringify(key)}: ${write(each)}`).join(", ")}}`
        : Array.isArray(value)
          ? `[${value.map(write).join(", ")}]`
          : JSON.stringify(value)
    fc.assert(
      fc.property(tree, tree, tree, (on, jobs, runs) => {
        const text = `{"on": ${write(on)}, "jobs": ${write(jobs)}, "runs": ${write(runs)}}`
        for (const kind of ["workflow", "action"]) {
          for (const { start, end } of check(text, kind).diagnostics) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(text.length)
          }
        }
      }),
      { numRuns: 300 }
    )
  })

  it("take a large workflow in proportion to its size", () => {
    const job = (index: number) =>
      `  job${index}:\n    needs: [${index === 0 ? "" : `job${index - 1}`}]\n    runs-on: ubuntu-latest\n    steps:\n      - id: a\n        run: echo \${{ github.sha }}${index === 0 ? "" : ` \${{ needs.job${index - 1}.result }}`}\n`
    const text = `on: push\njobs:\n${Array.from({ length: 5000 }, (_, index) => job(index)).join("")}`
    expect(check(text).diagnostics).toEqual([])
  })
})
