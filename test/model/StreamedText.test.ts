import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { StreamedText } from "../../src/model/StreamedText.ts"

const inPieces = (text: string, size: number): ReadonlyArray<string> =>
  text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? []

describe("streamed text", () => {
  test("is handed on once, wherever attempts break off and however they are cut into pieces", () => {
    const attempt = fc.record({ upTo: fc.nat(60), size: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.array(attempt, { maxLength: 4 }), (text, attempts) => {
        const streamed = new StreamedText()
        let heard = ""
        for (const { upTo, size } of [...attempts, { upTo: text.length, size: 5 }]) {
          streamed.restart()
          for (const piece of inPieces(text.slice(0, upTo), size)) heard += streamed.add(piece)
          expect(text.startsWith(heard)).toBe(true)
        }
        expect(heard).toBe(text)
        expect(streamed.rest(text)).toBe("")
      }),
      { seed: 3 }
    )
  })

  test("ends where the next attempt says something else", () => {
    const streamed = new StreamedText()
    streamed.restart()
    expect(streamed.add("Good mor")).toBe("Good mor")
    streamed.restart()
    expect(streamed.add("Good ")).toBe("")
    expect(streamed.add("evening")).toBe("")
    expect(streamed.add("morning")).toBe("")
    expect(streamed.rest("Good evening")).toBeUndefined()
  })

  test("of an answer that did not stream is all of it", () => {
    expect(new StreamedText().rest("All of it")).toBe("All of it")
  })
})
