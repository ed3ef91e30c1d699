/**
 * The promises of salvage, on random pipelines with slips made on purpose.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readDocument } from "../../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../../src/document/Reading.ts"
import { type Salvaged, salvage } from "../../../src/document/Salvage.ts"
import { apply, overlap } from "../../../src/document/TextEdit.ts"
import { dataOf, equalData } from "../../../src/document/Tree.ts"
import { faults, misfit } from "./Sketch.ts"
import { certain, doubtful, pipelineText } from "./Slips.ts"

const seeded = { seed: 20_240_711, numRuns: 60 }
const run = (text: string, reading: Reading = yaml12): Salvaged => salvage(text, reading, misfit, { faults })

const sameData = (a: string, b: string): boolean => {
  const [left, right] = [readDocument(a, yaml12).roots[0], readDocument(b, yaml12).roots[0]]
  return left !== undefined && right !== undefined && equalData(dataOf(left), dataOf(right))
}

/** Edits speak of the original, do not overlap, and make the text that the document has. */
const expectConsistent = (text: string, found: Salvaged): void => {
  const edits = found.repairs.flatMap((repair) => repair.edits)
  for (const [at, edit] of edits.entries()) {
    expect(edit.start).toBeGreaterThanOrEqual(0)
    expect(edit.end).toBeLessThanOrEqual(text.length)
    for (const other of edits.slice(at + 1)) expect(overlap(edit, other)).toBe(false)
  }
  expect(apply(text, edits)).toBe(found.document.text)
}

describe("text that reads and fits", () => {
  it("is left alone", () => {
    fc.assert(
      fc.property(pipelineText, (text) => {
        const found = run(text)
        expect(found.repairs).toEqual([])
        expect(found.damage).toBe("none")
        expect(found.document.text).toBe(text)
      }),
      seeded
    )
  })

  it("is not read again where it was read already", () => {
    const document = readDocument("name: x\non: push\njobs: {}\n", yaml12)
    expect(salvage(document.text, yaml12, misfit, { document, faults }).document).toBe(document)
  })
})

describe.each(certain)("$name", ({ make }) => {
  it("is undone, and called safe", () => {
    fc.assert(
      fc.property(pipelineText, fc.nat(40), (text, n) => {
        const broken = make(text, n)
        fc.pre(broken !== undefined && broken !== text)
        const found = run(broken as string)
        expectConsistent(broken as string, found)
        expect(found.document.problems).toEqual([])
        expect(sameData(found.document.text, text)).toBe(true)
        expect(found.repairs.length).toBe(1)
        expect(found.repairs.map(({ applicability }) => applicability)).toEqual(["safe"])
      }),
      seeded
    )
  })
})

describe.each(doubtful)("$name", ({ make }) => {
  it("is undone, or not called safe", () => {
    fc.assert(
      fc.property(pipelineText, fc.nat(40), (text, n) => {
        const broken = make(text, n)
        fc.pre(broken !== undefined && broken !== text)
        const found = run(broken as string)
        expectConsistent(broken as string, found)
        const safe =
          found.repairs.length > 0 && found.repairs.every((repair) => repair.applicability === "safe")
        if (safe && found.document.problems.length === 0) {
          expect(sameData(found.document.text, text) || misfit(found.document).misfit > 0).toBe(true)
        }
      }),
      seeded
    )
  })
})

describe("several slips in one text", () => {
  it("leave nothing unreadable, and a second run changes nothing", () => {
    const slips = [...certain.slice(6), ...doubtful.slice(0, 5)]
    fc.assert(
      fc.property(
        pipelineText,
        fc.array(fc.tuple(fc.nat(slips.length - 1), fc.nat(40)), { minLength: 2, maxLength: 3 }),
        (text, picks) => {
          let broken = text
          for (const [which, n] of picks) broken = slips[which]?.make(broken, n) ?? broken
          const found = run(broken)
          expectConsistent(broken, found)
          expect(found.document.problems).toEqual([])
          if (misfit(found.document).misfit === 0) expect(run(found.document.text).repairs).toEqual([])
        }
      ),
      { ...seeded, numRuns: 120 }
    )
  })
})

describe("anything at all", () => {
  const scrap = fc.oneof(
    fc.string({ maxLength: 120 }),
    fc
      .array(
        fc.constantFrom(
          "- ",
          "a: ",
          "b",
          "\n",
          "\n  ",
          "\t",
          "[",
          "]",
          "{",
          "}",
          '"',
          "'",
          "|",
          ">",
          "#",
          ":",
          "```",
          "---\n",
          "*x",
          "&x ",
          ",",
          "\\"
        ),
        { maxLength: 40 }
      )
      .map((parts) => parts.join(""))
  )

  it.each([yaml12, { ...yaml12, format: "json" as const }])("ends, and says what it did (%#)", (reading) => {
    fc.assert(
      fc.property(scrap, (text) => {
        const found = run(text, reading)
        expectConsistent(text, found)
        for (const { confidence, cost } of found.repairs) {
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThanOrEqual(1)
          expect(cost).toBeGreaterThan(0)
        }
      }),
      { ...seeded, numRuns: 400 }
    )
  })

  it.each(["[\n  \0 {", '{ "a": 1 \0\n', "a: { b: c \x1b\n", "[\x7f\0]\n"])(
    "does not stand before a control character for ever: %j",
    (text) => {
      for (const reading of [yaml12, { ...yaml12, format: "json" as const }])
        expectConsistent(text, run(text, reading))
    }
  )

  it("comes back whole from a text past the limits", () => {
    const deep = "[".repeat(5000)
    const found = run(deep)
    expect(found.damage).toBe("unparseable")
    expect(found.document.text).toBe(deep)
  })

  it("takes `__proto__` for a key like any other", () => {
    const found = run("name: x\n__proto__: 'open\njobs: {}\n")
    expect(found.document.problems).toEqual([])
    expect(({} as { open?: unknown }).open).toBeUndefined()
  })
})

describe("a repair of one line", () => {
  it("writes the line breaks that the text has", () => {
    const broken = "name: x\r\njobs:\r\n  build:\r\n    steps: - run: make\r\n"
    const found = run(broken)
    expect(found.repairs.map(({ rule }) => rule)).toEqual(["list-beside-key"])
    expect(found.document.text).toContain("steps:\r\n")
    expect(found.document.text).not.toMatch(/(?<!\r)\n/)
  })

  it.each(["<!-->", "<!--->", "<!---->", "<!-- -->"])("does not take a mark twice: %s", (mark) => {
    const broken = `name: x\n${mark}\njobs:\n  build:\n    steps: []\n${mark}\n`
    expectConsistent(broken, run(broken))
  })
})

describe("large texts", () => {
  const block = (n: number): string =>
    `  job${n}:\n    runs-on: linux\n    steps:\n      - name: Build\n        run: |\n          make all\n          make check\n      - name: Test\n        run: make test\n`
  const large = (jobs: number): string =>
    `name: x\non: push\njobs:\n${Array.from({ length: jobs }, (_, n) => block(n)).join("")}`

  it("are repaired place by place, whatever their size", () => {
    const text = large(300)
    let count = 0
    const broken = text.replaceAll(/^ {8}run: make test$/gm, (line) =>
      count++ % 30 === 0 ? ` ${line}` : line
    )
    const found = run(broken)
    expectConsistent(broken, found)
    expect(found.repairs.length).toBe(10)
    expect(sameData(found.document.text, text)).toBe(true)
  })

  it("lose nothing where the budget ends", () => {
    const broken = large(400).replaceAll("runs-on: linux", 'runs-on: "linux')
    const found = run(broken)
    expectConsistent(broken, found)
    expect(found.document.text.length).toBeGreaterThanOrEqual(broken.length)
  })
})

describe("a fault on every line", () => {
  const lines = (count: number, line: (n: number) => string): string =>
    `name: x\non: push\nenv:\n${Array.from({ length: count }, (_, n) => `  ${line(n)}\n`).join("")}jobs: {}\n`

  it.each([
    ["quotes never closed", (n: number) => `K${n}: "abc`, (n: number) => `K${n}: "abc"`],
    ["single quotes never closed", (n: number) => `K${n}: 'abc`, (n: number) => `K${n}: 'abc'`],
    ["more behind the value", (n: number) => `K${n}: "a" b`, (n: number) => `K${n}: '"a" b'`]
  ])("is repaired on every line, however many: %s", (_, written, meant) => {
    for (const count of [40, 300]) {
      const broken = lines(count, written)
      const found = run(broken)
      expectConsistent(broken, found)
      expect(found.damage).toBe("major_fixes")
      expect(sameData(found.document.text, lines(count, meant))).toBe(true)
    }
  })

  it("is repaired where the exact reader takes the lines to be nested in each other", () => {
    const broken = lines(300, (n) => `K${n}: see kk: bar`)
    expect(readDocument(broken, yaml12).problems.map(({ code }) => code)).toEqual(["limit-depth"])
    const found = run(broken)
    expectConsistent(broken, found)
    expect(found.document.problems).toEqual([])
  })

  it("settles keys that are all the same", () => {
    const broken = lines(100, () => 'K: "abc')
    const found = run(broken)
    expectConsistent(broken, found)
    expect(
      sameData(
        found.document.text,
        lines(1, () => 'K: "abc"')
      )
    ).toBe(true)
  })

  it("does not mend what is nested too deep as it is written", () => {
    const broken = `on: push\njobs: ${"[".repeat(300)}1${"]".repeat(300)}\nx y\n`
    expect(run(broken).repairs).toEqual([])
    expect(run(broken).damage).toBe("unparseable")
  })
})
