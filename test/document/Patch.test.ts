import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Json, Node } from "../../src/document/Node.ts"
import type { Operation } from "../../src/document/Operation.ts"
import { applyToData, applyToTree, type PatchError } from "../../src/document/Patch.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { throughAliases } from "../../src/document/SharedNodes.ts"
import { dataOf, equalData, nodeAt } from "../../src/document/Tree.ts"
import { fuzz, jsonValue, patchFor, patchSeeds } from "./RandomPatch.ts"

const tree = (text: string): Node => readDocument(text, yaml12).roots[0] as Node
const patched = (text: string, operations: ReadonlyArray<Operation>, reading = yaml12): Node =>
  Result.getOrThrow(applyToTree(tree(text), operations, { reading }))

const merging: Reading = { ...yaml12, merge: true }

describe("applyToTree", () => {
  it("says what a patch of the data says", () => {
    fc.assert(
      fc.property(jsonValue, patchSeeds(8), (data, seeds) => {
        const root = tree(JSON.stringify(data))
        const before = dataOf(root)
        const { operations, result } = patchFor(before, seeds)
        const after = dataOf(Result.getOrThrow(applyToTree(root, operations)))
        expect(equalData(after, result), JSON.stringify({ operations, after, result })).toBe(true)
        expect(equalData(dataOf(root), before)).toBe(true)
      }),
      fuzz(300)
    )
  })

  it("keeps the nodes that a patch does not touch", () => {
    const root = tree("a:\n  x: 1\nb: [p, q]\n")
    const after = Result.getOrThrow(applyToTree(root, [{ op: "replace", path: "/a/x", value: 2 }]))
    expect(nodeAt(after, "/b")).toBe(nodeAt(root, "/b"))
    expect(nodeAt(after, "/a/x")).toMatchObject({ value: 2, start: 8, end: 9 })
  })

  it("renames in place", () => {
    expect(
      Object.keys(dataOf(patched("a: 1\nb: 2\nc: 3", [{ op: "move", from: "/b", path: "/z" }])) as object)
    ).toEqual(["a", "z", "c"])
  })

  it("finds what a new value repeats", () => {
    const root = tree("steps:\n  name: 'x'\n  run: y")
    const steps = nodeAt(root, "/steps")
    const after = Result.getOrThrow(
      applyToTree(root, [{ op: "replace", path: "/steps", value: [{ name: "x", run: "y" }] }])
    )
    expect(nodeAt(after, "/steps/0")).toBe(steps)
  })

  it("puts a key back where it was", () => {
    const operations: ReadonlyArray<Operation> = [
      { op: "remove", path: "/b" },
      { op: "add", path: "/b", value: 5 }
    ]
    expect(Object.keys(dataOf(patched("a: 1\nb: 2\nc: 3", operations)) as object)).toEqual(["a", "b", "c"])
  })

  it("edits one use of an anchor and leaves the others", () => {
    const text = "base: &b\n  x: 1\none: *b\ntwo: *b\n"
    const one = patched(text, [{ op: "replace", path: "/one/x", value: 2 }])
    expect(JSON.stringify(dataOf(one))).toBe('{"base":{"x":1},"one":{"x":2},"two":{"x":1}}')
    const base = patched(text, [{ op: "replace", path: "/base/x", value: 2 }])
    expect(JSON.stringify(dataOf(base))).toBe('{"base":{"x":2},"one":{"x":1},"two":{"x":1}}')
  })

  it("edits the anchor where all its users are edited alike", () => {
    const root = tree("base: &b\n  x: 1\none: *b\ntwo: [*b]\n")
    const operations = throughAliases(root, [{ op: "replace", path: "/base/x", value: 2 }])
    expect(operations.map(({ path }) => path)).toEqual(["/base/x", "/one/x", "/two/0/x"])
    const after = Result.getOrThrow(applyToTree(root, operations))
    expect(nodeAt(after, "/one")?.kind).toBe("alias")
    expect(JSON.stringify(dataOf(after))).toBe('{"base":{"x":2},"one":{"x":2},"two":[{"x":2}]}')
  })

  it("keeps the value of an alias whose anchor goes", () => {
    const after = patched("base: &b\n  x: 1\none: *b\ntwo: *b\n", [{ op: "remove", path: "/base" }])
    expect(JSON.stringify(dataOf(after))).toBe('{"one":{"x":1},"two":{"x":1}}')
    expect(nodeAt(after, "/one")).toMatchObject({ kind: "map", anchor: "b" })
    expect(nodeAt(after, "/two")?.kind).toBe("alias")
  })

  it("overrides a merged key", () => {
    const text = "base: &b\n  v: {x: 1, y: 2}\njob:\n  <<: *b\n  z: 1\n"
    const after = patched(text, [{ op: "replace", path: "/job/v/x", value: 5 }], merging)
    expect(JSON.stringify(dataOf(nodeAt(after, "/job") as Node))).toBe(
      '{"<<":{"v":{"x":1,"y":2}},"z":1,"v":{"x":5,"y":2}}'
    )
    const failed = applyToTree(tree(text), [{ op: "remove", path: "/job/v" }], { reading: merging })
    expect(Result.isFailure(failed) && failed.failure.message).toContain("merged in")
  })
})

describe("a patch that does not apply", () => {
  const data: Json = { a: [1, 2], b: { c: null } }
  const cases: ReadonlyArray<readonly [string, unknown, string]> = [
    ["missing", { op: "remove", path: "/x" }, "nothing here"],
    ["inherited", { op: "remove", path: "/toString" }, "nothing here"],
    ["prototype", { op: "add", path: "/__proto__/polluted", value: 1 }, "no map or list"],
    ["index", { op: "add", path: "/a/3", value: 1 }, "2 items"],
    ["leading zero", { op: "replace", path: "/a/01", value: 1 }, "nothing here"],
    ["past the end", { op: "remove", path: "/a/-" }, "nothing here"],
    ["into a scalar", { op: "add", path: "/a/0/x", value: 1 }, "no map or list"],
    ["into itself", { op: "move", from: "/b", path: "/b/c" }, "into itself"],
    ["test", { op: "test", path: "/a", value: [2, 1] }, "another one"],
    ["pointer", { op: "remove", path: "a" }, "JSON Pointer"],
    ["escape", { op: "remove", path: "/~2" }, "JSON Pointer"],
    ["no from", { op: "copy", path: "/x" }, "`from`"],
    ["no value", { op: "add", path: "/x" }, "value is missing"],
    ["unknown", { op: "merge", path: "/a" }, "no such operation"],
    ["no path", { op: "remove" }, "JSON Pointer"]
  ]
  it.each(cases)("%s", (_, operation, reason) => {
    const fine: Operation = { op: "replace", path: "/b/c", value: 7 }
    const results: ReadonlyArray<Result.Result<unknown, PatchError>> = [
      applyToData(data, [fine, operation as Operation]),
      applyToTree(tree(JSON.stringify(data)), [fine, operation as Operation])
    ]
    for (const result of results) {
      expect(Result.isFailure(result)).toBe(true)
      if (Result.isSuccess(result)) continue
      expect(result.failure._tag).toBe("PatchError")
      expect(result.failure.index).toBe(1)
      expect(result.failure.message).toContain(reason)
    }
    expect(Object.prototype).not.toHaveProperty("polluted")
  })

  it("refuses values without end", () => {
    let value: Json = 1
    for (let i = 0; i < 50_000; i++) value = [value]
    expect(Result.isFailure(applyToData(data, [{ op: "add", path: "/x", value }]))).toBe(true)
  })
})
