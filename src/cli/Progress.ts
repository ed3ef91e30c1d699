/**
 * Progress of long work: one line on a terminal, rewritten in place and gone when the work is done. Nothing at all
 * where standard error is no terminal.
 */
import { Effect } from "effect"
import { oneLine } from "./format/Format.ts"
import type { Sink } from "./Output.ts"

export interface Progress {
  /** Shows how far the work is, at most ten times a second. */
  readonly step: (done: number, total: number, file: string) => Effect.Effect<void>
  /** Takes the line away, so that other text can be written. */
  readonly clear: Effect.Effect<void>
}

/** Work that is done sooner than this shows no progress, in milliseconds. */
const patience = 500
const interval = 100
const width = 70

export const progress = (sink: Sink, now: () => number = () => performance.now()): Progress => {
  if (!sink.terminal) return { step: () => Effect.void, clear: Effect.void }
  const started = now()
  let last = started
  let shown = false
  return {
    step: (done, total, file) =>
      Effect.suspend(() => {
        const time = now()
        if (time - started < patience || time - last < interval) return Effect.void
        last = time
        shown = true
        const rate = done / ((time - started) / 1000)
        const left = Math.ceil((total - done) / Math.max(rate, 0.001))
        return sink.write(
          `\r\u001b[K${`${done}/${total} files, ${left} s left: ${oneLine(file)}`.slice(0, width)}`
        )
      }),
    clear: Effect.suspend(() => {
      if (!shown) return Effect.void
      shown = false
      return sink.write("\r\u001b[K")
    })
  }
}
