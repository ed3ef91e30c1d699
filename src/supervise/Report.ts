/**
 * What supervisors have to say: which child ended and why, which did not start, who gave up. A crash that is repaired
 * should not be a secret. By default reports are debug logs; an application hands in its own `Reporter`:
 *
 * ```ts
 * Supervisor.startScoped({ children }).pipe(
 *   Effect.provideService(Report.Reporter, (report) => Effect.logWarning(Report.format(report)))
 * )
 * ```
 */
import { Context, Effect } from "effect"
import * as ExitReason from "./ExitReason.ts"
import type { Pid } from "./Pid.ts"

/** What happened. */
export type What =
  /** A child ended other than expected, or one that is to run always ended at all. */
  | { readonly _tag: "ChildEnded"; readonly process: Pid; readonly reason: ExitReason.ExitReason }
  /** A child did not start, at the first start or at a restart. */
  | { readonly _tag: "StartFailed"; readonly reason: ExitReason.ExitReason }
  /** One restart too many: the supervisor ends. */
  | { readonly _tag: "GaveUp" }

export type Report = What & {
  readonly supervisor: Pid
  /** The id of the child. */
  readonly child: string
}

export const format = (report: Report): string => {
  const who = `${report.supervisor}: child ${report.child}`
  switch (report._tag) {
    case "ChildEnded":
      return `${who} (${report.process}) ended: ${ExitReason.format(report.reason)}`
    case "StartFailed":
      return `${who} did not start: ${ExitReason.format(report.reason)}`
    case "GaveUp":
      return `${who} crashed too often, giving up`
  }
}

/** Where reports go. It runs in the supervisor, which waits for it: be quick. A failure here is ignored. */
export const Reporter = Context.Reference<(report: Report) => Effect.Effect<unknown>>(
  "pipewright/supervise/Reporter",
  {
    defaultValue: () => (report) => Effect.logDebug(format(report))
  }
)

/** @internal */
export const send = (report: Report): Effect.Effect<void> =>
  Effect.flatMap(Reporter, (reporter) => Effect.ignoreCause(Effect.suspend(() => reporter(report))))
