import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { stringify as print } from "yaml"
import type { Diagnostic } from "../../../src/diagnose/Diagnostic.ts"
import type { PipelineContext } from "../../../src/diagnose/Dialect.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { dialects } from "../../../src/dialect/Dialects.ts"
import { gitlabCi } from "../../../src/dialect/gitlab-ci/GitlabCi.ts"
import { reading } from "../../../src/dialect/gitlab-ci/Reading.ts"
import type { Json } from "../../../src/document/Node.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"
import { randomPipeline } from "./RandomPipeline.ts"

/** As a file has it: nothing is shared by anchors. */
const stringify = (data: Json): string => print(data, { aliasDuplicateObjects: false })

const copied = (data: Json): Record<string, Json> => JSON.parse(JSON.stringify(data)) as Record<string, Json>

const reported = (text: string, context: PipelineContext = {}) =>
  validate(text, gitlabCi, { path: ".gitlab-ci.yml", context }).report

const errorsOf = (text: string, context: PipelineContext = {}): ReadonlyArray<Diagnostic> =>
  reported(text, context).diagnostics.filter(({ severity }) => severity === "error")

type Job = { needs?: Array<Json>; stage?: string; script?: Json; trigger?: Json }

const visible = (data: Record<string, Json>): Array<[string, Job]> =>
  Object.entries(data).filter(
    (entry): entry is [string, Job] =>
      !entry[0].startsWith(".") && !["stages", "variables", "default"].includes(entry[0])
  )

describe("all checks together", () => {
  it("find nothing wrong with pipelines that are right", () => {
    fc.assert(
      fc.property(randomPipeline, (data) => {
        const { diagnostics } = reported(stringify(data))
        const wrong = diagnostics.filter(({ rule }) => rule !== "no-artifacts-to-take")
        expect(wrong.map(({ message }) => message)).toEqual([])
      }),
      { seed: 41, numRuns: 200 }
    )
  })

  it("find a need in other case, and a plain fix restores it", () => {
    let tried = 0
    fc.assert(
      fc.property(randomPipeline, fc.nat(), (data, pick) => {
        const right = stringify(data)
        const copy = copied(data)
        const needing = visible(copy).filter(([, job]) => typeof job.needs?.[0] === "string")
        const job = needing[pick % Math.max(needing.length, 1)]?.[1]
        if (job?.needs === undefined) return
        job.needs[0] = String(job.needs[0]).toUpperCase()
        tried++
        const wrong = stringify(copy)
        expect(errorsOf(wrong).map(({ rule }) => rule)).toContain("unknown-need")
        expect(autoRepair(wrong, gitlabCi, { path: ".gitlab-ci.yml" }).text).toBe(right)
      }),
      { seed: 42, numRuns: 150 }
    )
    expect(tried).toBeGreaterThan(40)
  })

  it("find a job that lost its script, and a stage that is none", () => {
    let tried = 0
    fc.assert(
      fc.property(randomPipeline, fc.nat(), (data, pick) => {
        const jobs = visible(copied(data)).filter(([, job]) => job.script !== undefined)
        const chosen = jobs[pick % Math.max(jobs.length, 1)]
        if (chosen === undefined) return
        tried++
        const [name] = chosen
        const without = copied(data)
        delete (without[name] as Job).script
        expect(errorsOf(stringify(without)).map(({ rule }) => rule)).toEqual(["job-without-script"])
        const elsewhere = copied(data)
        ;(elsewhere[name] as Job).stage = "somewhere"
        expect(errorsOf(stringify(elsewhere)).map(({ rule }) => rule)).toEqual(["unknown-stage"])
      }),
      { seed: 43, numRuns: 120 }
    )
    expect(tried).toBeGreaterThan(60)
  })

  it("never throw, whatever stands where", () => {
    const weird = fc.constantFrom<Json>(
      null,
      true,
      0,
      "",
      "$[[ inputs.x ]]",
      "$X",
      [],
      {},
      [[]],
      [null],
      { job: null },
      { name: [] },
      { matrix: [{ A: {} }] },
      { paths: {} }
    )
    fc.assert(
      fc.property(
        randomPipeline,
        fc.array(fc.tuple(fc.nat(), weird), { minLength: 1, maxLength: 8 }),
        (data, changes) => {
          const copy = copied(data)
          const places: Array<(value: Json) => void> = []
          const visit = (at: Json): void => {
            if (typeof at !== "object" || at === null) return
            for (const key of Object.keys(at)) {
              places.push((value) => {
                ;(at as Record<string, Json>)[key] = value
              })
              visit((at as Record<string, Json>)[key] as Json)
            }
          }
          visit(copy)
          for (const [pick, value] of changes) places[pick % places.length]?.(value)
          const text = stringify(copy)
          const roots = readDocument(text, reading).roots
          const view = {
            text,
            roots,
            kind: "pipeline",
            path: ".gitlab-ci.yml",
            context: { files: [], variables: [], runnerLabels: [] }
          }
          for (const check of [...gitlabCi.semantic, gitlabCi.execution]) check(view)
          for (const { start, end } of reported(text).diagnostics) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(text.length)
          }
        }
      ),
      { seed: 44, numRuns: 250 }
    )
  })

  it("come to an end with all fixes applied", () => {
    fc.assert(
      fc.property(
        randomPipeline,
        fc.nat(),
        fc.constantFrom("stage", "needs", "extends", "rules"),
        (data, pick, key) => {
          const copy = copied(data)
          const jobs = visible(copy)
          const job = jobs[pick % Math.max(jobs.length, 1)]?.[1] as Record<string, Json> | undefined
          if (job === undefined) return
          job[key] =
            key === "rules"
              ? [{ if: "$A = main or" }]
              : key === "stage"
                ? "tset"
                : ["compille app 0", ".bsae"]
          const text = stringify(copy)
          const once = autoRepair(text, gitlabCi, { path: ".gitlab-ci.yml", unsafe: true }).text
          expect(autoRepair(once, gitlabCi, { path: ".gitlab-ci.yml", unsafe: true }).text).toBe(once)
        }
      ),
      { seed: 45, numRuns: 60 }
    )
  })
})

describe("what the outside knows", () => {
  const text = `
include:
  - local: ci/base.yml
unit:
  tags: [docker]
  image: $IMAGE
  script: make
`

  it("is unknown where nobody said it", () => {
    const { diagnostics, unknowns } = reported(text)
    expect(diagnostics).toEqual([])
    expect(unknowns.map(({ rule }) => rule).sort()).toEqual([
      "missing-file",
      "no-runner",
      "variable-not-there"
    ])
  })

  it("is looked at where it is declared", () => {
    const there = { files: ["ci/base.yml"], runnerLabels: ["docker"], variables: ["IMAGE"] }
    expect(reported(text, there)).toMatchObject({ diagnostics: [], unknowns: [] })
    const rules = errorsOf(text, { files: [], runnerLabels: [], variables: [] }).map(({ rule }) => rule)
    // What is included may set the variable.
    expect(rules.sort()).toEqual(["missing-file", "no-runner"])
  })
})

describe("what jobs share", () => {
  const text = `stages: [build]
.defaults: &defaults
  stage: biuld
a:
  <<: *defaults
  script: make a
b:
  <<: *defaults
  script: make b
c:
  stage: build
  needs: &needs [b, d]
  script: make c
e:
  stage: build
  needs: *needs
  script: make e
`

  it("is told once and mended where it is written", () => {
    expect(errorsOf(text).map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ["unknown-stage", "/.defaults/stage"],
      ["unknown-need", "/c/needs/1"]
    ])
    const fixed = autoRepair(text, gitlabCi, { path: ".gitlab-ci.yml", unsafe: true }).text
    expect(fixed).toContain("&defaults\n  stage: build\n")
    expect(fixed.match(/\*defaults/g)).toHaveLength(2)
    expect(fixed).toContain("needs: *needs")
  })
})

describe("resembles", () => {
  const likeness = (text: string): number => {
    const root = readDocument(text, reading).roots[0]
    return root === undefined ? 0 : gitlabCi.resembles(root)
  }

  it("knows its own", () => {
    fc.assert(
      fc.property(randomPipeline, (data) => {
        const root = readDocument(stringify(data), reading).roots[0]
        if (root === undefined) throw new Error("no root")
        const own = gitlabCi.resembles(root)
        expect(own).toBeGreaterThan(0.5)
        for (const other of dialects) if (other !== gitlabCi) expect(other.resembles(root)).toBeLessThan(own)
      }),
      { seed: 46, numRuns: 60 }
    )
  })

  it.each([
    ["on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"],
    ["workflow:\n  name: a\n  steps:\n    - name: x\n      type: claude\n"],
    ["services:\n  web:\n    image: nginx\n"],
    ["name: a\nversion: 1\n"],
    ["- a\n- b\n"]
  ])("leaves what is of others: %j", (text) => {
    expect(likeness(text)).toBe(0)
  })

  it("knows parts of pipelines", () => {
    expect(likeness("spec:\n  inputs:\n    a:\n")).toBeGreaterThan(0.5)
    expect(likeness("include:\n  - local: a.yml\nstages: [a]\n")).toBeGreaterThan(0.5)
    expect(likeness("test:\n  script: make\n")).toBe(1)
  })
})
