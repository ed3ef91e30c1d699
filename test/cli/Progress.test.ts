import { expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { Sink } from "../../src/cli/Output.ts"
import { narrator, progress } from "../../src/cli/Progress.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { LlmRefiner } from "../../src/pipeline/LlmRefiner.ts"
import { RefinementListener } from "../../src/pipeline/RefinementHost.ts"
import { broken, github } from "../pipeline/learning/Refinements.ts"

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

it.effect(
  "tells stage, score, approach, calls and cost of a refinement, before a model is asked and after",
  () =>
    Effect.gen(function* () {
      const said: Array<readonly [text: string, urgent: boolean]> = []
      const file = "a/rather/long/way/to/ci.yml"
      const listener = narrator(file, { say: (...line) => Effect.sync(() => void said.push(line)) })
      const refiner = Layer.succeed(LlmRefiner, {
        available: true,
        refine: () =>
          Effect.succeed({ _tag: "failed", reason: "no line", spent: { calls: 1, tokens: 7, cost: 0.5 } })
      })
      const text = broken().replace("- run: make", "- name: Make")
      yield* Effect.flatMap(Controller, ({ refine }) => refine(text, github)).pipe(
        Effect.provide(Controller.layer.pipe(Layer.provide(refiner))),
        Effect.provideService(RefinementListener, listener)
      )
      const lines = said.map(([line]) => line.replace(/^…ther\/long\/way\/to\/ci\.yml: /, ""))
      expect(lines[0]).toMatch(/^schema, 2 errors, score 0\.\d{3}$/)
      expect(lines[1]).toBe(`${lines[0]}; auto_repair …`)
      expect(lines[2]).toBe(`${lines[0]}; auto_repair: candidate`)
      expect(lines[3]).toMatch(/^schema, 1 error, score 0\.\d{3}; auto_repair: candidate$/)
      expect(lines[4]).toMatch(/^schema, 1 error, score 0\.\d{3}; \w+ …$/)
      expect(lines[5]).toMatch(/; \w+: failed; 1 call, \$0\.5000$/)
      expect(lines.at(-1)).toMatch(/; model_failed; 1 call, \$0\.5000$/)
      expect(said.map(([, urgent]) => urgent)).toEqual([false, false, false, false, true, false, false])
    })
)
