import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Json, Node, ScalarNode } from "../../src/document/Node.ts"
import type { Operation } from "../../src/document/Operation.ts"
import { applyToData } from "../../src/document/Patch.ts"
import { child, parse } from "../../src/document/Pointer.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { splice } from "../../src/document/Splice.ts"
import { apply, overlap } from "../../src/document/TextEdit.ts"
import { dataOf, equalData } from "../../src/document/Tree.ts"
import { fuzz, patchFor, patchSeeds, type Seed } from "./RandomPatch.ts"
import { jsonSample, type Sample, yamlSample } from "./RandomText.ts"

const patched = (sample: Sample, seeds: ReadonlyArray<Seed>, keep?: (operation: Operation) => boolean) => {
  const document = readDocument(sample.text, sample.reading)
  expect(document.problems, sample.text).toEqual([])
  const before = dataOf(document.roots[0] as Node)
  const { operations, result } = patchFor(before, seeds)
  if (keep !== undefined && !operations.every(keep)) return undefined
  const spliced = splice(document, 0, operations)
  const shown = () => JSON.stringify({ text: sample.text, operations, result }, undefined, 1)
  if (Result.isFailure(spliced)) throw new Error(`${spliced.failure.message}\n${shown()}`)
  const { edits } = spliced.success
  const text = apply(sample.text, edits)
  return { document, before, operations, result, edits, text, shown }
}

/** Whether nothing is lost by it: what it puts somewhere replaces nothing, or repeats it. */
const isLossless = (data: Json, operation: Operation): boolean => {
  if (operation.op === "test") return true
  if (operation.op === "remove") return false
  const found = operation.path === "" ? data : at(data, operation.path)
  if (operation.op === "replace") {
    const { value } = operation
    return (
      typeof value === "object" &&
      value !== null &&
      found !== undefined &&
      Object.values(value).some((item) => equalData(item, found))
    )
  }
  const parent = at(data, operation.path.slice(0, operation.path.lastIndexOf("/")))
  return operation.path !== "" && (found === undefined || Array.isArray(parent))
}

const at = (data: Json, pointer: string): Json | undefined => {
  let value: Json | undefined = data
  for (const part of parse(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as { readonly [key: string]: Json })[part]
  }
  return value
}

const keepsComments = (sample: Sample, seeds: ReadonlyArray<Seed>): void => {
  const done = patched(sample, seeds)
  // What is made explicit of an alias repeats comments, or parts them from what they speak of.
  if (done === undefined || /[&*]a[0-9]/.test(sample.text) || done.document.duplicates.length > 0) return
  let data = done.before
  for (const operation of done.operations) {
    if (!isLossless(data, operation)) return
    data = Result.getOrThrow(applyToData(data, [operation]))
  }
  const inside = JSON.stringify(done.before)
  for (let i = 1; i <= sample.comments; i++) {
    const mark = `#${i}#`
    if (inside.includes(mark) || done.shown().split(mark).length > 2 || !sample.text.includes(mark)) continue
    const times = done.text.split(mark).length - 1
    const most = done.operations.some(({ op }) => op === "copy") ? Number.POSITIVE_INFINITY : 1
    expect(
      times >= 1 && times <= most,
      `${mark} is there ${times} times\n${done.shown()}\n${sample.text}\n=>\n${done.text}`
    ).toBe(true)
  }
}

const reads = (sample: Sample, seeds: ReadonlyArray<Seed>): void => {
  const done = patched(sample, seeds)
  if (done === undefined) return
  const { edits, text, result, shown } = done
  const again = readDocument(text, sample.reading)
  expect(again.problems, shown()).toEqual([])
  expect(equalData(dataOf(again.roots[0] as Node), result), `${shown()}\n${text}`).toBe(true)
  for (const [i, edit] of edits.entries()) {
    const before = edits[i - 1]
    expect(before !== undefined && (overlap(before, edit) || before.start > edit.start)).toBe(false)
  }
  if (!/\n$/.test(sample.text)) expect(/\n$/.test(text), `${shown()}\n${text}`).toBe(false)
  else expect(/\n$/.test(text), `${shown()}\n${text}`).toBe(true)
  if (sample.text.includes("\r\n")) expect(/[^\r]\n/.test(text), `${shown()}\n${text}`).toBe(false)
  else expect(text.includes("\r"), `${shown()}\n${text}`).toBe(false)
}

describe("comments", () => {
  it("stay where nothing is taken away", () => {
    fc.assert(fc.property(yamlSample, patchSeeds(2), keepsComments), fuzz(300))
  })

  it("stay in JSONC too", () => {
    fc.assert(fc.property(jsonSample, patchSeeds(2), keepsComments), fuzz(300))
  })
})

/** All lines but those of the edited key or value are the same bytes at the same place. */
const touchesOneLine = (sample: Sample, seed: number): void => {
  const document = readDocument(sample.text, sample.reading)
  const words: Array<{ readonly node: ScalarNode; readonly operation: Operation }> = []
  const collect = (node: Node, path: string): void => {
    if (node.kind === "map") {
      for (const { key, value } of node.pairs) {
        const name = key.kind === "scalar" ? String(key.value) : ""
        const from = child(path, name)
        if (key.kind === "scalar")
          words.push({ node: key, operation: { op: "move", from, path: child(path, "new key") } })
        collect(value, from)
      }
    } else if (node.kind === "seq") node.items.forEach((item, i) => void collect(item, child(path, i)))
    else if (node.kind === "scalar" && node.end > node.start) {
      words.push({ node, operation: { op: "replace", path, value: "one: word" } })
    }
  }
  collect(document.roots[0] as Node, "")
  const onOneLine = words.filter(({ node }) => !sample.text.slice(node.start, node.end).includes("\n"))
  const word = onOneLine[seed % Math.max(onOneLine.length, 1)]
  if (word === undefined || document.duplicates.length > 0) return
  const { edits } = Result.getOrThrow(splice(document, 0, [word.operation]))
  // An anchored value takes its aliases with it, wherever they are.
  if (/[&*]a[0-9]/.test(sample.text)) return
  const note = () => JSON.stringify({ text: sample.text, operation: word.operation, edits })
  for (const { start, end } of edits) {
    expect(start >= word.node.start && end <= word.node.end, note()).toBe(true)
  }
}

const staysAsItIs = (sample: Sample): void => {
  const document = readDocument(sample.text, sample.reading)
  const value = dataOf(document.roots[0] as Node)
  if (document.duplicates.length > 0) return
  const operations: ReadonlyArray<Operation> = [
    { op: "test", path: "", value },
    { op: "replace", path: "", value }
  ]
  expect(Result.getOrThrow(splice(document, 0, operations))).toEqual({ edits: [], document })
}

describe("untouched bytes", () => {
  it("are all but a word where a word changes", () => {
    fc.assert(fc.property(fc.oneof(yamlSample, jsonSample), fc.nat(), touchesOneLine), fuzz(300))
  })

  it("are all where nothing changes", () => {
    fc.assert(fc.property(fc.oneof(yamlSample, jsonSample), staysAsItIs), fuzz(300))
  })
})

describe("patched text parses to patched data", () => {
  it("in YAML", () => {
    fc.assert(fc.property(yamlSample, patchSeeds(5), reads), fuzz(300))
  })

  it("in JSON and JSONC", () => {
    fc.assert(fc.property(jsonSample, patchSeeds(5), reads), fuzz(300))
  })
})
