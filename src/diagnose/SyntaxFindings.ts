/**
 * The diagnostics of the syntax stage: what salvage repaired, what it could not, and keys that are written twice.
 */
import type { Salvaged } from "../document/Salvage.ts"
import type { TextEdit } from "../document/TextEdit.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { finding } from "./Finding.ts"
import type { Fix } from "./Fix.ts"
import { rules } from "./rules.generated.ts"
import { rules as textRules } from "./text.generated.ts"

/** `edits` are those of all repairs; `back` maps an offset behind them to one of the text as it is written. */
export const syntaxFindings = (
  salvaged: Salvaged,
  edits: ReadonlyArray<TextEdit>,
  back: (offset: number) => number
): Array<Diagnostic> => {
  const { document, repairs } = salvaged
  const diagnostics = repairs.flatMap((repair): ReadonlyArray<Diagnostic> => {
    const fixes: Array<Fix> = [
      {
        title: repair.title,
        edit: { _tag: "text", edits: repair.edits },
        applicability: repair.applicability,
        confidence: repair.confidence
      },
      ...repair.alternatives.map(
        (other): Fix => ({
          title: other.title,
          edit: { _tag: "text", edits: other.edits },
          applicability: "unsafe",
          confidence: Math.min(0.5, 1 - repair.confidence)
        })
      )
    ]
    const found = { rule: repair.rule, stage: "syntax", severity: "error", pointer: "" } as const
    // Whoever reads along sees every line; what mends them all stands with the first.
    return [
      finding({ ...found, message: repair.message, at: repair, fixes }, textRules),
      ...(repair.further?.at ?? []).map((at) =>
        finding({ ...found, message: repair.further?.message ?? repair.message, at }, textRules)
      )
    ]
  })
  for (const problem of document.problems.slice(0, problemsAtMost)) {
    diagnostics.push(
      finding(
        {
          rule: "unparseable",
          stage: "syntax",
          message: problem.message,
          pointer: "",
          at: edits.length === 0 ? problem : { start: back(problem.start), end: back(problem.end) }
        },
        rules
      )
    )
  }
  if (salvaged.left !== undefined) {
    diagnostics.push(
      finding(
        {
          rule: "too-complex",
          stage: "syntax",
          message: `The text is damaged in very many places: ${salvaged.left.count} more, from here on, are not looked at yet.`,
          help: "Apply the fixes, or mend what is listed, then go on with another run.",
          pointer: "",
          at: salvaged.left
        },
        rules
      )
    )
  }
  for (const { again, first, pointer, document: index } of document.duplicates.slice(0, 1000)) {
    const line = document.lines.at(first.start).line
    diagnostics.push(
      finding(
        {
          rule: "duplicate-key",
          stage: "syntax",
          message: `This key is repeated: it is already in line ${line}.`,
          document: index,
          pointer,
          at: { start: back(again.key.start), end: back(again.key.end) }
        },
        rules
      )
    )
  }
  if (document.problems.length === 0 && document.roots.length === 0) {
    diagnostics.push(
      finding(
        {
          rule: "empty-file",
          stage: "syntax",
          message: document.text.trim() === "" ? "The file is empty." : "The file has only comments.",
          pointer: "",
          at: { start: 0, end: 0 }
        },
        rules
      )
    )
  }
  return diagnostics
}

const problemsAtMost = 20
