/**
 * Exit codes: 0 clean or everything repaired, 1 findings remain (or a file would be changed under `--diff`, or could
 * not be given what `enhance` was asked for), 2 usage or configuration, or a file that could not be read, written or
 * judged in time, 3 internal, 4 no inputs, 5 model, budget or network. Where several apply, the first of 3, 2, 5, 4, 1
 * is what the process ends with. A run that a signal stopped ends with 128 and the number of the signal: 130 for
 * Ctrl-C.
 */
import type { Severity } from "../diagnose/Diagnostic.ts"
import type { Outcome } from "./Outcome.ts"

export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 129 | 130 | 143

const order: ReadonlyArray<ExitStatus> = [0, 1, 4, 5, 2, 3, 129, 143, 130]

/** The one of two that a process ends with. */
export const worse = (a: ExitStatus, b: ExitStatus): ExitStatus =>
  order.indexOf(a) > order.indexOf(b) ? a : b

/** What one outcome makes of the exit code. */
export const statusOf = (outcome: Outcome, failOn: Severity, dryRun: boolean): ExitStatus => {
  const status = outcome.refinement?.status
  if (status === "budget" || status === "model_failed") return 5
  if (status !== undefined && status !== "accepted") return 1
  if (dryRun && outcome.changed) return 1
  if ((outcome.enhancement?.unmet.length ?? 0) > 0) return 1
  return outcome.findings.some(({ diagnostic, known }) => !known && reaches(diagnostic.severity, failOn))
    ? 1
    : 0
}

const severities: ReadonlyArray<Severity> = ["info", "warning", "error"]

/** Whether a severity is at or above another. */
export const reaches = (severity: Severity, least: Severity): boolean =>
  severities.indexOf(severity) >= severities.indexOf(least)
