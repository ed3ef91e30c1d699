/**
 * `markdown`: a table a file, for pull request comments and job summaries.
 */
import type { Finding, Outcome } from "../Outcome.ts"
import { type MakeFormat, plural } from "./Format.ts"
import { oneLine } from "./Visible.ts"

export const markdown: MakeFormat = () => ({
  begin: "# pipewright\n",
  outcome: (outcome) => {
    const shown = outcome.findings.filter(({ known }) => !known)
    const { applied, diff } = outcome
    if (shown.length === 0 && applied.length === 0) return ""
    let text = `\n## ${code(outcome.file)}\n\nScore ${score(outcome)}\n`
    if (applied.length > 0) {
      text += `\n${plural(applied.length, "fix")}:\n\n`
      for (const change of applied)
        text += `- line ${change.line}: ${cell(change.title)} (${code(change.rule)})\n`
    }
    if (diff !== undefined && diff !== "") text += `\n${fenced(diff)}`
    if (shown.length > 0) {
      text += "\n| line | severity | what | rule | fix |\n| ---: | --- | --- | --- | --- |\n"
      for (const finding of shown) text += row(finding)
    }
    return text
  },
  end: ({ files, remaining, applied, problems }) => {
    let text = ""
    if (problems.length > 0) {
      text += "\n## Not read or written\n\n"
      for (const { message } of problems) text += `- ${cell(message)}\n`
    }
    const left = `${plural(remaining.error, "error")}, ${plural(remaining.warning, "warning")}, ${plural(remaining.info, "note")}`
    return `${text}\n${plural(files, "file")}: ${left}; ${plural(applied, "fix")} applied.\n`
  }
})

const row = ({ diagnostic, line, column }: Finding): string => {
  const fix = diagnostic.fixes[0]
  const what = [diagnostic.message, diagnostic.help].filter((part) => part !== undefined).map(cell)
  return `| ${line}:${column} | ${diagnostic.severity} | ${what.join("<br>")} | ${code(diagnostic.rule)} | ${fix === undefined ? "" : `${cell(fix.title)} (${fix.applicability})`} |\n`
}

const score = ({ before, after }: Outcome): string =>
  before.overall === after.overall
    ? number(after.overall)
    : `${number(before.overall)} → ${number(after.overall)}`

const number = (share: number): string => share.toFixed(3).replace(/\.?0+$/, "")

/**
 * Text that is not to be read as markup. Code spans of our own messages stay code; what a file says in one cannot leave
 * it, since a backtick of the file's only moves where code begins and ends, and all that is not code is escaped.
 */
const cell = (text: string): string => {
  const parts = oneLine(text).split("`")
  return parts
    .map((part, at) => {
      const isLast = at === parts.length - 1
      if (at % 2 === 0) return escaped(part)
      return isLast || part === "" ? `\\\`${escaped(part)}${isLast ? "" : "\\`"}` : code(part)
    })
    .join("")
}

/** Entities rather than backslashes for what sites make links and mentions of by themselves. */
const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll(/[\\*_[\]|~]/g, "\\$&")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "&#64;")
    .replaceAll("://", ":&#47;/")
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)

/** Between backticks nothing means anything, save what ends a cell. */
const code = (text: string): string => `\`${oneLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``

/** A fence longer than any run of backticks inside. */
const fenced = (diff: string): string => {
  const longest = (diff.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2)
  const fence = "`".repeat(longest + 1)
  return `${fence}diff\n${diff}${fence}\n`
}
