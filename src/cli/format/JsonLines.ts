/**
 * `jsonl`: a finding a line, for programs that read along.
 */
import { Schema } from "effect"
import { Severity, Stage } from "../../diagnose/Diagnostic.ts"
import { Applicability } from "../../diagnose/Fix.ts"
import type { Finding } from "../Outcome.ts"
import type { MakeFormat } from "./Format.ts"

const OneBased = Schema.Int.check(Schema.isGreaterThan(0))

/** One line. Lines and columns are 1-based, columns count UTF-16 code units, the end is exclusive. */
export const JsonLine = Schema.Struct({
  file: Schema.String,
  line: OneBased,
  column: OneBased,
  endLine: OneBased,
  endColumn: OneBased,
  stage: Stage,
  rule: Schema.String,
  severity: Severity,
  message: Schema.String,
  fixes: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      applicability: Applicability,
      confidence: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
    })
  )
}).annotate({ identifier: "Finding", title: "A line of pipewright's jsonl format" })
export type JsonLine = typeof JsonLine.Type

export const jsonl: MakeFormat = () => ({
  begin: "",
  outcome: ({ file, findings }) =>
    findings.reduce(
      (text, finding) => (finding.known ? text : `${text}${JSON.stringify(line(file, finding))}\n`),
      ""
    ),
  end: () => ""
})

const line = (file: string, { diagnostic, line, column, endLine, endColumn }: Finding): JsonLine => ({
  file,
  line,
  column,
  endLine,
  endColumn,
  stage: diagnostic.stage,
  rule: diagnostic.rule,
  severity: diagnostic.severity,
  message: diagnostic.message,
  fixes: diagnostic.fixes.map(({ title, applicability, confidence }) => ({
    title,
    applicability,
    confidence
  }))
})
