import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Node } from "../../src/document/Node.ts"
import type { Operation } from "../../src/document/Operation.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { splice } from "../../src/document/Splice.ts"
import { apply, overlap } from "../../src/document/TextEdit.ts"
import { dataOf, equalData } from "../../src/document/Tree.ts"
import { patchFor, patchSeeds, type Seed } from "./RandomPatch.ts"
import { jsonSample, type Sample, yamlSample } from "./RandomText.ts"

const runs = Number(process.env["SPLICE_RUNS"] ?? 300)

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

describe("patched text parses to patched data", () => {
  it("in YAML", () => {
    fc.assert(fc.property(yamlSample, patchSeeds(5), reads), { numRuns: runs })
  })

  it("in JSON and JSONC", () => {
    fc.assert(fc.property(jsonSample, patchSeeds(5), reads), { numRuns: runs })
  })
})
