/**
 * Outcomes: what became of each input, in the form that every output format prints.
 *
 * An outcome carries its text only for code frames; formats write at once and keep none, so that thousands of files
 * fit into little memory.
 */
import type { Diagnostic, Severity, Stage } from "../diagnose/Diagnostic.ts"
import type { Applicability, Edit, Fix } from "../diagnose/Fix.ts"
import type { LineIndex } from "../document/LineIndex.ts"
import type { EnhanceStage } from "../pattern/RuleData.ts"
import type { Author } from "../pipeline/AutoRepair.ts"
import { add, nothingSpent, type Spending } from "../refine/Budget.ts"
import type { FileError } from "./SourceFile.ts"

/** A range in lines and columns, 1-based; the end is exclusive. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** A diagnostic at its place in the file as it lies on the disk after the command. */
export interface Finding extends Place {
  readonly diagnostic: Diagnostic
  /** Listed in the baseline: shown as known, never counted. */
  readonly known: boolean
  /** Stable over changes elsewhere in the file. */
  readonly fingerprint: string
  /** The lines of the text as the fix would leave them; worked out only where it is printed. */
  readonly preview: () => Preview | undefined
}

/** The lines that a fix touches, before and after. */
export interface Preview {
  /** 1-based line of the first of them. */
  readonly line: number
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
}

/** A fix that was applied, at its place in the text before its round. */
export interface Change extends Place {
  readonly stage: Stage
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly title: string
  readonly applicability: Applicability
  readonly confidence: number
  /** As of the fix. */
  readonly unlearned?: Fix["unlearned"]
  /** 1-based. */
  readonly round: number
  readonly by: Author
  /** On the text, or the tree, as it was before the round. */
  readonly edit: Edit
}

export interface Scores {
  /** 0..1 */
  readonly overall: number
  readonly stages: Readonly<Record<Stage, number>>
}

/** One event of a refinement: a text was judged, or a change was proposed. */
export type TrajectoryStep =
  | {
      readonly event: "evaluated"
      readonly iteration: number
      readonly score: number
      readonly stages: Scores["stages"]
      readonly errors: number
    }
  | {
      readonly event: "proposed"
      readonly iteration: number
      readonly approach: string
      readonly outcome: "candidate" | "unchanged" | "refused" | "failed"
      readonly reason: string
      /** What it took of a model. */
      readonly spent?: Spending
    }

/** How a refinement ended. */
export type RefineStatus = "accepted" | "max_iterations" | "stuck" | "budget" | "needs_model" | "model_failed"

export interface Refinement {
  readonly status: RefineStatus
  /** Why it ended, in words. */
  readonly reason: string
  /** What was asked of models, in all. */
  readonly spent: Spending
  readonly trajectory: ReadonlyArray<TrajectoryStep>
}

/** What became of an enhancement, besides what was applied. */
export interface Enhancement {
  /** The pattern that was completed. */
  readonly pattern: string | null
  /** Where none was: the one that the file is most like, and what it lacks of that. */
  readonly nearest: {
    readonly pattern: string
    /** 0..1 */
    readonly score: number
    readonly missing: ReadonlyArray<string>
  } | null
  readonly stages: ReadonlyArray<{
    readonly stage: EnhanceStage
    readonly applied: number
    /** What would have made the file worse. */
    readonly refused: ReadonlyArray<string>
  }>
  /** Of what was asked for: what is there now, and what is not. */
  readonly met: ReadonlyArray<string>
  readonly unmet: ReadonlyArray<string>
}

export interface Outcome {
  /** As the user named it. */
  readonly file: string
  readonly dialect: string | undefined
  /** The text that the findings speak of. */
  readonly text: string
  readonly lines: LineIndex
  readonly before: Scores
  readonly after: Scores
  /** What remains, in order of position. */
  readonly findings: ReadonlyArray<Finding>
  /** What cannot be judged from the file alone. */
  readonly unknowns: ReadonlyArray<Place & { readonly rule: string; readonly message: string }>
  /** Findings that comments switched off. */
  readonly ignored: number
  readonly applied: ReadonlyArray<Change>
  /** Fixes that made the file worse and were taken back. */
  readonly rolledBack: ReadonlyArray<Change>
  readonly changed: boolean
  readonly written: boolean
  readonly diff: string | undefined
  readonly refinement: Refinement | undefined
  readonly enhancement?: Enhancement
}

/** Counts over all outcomes of a run. */
export interface Summary {
  readonly files: number
  readonly changed: number
  readonly written: number
  /** Fixes applied, in all and by who proposed them. */
  readonly applied: number
  readonly by: Readonly<Record<Author, number>>
  /** What remains and is not known from the baseline. */
  readonly remaining: Readonly<Record<Severity, number>>
  /** Of these: how many have a fix of each kind. */
  readonly fixable: { readonly safe: number; readonly unsafe: number }
  readonly known: number
  readonly ignored: number
  readonly unknowns: number
  /** Refinements by how they ended. */
  readonly statuses: Readonly<Partial<Record<RefineStatus, number>>>
  /** What was asked of models. */
  readonly spent: Spending
  /** Inputs that could not be read or written. */
  readonly problems: ReadonlyArray<FileError>
  readonly dryRun: boolean
}

export const emptySummary: Summary = {
  files: 0,
  changed: 0,
  written: 0,
  applied: 0,
  by: { rule: 0, model: 0, pattern: 0 },
  remaining: { error: 0, warning: 0, info: 0 },
  fixable: { safe: 0, unsafe: 0 },
  known: 0,
  ignored: 0,
  unknowns: 0,
  statuses: {},
  spent: nothingSpent,
  problems: [],
  dryRun: false
}

/** Adds an outcome to the counts. */
export const count = (summary: Summary, outcome: Outcome): Summary => {
  const remaining = { ...summary.remaining }
  const fixable = { ...summary.fixable }
  let known = summary.known
  for (const { diagnostic, known: isKnown } of outcome.findings) {
    if (isKnown) known++
    else {
      remaining[diagnostic.severity]++
      const kinds = diagnostic.fixes.map((fix) => fix.applicability)
      if (kinds.includes("safe")) fixable.safe++
      else if (kinds.includes("unsafe")) fixable.unsafe++
    }
  }
  const by = { ...summary.by }
  for (const change of outcome.applied) by[change.by]++
  const status = outcome.refinement?.status
  return {
    ...summary,
    files: summary.files + 1,
    changed: summary.changed + Number(outcome.changed),
    written: summary.written + Number(outcome.written),
    applied: summary.applied + outcome.applied.length,
    by,
    remaining,
    fixable,
    known,
    ignored: summary.ignored + outcome.ignored,
    unknowns: summary.unknowns + outcome.unknowns.length,
    spent: outcome.refinement === undefined ? summary.spent : add(summary.spent, outcome.refinement.spent),
    statuses:
      status === undefined
        ? summary.statuses
        : { ...summary.statuses, [status]: (summary.statuses[status] ?? 0) + 1 }
  }
}
