/**
 * Makes an outcome of what an operation did to a text: positions in lines, fingerprints, baseline, diff.
 */
import { Result } from "effect"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { orderIn } from "../diagnose/KeyOrder.ts"
import { score } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Document } from "../document/Document.ts"
import { LineIndex } from "../document/LineIndex.ts"
import { splice } from "../document/Splice.ts"
import { apply, backMapper, type TextEdit } from "../document/TextEdit.ts"
import type { Applied } from "../pipeline/AutoRepair.ts"
import type { Config } from "../pipeline/Config.ts"
import { type Baseline, fingerprint } from "./Baseline.ts"
import { lineText } from "./CodeFrame.ts"
import { lineMapper, unifiedDiff } from "./Diff.ts"
import type { Input } from "./Inputs.ts"
import type { Operated } from "./Operation.ts"
import type { Change, Finding, Outcome, Place, Preview, Scores } from "./Outcome.ts"
import type { Undecodable } from "./SourceFile.ts"

/** The outcome of an operation on an input. With `dryRun` places are those of the text as it still lies on the disk. */
export const assess = (
  input: Input,
  operated: Operated,
  config: Config,
  baseline: Baseline,
  dryRun: boolean,
  written: boolean
): Outcome => {
  const { before, after } = operated
  const changed = before.text !== after.text
  const shown = dryRun && changed ? new Remap(before.text, after.text) : undefined
  const text = shown === undefined ? after.text : before.text
  const own = new LineIndex(after.text)
  const previews = previewsOf(after)
  const lines = shown?.lines ?? own
  const place = (range: { readonly start: number; readonly end: number }): Place =>
    shown === undefined ? placeOf(lines, range) : shown.place(range)
  return {
    file: input.shown,
    dialect: after.dialect.id,
    text,
    lines,
    before: scoresOf(before, config),
    after: scoresOf(after, config),
    findings: after.report.diagnostics.map((diagnostic) => ({
      ...place(diagnostic),
      ...identify(input, diagnostic, lineText(after.text, own, own.at(diagnostic.start).line), baseline),
      preview: () => (shown === undefined ? previews(diagnostic) : undefined)
    })),
    unknowns: after.report.unknowns.map((unknown) => ({
      ...place(unknown),
      rule: unknown.rule,
      message: unknown.message
    })),
    ignored: after.ignored.length,
    applied: operated.applied.map(changeOf),
    rolledBack: operated.rolledBack.map(changeOf),
    changed,
    written,
    diff: dryRun ? unifiedDiff(input.shown, before.text, after.text) : undefined,
    refinement: operated.refinement,
    ...(operated.enhancement === undefined ? {} : { enhancement: operated.enhancement })
  }
}

/** The outcome of an input that no stage could look at. */
export const assessUnreadable = (input: Input, problem: Undecodable, baseline: Baseline): Outcome => {
  const diagnostic: Diagnostic = {
    stage: "syntax",
    rule: problem.rule,
    severity: "error",
    message: problem.message,
    help: problem.help,
    document: 0,
    pointer: "",
    start: 0,
    end: 0,
    fixes: []
  }
  const nothing: Scores = { overall: 0, stages: { syntax: 0, schema: 0, semantic: 0, execution: 0 } }
  const { line, column } = problem
  return {
    file: input.shown,
    dialect: undefined,
    text: "",
    lines: new LineIndex(""),
    before: nothing,
    after: nothing,
    findings: [
      {
        line,
        column,
        endLine: line,
        endColumn: column + 1,
        ...identify(input, diagnostic, "", baseline),
        preview: () => undefined
      }
    ],
    unknowns: [],
    ignored: 0,
    applied: [],
    rolledBack: [],
    changed: false,
    written: false,
    diff: undefined,
    refinement: undefined
  }
}

const identify = (
  input: Input,
  diagnostic: Diagnostic,
  line: string,
  baseline: Baseline
): Pick<Finding, "diagnostic" | "fingerprint" | "known"> => {
  const file = input.place ?? input.shown
  const print = fingerprint(file, diagnostic, line)
  return { diagnostic, fingerprint: print, known: baseline.meet(file, diagnostic, print) }
}

const scoresOf = (validation: Validation, config: Config): Scores => {
  const { overall, stages } = score(validation.report, config.weights)
  return { overall, stages }
}

const placeOf = (lines: LineIndex, range: { readonly start: number; readonly end: number }): Place => {
  const start = lines.at(range.start)
  const end = lines.at(Math.max(range.start, range.end))
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
}

/** Places of a changed text in terms of the text before. */
class Remap {
  readonly lines: LineIndex
  readonly #texts: { readonly before: string; readonly after: string }
  readonly #after: LineIndex
  readonly #line: (line: number) => number

  constructor(before: string, after: string) {
    this.lines = new LineIndex(before)
    this.#texts = { before, after }
    this.#after = new LineIndex(after)
    this.#line = lineMapper(before, after)
  }

  place(range: { readonly start: number; readonly end: number }): Place {
    const { line, column, endLine, endColumn } = placeOf(this.#after, range)
    const now = lineText(this.#texts.after, this.#after, line)
    const oldLine = this.#line(line)
    const old = lineText(this.#texts.before, this.lines, oldLine)
    const width = endLine === line ? endColumn - column : now.length - column + 1
    const oldColumn = now === old ? column : findColumn(old, now, column, width)
    const oldEndLine = Math.max(oldLine, this.#line(endLine))
    return {
      line: oldLine,
      column: oldColumn,
      endLine: oldEndLine,
      endColumn:
        oldEndLine === oldLine ? Math.min(oldColumn + width, Math.max(old.length + 1, oldColumn)) : endColumn
    }
  }
}

/** The column at which a line had the same text before it was changed; the nearest there is where it had not. */
const findColumn = (old: string, now: string, column: number, width: number): number => {
  const same = old.indexOf(now.slice(column - 1, column - 1 + width))
  return width > 0 && same >= 0 ? same + 1 : Math.min(column, old.length + 1)
}

const changeOf = ({ diagnostic, fix, round, from, to, by }: Applied): Change => ({
  line: from.line,
  column: from.column,
  endLine: to.line,
  endColumn: to.column,
  stage: diagnostic.stage,
  rule: diagnostic.rule,
  severity: diagnostic.severity,
  message: diagnostic.message,
  title: fix.title,
  applicability: fix.applicability,
  confidence: fix.confidence,
  ...(fix.unlearned === undefined ? {} : { unlearned: fix.unlearned }),
  round: round + 1,
  by: by ?? "rule",
  edit: fix.edit
})

/** Characters of a text that are read anew for its previews: each patch is a reading of the whole. */
const charactersAtMost = 10_000_000

/** The previews of one text, one after the other, as far as they are worth their time. */
const previewsOf = (validation: Validation): ((diagnostic: Diagnostic) => Preview | undefined) => {
  let left = charactersAtMost
  return (diagnostic) => {
    if (left <= 0) return undefined
    if (diagnostic.fixes[0]?.edit._tag === "patch") left -= validation.text.length
    return previewOf(validation, diagnostic)
  }
}

/** The lines that the diagnostic's first fix touches. */
const previewOf = (validation: Validation, diagnostic: Diagnostic): Preview | undefined => {
  const fix = diagnostic.fixes[0]
  if (fix === undefined) return undefined
  if (fix.edit._tag === "text") return patchedLines(validation.document, fix.edit.edits)
  // A patch speaks of the text as the repairs of its syntax leave it; their lines are found in the text as it is.
  const { salvaged, edits, dialect, kind } = validation
  const { document, operations } = fix.edit
  const spliced = splice(
    salvaged,
    document,
    operations,
    orderIn({ document: salvaged, dialect, kind }, document)
  )
  if (Result.isFailure(spliced)) return undefined
  const preview = patchedLines(salvaged, spliced.success.edits)
  if (preview === undefined || edits.length === 0) return preview
  const start = backMapper(edits)(salvaged.lines.starts[preview.line - 1] ?? 0)
  return { ...preview, line: validation.document.lines.at(start).line }
}

/** A fix that touches more lines than this is told by its title. */
const previewAtMost = 400

const patchedLines = ({ text, lines }: Document, edits: ReadonlyArray<TextEdit>): Preview | undefined => {
  if (edits.length === 0) return undefined
  const first = lines.at(Math.min(...edits.map((edit) => edit.start))).line
  const last = lines.at(Math.max(...edits.map((edit) => edit.end))).line
  if (last - first > previewAtMost) return undefined
  const from = lines.starts[first - 1] as number
  const to = lines.starts[last] ?? text.length
  const old = text.slice(from, to)
  const now = apply(
    old,
    edits.map((edit) => ({ start: edit.start - from, end: edit.end - from, text: edit.text }))
  )
  const before = split(old)
  const after = split(now)
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same++
  let tail = 0
  while (
    tail < before.length - same &&
    tail < after.length - same &&
    before.at(-1 - tail) === after.at(-1 - tail)
  ) {
    tail++
  }
  return {
    line: first + same,
    before: before.slice(same, before.length - tail),
    after: after.slice(same, after.length - tail)
  }
}

const split = (text: string): ReadonlyArray<string> => {
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines
}
