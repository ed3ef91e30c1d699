import { describe, expect, it } from "vitest"
import { changedLines } from "./ChangedLines.ts"
import {
  common,
  type Data,
  dataOf,
  differences,
  leavesOf,
  missing,
  size,
  unfenced,
  unrestored
} from "./PlainData.ts"

describe("PlainData.dataOf", () => {
  it("reads every document of a stream, in the dialect's own YAML", () => {
    expect(dataOf("on: push\n---\na: 1", "github-actions")).toEqual([{ on: "push" }, { a: 1 }])
    expect(dataOf("a: yes", "gitlab-ci")).toEqual([{ a: true }])
    expect(dataOf("a: &x {k: 1}\nb:\n  <<: *x", "gitlab-ci")).toEqual([{ a: { k: 1 }, b: { k: 1 } }])
    expect(dataOf("s: !reference [.x, script]", "gitlab-ci")).toEqual([{ s: [".x", "script"] }])
  })

  it("has no data for a text that does not parse cleanly", () => {
    expect(dataOf("a: [1", "github-actions")).toBeUndefined()
    expect(dataOf("a: 1\na: 2", "github-actions")).toBeUndefined()
    expect(dataOf("a: *nowhere", "github-actions")).toBeUndefined()
  })
})

describe("PlainData.differences", () => {
  const original = { jobs: { build: { steps: [{ run: "make" }, { run: "test" }] } } }

  it("does not mind the order of keys, but types and lengths", () => {
    expect(differences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([])
    expect(differences({ a: 1 }, { a: "1" })).toHaveLength(1)
    expect(differences({ a: [1, 2] }, { a: [1] })).toEqual([
      { pointer: "/a/1", expected: 2, actual: undefined }
    ])
    expect(differences({}, { constructor: 1 })).toHaveLength(1)
  })

  it("names the place", () => {
    const actual: Data = { jobs: { build: { steps: [{ run: "make" }, { run: "tset" }] } } }
    expect(differences(original, actual)).toEqual([
      { pointer: "/jobs/build/steps/1/run", expected: "test", actual: "tset" }
    ])
  })
})

describe("PlainData.unrestored", () => {
  it("takes the values that are right too", () => {
    expect(unrestored("on: push", [{ on: "pull_request" }], "github-actions", [])).toHaveLength(1)
    expect(unrestored("on: push", [{ on: "pull_request" }], "github-actions", ["push"])).toEqual([])
    expect(unrestored("name: x", [{ on: "push" }], "github-actions", ["push"])).not.toEqual([])
  })

  it("is never right about a text that does not parse", () => {
    expect(unrestored("on: [", [{ on: "push" }], "github-actions", [])).toBe("does not parse")
  })
})

describe("PlainData.leavesOf", () => {
  it("counts scalars by their last key, wherever they stand", () => {
    const here = leavesOf("a:\n  run: make\n  on: [x, x]\n  none:\n", "github-actions")
    const there = leavesOf("b:\n  c:\n    run: make\n    on: [x]\n", "github-actions")
    expect(size(here)).toBe(3)
    expect(size(common(here, there))).toBe(2)
    expect([...missing(here, there)]).toEqual([['["on","x"]', 1]])
  })

  it("reads what stands in a code fence, closed or not", () => {
    expect(unfenced("Here:\n```yaml\na: 1\n```\nDone.")).toBe("a: 1\n")
    expect(size(leavesOf("Here:\n```yaml\na: 1\nb: 2\n", "github-actions"))).toBe(2)
  })
})

describe("changedLines", () => {
  it.each([
    ["equal", "a\nb", "a\nb", 0],
    ["line ends aside", "a\nb", "a\r\nb", 0],
    ["a line replaced", "a\nb\nc", "a\nx\nc", 2],
    ["a line added", "a\nc", "a\nb\nc", 1],
    ["a line moved", "a\nb\nc\nd", "d\na\nb\nc", 2],
    ["all new", "a", "b\nc", 3],
    ["from nothing", "", "a", 2]
  ])("%s", (_, before, after, expected) => {
    expect(changedLines(before, after)).toBe(expected)
    expect(changedLines(after, before)).toBe(expected)
  })
})
