/**
 * Trials: what is proposed for a pipeline is applied to its text and validated again, and taken only where that makes
 * things no worse. Every proposal is a diagnostic with one fix, so that it reads like any other.
 */
import { Result } from "effect"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { finding, patchFix } from "../diagnose/Finding.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { orderIn } from "../diagnose/KeyOrder.ts"
import { errorsOf, score } from "../diagnose/Scorer.ts"
import { type ValidateOptions, type Validation, validate } from "../diagnose/Validator.ts"
import type { Position } from "../document/LineIndex.ts"
import type { Pointer } from "../document/Pointer.ts"
import { parent } from "../document/Pointer.ts"
import { splice } from "../document/Splice.ts"
import { apply } from "../document/TextEdit.ts"
import { nodeAt } from "../document/Tree.ts"
import { rules } from "./rules.generated.ts"

/** Something to add, with what it answers. */
export interface Proposal {
  readonly diagnostic: Diagnostic
  readonly fix: Fix
}

/** A proposal that was taken; places are those of the text before it. */
export interface Made extends Proposal {
  /** From 0; all of a round speak of the same text. */
  readonly round: number
  readonly by: "rule" | "pattern"
  readonly from: Position
  readonly to: Position
}

/** A text after proposals. */
export interface Worked {
  readonly validation: Validation
  readonly made: ReadonlyArray<Made>
}

/** The validation of the text with the fixes applied; `undefined` where they cannot be, or change nothing. */
export const withFixes = (
  validation: Validation,
  fixes: ReadonlyArray<Fix>,
  options: ValidateOptions
): Validation | undefined => {
  const text = fixed(validation, fixes)
  return text === undefined || text === validation.text
    ? undefined
    : validate(text, validation.dialect, options)
}

const fixed = (validation: Validation, fixes: ReadonlyArray<Fix>): string | undefined => {
  const [edit] = fixes.map((fix) => fix.edit)
  if (edit === undefined) return undefined
  if (edit._tag === "text") return fixes.length === 1 ? apply(validation.text, edit.edits) : undefined
  // A patch speaks of a tree, which must be the text's own.
  if (validation.edits.length > 0 || validation.document.duplicates.length > 0) return undefined
  const { document } = validation
  const operations = fixes.flatMap(({ edit }) => (edit._tag === "patch" ? edit.operations : []))
  const spliced = splice(document, edit.document, operations, orderIn(validation, edit.document))
  return Result.isSuccess(spliced) ? apply(document.text, spliced.success.edits) : undefined
}

/** No error or warning more, and no lower score. */
export const isNoWorse = (from: Validation, to: Validation): boolean =>
  errorsOf(to.report).length <= errorsOf(from.report).length &&
  warnings(to) <= warnings(from) &&
  score(to.report).overall >= score(from.report).overall - 1e-9

/** Fewer errors, and otherwise no worse. */
export const isBetter = (from: Validation, to: Validation): boolean =>
  errorsOf(to.report).length < errorsOf(from.report).length && isNoWorse(from, to)

const warnings = ({ report }: Validation): number =>
  report.diagnostics.filter(({ severity }) => severity === "warning").length

/** A proposal as it was taken. */
export const madeOf = (on: Validation, { diagnostic, fix }: Proposal, round: number): Made => ({
  round,
  by: "pattern",
  diagnostic,
  fix,
  from: on.document.lines.at(diagnostic.start),
  to: on.document.lines.at(diagnostic.end)
})

/** What a proposal holds besides its rule. */
export interface Wanted {
  readonly rule: keyof typeof rules & string
  readonly message: string
  readonly title: string
  readonly document: number
  /** What it is said of: an existing place, or the nearest above it. */
  readonly pointer: Pointer
  readonly operations: ReadonlyArray<Operation>
  /** 0..1 */
  readonly confidence: number
}

export const proposal = (validation: Validation, wanted: Wanted): Proposal => {
  const { rule, message, document, pointer, title, operations, confidence } = wanted
  const fix = patchFix(title, operations, "unsafe", Math.round(confidence * 1000) / 1000, document)
  return {
    fix,
    diagnostic: finding(
      {
        rule,
        stage: rules[rule]?.stage ?? "semantic",
        message,
        document,
        pointer,
        at: headOf(validation, document, pointer),
        fixes: [fix]
      },
      rules
    )
  }
}

/** The first line of what stands at a pointer, or at the nearest place above. */
const headOf = (
  { document }: Validation,
  index: number,
  pointer: Pointer
): { readonly start: number; readonly end: number } => {
  const root = document.roots[index]
  if (root === undefined) return { start: 0, end: 0 }
  let at = pointer
  let node = nodeAt(root, at)
  while (node === undefined && at !== "") {
    at = parent(at)
    node = nodeAt(root, at)
  }
  const { start, end } = node ?? root
  const line = document.text.indexOf("\n", start)
  return { start, end: Math.min(end, line < 0 ? document.text.length : line) }
}
