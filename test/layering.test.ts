import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { circles, importsOf, misdirected, sourcesIn, violations } from "../src/tooling/Layering.ts"

const src = fileURLToPath(new URL("../src", import.meta.url))

describe("the source tree", () => {
  it("imports down the tiers only, and never in a circle", () => {
    expect(violations(src).map(({ place, message }) => `${place} ${message}`)).toEqual([])
  })

  it("opens every module with what it is", () => {
    const silent = sourcesIn(src).filter(
      (file) =>
        !file.endsWith(".generated.ts") && !/^(#!.*\n)?\/\*\*/.test(readFileSync(`${src}/${file}`, "utf8"))
    )
    expect(silent).toEqual([])
  })
})

describe("Layering", () => {
  it("reads imports, re-exports and dynamic imports, but no comments", () => {
    const text = [
      'import type { A } from "../document/A.ts"',
      'import "./B.ts"',
      'export * from "./C.ts"',
      'const d = await import("../pipeline/D.ts")',
      '// import { E } from "./E.ts"',
      ' * import { F } from "./F.ts"',
      'import { G } from "effect"'
    ].join("\n")
    expect(importsOf("diagnose/X.ts", text).map((found) => found.to)).toEqual([
      "document/A.ts",
      "diagnose/B.ts",
      "diagnose/C.ts",
      "pipeline/D.ts"
    ])
  })

  it.each([
    ["up", "document/A.ts", "diagnose/B.ts"],
    ["sideways", "diagnose/A.ts", "model/B.ts"],
    ["to a build script", "cli/A.ts", "tooling/B.ts"],
    ["from a folder without a tier", "elsewhere/A.ts", "document/B.ts"],
    ["to a folder without a tier", "cli/A.ts", "elsewhere/B.ts"],
    ["out of the sources", "cli/A.ts", "../test/B.ts"],
    ["to the wiring", "cli/A.ts", "main.ts"],
    ["to the manifest, from below the wiring", "cli/A.ts", "../package.json"]
  ])("refuses an import that goes %s", (_, from, to) => {
    expect(misdirected([{ from, to, line: 1 }])).toHaveLength(1)
  })

  it.each([
    ["down", "diagnose/A.ts", "document/B.ts"],
    ["within a folder", "dialect/x/A.ts", "dialect/y/B.ts"],
    ["from a build script", "tooling/A.ts", "cli/B.ts"],
    ["from the wiring", "main.ts", "cli/B.ts"],
    ["from the wiring to the package's own manifest", "main.ts", "../package.json"]
  ])("allows an import that goes %s", (_, from, to) => {
    expect(misdirected([{ from, to, line: 1 }])).toEqual([])
  })

  it("finds a circle once, and no circle in a diamond", () => {
    const edge = (from: string, to: string) => ({ from, to, line: 1 })
    expect(circles([edge("a", "b"), edge("b", "c"), edge("c", "a")])).toHaveLength(1)
    expect(circles([edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d")])).toEqual([])
  })
})
