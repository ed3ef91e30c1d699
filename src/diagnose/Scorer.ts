/**
 * Scores a report: overall and per stage, with what is critical and what to improve first.
 *
 * Syntax scores by the damage (1, .8, .5, 0); the other stages start at 1 and lose by severity; a stage that could
 * not be judged scores 0. The weights are those of the source text (.2, .3, .3, .2), as data in `rules/structure`.
 */
import { type Diagnostic, type Stage, stages } from "./Diagnostic.ts"
import type { Report } from "./Report.ts"
import { weights } from "./rules.generated.ts"

export type Weights = Readonly<Record<Stage, number>>

export interface Score {
  /** 0..1 */
  readonly overall: number
  /** 0..1 each */
  readonly stages: Readonly<Record<Stage, number>>
  /** The errors of the earliest stage that has any: nothing later counts before these are gone. */
  readonly criticalErrors: ReadonlyArray<Diagnostic>
  /** Stages below 1, worst first, ties in the order of the stages. */
  readonly improvementPriority: ReadonlyArray<Stage>
}

export const defaultWeights: Weights = weights.stages

export const score = (report: Report, by: Weights = defaultWeights): Score => {
  const scores = { syntax: 0, schema: 0, semantic: 0, execution: 0 }
  for (const stage of report.judged) scores[stage] = 1
  scores.syntax = weights.syntax[report.damage]
  for (const diagnostic of report.diagnostics) {
    if (diagnostic.stage === "syntax" && diagnostic.severity === "error" && report.damage !== "none") continue
    scores[diagnostic.stage] = Math.max(0, scores[diagnostic.stage] - weights.severity[diagnostic.severity])
  }
  const total = stages.reduce((sum, stage) => sum + by[stage], 0)
  const overall = stages.reduce((sum, stage) => sum + by[stage] * scores[stage], 0) / (total || 1)
  const first = stages.find((stage) =>
    report.diagnostics.some((diagnostic) => diagnostic.stage === stage && diagnostic.severity === "error")
  )
  return {
    overall,
    stages: scores,
    criticalErrors: report.diagnostics.filter(
      ({ stage, severity }) => stage === first && severity === "error"
    ),
    improvementPriority: stages.filter((stage) => scores[stage] < 1).sort((a, b) => scores[a] - scores[b])
  }
}

/** Errors of a report. */
export const errorsOf = (report: Report): ReadonlyArray<Diagnostic> =>
  report.diagnostics.filter(({ severity }) => severity === "error")
