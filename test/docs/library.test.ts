/**
 * The examples of the guides for programs are programs: each block is run, and each line that ends in `// → value` is
 * compared with that value.
 */
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import * as effect from "effect"
import { describe, expect, it } from "vitest"
import * as pipewrightEffect from "../../src/effect.ts"
import * as pipewright from "../../src/index.ts"

const guides = ["library.md", "learning.md", "sessions.md"]
const modules: Readonly<Record<string, object>> = {
  effect,
  pipewright,
  "pipewright/effect": pipewrightEffect
}

const blocksIn = (guide: string): ReadonlyArray<string> => {
  const text = readFileSync(new URL(`../../docs/${guide}`, import.meta.url), "utf8")
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string)
}

const examples = guides.flatMap((guide) =>
  blocksIn(guide).map((block, index) => [guide, index + 1, block] as const)
)

/** The block as the body of an async function that hands over what it promises. */
const program = (block: string): string =>
  stripTypeScriptTypes(block)
    .replaceAll(/^import (\{[^}]*\}) from "([^"]+)"$/gm, 'const $1 = modules["$2"]')
    .replaceAll(/^(.*?) \/\/ → (.*)$/gm, "promise($1, $2)")

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...texts: ReadonlyArray<string>
) => (modules: object, promise: (actual: unknown, promised: unknown) => void) => Promise<void>

describe("the guides for programs", () => {
  it("have examples", () => {
    expect(examples.length).toBeGreaterThan(5)
  })

  it.each(examples)("docs/%s: example %i does what it says", async (_, __, block) => {
    let promises = 0
    await new AsyncFunction("modules", "promise", program(block))(modules, (actual, promised) => {
      promises++
      expect(actual).toEqual(promised)
    })
    expect(promises).toBeGreaterThan(0)
  })
})
