import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Json, Node } from "../../src/document/Node.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { yaml12 } from "../../src/document/Reading.ts"
import { dataOf, equalData, equalTrees, matches, nodeAt, pairAt, sizeOf } from "../../src/document/Tree.ts"
import { fuzz, jsonValue } from "./RandomPatch.ts"

const tree = (text: string): Node => readDocument(text, yaml12).roots[0] as Node

describe("dataOf", () => {
  it("is what JSON says", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const root = tree(JSON.stringify(value))
        expect(equalData(dataOf(root), value)).toBe(true)
        expect(matches(root, value)).toBe(true)
        expect(JSON.stringify(dataOf(root))).toBe(JSON.stringify(value))
      }),
      fuzz(200)
    )
  })

  it("takes __proto__ for a key", () => {
    const data = dataOf(tree("__proto__: {polluted: 1}\n")) as { readonly [key: string]: Json }
    expect(Object.keys(data)).toEqual(["__proto__"])
    expect(JSON.stringify(data)).toBe('{"__proto__":{"polluted":1}}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it("keeps the first of two pairs and says keys as text", () => {
    expect(JSON.stringify(dataOf(tree("a: 1\na: 2\n1: x\ntrue: y\nnull: z\n")))).toBe(
      '{"1":"x","a":1,"true":"y","null":"z"}'
    )
  })

  it("stays as small as the tree, whatever aliases unfold to", () => {
    const rows = ["a0: &a0 [x, x]"]
    for (let i = 1; i < 16; i++) rows.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`)
    const root = tree(rows.join("\n"))
    const data = dataOf(root) as { readonly [key: string]: Json }
    expect((data.a15 as ReadonlyArray<Json>)[0]).toBe((data.a15 as ReadonlyArray<Json>)[1])
    expect(sizeOf(root)).toBe(65)
  })
})

describe("equality", () => {
  it("knows no order of keys, but that of items, and the kinds of scalars", () => {
    expect(equalTrees(tree("a: 1\nb: 2"), tree("{b: 2, a: 1}"))).toBe(true)
    expect(equalTrees(tree("[1, 2]"), tree("[2, 1]"))).toBe(false)
    expect(equalTrees(tree("a: 1"), tree("a: '1'"))).toBe(false)
    expect(equalTrees(tree("x: &a [1]\ny: *a"), tree("x: [1]\ny: [1]"))).toBe(true)
    expect(equalTrees(tree("a: 12345678901234567890"), tree("a: 12345678901234567891"))).toBe(false)
    expect(equalTrees(tree("a: 1\na: 2"), tree("a: 1"))).toBe(false)
    expect(equalData({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true)
    expect(equalData({ a: 1 }, { a: 1, b: 2 })).toBe(false)
    expect(equalData({ toString: 1 }, { b: 1 })).toBe(false)
    expect(equalData([], {})).toBe(false)
  })
})

describe("pointers", () => {
  const root = tree("a/b:\n  - x: &x {y: 1}\n  - *x\n~: 2\n1: one\n")

  it("lead to nodes and pairs", () => {
    expect(nodeAt(root, "")).toBe(root)
    expect(nodeAt(root, "/a~1b/0/x/y")).toMatchObject({ value: 1 })
    expect(nodeAt(root, "/a~1b/1")?.kind).toBe("alias")
    expect(nodeAt(root, "/a~1b/1/y")).toMatchObject({ value: 1 })
    expect(nodeAt(root, "/1")).toMatchObject({ value: "one" })
    expect(pairAt(root, "/a~1b/0/x")?.key).toMatchObject({ value: "x" })
  })

  it("lead nowhere", () => {
    for (const pointer of ["/b", "/a~1b/2", "/a~1b/00", "/a~1b/-", "/1/x", "/toString"]) {
      expect(nodeAt(root, pointer), pointer).toBeUndefined()
    }
    expect(pairAt(root, "")).toBeUndefined()
    expect(pairAt(root, "/a~1b/0")).toBeUndefined()
  })
})
