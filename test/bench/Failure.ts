/**
 * Why a trial counts as failed, in the words of whoever has to mend it.
 */
import {
  type Attempt,
  errorsOf,
  type Finding,
  type MutantTrial,
  type PairTrial,
  type Trial
} from "./Trial.ts"

export interface Failure {
  readonly path: string
  /** What is asked for: `exact key_typo`, `valid`, `pair`. */
  readonly kind: string
  readonly reasons: ReadonlyArray<string>
  readonly details: ReadonlyArray<string>
  readonly found: ReadonlyArray<Finding>
  /** What the run in question left. */
  readonly left: ReadonlyArray<Finding>
  /** Titles of the fixes that the run in question applied. */
  readonly applied: ReadonlyArray<string>
}

/** Classes whose damage has no line of its own: nothing stands where it is gone. */
export const withoutLine: ReadonlySet<string> = new Set(["missing_required", "json_unclosed", "truncated"])

export const ofMutant = (trial: MutantTrial): Failure | undefined => {
  const { mutant, plain, unsafe } = trial
  const reasons = reasonsOfRun(trial)
  const asked = mutant.restore === "exact" && mutant.classes.length === 1 ? plain : unsafe
  if (errorsOf(trial).length === 0) reasons.push("not flagged")
  else if (!trial.rightLine && !mutant.classes.some((name) => withoutLine.has(name)))
    reasons.push(`flagged at ${linesOf(trial)}, not at ${mutant.lines.join(", ")}`)
  if (mutant.restore === "lossy") {
    if (!asked.accepted) reasons.push(`not accepted: ${asked.refusals[0]}`)
    if (asked.lost.length > 0) reasons.push(`lost ${asked.lost.slice(0, 5).join(" ")}`)
  } else {
    if (!asked.restored) reasons.push(`not restored: ${asked.unrestored}`)
    if (plain.clean && !plain.restored && asked !== plain)
      reasons.push(`called clean, but ${plain.unrestored}`)
  }
  return failure(trial, `${mutant.restore} ${mutant.classes.join("+")}`, reasons, mutant.details, asked)
}

export const ofValid = (trial: Trial): Failure | undefined => {
  const reasons = reasonsOfRun(trial)
  const errors = errorsOf(trial)
  if (errors.length > 0) reasons.push(`false alarm: ${errors.map((finding) => finding.rule).join(", ")}`)
  if (!trial.plain.untouched || !trial.unsafe.untouched) reasons.push("fix changes its bytes")
  return failure(trial, "valid", reasons, [], trial.unsafe)
}

export const ofInvalid = (trial: Trial): Failure | undefined => {
  const reasons = reasonsOfRun(trial)
  if (errorsOf(trial).length === 0) reasons.push("not flagged")
  return failure(trial, "invalid", reasons, [], trial.unsafe)
}

export const ofPair = (trial: PairTrial): Failure | undefined => {
  const { pair, unsafe } = trial
  const reasons = reasonsOfRun(trial)
  if (errorsOf(trial).length === 0) reasons.push("not flagged")
  if (!unsafe.accepted) reasons.push(`not accepted: ${unsafe.refusals[0]}`)
  if (unsafe.lost.length > 0) reasons.push(`lost ${unsafe.lost.slice(0, 5).join(" ")}`)
  if (pair.minimal && unsafe.restored === false) reasons.push(`not what the author did: ${unsafe.unrestored}`)
  return failure(trial, `pair ${pair.kind}${pair.minimal ? ", minimal" : ""}`, reasons, [], unsafe)
}

/** What must hold for every file. */
const reasonsOfRun = (trial: Trial): Array<string> => {
  if (trial.crash !== undefined) return [`crashed: ${trial.crash.split("\n").slice(0, 4).join(" | ")}`]
  const reasons: Array<string> = []
  for (const [name, attempt] of [
    ["fix", trial.plain],
    ["fix --unsafe", trial.unsafe]
  ] as const) {
    if (attempt.gain < 0) reasons.push(`${name} lowers the score by ${(-attempt.gain).toFixed(3)}`)
    if (!attempt.settled) reasons.push(`${name} run again changes more`)
  }
  return reasons
}

const failure = (
  trial: Trial,
  kind: string,
  reasons: ReadonlyArray<string>,
  details: ReadonlyArray<string>,
  run: Attempt
): Failure | undefined =>
  reasons.length === 0
    ? undefined
    : {
        ...{ path: trial.path, kind, reasons, details, found: trial.findings, left: run.left },
        applied: run.applied.map(
          ({ title, rule, applicability, confidence }) =>
            `${title} (${rule}, ${applicability}, ${confidence.toFixed(2)})`
        )
      }

const linesOf = (trial: Trial): string =>
  [...new Set(errorsOf(trial).map((finding) => finding.line))].slice(0, 6).join(", ")

export const print = (failure: Failure): string =>
  [
    `${failure.path}  [${failure.kind}]`,
    ...failure.details.map((detail) => `    was: ${detail}`),
    ...failure.reasons.map((reason) => `  ✗ ${reason}`),
    ...listed("found", failure.found),
    ...failure.applied.slice(0, 6).map((title) => `    applied: ${title}`),
    // What nothing was done about is listed above already.
    ...(failure.applied.length === 0 ? [] : listed("left", failure.left))
  ].join("\n")

const listed = (word: string, findings: ReadonlyArray<Finding>): ReadonlyArray<string> => [
  ...findings
    .slice(0, 6)
    .flatMap(({ line, severity, rule, message, offers }) => [
      `    ${word}: ${line}: ${severity} ${rule}: ${message.split("\n")[0]}`,
      ...offers.slice(0, 3).map((offer) => `        offers: ${offer}`)
    ]),
  ...(findings.length > 6 ? [`    … and ${findings.length - 6} more`] : [])
]
