import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { slipOf } from "../../../src/dialect/github-actions/model/Glob.ts"

const letters = fc.constantFrom(
  "a",
  "*",
  "**",
  "?",
  "+",
  "[",
  "]",
  "!",
  "\\",
  "/",
  ".",
  "-",
  "0",
  "9",
  "^",
  "$",
  " ",
  "~"
)
const patterns = fc.array(letters, { maxLength: 12 }).map((parts) => parts.join(""))

describe("slipOf", () => {
  // The cheat sheet of the documentation.
  it.each([
    "feature/*",
    "feature/**",
    "main",
    "releases/mona-the-octocat",
    "*",
    "**",
    "*feature",
    "v2*",
    "v[12].[0-9]+.[0-9]+",
    "!dev",
    "a\\*b",
    "$default-branch"
  ])("takes %j for refs", (pattern) => {
    expect(slipOf(pattern, false)).toBeUndefined()
  })

  it.each([
    "*",
    "*.jsx?",
    "**",
    "*.js",
    "**.js",
    "docs/*",
    "docs/**",
    "docs/**/*.md",
    "**/docs/**",
    "!README.md",
    "a b.txt"
  ])("takes %j for paths", (pattern) => {
    expect(slipOf(pattern, true)).toBeUndefined()
  })

  it.each([
    ["^release-", false, "release-**"],
    ["v\\d+", false, "v[0-9]+"],
    ["v*+", false, "v*"],
    ["v[9-0]", false, "v[0-9]"],
    ["./src/**", true, "src/**"],
    ["!./src/**", true, "!src/**"],
    ["/src/**", true, "src/**"],
    ["refs/heads/main", false, "main"]
  ])("makes of %j (paths: %j) %j", (pattern, ofPaths, instead) => {
    expect(slipOf(pattern, ofPaths)?.instead).toBe(instead)
  })

  it("offers only what it takes itself, or comes nearer to it", () => {
    fc.assert(
      fc.property(patterns, fc.boolean(), (pattern, ofPaths) => {
        let at: string | undefined = pattern
        for (let round = 0; round < 20 && at !== undefined; round++) at = slipOf(at, ofPaths)?.instead
        expect(at).toBeUndefined()
      }),
      { numRuns: 500 }
    )
  })
})
