import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readFastYaml } from "../../src/document/FastYamlReader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { readYaml } from "../../src/document/YamlReader.ts"
import { damagedYamlText, yamlText } from "./YamlText.ts"

const gitlab: Reading = { ...yaml12, yaml: "1.1", merge: true, flow: "anywhere", tags: ["!ref"] }

/** Either the fast reader leaves the text to the exact one, or both read the same and nothing is wrong with it. */
const agrees = (text: string, reading: Reading): boolean => {
  const plain = text.replaceAll(/\r(?!\n)/g, "\n")
  const fast = readFastYaml(plain, reading)
  if (fast === undefined) return false
  const exact = readYaml(plain, reading)
  expect(exact.problems).toEqual([])
  expect(fast.roots).toEqual(exact.roots)
  return true
}

describe("FastYamlReader", () => {
  it("reads as the exact reader does, or not at all", () => {
    let read = 0
    const runs = 1500
    fc.assert(
      fc.property(yamlText, (text) => {
        if (agrees(text, yaml12) && agrees(text, gitlab)) read++
      }),
      { seed: 7, numRuns: runs }
    )
    // A reader that always gave up would agree too.
    expect(read).toBeGreaterThan(runs / 5)
  })

  it("does not take damaged text for sound", () => {
    fc.assert(
      fc.property(damagedYamlText, (text) => {
        agrees(text, yaml12)
        agrees(text, gitlab)
      }),
      { seed: 11, numRuns: 3000 }
    )
  })

  it("takes lines within brackets as they stand where that is how the text is read", () => {
    const lines = fc.array(
      fc.constantFrom("a,", "  b,", "    'c d',", "[x, {y: z}],", "# said", "", "e: f,", "      g,"),
      {
        maxLength: 6
      }
    )
    let read = 0
    fc.assert(
      fc.property(lines, fc.constantFrom("]", "  ]", "    ]"), (inside, bracket) => {
        const text = ["k:", "  - l: [", ...inside, bracket, "    m: n", "o: [p,", "q]", ""].join("\n")
        if (agrees(text, gitlab)) read++
      }),
      { seed: 3, numRuns: 500 }
    )
    expect(read).toBeGreaterThan(100)
  })

  it("puts many escapes together as few", () => {
    const units = ["\\n", "x\\t", "\\u00e9y", '\\"', "\\\\", "plain "]
    const text = Array.from({ length: 30_000 }, (_, at) => units[((at * 7) % 13) % units.length]).join("")
    expect(agrees(`a: "${text}"\n`, yaml12)).toBe(true)
  })
})
