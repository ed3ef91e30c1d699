/**
 * The examples of `docs/library.md` are programs: each block is run, and each line that ends in `// → value` is
 * compared with that value.
 */
import { readFileSync } from "node:fs"
import * as effect from "effect"
import { describe, expect, it } from "vitest"
import * as pipewrightEffect from "../../src/effect.ts"
import * as pipewright from "../../src/index.ts"

const guide = readFileSync(new URL("../../docs/library.md", import.meta.url), "utf8")
const modules: Readonly<Record<string, object>> = {
  effect,
  pipewright,
  "pipewright/effect": pipewrightEffect
}

const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string)

/** The block as the body of an async function that hands over what it promises. */
const program = (block: string): string =>
  block
    .replaceAll(/^import (\{[^}]*\}) from "([^"]+)"$/gm, 'const $1 = modules["$2"]')
    .replaceAll(/\((\w+): Error\)/g, "($1)")
    .replaceAll(/^(.*?) \/\/ → (.*)$/gm, "promise($1, $2)")

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...texts: ReadonlyArray<string>
) => (modules: object, promise: (actual: unknown, promised: unknown) => void) => Promise<void>

describe("the library guide", () => {
  it("has examples", () => {
    expect(blocks.length).toBeGreaterThan(4)
  })

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    "example %i does what it says",
    async (_, block) => {
      let promises = 0
      await new AsyncFunction("modules", "promise", program(block))(modules, (actual, promised) => {
        promises++
        expect(actual).toEqual(promised)
      })
      expect(promises).toBeGreaterThan(0)
    }
  )
})
