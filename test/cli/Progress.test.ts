import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Sink } from "../../src/cli/Output.ts"
import { progress } from "../../src/cli/Progress.ts"

const terminal = (): { readonly sink: Sink; readonly written: Array<string> } => {
  const written: Array<string> = []
  return {
    written,
    sink: {
      write: (text) => Effect.sync(() => void written.push(String(text))),
      color: false,
      terminal: true
    }
  }
}

it.effect("shows nothing where standard error is no terminal", () =>
  Effect.gen(function* () {
    const { sink, written } = terminal()
    let now = 0
    const shown = progress({ ...sink, terminal: false }, () => now)
    now = 10_000
    yield* shown.step(1, 2, "a.yml")
    yield* shown.clear
    expect(written).toEqual([])
  })
)

it.effect("waits, then rewrites one line at most ten times a second, and takes it away", () =>
  Effect.gen(function* () {
    const { sink, written } = terminal()
    let now = 0
    const shown = progress(sink, () => now)
    for (let i = 1; i <= 1_000; i++) {
      now = i * 2
      yield* shown.step(i, 1_000, "dir/\u001b[2Ja.yml")
    }
    expect(written.length).toBeGreaterThan(10)
    expect(written.length).toBeLessThanOrEqual(16)
    expect(written[0]?.startsWith("\r\u001b[K")).toBe(true)
    expect(written[0]?.slice(4)).toMatch(/^\d+\/1000 files, \d+\/s, 2 s left: dir\/\\u\{1b\}\[2Ja\.yml$/)
    yield* shown.clear
    yield* shown.clear
    expect(written.at(-1)).toBe("\r\u001b[K")
    expect(written.filter((text) => text === "\r\u001b[K")).toHaveLength(1)
  })
)

it.effect("work that is done at once shows nothing", () =>
  Effect.gen(function* () {
    const { sink, written } = terminal()
    const shown = progress(sink, () => 0)
    yield* shown.step(1, 1, "a.yml")
    yield* shown.clear
    expect(written).toEqual([])
  })
)
