/**
 * Splices, case by case: `splice/*.case` holds a text, a patch, and the text that the patch must leave.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { Operation } from "../../src/document/Operation.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { type Spliced, splice } from "../../src/document/Splice.ts"
import { apply } from "../../src/document/TextEdit.ts"

const readings: Record<string, Reading> = {
  yaml: yaml12,
  "yaml-1.1": { ...yaml12, yaml: "1.1", merge: true, tags: ["!reference"] },
  json: { ...yaml12, format: "json" },
  jsonc: { ...yaml12, format: "jsonc" }
}

const spliced = (text: string, operations: ReadonlyArray<Operation>, reading = yaml12, index = 0): Spliced =>
  Result.getOrThrow(splice(readDocument(text, reading), index, operations))

const patched = (text: string, operations: ReadonlyArray<Operation>, reading = yaml12, index = 0): string =>
  apply(text, spliced(text, operations, reading, index).edits)

describe("splice", () => {
  const folder = join(import.meta.dirname, "splice")
  for (const file of readdirSync(folder).sort()) {
    it(file.replace(".case", "").replaceAll("-", " "), () => {
      const [head, before, patch, after] = readFileSync(join(folder, file), "utf8").split(
        /--- (?:before|patch|after)\n/
      )
      const reading = readings[head?.match(/reading: (\S+)/)?.[1] ?? ""]
      expect(patched(before as string, JSON.parse(patch as string), reading)).toBe(after)
    })
  }
})

describe("bytes that no operation speaks of", () => {
  const operations: ReadonlyArray<Operation> = [
    { op: "move", from: "/a", path: "/z" },
    { op: "add", path: "/b/-", value: "q\nr\n" },
    { op: "add", path: "/c", value: 1 }
  ]

  it("line ends", () => {
    expect(patched("a: 1\r\nb:\r\n- p\r\n", operations)).toBe(
      "z: 1\r\nb:\r\n- p\r\n- |\r\n  q\r\n  r\r\nc: 1\r\n"
    )
  })

  it("no end of the last line", () => {
    expect(patched("a: 1\nb:\n- p", operations)).toBe("z: 1\nb:\n- p\n- |\n  q\n  r\nc: 1")
    expect(patched("a: 1\nb: 2", [{ op: "remove", path: "/b" }])).toBe("a: 1")
    expect(patched("a:\n  x: 1", [{ op: "remove", path: "/a/x" }])).toBe("a: {}")
    expect(patched("a: 1\r\nb: 2", [{ op: "remove", path: "/b" }])).toBe("a: 1")
  })

  it("a byte order mark", () => {
    expect(patched("\ufeffa: 1\nb: [p]\n", operations.slice(0, 1))).toBe("\ufeffz: 1\nb: [p]\n")
    expect(patched("\ufeffa: 1\n", [{ op: "add", path: "/b", value: 2 }])).toBe("\ufeffa: 1\nb: 2\n")
    expect(patched("\ufeffa: 1\nb: 2\n", [{ op: "remove", path: "/a" }])).toBe("\ufeffb: 2\n")
  })

  it("the other documents of a stream", () => {
    const stream = "# one\na: 1\n---\na: 1\n# of both\n--- # three\na: 1\n...\n"
    expect(patched(stream, [{ op: "add", path: "/b", value: 2 }], yaml12, 1)).toBe(
      "# one\na: 1\n---\na: 1\nb: 2\n# of both\n--- # three\na: 1\n...\n"
    )
    expect(patched(stream, [{ op: "replace", path: "/a", value: [2] }], yaml12, 2)).toBe(
      "# one\na: 1\n---\na: 1\n# of both\n--- # three\na: [2]\n...\n"
    )
  })

  it("all of them, where nothing changes", () => {
    const text = "a:   1   # one\r\nb: [ x,y ]\n\n\n"
    const document = readDocument(text, yaml12)
    const nothing: ReadonlyArray<ReadonlyArray<Operation>> = [
      [],
      [{ op: "test", path: "/a", value: 1 }],
      [{ op: "replace", path: "", value: { b: ["x", "y"], a: 1 } }],
      [
        { op: "move", from: "/a", path: "/q" },
        { op: "move", from: "/q", path: "/a" }
      ]
    ]
    for (const operations of nothing) {
      const done = Result.getOrThrow(splice(document, 0, operations))
      expect(done.edits).toEqual([])
      expect(done.document).toBe(document)
    }
  })

  it("only words change where words are renamed", () => {
    expect(
      spliced("a: {run_on: x}\nb: 'y' # z\n", [
        { op: "move", from: "/a/run_on", path: "/a/runs-on" },
        { op: "replace", path: "/b", value: "yy" }
      ]).edits
    ).toEqual([
      { start: 7, end: 8, text: "s-" },
      { start: 20, end: 20, text: "y" }
    ])
  })
})

describe("texts without a tree", () => {
  it("get one", () => {
    expect(patched("", [{ op: "replace", path: "", value: { a: 1 } }])).toBe("a: 1")
    expect(patched("# nothing yet\n", [{ op: "replace", path: "", value: { a: [1] } }])).toBe(
      "# nothing yet\na:\n  - 1\n"
    )
    expect(patched("---\n", [{ op: "replace", path: "", value: { a: 1 } }])).toBe("---\na: 1\n")
  })

  it("have no second one", () => {
    const result = splice(readDocument("a: 1\n", yaml12), 1, [])
    expect(Result.isFailure(result) && result.failure._tag).toBe("SpliceError")
  })
})

describe("a patch that does not apply", () => {
  it("changes nothing and says why", () => {
    const result = splice(readDocument("a: 1\n", yaml12), 0, [
      { op: "replace", path: "/a", value: 2 },
      { op: "remove", path: "/b" }
    ])
    expect(Result.isFailure(result)).toBe(true)
    if (Result.isSuccess(result)) return
    expect(result.failure._tag).toBe("SpliceError")
    expect(result.failure.patch).toMatchObject({ _tag: "PatchError", index: 1, path: "/b" })
    expect(result.failure.message).toContain("/b")
  })
})

describe("options", () => {
  it("order puts an added key after those that usually stand before it", () => {
    const order = (map: string) => (map === "" ? ["name", "on", "env", "jobs"] : undefined)
    const add = (text: string, key: string): string => {
      const document = readDocument(text, yaml12)
      const operations: ReadonlyArray<Operation> = [{ op: "add", path: `/${key}`, value: "x" }]
      return apply(text, Result.getOrThrow(splice(document, 0, operations, { order })).edits)
    }
    expect(add("name: a\njobs: b\n", "on")).toBe("name: a\non: x\njobs: b\n")
    expect(add("on: a\njobs: b\n", "name")).toBe("name: x\non: a\njobs: b\n")
    expect(add("on: a\njobs: b\n", "other")).toBe("on: a\njobs: b\nother: x\n")
  })
})

describe("large texts", () => {
  it("take many operations at once", () => {
    const count = 2000
    const block = (i: number): string => `  job${i}: # ${i}\n    run-on: x\n    steps:\n      - a\n`
    const text = `jobs:\n${Array.from({ length: count }, (_, i) => block(i)).join("")}`
    const operations = Array.from(
      { length: count / 2 },
      (_, i): Operation => ({
        op: "move",
        from: `/jobs/job${2 * i}/run-on`,
        path: `/jobs/job${2 * i}/runs-on`
      })
    )
    const after = patched(text, operations)
    expect(after.match(/runs-on/g)?.length).toBe(count / 2)
    expect(after.replaceAll("runs-on", "run-on")).toBe(text)
  })
})
