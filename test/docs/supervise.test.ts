/**
 * `docs/supervise.md` is one program: its blocks are run one after the other, and each line that ends in
 * `// → value` is compared with that value.
 */
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import * as effect from "effect"
import { describe, expect, it } from "vitest"
import * as supervise from "../../src/supervise/index.ts"

const guide = readFileSync(new URL("../../docs/supervise.md", import.meta.url), "utf8")
const modules: Readonly<Record<string, object>> = { effect, "pipewright/supervise": supervise }

const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string)

const program = (text: string): string =>
  stripTypeScriptTypes(text.replaceAll(/^(.*?) \/\/ → (.*)$/gm, "promise($1, $2)")).replaceAll(
    /^import (\{[^}]*\}) from "([^"]+)"$/gm,
    'const $1 = modules["$2"]'
  )

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...texts: ReadonlyArray<string>
) => (modules: object, promise: (actual: unknown, promised: unknown) => void) => Promise<void>

describe("the guide to supervision", () => {
  it("does what it says", async () => {
    const kept: Array<unknown> = []
    await new AsyncFunction("modules", "promise", program(blocks.join("\n")))(modules, (actual, promised) => {
      kept.push(promised)
      expect(actual).toEqual(promised)
    })
    expect(kept).toHaveLength(guide.match(/ \/\/ → /g)?.length ?? 0)
  })
})
