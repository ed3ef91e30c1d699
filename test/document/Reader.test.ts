import { describe, expect, it } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { defaultLimits, type Limits, type Reading, yaml12 } from "../../src/document/Reading.ts"
import { codes, outline } from "./Outline.ts"

const limited = (limits: Partial<Limits>, reading: Reading = yaml12): Reading => ({
  ...reading,
  limits: { ...defaultLimits, ...limits }
})

const json: Reading = { ...yaml12, format: "json" }

/** Each of `names` refers to the one before it `width` times. */
const bomb = (names: number, width: number): string => {
  let text = "a0: &a0 x\n"
  for (let i = 1; i < names; i++)
    text += `a${i}: &a${i} [${Array(width)
      .fill(`*a${i - 1}`)
      .join(", ")}]\n`
  return text
}

describe("Reader", () => {
  it("refuses a text that is too long", () => {
    const document = readDocument("a: 12345", limited({ size: 5 }))
    expect(codes(document)).toEqual(["limit-size ⟨345⟩@5"])
    expect(document.roots).toEqual([])
  })

  const nested: ReadonlyArray<readonly [string, string, Reading]> = [
    ["flow sequences", "[".repeat(100_000), yaml12],
    ["closed flow sequences", "[".repeat(100_000) + "]".repeat(100_000), yaml12],
    ["flow maps", "{a: ".repeat(100_000), yaml12],
    ["compact sequences", "- ".repeat(100_000), yaml12],
    ["explicit keys", "? ".repeat(100_000), yaml12],
    ["empty keys", ": ".repeat(100_000), yaml12],
    ["keys in one line", "a: ".repeat(100_000), yaml12],
    ["indented maps", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""), yaml12],
    ["JSON arrays", "[".repeat(100_000), json],
    ["JSON objects", '{"a":'.repeat(100_000), json]
  ]
  it.each(nested)("refuses very deep nesting of %s", (_, text, reading) => {
    const document = readDocument(text, reading)
    expect(document.problems.map(({ code }) => code)).toEqual(["limit-depth"])
    expect(document.problems[0]?.end).toBeLessThan(text.length)
    expect(document.roots).toEqual([])
  })

  it("reads nesting up to the limit, exactly", () => {
    const depth = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`
    // The tag makes the exact reader read.
    for (const prefix of ["", "!!seq "]) {
      expect(codes(readDocument(prefix + depth(20), limited({ depth: 20 })))).toEqual([])
      expect(readDocument(prefix + depth(21), limited({ depth: 20 })).problems[0]?.code).toBe("limit-depth")
    }
    expect(codes(readDocument(depth(20), limited({ depth: 20 }, json)))).toEqual([])
    expect(readDocument(depth(21), limited({ depth: 20 }, json)).problems[0]?.code).toBe("limit-depth")
  })

  it("keeps nesting within what the stack carries, whatever the limit", () => {
    const text = `${"[".repeat(500)}${"]".repeat(500)}`
    for (const reading of [yaml12, json]) {
      expect(codes(readDocument(text, limited({ depth: 1e9 }, reading)))).toEqual([])
      expect(readDocument(`[${text}]`, limited({ depth: 1e9 }, reading)).problems[0]?.code).toBe(
        "limit-depth"
      )
    }
    expect(codes(readDocument(`!!seq ${text}`, limited({ depth: 1e9 })))).toEqual([])
  })

  it("refuses aliases that expand past the limit, without expanding them", () => {
    const document = readDocument(bomb(100, 10), yaml12)
    expect(document.problems.map(({ code }) => code)).toEqual(["limit-nodes"])
    expect(document.roots).toEqual([])
    expect(codes(readDocument(bomb(5, 10), yaml12))).toEqual([])
    // 1 map, 5 keys, and values of 1, 11, 111, 1111 and 11111 nodes.
    expect(codes(readDocument(bomb(5, 10), limited({ nodes: 12_351 })))).toEqual([])
    expect(readDocument(bomb(5, 10), limited({ nodes: 12_350 })).problems[0]?.code).toBe("limit-nodes")
  })

  it("counts the same in the exact reader", () => {
    const text = bomb(5, 10).replace("x", "!!str x")
    expect(codes(readDocument(text, limited({ nodes: 12_351 })))).toEqual([])
    expect(readDocument(text, limited({ nodes: 12_350 })).problems[0]?.code).toBe("limit-nodes")
  })

  it("counts nesting through aliases", () => {
    const text = bomb(30, 1)
    expect(codes(readDocument(text, limited({ depth: 30 })))).toEqual([])
    expect(readDocument(text, limited({ depth: 29 })).problems[0]?.code).toBe("limit-depth")
  })

  it("refuses more nodes than the limit", () => {
    const items = `[${"1,".repeat(2000)}1]`
    for (const reading of [yaml12, json]) {
      expect(codes(readDocument(items, limited({ nodes: 2002 }, reading)))).toEqual([])
      expect(readDocument(items, limited({ nodes: 2001 }, reading)).problems[0]?.code).toBe("limit-nodes")
    }
  })

  it("refuses blank lines and comments that only exhaust the parser", () => {
    const text = `a: !!str 1\nb:\n  c: 1\n${"\n".repeat(20_000)}${"    #\n".repeat(20_000)}  d: 1\n`
    expect(readDocument(text, yaml12).problems.map(({ code }) => code)).toEqual(["limit-layout"])
  })

  it("reads scalars of many megabytes", () => {
    const size = 5_000_000
    const x = "x".repeat(size)
    for (const text of [
      `a: ${x}\n`,
      `a: '${x}'\n`,
      `a: "${x}"\n`,
      `a: |-\n  ${x}\n`,
      `a: >-\n${"  xxxxx\n".repeat(size / 5)}`
    ]) {
      const document = readDocument(text, yaml12)
      expect(document.problems).toEqual([])
      const root = document.roots[0]
      const value = root?.kind === "map" ? root.pairs[0]?.value : undefined
      expect(value?.kind === "scalar" && String(value.value).length).toBeGreaterThanOrEqual(size)
    }
  })

  it("lists only the first of very many problems", () => {
    const { problems } = readDocument(`a: [${",".repeat(3000)}]`, yaml12)
    expect(problems).toHaveLength(1001)
    expect(problems[1000]?.code).toBe("more-problems")
  })

  it("gives problems in order of position", () => {
    const document = readDocument("a: *b\nc: \x01\nd: *e\n", yaml12)
    expect(document.problems.map(({ code }) => code)).toEqual([
      "unknown-alias",
      "control-character",
      "unknown-alias"
    ])
  })

  it("finds duplicate keys at any depth, in any document, by the name that data would have", () => {
    const text =
      "1: x\n---\na:\n  - b: 1\n    c: {d: 1, d: 2}\n    b: 3\n    'b': 4\n1: x\n'1': y\n[k]: 1\n[k]: 2\n"
    const { duplicates } = readDocument(text, yaml12)
    expect(duplicates.map((d) => [d.document, d.pointer, d.first.start, d.again.start])).toEqual([
      [1, "", text.lastIndexOf("1: x"), text.indexOf("'1'")],
      [1, "/a/0", 16, 45],
      [1, "/a/0", 16, 54],
      [1, "/a/0/c", 29, 35]
    ])
  })

  it("takes merge keys for duplicates only where they do not merge", () => {
    const text = "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n"
    expect(readDocument(text, yaml12).duplicates).toHaveLength(1)
    expect(readDocument(text, { ...yaml12, merge: true }).duplicates).toHaveLength(0)
  })

  it("finds 100,000 duplicates in a flat map in linear time", () => {
    expect(readDocument("a: 1\n".repeat(100_001), yaml12).duplicates).toHaveLength(100_000)
  })

  it("reads an odd mixture of line ends with the offsets of the text", () => {
    const document = readDocument("a:\r  - 1\r\n  - '2\r    3'\nb: 4\r", yaml12)
    expect(outline(document)).toEqual([
      "map ⟨a:\r  - 1\r\n  - '2\r    3'\nb: 4⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    seq ⟨- 1\r\n  - '2\r    3'⟩@5",
      "      plain 1 ⟨1⟩@7",
      "      single \"2 3\" ⟨'2\r    3'⟩@14",
      '  plain "b" ⟨b⟩@24',
      "    plain 4 ⟨4⟩@27"
    ])
  })
})
