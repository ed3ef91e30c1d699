/**
 * Progress of long work: one line on a terminal, rewritten in place and gone when the work is done. Nothing at all
 * where standard error is no terminal.
 */
import { Effect } from "effect"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Approach } from "../pipeline/AdaptiveStrategy.ts"
import type { Evaluation } from "../pipeline/Controller.ts"
import type { Estimated } from "../pipeline/Estimate.ts"
import type { TrajectoryEvent } from "../refine/Trajectory.ts"
import { oneLine } from "./format/Format.ts"
import type { Sink } from "./Output.ts"

export interface Progress {
  /** Shows how far the work is, at most ten times a second. */
  readonly step: (done: number, total: number, file: string) => Effect.Effect<void>
  /** Shows what is going on within a file. */
  readonly say: (text: string) => Effect.Effect<void>
  /** Takes the line away, so that other text can be written. */
  readonly clear: Effect.Effect<void>
}

/** Work that is done sooner than this shows no progress, in milliseconds. */
const patience = 500
const interval = 100
const width = 70

export const progress = (sink: Sink, now: () => number = () => performance.now()): Progress => {
  if (!sink.terminal) return { step: () => Effect.void, say: () => Effect.void, clear: Effect.void }
  const started = now()
  let last = started
  let shown = false
  const write = (text: string): Effect.Effect<void> => {
    shown = true
    return sink.write(`\r\u001b[K${text.slice(0, width)}`)
  }
  return {
    say: (text) => Effect.suspend(() => (now() - started < patience ? Effect.void : write(oneLine(text)))),
    step: (done, total, file) =>
      Effect.suspend(() => {
        const time = now()
        if (time - started < patience || time - last < interval) return Effect.void
        last = time
        const rate = done / ((time - started) / 1000)
        const left = Math.ceil((total - done) / Math.max(rate, 0.001))
        const speed = rate < 10 ? rate.toFixed(1) : Math.round(rate)
        return write(`${done}/${total} files, ${speed}/s, ${left} s left: ${oneLine(file)}`)
      }),
    clear: Effect.suspend(() => {
      if (!shown) return Effect.void
      shown = false
      return sink.write("\r\u001b[K")
    })
  }
}

/** An event of a refinement: the approach that was taken, or where the file stands now. */
export const describeEvent = (file: string, event: TrajectoryEvent<string, Evaluation, Approach>): string => {
  switch (event._tag) {
    case "evaluated":
      return `${file}: score ${event.score.toFixed(3)}, ${errorsOf(event.evaluation.validation.report).length} errors left`
    case "proposed": {
      const { spent } = event
      const costs = spent === undefined ? "" : `, ${spent.calls} calls, $${spent.cost.toFixed(4)}`
      return `${file}: ${event.approach}: ${event.outcome}${costs}`
    }
    case "ended":
      return `${file}: ${event.status}`
  }
}

/** What a model would take, for people. */
export const printEstimate = (model: string, estimated: Estimated, iterations: number): string => {
  const { files, inputTokens, outputTokens, cost } = estimated
  if (files === 0) return "No file needs a model.\n"
  const each = `${inputTokens} tokens in and at most ${outputTokens} out`
  const money = (times: number): string =>
    cost === undefined ? "at a price that is not known" : `$${(cost * times).toFixed(4)}`
  return (
    `${files} ${files === 1 ? "file needs" : "files need"} ${model}: ${each} with one call each, at most ${money(1)}.\n` +
    `With all ${iterations} iterations at most ${files * iterations} calls and ${money(iterations)}; most files need one.\n`
  )
}
