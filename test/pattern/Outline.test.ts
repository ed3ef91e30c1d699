import { describe, expect, it } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { yaml12 } from "../../src/document/Reading.ts"
import { follows, type Outline, outlineOf, places } from "../../src/pattern/Outline.ts"

const outline = (text: string, dialect: string): Outline => {
  const found = outlineOf(readDocument(text, yaml12).roots, dialect)
  if (found === undefined) throw new Error("no outline")
  return found
}

const part = ({ parts }: Outline, pointer: string) => {
  const found = parts.find((each) => each.pointer === pointer)
  if (found === undefined) throw new Error(`no part at ${pointer}`)
  return found
}

const workflow = outline(
  `jobs:
  build:
    steps: [{ uses: actions/checkout@v4 }, { run: make, id: make, name: Make it }]
  test: { needs: build, steps: [{ run: make test }] }
  ship: { needs: [test], uses: ./ship.yml }
  odd: 3
`,
  "github-actions"
)

describe("outlineOf", () => {
  it("finds jobs and steps with names and types", () => {
    expect(workflow.parts.map(({ pointer, names, type }) => [pointer, names, type])).toEqual([
      ["/jobs/build", ["build"], "job"],
      ["/jobs/test", ["test"], "job"],
      ["/jobs/ship", ["ship"], "workflow"],
      ["/jobs/build/steps/0", [], "actions/checkout"],
      ["/jobs/build/steps/1", ["make", "Make it"], "run"],
      ["/jobs/test/steps/0", [], "run"]
    ])
  })

  it("takes no global key and no hidden job of GitLab for a job, and looks behind the header", () => {
    const pipeline = outline(
      "spec: { inputs: {} }\n---\nstages: [b, a]\ndefault: {}\n.base: { script: [x] }\none: { stage: a, script: [x] }\n",
      "gitlab-ci"
    )
    expect(pipeline.document).toBe(1)
    expect(pipeline.parts.map(({ name, rank }) => [name, rank])).toEqual([["one", 1]])
  })

  it("has nothing for a dialect that nobody has described, and for no text", () => {
    expect(outlineOf(readDocument("a: 1\n", yaml12).roots, "json-schema")).toBeUndefined()
    expect(outlineOf([], "gitlab-ci")).toBeUndefined()
    expect(outlineOf(readDocument("a: 1\n", yaml12).roots, "__proto__")).toBeUndefined()
  })

  it("reads a part of a very large file", () => {
    const many = `jobs:\n${Array.from({ length: 2000 }, (_, i) => `  j${i}: { steps: [] }\n`).join("")}`
    expect(outline(many, "github-actions").parts.length).toBeLessThanOrEqual(1000)
  })
})

describe("follows", () => {
  it.each([
    ["/jobs/build/steps/0", "/jobs/build/steps/1", true],
    ["/jobs/build/steps/1", "/jobs/build/steps/0", false],
    ["/jobs/build/steps/1", "/jobs/test/steps/0", true],
    ["/jobs/build", "/jobs/ship", true],
    ["/jobs/ship", "/jobs/build", false],
    ["/jobs/build", "/jobs/build/steps/0", true],
    ["/jobs/build", "/jobs/build", false]
  ])("%s then %s: %s", (before, after, expected) => {
    expect(follows(workflow, part(workflow, before), part(workflow, after))).toBe(expected)
  })

  it("goes by stages in GitLab, and does not hang where jobs wait for each other", () => {
    const pipeline = outline(
      "a: { stage: test, script: [x], needs: [b] }\nb: { stage: build, script: [x], needs: [a] }\nc: { stage: deploy, script: [x] }\n",
      "gitlab-ci"
    )
    expect(follows(pipeline, part(pipeline, "/b"), part(pipeline, "/c"))).toBe(true)
    expect(follows(pipeline, part(pipeline, "/c"), part(pipeline, "/a"))).toBe(false)
  })
})

describe("places", () => {
  it("goes through any key or item at a star", () => {
    const data = { jobs: { a: { steps: [1, 2] }, "b/c": { steps: 3 } } }
    expect(places(data, "/jobs/*/steps/*").map(({ pointer }) => pointer)).toEqual([
      "/jobs/a/steps/0",
      "/jobs/a/steps/1"
    ])
    expect(places(data, "/jobs/*").map(({ pointer }) => pointer)).toEqual(["/jobs/a", "/jobs/b~1c"])
    expect(places(data, "/nope/*")).toEqual([])
  })
})
