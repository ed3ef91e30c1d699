/**
 * `pretty`: for people. Every finding with its lines, what is wrong, why, what to do, and the line as a fix leaves it.
 */

import type { Spending } from "../../refine/Budget.ts"
import { codeFrame } from "../CodeFrame.ts"
import type { Change, Enhancement, Finding, Outcome, Refinement, Summary } from "../Outcome.ts"
import { type Style, style } from "../Style.ts"
import { type MakeFormat, oneLine, plural, visible } from "./Format.ts"

export const pretty: MakeFormat = ({ color, command, terminal }) => {
  const paint = style(color)
  // Why a rule matters is said once in a run.
  const explained = new Set<string>()
  return {
    begin: "",
    outcome: (outcome) => {
      let text = ""
      if (outcome.diff !== undefined && outcome.diff !== "")
        text += terminal ? colored(outcome.diff, paint) : outcome.diff
      else for (const change of outcome.applied) text += applied(outcome, change, paint)
      for (const change of outcome.rolledBack) text += rolledBack(outcome, change, paint)
      const remaining = outcome.findings.filter(({ known }) => !known)
      if (text !== "" && remaining.length > 0) text += "\n"
      for (const finding of remaining) text += shown(outcome, finding, paint, explained)
      if (outcome.enhancement !== undefined) text += built(outcome, outcome.enhancement, paint)
      if (outcome.refinement !== undefined && outcome.refinement.spent.calls > 0)
        text += asked(outcome, outcome.refinement, paint)
      if (outcome.refinement !== undefined && outcome.refinement.status !== "accepted") {
        const { status, reason } = outcome.refinement
        text += `${paint.yellow(oneLine(outcome.file))}: ${endings[status]}: ${visible(reason)}\n\n`
      }
      return text
    },
    end: (summary) => total(summary, command, paint)
  }
}

const shown = (outcome: Outcome, finding: Finding, paint: Style, explained: Set<string>): string => {
  const { diagnostic, line, column } = finding
  const severity = paint.severity(diagnostic.severity)
  let text = `${paint.bold(`${oneLine(outcome.file)}:${line}:${column}`)} ${severity(diagnostic.severity)} ${visible(diagnostic.message)} ${paint.dim(`${diagnostic.stage}/${diagnostic.rule}`)}\n`
  const first = diagnostic.fixes.find((fix) => fix.applicability !== "display") ?? diagnostic.fixes[0]
  if (outcome.text !== "") {
    text += codeFrame(outcome.text, outcome.lines, finding, finding.preview(), paint)
  }
  if (diagnostic.why !== undefined && !explained.has(diagnostic.rule)) {
    explained.add(diagnostic.rule)
    text += `  ${paint.dim("why:")} ${visible(diagnostic.why)}\n`
  }
  if (diagnostic.help !== undefined) text += `  ${paint.dim("help:")} ${visible(diagnostic.help)}\n`
  if (first !== undefined) {
    const how =
      first.applicability === "safe" ? "fix" : first.applicability === "unsafe" ? "fix --unsafe" : "idea"
    text += `  ${paint.dim(`${how}:`)} ${visible(first.title)} ${paint.dim(`(${first.applicability}, ${percent(first.confidence)})`)}\n`
    for (const other of diagnostic.fixes) {
      if (other !== first)
        text += `  ${paint.dim("or:")} ${visible(other.title)} ${paint.dim(`(${percent(other.confidence)})`)}\n`
    }
  }
  return `${text}\n`
}

const applied = (outcome: Outcome, change: Change, paint: Style): string =>
  `${paint.green(change.by === "pattern" ? "added" : "fixed")} ${oneLine(outcome.file)}:${change.line}:${change.column} ${visible(change.title)} ${paint.dim(change.rule)}\n`

const rolledBack = (outcome: Outcome, change: Change, paint: Style): string =>
  `${paint.yellow("taken back")} ${oneLine(outcome.file)}:${change.line}:${change.column} ${visible(change.title)}: it made the file worse ${paint.dim(change.rule)}\n`

/** What an enhancement could not do, and what it could do if it were told to. */
const built = (outcome: Outcome, { nearest, stages, unmet }: Enhancement, paint: Style): string => {
  const file = paint.bold(oneLine(outcome.file))
  const refused = stages.flatMap((stage) => stage.refused)
  let text = refused
    .map((title) => `${paint.yellow("left out")} ${file} ${visible(title)}: it would not fit\n`)
    .join("")
  if (unmet.length > 0)
    text += `${file}: could not be given ${unmet.map((name) => `\`${oneLine(name)}\``).join(", ")}\n`
  if (nearest !== null) {
    const missing = nearest.missing.map((step) => `\`${step}\``).join(", ")
    text += `${file}: like the pattern \`${nearest.pattern}\` (${percent(nearest.score)}) without ${missing}; \`--pattern ${nearest.pattern}\` adds what is missing\n`
  }
  return text
}

/** What a model did for a file, and what it took. */
const asked = (outcome: Outcome, { spent, trajectory }: Refinement, paint: Style): string => {
  const refused = trajectory.filter(
    (step) => step.event === "proposed" && step.spent !== undefined && step.outcome !== "candidate"
  )
  let text = `${paint.bold(oneLine(outcome.file))}: score ${outcome.before.overall.toFixed(3)} → ${outcome.after.overall.toFixed(3)} with ${costs(spent)}\n`
  for (const step of refused)
    if (step.event === "proposed")
      text += `  ${paint.dim(`${step.outcome}:`)} ${visible(oneLine(step.reason))}\n`
  return text
}

/** `2 calls, 1,204 tokens, $0.0031` */
const costs = ({ calls, tokens, cost }: Spending): string =>
  `${plural(calls, "call")}, ${plural(tokens, "token")}, $${cost.toFixed(4)}`

const endings = {
  max_iterations: "max iterations reached",
  stuck: "stuck",
  budget: "out of budget",
  needs_model: "needsModel",
  model_failed: "the model failed"
} as const

const total = (summary: Summary, command: string, paint: Style): string => {
  const { remaining, fixable, files, known, ignored, unknowns, applied, changed, dryRun } = summary
  if (files === 0) return ""
  const left = remaining.error + remaining.warning + remaining.info
  const parts: Array<string> = []
  if (applied > 0) {
    parts.push(
      paint.green(
        `${plural(applied, "fix")} ${dryRun ? "would be applied" : "applied"} in ${plural(changed, "file")}`
      )
    )
  }
  if (left === 0)
    parts.push(paint.green(`${plural(files, "file")} ${dryRun && changed > 0 ? "would be clean" : "clean"}`))
  else {
    const counts = [
      ...(remaining.error > 0 ? [paint.red(plural(remaining.error, "error"))] : []),
      ...(remaining.warning > 0 ? [paint.yellow(plural(remaining.warning, "warning"))] : []),
      ...(remaining.info > 0 ? [paint.cyan(plural(remaining.info, "note"))] : [])
    ]
    parts.push(`${counts.join(", ")} in ${plural(files, "file")}`)
  }
  if (known > 0) parts.push(`${known} known from the baseline`)
  if (ignored > 0) parts.push(`${ignored} ignored by comments`)
  if (summary.spent.calls > 0) parts.push(costs(summary.spent))
  if (unknowns > 0) parts.push(`${unknowns} not to be judged offline`)
  let text = `${parts.join("; ")}\n`
  if (command === "check" && fixable.safe > 0)
    text += `${plural(fixable.safe, "fix")} with \`pipewright fix\`\n`
  if (fixable.unsafe > 0)
    text += `${plural(fixable.unsafe, "more suggestion")} with \`pipewright fix --unsafe\`; look at the changes\n`
  return text
}

const colored = (diff: string, paint: Style): string =>
  diff
    .split("\n")
    .map((line) => {
      const safe = visible(line.replaceAll("\t", "\u0001")).replaceAll("\\u{1}", "\t")
      return line.startsWith("+")
        ? paint.green(safe)
        : line.startsWith("-")
          ? paint.red(safe)
          : line.startsWith("@@")
            ? paint.cyan(safe)
            : safe
    })
    .join("\n")

/** Nothing short of certain is shown as certain. */
const percent = (share: number): string => `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100}%`
