/**
 * `json`: one object with everything: files, scores before and after, what was applied with its edits, what remains,
 * and for `refine` the trajectory. Written file by file, so that a large run does not pile up.
 */
import { Schema } from "effect"
import { Severity, Stage } from "../../diagnose/Diagnostic.ts"
import { Applicability, Edit, Fix } from "../../diagnose/Fix.ts"
import { EnhanceStage } from "../../pattern/RuleData.ts"
import type { Change, Finding, Outcome, Place } from "../Outcome.ts"
import type { MakeFormat } from "./Format.ts"

const OneBased = Schema.Int.check(Schema.isGreaterThan(0))
const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const place = { line: OneBased, column: OneBased, endLine: OneBased, endColumn: OneBased }

const Score = Schema.Struct({
  overall: Share,
  stages: Schema.Struct({ syntax: Share, schema: Share, semantic: Share, execution: Share })
})

const FindingSchema = Schema.Struct({
  ...place,
  stage: Stage,
  rule: Schema.String,
  severity: Severity,
  message: Schema.String,
  why: Schema.optionalKey(Schema.String),
  help: Schema.optionalKey(Schema.String),
  pointer: Schema.String,
  /** Stable over changes elsewhere in the file. */
  fingerprint: Schema.String,
  /** Listed in the baseline. */
  known: Schema.Boolean,
  fixes: Schema.Array(
    Schema.Struct({
      title: Schema.String,
      applicability: Applicability,
      confidence: Share,
      unlearned: Fix.fields.unlearned,
      edit: Edit
    })
  )
})

const AppliedSchema = Schema.Struct({
  ...place,
  stage: Stage,
  rule: Schema.String,
  severity: Severity,
  message: Schema.String,
  title: Schema.String,
  applicability: Applicability,
  confidence: Share,
  unlearned: Fix.fields.unlearned,
  round: OneBased,
  by: Schema.Literals(["rule", "model", "pattern"]),
  /** On the text, or the tree, as it was before the round; offsets count UTF-16 code units. */
  edit: Edit
})

/** Calls, tokens in and out, and dollars. */
const Spent = Schema.Struct({ calls: Count, tokens: Count, cost: Schema.Finite })

const EnhancementSchema = Schema.Struct({
  /** The pattern that was completed. */
  pattern: Schema.NullOr(Schema.String),
  /** Where none was: the one that the file is most like, and what it lacks of that. */
  nearest: Schema.NullOr(
    Schema.Struct({ pattern: Schema.String, score: Share, missing: Schema.Array(Schema.String) })
  ),
  stages: Schema.Array(
    Schema.Struct({ stage: EnhanceStage, applied: Count, refused: Schema.Array(Schema.String) })
  ),
  met: Schema.Array(Schema.String),
  unmet: Schema.Array(Schema.String)
})

const FileSchema = Schema.Struct({
  file: Schema.String,
  dialect: Schema.NullOr(Schema.String),
  changed: Schema.Boolean,
  written: Schema.Boolean,
  score: Schema.Struct({ before: Score, after: Score }),
  diagnostics: Schema.Array(FindingSchema),
  unknowns: Schema.Array(Schema.Struct({ ...place, rule: Schema.String, message: Schema.String })),
  ignored: Count,
  applied: Schema.Array(AppliedSchema),
  rolledBack: Schema.Array(AppliedSchema),
  diff: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(
    Schema.Literals(["accepted", "max_iterations", "stuck", "budget", "needs_model", "model_failed"])
  ),
  reason: Schema.optionalKey(Schema.String),
  /** What was asked of models. */
  spent: Schema.optionalKey(Spent),
  /** What became of an enhancement. */
  enhancement: Schema.optionalKey(EnhancementSchema),
  trajectory: Schema.optionalKey(
    Schema.Array(
      Schema.Union([
        Schema.Struct({
          event: Schema.Literal("evaluated"),
          iteration: Count,
          score: Share,
          stages: Score.fields.stages,
          errors: Count
        }),
        Schema.Struct({
          event: Schema.Literal("proposed"),
          iteration: Count,
          approach: Schema.String,
          outcome: Schema.Literals(["candidate", "unchanged", "refused", "failed"]),
          reason: Schema.String,
          spent: Schema.optionalKey(Spent)
        })
      ])
    )
  )
})

/** The whole object. Lines and columns are 1-based, columns count UTF-16 code units, ends are exclusive. */
export const JsonReport = Schema.Struct({
  version: Schema.Literal(1),
  tool: Schema.Struct({ name: Schema.Literal("pipewright"), version: Schema.String }),
  command: Schema.Literals(["check", "fix", "refine", "enhance"]),
  files: Schema.Array(FileSchema),
  summary: Schema.Struct({
    files: Count,
    changed: Count,
    written: Count,
    applied: Count,
    errors: Count,
    warnings: Count,
    infos: Count,
    known: Count,
    ignored: Count,
    unknowns: Count,
    /** Only for `refine`: what was asked of models, who proposed what was applied, and how the files ended. */
    spent: Schema.optionalKey(Spent),
    by: Schema.optionalKey(Schema.Struct({ rule: Count, model: Count, pattern: Count })),
    statuses: Schema.optionalKey(Schema.Record(Schema.String, Count))
  }),
  /** Inputs that could not be read or written. */
  problems: Schema.Array(Schema.Struct({ file: Schema.String, message: Schema.String }))
}).annotate({ identifier: "Report", title: "pipewright's json format" })
export type JsonReport = typeof JsonReport.Type

type JsonFile = typeof FileSchema.Type

export const json: MakeFormat = ({ command, version }) => {
  let first = true
  return {
    begin: `{"version":1,"tool":${JSON.stringify({ name: "pipewright", version })},"command":"${command}","files":[`,
    outcome: (outcome) => {
      const text = `${first ? "" : ","}\n${JSON.stringify(fileOf(outcome))}`
      first = false
      return text
    },
    end: (summary) => {
      const { files, changed, written, applied, remaining, known, ignored, unknowns } = summary
      const totals: JsonReport["summary"] = {
        files,
        changed,
        written,
        applied,
        errors: remaining.error,
        warnings: remaining.warning,
        infos: remaining.info,
        known,
        ignored,
        unknowns,
        ...(command === "refine" ? { spent: summary.spent, by: summary.by, statuses: summary.statuses } : {})
      }
      const problems: JsonReport["problems"] = summary.problems.map(({ path, message }) => ({
        file: path,
        message
      }))
      return `\n],"summary":${JSON.stringify(totals)},"problems":${JSON.stringify(problems)}}\n`
    }
  }
}

const fileOf = (outcome: Outcome): JsonFile => ({
  file: outcome.file,
  dialect: outcome.dialect ?? null,
  changed: outcome.changed,
  written: outcome.written,
  score: { before: outcome.before, after: outcome.after },
  diagnostics: outcome.findings.map(finding),
  unknowns: outcome.unknowns.map((unknown) => ({
    ...placed(unknown),
    rule: unknown.rule,
    message: unknown.message
  })),
  ignored: outcome.ignored,
  applied: outcome.applied.map(change),
  rolledBack: outcome.rolledBack.map(change),
  ...(outcome.diff === undefined ? {} : { diff: outcome.diff }),
  ...(outcome.enhancement === undefined ? {} : { enhancement: outcome.enhancement }),
  ...outcome.refinement
})

const finding = ({ diagnostic, known, fingerprint, ...at }: Finding): JsonFile["diagnostics"][number] => ({
  ...placed(at),
  stage: diagnostic.stage,
  rule: diagnostic.rule,
  severity: diagnostic.severity,
  message: diagnostic.message,
  ...(diagnostic.why === undefined ? {} : { why: diagnostic.why }),
  ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
  pointer: diagnostic.pointer,
  fingerprint,
  known,
  fixes: diagnostic.fixes
})

const change = (change: Change): JsonFile["applied"][number] => ({
  ...placed(change),
  stage: change.stage,
  rule: change.rule,
  severity: change.severity,
  message: change.message,
  title: change.title,
  applicability: change.applicability,
  confidence: change.confidence,
  ...(change.unlearned === undefined ? {} : { unlearned: change.unlearned }),
  round: change.round,
  by: change.by,
  edit: change.edit
})

const placed = ({ line, column, endLine, endColumn }: Place): Place => ({ line, column, endLine, endColumn })
