/**
 * The ledger carries slips of ever new texts back to the first one: whatever order they come in, the edits of its
 * entries together make the text that the slips made one after the other.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Ledger } from "../../../src/document/salvage/Ledger.ts"
import { slip } from "../../../src/document/salvage/Slip.ts"
import { apply, type TextEdit } from "../../../src/document/TextEdit.ts"

const original = "abcdefghijklmnopqrstuvwxyz"

const slipOf = (edits: ReadonlyArray<TextEdit>) =>
  slip({
    rule: "stray-text",
    message: "A slip.",
    title: "Mend it",
    edits,
    start: edits[0]?.start ?? 0,
    end: edits.at(-1)?.end ?? 0
  })

/** Edits of a text of that length that do not overlap, in order. */
const editsOf = (length: number, numbers: ReadonlyArray<number>, text: string): ReadonlyArray<TextEdit> => {
  const places = [...new Set(numbers.map((number) => number % (length + 1)))].sort((a, b) => a - b)
  const edits: Array<TextEdit> = []
  for (let at = 0; at < places.length; at += 2) {
    const start = places[at] as number
    edits.push({ start, end: places[at + 1] ?? start, text: text.slice(0, at + 1) })
  }
  return edits
}

const steps = fc.array(
  fc.tuple(fc.array(fc.nat(400), { minLength: 1, maxLength: 6 }), fc.constantFrom("", "X", "YZW")),
  { maxLength: 12 }
)

describe("Ledger", () => {
  it("makes of all entries the text that the slips made one after the other", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ledger = new Ledger(original)
        let text = original
        for (const [numbers, letters] of all) {
          const edits = editsOf(text.length, numbers, letters)
          text = apply(text, edits)
          ledger.add(slipOf(edits), 0.9)
        }
        expect(ledger.text).toBe(text)
        const written = ledger.entries.flatMap((entry) => entry.edits)
        expect(apply(original, written)).toBe(text)
      }),
      { numRuns: 500 }
    )
  })

  it("keeps a slip that touches no other by itself, and makes one of those that touch", () => {
    const ledger = new Ledger(original)
    ledger.add(slipOf([{ start: 5, end: 6, text: "FF" }]), 0.9)
    ledger.add(slipOf([{ start: 20, end: 21, text: "" }]), 0.8)
    expect(ledger.entries.map(({ edits }) => edits.length)).toEqual([1, 1])
    ledger.add(slipOf([{ start: 6, end: 8, text: "!" }]), 0.7)
    expect(ledger.entries.map(({ confidence }) => confidence)).toEqual([0.7, 0.8])
    expect(ledger.text).toBe("abcdeF!hijklmnopqrsuvwxyz")
  })

  it("takes tens of thousands of slips one by one, in either direction", () => {
    const count = 30_000
    const long = "a:b\n".repeat(count)
    const down = new Ledger(long)
    for (let at = 0; at < count; at++)
      down.add(slipOf([{ start: at * 5 + 2, end: at * 5 + 2, text: " " }]), 0.9)
    const up = new Ledger(long)
    for (let at = count - 1; at >= 0; at--)
      up.add(slipOf([{ start: at * 4 + 2, end: at * 4 + 2, text: " " }]), 0.9)
    expect(down.text).toBe("a: b\n".repeat(count))
    expect(up.text).toBe(down.text)
    expect(down.size).toBe(count)
  }, 20_000)
})
