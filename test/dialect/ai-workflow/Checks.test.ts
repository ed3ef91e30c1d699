import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { stringify as print } from "yaml"
import type { Diagnostic } from "../../../src/diagnose/Diagnostic.ts"
import type { PipelineContext } from "../../../src/diagnose/Dialect.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { aiWorkflow } from "../../../src/dialect/ai-workflow/AiWorkflow.ts"
import type { Json } from "../../../src/document/Node.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"
import { randomWorkflow } from "./RandomWorkflow.ts"

/** As a file has it: nothing is shared by anchors. */
const stringify = (data: Json): string => print(data, { aliasDuplicateObjects: false })

/** A copy in which nothing is shared. */
const copied = (data: Json): Json => JSON.parse(JSON.stringify(data)) as Json

const errorsOf = (text: string, context: PipelineContext = {}): ReadonlyArray<Diagnostic> =>
  validate(text, aiWorkflow, { context }).report.diagnostics.filter(({ severity }) => severity === "error")

/** Every string of a tree that names a step and nothing else, with a way to change it. */
const references = (data: Json): Array<{ readonly name: string; readonly set: (name: string) => void }> => {
  const found: Array<{ name: string; set: (name: string) => void }> = []
  const visit = (at: Json): void => {
    if (typeof at !== "object" || at === null) return
    if (!Array.isArray(at)) {
      const map = at as { step?: string; type?: string }
      if (map.type === "previous_response" && map.step !== undefined) {
        found.push({
          name: map.step,
          set: (name) => {
            map.step = name
          }
        })
      }
    }
    for (const inner of Object.values(at)) visit(inner as Json)
  }
  visit(data)
  return found
}

describe("all checks together", () => {
  it("find nothing wrong with workflows that are right", () => {
    fc.assert(
      fc.property(randomWorkflow, (data) => {
        expect(errorsOf(stringify(data)).map(({ message }) => message)).toEqual([])
      }),
      { seed: 21, numRuns: 150 }
    )
  })

  it("find a reference in other case, and a plain fix restores it", () => {
    let tried = 0
    fc.assert(
      fc.property(randomWorkflow, fc.nat(), (data, pick) => {
        const right = stringify(data)
        const copy = copied(data) as Json
        const all = references(copy)
        const one = all[pick % Math.max(all.length, 1)]
        if (one === undefined) return
        one.set(one.name.toUpperCase())
        const wrong = stringify(copy)
        if (wrong === right) return
        tried++
        expect(errorsOf(wrong).map(({ rule }) => rule)).toEqual(["unknown-step"])
        expect(autoRepair(wrong, aiWorkflow).text).toBe(right)
      }),
      { seed: 22, numRuns: 120 }
    )
    expect(tried).toBeGreaterThan(40)
  })

  it("never throw, whatever stands where", () => {
    const weird = fc.constantFrom<Json>(
      null,
      true,
      0,
      "",
      "{{",
      "steps.",
      "a.b >",
      [],
      {},
      [[]],
      [null],
      { steps: null },
      { __proto__: null, constructor: 1 },
      "previous_response:"
    )
    const keys = [
      "name",
      "type",
      "prompt",
      "condition",
      "steps",
      "cases",
      "pipeline",
      "claude_options",
      "functions"
    ]
    fc.assert(
      fc.property(randomWorkflow, fc.constantFrom(...keys), weird, fc.nat(), (data, key, value, pick) => {
        const copy = copied(data) as { workflow: { steps: Array<{ [key: string]: Json }> } }
        const steps = copy.workflow.steps
        const step = steps[pick % steps.length]
        if (step !== undefined) step[key] = value
        const text = stringify(copy)
        const view = {
          text,
          roots: readDocument(text, aiWorkflow.reading).roots,
          kind: "workflow",
          path: "a/b.yaml",
          context: { files: [], tools: [], providers: [], variables: [] }
        }
        for (const check of [...aiWorkflow.semantic, aiWorkflow.execution]) {
          for (const { start, end } of check(view).diagnostics) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(text.length)
          }
        }
      }),
      { seed: 23, numRuns: 300 }
    )
  })

  it("take time in proportion to the number of steps", () => {
    const steps = (count: number): string =>
      stringify({
        workflow: {
          name: "large",
          steps: Array.from({ length: count }, (_, index) => ({
            name: `step_${index}`,
            type: "claude",
            prompt: [
              { type: "static", content: `{{steps.step_${Math.max(0, index - 1)}.result}}` },
              ...(index === 0 ? [] : [{ type: "previous_response", step: `step_${index - 1}` }])
            ]
          }))
        }
      })
    const counted = (text: string): number => {
      const roots = readDocument(text, aiWorkflow.reading).roots
      const view = { text, roots, kind: "workflow", path: undefined, context: {} }
      return [...aiWorkflow.semantic, aiWorkflow.execution].flatMap((check) => check(view).diagnostics).length
    }
    // The first step names itself, where there is no earlier one.
    expect(counted(steps(4000))).toBe(1)
  })
})

describe("resembles", () => {
  const likeness = (text: string): number => {
    const root = readDocument(text, aiWorkflow.reading).roots[0]
    return root === undefined ? 0 : aiWorkflow.resembles(root)
  }

  it("knows its own, also without the root key", () => {
    expect(likeness("workflow: {name: a, steps: [{name: b, type: claude, prompt: []}]}")).toBe(1)
    expect(likeness("name: a\nsteps: [{name: b, type: gemini, prompt: []}]")).toBeGreaterThan(0.5)
    expect(likeness("steps: [{name: b, type: for_loop}]")).toBeGreaterThan(0.5)
  })

  it("leaves others alone", () => {
    expect(likeness("on: push\njobs: {a: {runs-on: x, steps: [{run: ls}]}}")).toBe(0)
    expect(likeness("name: x\nruns: {using: composite, steps: [{run: ls}]}")).toBe(0)
    expect(likeness("name: x\nsteps: [{script: ls}, {task: x}]")).toBe(0)
    expect(likeness("build: {script: [make]}")).toBe(0)
    expect(likeness("[1, 2]")).toBe(0)
  })
})

describe("the dry run", () => {
  const text = (path: string): string =>
    stringify({
      workflow: {
        name: "files",
        steps: [
          {
            name: "make",
            type: "claude",
            output_to_file: "made.md",
            prompt: [{ type: "static", content: "Make." }]
          },
          { name: "use", type: "gemini", prompt: [{ type: "file", path }] }
        ]
      }
    })

  it("knows files only from the context and from what earlier steps write", () => {
    const files = ["docs/guide.md"]
    expect(errorsOf(text("docs/guide.md"), { files })).toEqual([])
    expect(errorsOf(text("./docs/../docs/guide.md"), { files })).toEqual([])
    expect(errorsOf(text("made.md"), { files })).toEqual([])
    expect(errorsOf(text("other.md"))).toEqual([])
    expect(errorsOf(text("other.md"), { files }).map(({ rule }) => rule)).toEqual(["missing-file"])
  })

  it("says what it cannot know", () => {
    const { unknowns } = validate(text("other.md"), aiWorkflow).report
    expect(unknowns.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["missing-file", "provider-unavailable"])
    )
    expect(
      validate(text("made.md"), aiWorkflow, { context: { providers: ["claude", "gemini"] } }).report.unknowns
    ).toEqual([])
  })
})
