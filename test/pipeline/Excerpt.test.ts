import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { yaml12 } from "../../src/document/Reading.ts"
import { excerpt, linesShowing } from "../../src/pipeline/Excerpt.ts"

const text = `name: All
on: push
jobs:
  build:
    runs-on: x
    steps:
      - name: One
        run: make

      - name: Two
        run: |
          a
          b
          c
          d
          e
          f
          g
  test:
    runs-on: x
`

const shown = (pointer: string, context: number, of = text): string => {
  const document = readDocument(of, yaml12)
  const lines = of.split("\n")
  const numbers = linesShowing(document.roots[0] as never, document.lines, lines, [{ pointer, context }])
  return excerpt(lines, numbers, (line) => line)
}

describe("an excerpt", () => {
  test("shows the place, the keys that lead to it and its neighbours", () => {
    expect(shown("/jobs/build/steps/0/run", 1)).toBe(
      ["…", "jobs:", "  build:", "…", "    steps:", "      - name: One", "        run: make"].join("\n") +
        "\n      - name: Two\n…"
    )
  })

  test("shows of a long list its outline, of a long text its ends", () => {
    expect(shown("/jobs/build/steps", 1)).toContain("      - name: One\n…\n      - name: Two\n…")
    const ends = shown("/jobs/build/steps/1/run", 1)
    expect(ends).toContain("          a\n")
    expect(ends).toContain("          g")
    expect(ends).not.toContain("          e")
  })

  test("shows where a place that is not there would be", () => {
    expect(shown("/jobs/build/env/X", 0)).toBe("…\njobs:\n  build:\n…")
  })

  test("shows the outline of a file for its root", () => {
    expect(shown("", 1)).toBe("name: All\non: push\njobs:\n…")
  })

  test("shows whole lines of the text in order, whatever the place", () => {
    const pointers = [
      "",
      "/jobs",
      "/jobs/build",
      "/jobs/build/steps/1",
      "/nothing/here",
      "/jobs/test/runs-on"
    ]
    fc.assert(
      fc.property(fc.constantFrom(...pointers), fc.nat(30), (pointer, context) => {
        const lines = shown(pointer, context)
          .split("\n")
          .filter((line) => line !== "…")
        let at = 0
        for (const line of lines) {
          at = text.indexOf(`${line}\n`, at)
          expect(at).toBeGreaterThanOrEqual(0)
        }
      }),
      { seed: 7 }
    )
  })
})
