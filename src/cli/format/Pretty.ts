/**
 * `pretty`: for people. Every finding with its lines, what is wrong, why, what to do, and the line as a fix leaves it.
 */

import type { Author } from "../../pipeline/AutoRepair.ts"
import type { Spending } from "../../refine/Budget.ts"
import { codeFrame } from "../CodeFrame.ts"
import type { Change, Enhancement, Finding, Outcome, Refinement, Summary } from "../Outcome.ts"
import { type Style, style } from "../Style.ts"
import { dollars, type MakeFormat, plural } from "./Format.ts"
import { oneLine, visible } from "./Visible.ts"

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
      for (const [finding, ...same] of repeating(remaining))
        text += shown(outcome, finding, same, paint, explained)
      if (outcome.enhancement !== undefined) text += built(outcome, outcome.enhancement, paint)
      if (outcome.refinement !== undefined) text += refined(outcome, outcome.refinement, paint)
      return text
    },
    end: (summary) => total(summary, command, paint)
  }
}

/** Findings that say the same and offer nothing, one after the other, as one: the rest are only counted out. */
const repeating = (findings: ReadonlyArray<Finding>): Array<[Finding, ...Array<Finding>]> => {
  const groups: Array<[Finding, ...Array<Finding>]> = []
  for (const finding of findings) {
    const last = groups.at(-1)
    const { rule, message, fixes } = finding.diagnostic
    const before = last?.[0].diagnostic
    if (last !== undefined && before?.rule === rule && before.message === message && fixes.length === 0)
      last.push(finding)
    else groups.push([finding])
  }
  return groups
}

const shown = (
  outcome: Outcome,
  finding: Finding,
  same: ReadonlyArray<Finding>,
  paint: Style,
  explained: Set<string>
): string => {
  const { diagnostic, line, column } = finding
  const severity = paint.severity(diagnostic.severity)
  let text = `${paint.bold(`${oneLine(outcome.file)}:${line}:${column}`)} ${severity(diagnostic.severity)} ${oneLine(diagnostic.message)} ${paint.dim(`${diagnostic.stage}/${diagnostic.rule}`)}\n`
  const [first] = diagnostic.fixes
  if (outcome.text !== "") {
    text += codeFrame(outcome.text, outcome.lines, finding, finding.preview(), paint)
  }
  if (diagnostic.why !== undefined && !explained.has(diagnostic.rule)) {
    explained.add(diagnostic.rule)
    text += `  ${paint.dim("why:")} ${oneLine(diagnostic.why)}\n`
  }
  if (same.length > 0) text += `  ${paint.dim("also:")} ${spans(same.map((other) => other.line))}\n`
  if (diagnostic.help !== undefined) text += `  ${paint.dim("help:")} ${oneLine(diagnostic.help)}\n`
  if (first !== undefined) {
    const how =
      first.applicability === "safe" ? "fix" : first.applicability === "unsafe" ? "fix --unsafe" : "idea"
    text += `  ${paint.dim(`${how}:`)} ${oneLine(first.title)} ${paint.dim(`(${first.applicability}, ${percent(first.confidence)})`)}\n`
    for (const other of diagnostic.fixes) {
      if (other !== first)
        text += `  ${paint.dim("or:")} ${oneLine(other.title)} ${paint.dim(`(${percent(other.confidence)})`)}\n`
    }
  }
  return `${text}\n`
}

/** `lines 4 to 9, 12` */
const spans = (lines: ReadonlyArray<number>): string => {
  const runs: Array<[number, number]> = []
  for (const line of lines) {
    const run = runs.at(-1)
    if (run !== undefined && line <= run[1] + 1) run[1] = line
    else runs.push([line, line])
  }
  const told = runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`))
  return `${lines.length === 1 ? "line" : "lines"} ${told.join(", ")}`
}

const applied = (outcome: Outcome, change: Change, paint: Style): string =>
  `${paint.green(change.by === "pattern" ? "added" : "fixed")} ${oneLine(outcome.file)}:${change.line}:${change.column} ${oneLine(change.title)} ${paint.dim(change.rule)}\n`

const rolledBack = (outcome: Outcome, change: Change, paint: Style): string =>
  `${paint.yellow("taken back")} ${oneLine(outcome.file)}:${change.line}:${change.column} ${oneLine(change.title)}: it made the file worse ${paint.dim(change.rule)}\n`

/** What an enhancement could not do, and what it could do if it were told to. */
const built = (outcome: Outcome, { nearest, stages, unmet }: Enhancement, paint: Style): string => {
  const file = paint.bold(oneLine(outcome.file))
  const refused = stages.flatMap((stage) => stage.refused)
  let text = refused
    .map((title) => `${paint.yellow("left out")} ${file} ${oneLine(title)}: it would not fit\n`)
    .join("")
  if (unmet.length > 0)
    text += `${file}: could not be given ${unmet.map((name) => `\`${oneLine(name)}\``).join(", ")}\n`
  if (nearest !== null) {
    const missing = nearest.missing.map((step) => `\`${oneLine(step)}\``).join(", ")
    const name = oneLine(nearest.pattern)
    text += `${file}: like the pattern \`${name}\` (${percent(nearest.score)}) without ${missing}; \`--pattern ${name}\` adds what is missing\n`
  }
  return text
}

/** How a refinement went: the score before and after, who did how much, what that took, and what is left. */
const refined = (outcome: Outcome, refinement: Refinement, paint: Style): string => {
  const { before, after, applied, findings, file } = outcome
  const { spent, status, reason, trajectory } = refinement
  if (applied.length === 0 && spent.calls === 0 && status === "accepted") return ""
  const [from, to] = [before.overall.toFixed(3), after.overall.toFixed(3)]
  const parts = [
    from === to ? `score ${to}` : `score ${from} → ${to}`,
    authors(Map.groupBy(applied, ({ by }) => by)),
    ...(spent.calls > 0 ? [costs(spent)] : []),
    remains(findings)
  ]
  let text = `${paint.bold(oneLine(file))}: ${parts.join("; ")}\n`
  const told = new Set<string>()
  for (const step of trajectory)
    if (step.event === "proposed" && step.spent !== undefined && step.outcome !== "candidate") {
      const line = `  ${paint.dim(`${step.outcome}:`)} ${oneLine(step.reason)}\n`
      // What is said again, or below, is said once.
      if (!told.has(line) && !reason.includes(step.reason.replace(/\.$/, ""))) text += line
      told.add(line)
    }
  return status === "accepted"
    ? text
    : `${text}${paint.yellow(oneLine(file))}: ${endings[status]}: ${oneLine(reason)}\n\n`
}

/** `3 fixes by rule, 1 by a model` */
const authors = (applied: ReadonlyMap<Author, ReadonlyArray<Change>>): string => {
  const counts = authorNames.flatMap(([by, name]): ReadonlyArray<readonly [number, string]> => {
    const changes = applied.get(by)
    return changes === undefined ? [] : [[changes.length, name]]
  })
  if (counts.length === 0) return "nothing was changed"
  return counts
    .map(([count, name], index) => `${index === 0 ? plural(count, "fix") : count} by ${name}`)
    .join(", ")
}

const authorNames: ReadonlyArray<readonly [by: Author, name: string]> = [
  ["rule", "rule"],
  ["pattern", "a pattern"],
  ["model", "a model"]
]

const remains = (findings: ReadonlyArray<Finding>): string => {
  const fresh = findings.filter(({ known }) => !known)
  const errors = fresh.filter(({ diagnostic }) => diagnostic.severity === "error").length
  if (fresh.length === 0) return "nothing is left"
  const others = fresh.length - errors
  const notes = others === 0 ? "" : plural(others, "warning or note", "warnings and notes")
  return `${[errors === 0 ? "" : plural(errors, "error"), notes].filter((part) => part !== "").join(" and ")} left`
}

/** `2 calls, 1,204 tokens, $0.0031` */
const costs = ({ calls, tokens, cost }: Spending): string =>
  [plural(calls, "call"), plural(tokens, "token"), ...dollars(cost)].join(", ")

const endings = {
  max_iterations: "max iterations reached",
  stuck: "stuck",
  budget: "out of budget",
  needs_model: "needsModel",
  model_failed: "the model failed"
} as const

const endingOf = (status: string): string =>
  Object.hasOwn(endings, status) ? endings[status as keyof typeof endings] : status

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
  const ended = Object.entries(summary.statuses)
  if (files > 1 && ended.some(([status]) => status !== "accepted"))
    parts.push(ended.map(([status, count]) => `${count} ${endingOf(status)}`).join(", "))
  if (summary.spent.calls > 0) parts.push(costs(summary.spent))
  if (unknowns > 0) parts.push(`${unknowns} not checkable offline`)
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
