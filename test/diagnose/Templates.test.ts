import { describe, expect, it } from "vitest"
import { Templates } from "../../src/diagnose/Templates.ts"

const templates = new Templates([
  { open: "{{", close: "}}" },
  { open: "${", close: "}" }
])
const lenient = new Templates([{ open: "${{", close: "}}", unclosed: true }])

describe("Templates", () => {
  it.each([
    ["{{ a }}", true, true],
    [" {{ a }}${b}\n", true, true],
    ["{{ a }} x", true, false],
    ["x {{ a", false, false],
    ["{{ a }} {{ b", true, false],
    ["}} {{", false, false],
    ["", false, false],
    [" ", false, false]
  ])("of %j: anywhere %j, all of it %j", (text, isIn, isAll) => {
    expect(templates.isIn(text)).toBe(isIn)
    expect(templates.isAll(text)).toBe(isAll)
  })

  it("go on to the end where they need not be closed", () => {
    expect(lenient.isAll("${{ a")).toBe(true)
    expect(lenient.isAll("${{ a }} b")).toBe(false)
    expect(lenient.isIn("b ${{ a")).toBe(true)
  })

  it("are replaced, and nothing else", () => {
    expect(templates.replaced("a {{ b }} c ${d}, {{ e", (each) => each.toUpperCase())).toBe(
      "a {{ B }} c ${D}, {{ e"
    )
  })

  // Each of these once took longer than a lifetime, or the square of its length.
  it.each([
    ["closed ones with text behind", `${"{{ a }}".repeat(50_000)}x`],
    ["unclosed ones", "{{ ".repeat(100_000)]
  ])("are told in one look: %s", (_, text) => {
    expect(templates.isAll(text)).toBe(false)
    expect(templates.isIn(text)).toBe(text.includes("}}"))
  })
})
