/**
 * Whether one text is an advance on another: better in some way and worse in none. Where there is more wrong with a text
 * than a report lists, what is only counted counts too.
 */
import { errorsOf, score } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"

/** Whether the second is better than the first, or at least not worse in any way. */
export const isProgress = (from: Validation, to: Validation): boolean => {
  const gained = score(to.report).overall - score(from.report).overall
  if (gained < -1e-9) return false
  const before = faultsOf(from)
  const after = faultsOf(to)
  // Stages that could not be judged before have had errors all the same: what shows of them now is none the worse.
  if (from.report.damage === "unparseable" && to.report.damage !== "unparseable" && after > before)
    return syntaxErrors(to) <= before
  if (after <= before) return gained > 1e-9 || after < before || to.report.damage === from.report.damage
  // A text that could not be read as meant hid what was wrong in it; that it shows now is progress.
  return from.report.damage !== "none" && to.report.damage === "none"
}

/** All errors, those among them that were only counted. */
const faultsOf = ({ report }: Validation): number => errorsOf(report).length + (report.unlisted ?? 0)

const syntaxErrors = ({ report }: Validation): number =>
  errorsOf(report).filter(({ stage }) => stage === "syntax").length

/** Progress that leaves another report: what leaves every finding as it is would be done again, and again. */
export const isAdvance = (from: Validation, to: Validation): boolean =>
  isProgress(from, to) &&
  (to.report.damage !== from.report.damage ||
    faultsOf(to) < faultsOf(from) ||
    findings(to) !== findings(from))

const findings = ({ report }: Validation): string =>
  report.diagnostics.map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`).join("\n")
