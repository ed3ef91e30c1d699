/**
 * Progress of long work: one line on a terminal, rewritten in place and gone when the work is done. Nothing at all
 * where standard error is no terminal.
 */
import { Effect } from "effect"
import { stages } from "../diagnose/Diagnostic.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Estimated } from "../pipeline/Estimate.ts"
import type { Evaluation } from "../pipeline/Refined.ts"
import type { RefinementListener } from "../pipeline/RefinementHost.ts"
import { add, nothingSpent } from "../refine/Budget.ts"
import { dollars, plural } from "./format/Format.ts"
import { oneLine } from "./format/Visible.ts"
import type { Sink } from "./Output.ts"

export interface Progress {
  /** Shows how far the work is, at most ten times a second. */
  readonly step: (done: number, total: number, file: string) => Effect.Effect<void>
  /** Shows what is going on within a file, as often; what is urgent, in any case. */
  readonly say: (text: string, urgent: boolean) => Effect.Effect<void>
  /** Takes the line away, so that other text can be written. */
  readonly clear: Effect.Effect<void>
}

/** Work that is done sooner than this shows no progress, in milliseconds. */
const patience = 500
const interval = 100
const width = 78
/** Of these for the name of a file. */
const fileWidth = 24

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
    say: (text, urgent) =>
      Effect.suspend(() => {
        const time = now()
        if (time - started < patience || (!urgent && time - last < interval)) return Effect.void
        last = time
        return write(oneLine(text))
      }),
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

/** Tells the progress of one file's refinement: where it stands, what is being tried, and what that took so far. */
export const narrator = (
  file: string,
  shown: Pick<Progress, "say">
): (typeof RefinementListener)["Service"] => {
  let standing = ""
  let trying = ""
  let spent = nothingSpent
  return (event) =>
    Effect.suspend(() => {
      switch (event._tag) {
        case "evaluated":
          standing = standingOf(event.evaluation)
          break
        case "proposing":
          trying = `${event.approach} …`
          break
        case "proposed":
          trying = `${event.approach}: ${event.outcome}`
          if (event.spent !== undefined) spent = add(spent, event.spent)
          break
        case "ended":
          trying = event.status
      }
      const cost = spent.calls === 0 ? "" : [plural(spent.calls, "call"), ...dollars(spent.cost)].join(", ")
      const parts = [standing, trying, cost].filter((part) => part !== "")
      // What is asked of a model may be all that happens for a long time.
      const urgent = event._tag === "proposing" && event.approach !== "auto_repair"
      return shown.say(`${shortened(file)}: ${parts.join("; ")}`, urgent)
    })
}

/** The earliest stage with errors, how many there are in all, and the score. */
const standingOf = ({ validation, score }: Evaluation): string => {
  const errors = errorsOf(validation.report)
  const stage = stages.find((stage) => errors.some((error) => error.stage === stage))
  const left = stage === undefined ? "no errors" : `${stage}, ${plural(errors.length, "error")}`
  return `${left}, score ${score.overall.toFixed(3)}`
}

/** Of a long path its end, which tells files apart. */
const shortened = (file: string): string => (file.length > fileWidth ? `…${file.slice(1 - fileWidth)}` : file)

/** What a model would take, for people. */
export const printEstimate = (model: string, estimated: Estimated, iterations: number): string => {
  const { files, inputTokens, outputTokens, cost } = estimated
  if (files === 0) return "No file needs a model.\n"
  const each = `${inputTokens} tokens in and at most ${outputTokens} out`
  const money = (times: number): string =>
    cost === undefined ? "at a price that is not known" : `for at most $${(cost * times).toFixed(4)}`
  return (
    `${files} ${files === 1 ? "file needs" : "files need"} ${model}: ${each} with one call each, ${money(1)}.\n` +
    `With all ${iterations} iterations at most ${files * iterations} calls, ${money(iterations)}; most files need one.\n`
  )
}
