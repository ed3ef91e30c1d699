/**
 * `concise`: a finding a line, as compilers print them: `file:line:column: severity[rule] message`.
 */
import { type MakeFormat, plural } from "./Format.ts"
import { oneLine } from "./Visible.ts"

export const concise: MakeFormat = () => ({
  begin: "",
  outcome: (outcome) => {
    const { diff, refinement, findings } = outcome
    const ending =
      refinement === undefined || refinement.status === "accepted"
        ? ""
        : `${oneLine(outcome.file)}: ${refinement.status}: ${oneLine(refinement.reason)}\n`
    return findings.reduce(
      (text, { diagnostic, line, column, known }) =>
        `${text}${oneLine(outcome.file)}:${line}:${column}: ${known ? "known " : ""}${diagnostic.severity}[${diagnostic.rule}] ${oneLine(diagnostic.message)}\n`,
      `${diff ?? ""}${ending}`
    )
  },
  end: ({ files, remaining, applied }) => {
    const counts = [
      ...(remaining.error > 0 ? [plural(remaining.error, "error")] : []),
      ...(remaining.warning > 0 ? [plural(remaining.warning, "warning")] : []),
      ...(remaining.info > 0 ? [plural(remaining.info, "note")] : []),
      ...(applied > 0 ? [`${plural(applied, "fix")} applied`] : [])
    ]
    return counts.length === 0 ? "" : `${counts.join(", ")} in ${plural(files, "file")}\n`
  }
})
