import { describe, expect, it } from "vitest"
import { mergedPairs } from "../../src/document/MergedPairs.ts"
import { get } from "../../src/document/Node.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"

const merging: Reading = { ...yaml12, merge: true }
const psych: Reading = { ...merging, yaml: "1.1" }

/** What the map under `x` says, each value marked with `*` where it is merged. */
const under = (text: string, reading: Reading): string => {
  const map = get(readDocument(text, reading).roots[0], "x")
  if (map?.kind !== "map") throw new Error("x is no map")
  return [...mergedPairs(map, reading)]
    .map(([name, { pair, via }]) => {
      const value = pair.value.kind === "scalar" ? String(pair.value.value) : pair.value.kind
      return `${name}${via === undefined ? "" : "*"}=${value}`
    })
    .join(" ")
}

const base = "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\n"

describe("MergedPairs", () => {
  it("lets a map's own pairs win wherever they stand", () => {
    expect(under(`${base}x: {a: own, <<: *one, b: own}`, merging)).toBe("a=own b=own")
    expect(under(`${base}x: {<<: *one, b: own}`, merging)).toBe("a*=1 b=own")
  })

  it("lets what Psych merges win over pairs above it", () => {
    expect(under(`${base}x: {a: own, <<: *one, b: own}`, psych)).toBe("a*=1 b=own")
  })

  it("lets the earlier of several maps win", () => {
    expect(under(`${base}x: {<<: [*one, *two]}`, merging)).toBe("a*=1 b*=1 c*=2")
    expect(under(`${base}x: {<<: [*two, *one]}`, psych)).toBe("b*=2 c*=2 a*=1")
  })

  it("lets the later of several merge keys win only in Psych", () => {
    expect(under(`${base}x:\n  <<: *one\n  <<: *two\n`, merging)).toBe("a*=1 b*=1 c*=2")
    expect(under(`${base}x:\n  <<: *one\n  <<: *two\n`, psych)).toBe("a*=1 b*=2 c*=2")
  })

  it("follows merge keys of merged maps, and says where each pair is written", () => {
    const text = `${base}mid: &mid {<<: *one, d: 3}\nx:\n  <<: *mid\n`
    expect(under(text, merging)).toBe("a*=1 b*=1 d*=3")
    const root = readDocument(text, merging).roots[0]
    const map = get(root, "x")
    if (map?.kind !== "map") throw new Error("x is no map")
    const a = mergedPairs(map, merging).get("a")
    expect(a?.from).toBe(get(root, "one"))
    expect(a?.via).toBe(map.pairs[0])
  })

  it("takes what is no map for a value", () => {
    expect(under("x: {<<: 1}", merging)).toBe("<<=1")
    expect(under("x: {<<: [1]}", merging)).toBe("<<=seq")
    expect(under(`${base}x: {<<: *one}`, yaml12)).toBe("<<=alias")
    expect(under(`${base}x: {"<<": *one}`, merging)).toBe("<<=alias")
    expect(under(`${base}x: {"<<": *one}`, psych)).toBe("a*=1 b*=1")
    expect(under(`${base}x: {!!str <<: *one}`, psych)).toBe("<<=alias")
    const list = `${base}list: &list [*one, *two]\nx: {<<: *list}`
    expect(under(list, merging)).toBe("a*=1 b*=1 c*=2")
    expect(under(list, psych)).toBe("<<=alias")
  })

  it("takes linear time where maps merge each other many times over", () => {
    let text = "m0: &m0 {a: 1}\n"
    for (let i = 1; i < 60; i++) text += `m${i}: &m${i} {<<: [*m${i - 1}, *m${i - 1}], b${i}: 1}\n`
    const reading = { ...merging, limits: { ...merging.limits, nodes: Number.MAX_VALUE } }
    expect(under(`${text}x: {<<: *m59}`, reading).split(" ")).toHaveLength(60)
  })

  it("keeps keys of every object apart", () => {
    expect(under("b: &b {__proto__: 1}\nx: {<<: *b, constructor: 2}", merging)).toBe(
      "__proto__*=1 constructor=2"
    )
  })
})
