/**
 * AutoRepair: applies the fixes of a report as transactions, round by round, and never leaves a text worse than it
 * was.
 *
 * A round applies the fixes of the earliest stage that has any, all at once; the text is validated again, and the
 * fixes of the next round speak of the new text. A round that lowers the score or adds errors is rolled back and
 * tried fix by fix, alternatives included: the search takes the first that validates. What cannot be settled that way
 * stays a diagnostic with its alternatives listed.
 */
import { Result } from "effect"
import { type Diagnostic, type Stage, stages } from "../diagnose/Diagnostic.ts"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { orderedBy } from "../diagnose/FixOrder.ts"
import { orderIn } from "../diagnose/KeyOrder.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import { type ValidateOptions, type Validation, validate } from "../diagnose/Validator.ts"
import type { Position } from "../document/LineIndex.ts"
import { splice } from "../document/Splice.ts"
import { apply, backMapper, Disjoint, type TextEdit } from "../document/TextEdit.ts"
import { isAdvance, isProgress } from "./Advance.ts"

export interface RepairOptions extends ValidateOptions {
  /** Takes unsafe fixes too. */
  readonly unsafe?: boolean
  /** Confidence a fix needs, 0..1; .8 by default (unsafe fixes: none). */
  readonly threshold?: number
}

/** Who proposed a change. */
export type Author = "rule" | "model" | "pattern"

/** A fix that was applied, with the diagnostic it answers. */
export interface Applied {
  readonly diagnostic: Diagnostic
  readonly fix: Fix
  /** From 0; all fixes of a round speak of the same text. */
  readonly round: number
  /** Where the diagnostic stands in that text. */
  readonly from: Position
  readonly to: Position
  /** By rule, where it is not said. */
  readonly by?: Author
}

export interface Repaired {
  readonly text: string
  readonly before: Validation
  readonly after: Validation
  readonly applied: ReadonlyArray<Applied>
  /** Tried, and undone since it made things worse. */
  readonly rolledBack: ReadonlyArray<Applied>
}

export const defaultThreshold = 0.8

/** Rounds until nothing changes: one a stage where all goes well, one a fix where a stage is settled fix by fix. */
const roundsAtMost = 64
/** Fixes tried one by one where a round as a whole made things worse; of more, halves are tried. */
const singlesAtMost = 24
/** Characters of text that goes of very damaged texts may read, and what each fault costs in them. */
const patienceAtMost = 24_000_000
const faultCost = 200
/** Errors of the structure that one round mends at most. */
const errorsAtMost = 20_000
/** Findings of a report that surely holds no more than a reader is shown. */
const listedAtMost = 1000
/** Characters of text that may be validated again for such tries, and times the text's own. */
const triedAtMost = { characters: 4_000_000, times: 4 }
/** What a text with so many faults that halves are tried costs beside one with few. */
const halvesCost = 8

interface Candidate {
  readonly diagnostic: Diagnostic
  readonly fix: Fix
}

/** Pure and synchronous. The text comes back byte for byte where there is nothing to repair. */
export const autoRepair = (text: string, dialect: Dialect, options: RepairOptions = {}): Repaired => {
  const before = validate(text, dialect, options)
  const applied: Array<Applied> = []
  const rolledBack: Array<Applied> = []
  const refused = new Set<string>()
  // Very many errors are mended by the tens of thousands, and counted alike before and after.
  const wide = options.most === undefined ? { ...options, most: errorsAtMost } : options
  let current = listsAll(before) ? before : validate(text, dialect, wide)
  // The text on which fixes were refused: on another one they may be right.
  let refusedOn = before.text
  const work = { left: triedAtMost.characters + triedAtMost.times * text.length }
  let patience = patienceAtMost
  for (let round = 0; round < roundsAtMost; round++) {
    // Texts with more faults than are looked at in one go: as many goes as there is time for, the rest is told.
    if (current.report.unlisted !== undefined) {
      if (patience <= 0) break
      patience -= current.text.length + faultCost * current.report.diagnostics.length
    }
    if (
      refused.size > 0 &&
      current.text !== refusedOn &&
      candidatesOf(current, options, refused).length === 0
    )
      refused.clear()
    const candidates = candidatesOf(current, options, refused)
    if (candidates.length === 0) break
    const next = attempt(current, candidates, wide)
    if (next !== undefined && isAdvance(current, next.validation)) {
      for (const candidate of next.taken) applied.push(placed(current, candidate, round))
      current = next.validation
      continue
    }
    const single =
      candidates.length > singlesAtMost
        ? inHalves(current, candidates, wide, work)
        : oneByOne(current, candidates, wide, work)
    refusedOn = current.text
    for (const candidate of single.refused) {
      refused.add(signature(candidate))
      rolledBack.push(placed(current, candidate, round))
    }
    if (single.validation === undefined) {
      if (single.refused.length === 0) break
      continue
    }
    for (const candidate of single.taken) applied.push(placed(current, candidate, round))
    current = single.validation
  }
  // What was refused first and taken later is told as taken.
  const left = rolledBack.filter(
    ({ diagnostic, fix }) =>
      !applied.some(
        (taken) => taken.fix.title === fix.title && taken.diagnostic.pointer === diagnostic.pointer
      )
  )
  const same = current.text === before.text
  const after = same ? before : listsAll(current) ? current : validate(current.text, dialect, options)
  return { text: current.text, before, after, applied, rolledBack: left }
}

const listsAll = ({ report }: Validation): boolean => report.diagnostics.length <= listedAtMost

const placed = (on: Validation, { diagnostic, fix }: Candidate, round: number): Applied => ({
  diagnostic,
  fix,
  round,
  from: on.document.lines.at(diagnostic.start),
  to: on.document.lines.at(diagnostic.end)
})

const signature = ({ diagnostic, fix }: Candidate): string =>
  JSON.stringify([diagnostic.rule, diagnostic.pointer, fix.title, fix.edit])

const isWanted = (fix: Fix | undefined, options: RepairOptions): fix is Fix => {
  if (fix === undefined || fix.applicability === "display") return false
  if (fix.applicability === "unsafe") return options.unsafe === true
  return fix.confidence >= (options.threshold ?? defaultThreshold)
}

/**
 * The fixes of the earliest stage that has any but those refused; of what the file means, the sure ones first, since a
 * guess may answer what they mend.
 */
const candidatesOf = (
  validation: Validation,
  options: RepairOptions,
  refused: ReadonlySet<string>
): ReadonlyArray<Candidate> => {
  const byStage = new Map<Stage, Array<Candidate>>()
  const reach = reachOf(validation)
  for (const diagnostic of validation.report.diagnostics) {
    const fix = diagnostic.fixes[0]
    if (!isWanted(fix, options) || (fix.edit._tag === "patch" && diagnostic.end > reach)) continue
    const candidate = { diagnostic, fix }
    if (refused.size > 0 && refused.has(signature(candidate))) continue
    const of = byStage.get(diagnostic.stage)
    if (of === undefined) byStage.set(diagnostic.stage, [candidate])
    else of.push(candidate)
  }
  for (const stage of stages) {
    const of = byStage.get(stage)
    if (of === undefined) continue
    const sure = stage === "semantic" ? of.filter(({ fix }) => fix.applicability === "safe") : of
    return sure.length > 0 ? sure : of
  }
  return []
}

/** Whether no repair of the text is outstanding: patches speak of the tree as it is written. */
const isSettled = ({ edits, document }: Validation): boolean =>
  edits.length === 0 && document.duplicates.length === 0

/**
 * How far the text may be patched. Patches speak of the tree after the repairs of the text; where some are outstanding,
 * since they are not sure, lines can be changed before them as well: up to the first repair that moves a line to
 * another place of the tree.
 */
const reachOf = (validation: Validation): number => {
  if (isSettled(validation)) return Number.POSITIVE_INFINITY
  const { edits, salvaged, report } = validation
  if (edits.length === 0 || salvaged.problems.length > 0 || salvaged.duplicates.length > 0) return -1
  return report.diagnostics.reduce((reach, { stage, rule, start, fixes }) => {
    if (stage !== "syntax" || inPlace.has(rule)) return reach
    const edit = fixes[0]?.edit
    const starts = edit?._tag === "text" ? edit.edits.map((one) => one.start) : []
    return Math.min(reach, start, ...starts)
  }, Number.POSITIVE_INFINITY)
}

/** Rules of the text whose repairs move no line to another place of the tree. */
const inPlace: ReadonlySet<string> = new Set([
  "duplicate-key",
  "curly-quote",
  "unclosed-quote",
  "unescaped-quote",
  "unquoted-value",
  "invalid-escape",
  "unknown-alias",
  "wrong-comment",
  "stray-comma"
])

interface Attempt {
  readonly validation: Validation
  readonly taken: ReadonlyArray<Candidate>
}

/** Applies what goes together; `undefined` where nothing could be applied or nothing changed. */
const attempt = (
  from: Validation,
  candidates: ReadonlyArray<Candidate>,
  options: RepairOptions
): Attempt | undefined => {
  const made = candidates[0]?.fix.edit._tag === "text" ? byText(from, candidates) : byPatch(from, candidates)
  if (made === undefined || made.text === from.text) return undefined
  return { validation: validate(made.text, from.dialect, options), taken: made.taken }
}

interface Made {
  readonly text: string
  readonly taken: ReadonlyArray<Candidate>
}

const byText = (from: Validation, candidates: ReadonlyArray<Candidate>): Made | undefined => {
  const made = new Disjoint()
  const taken: Array<Candidate> = []
  for (const candidate of candidates) {
    const { edit } = candidate.fix
    if (edit._tag !== "text" || edit.edits.some((one) => made.meets(one))) continue
    for (const one of edit.edits) made.add(one)
    taken.push(candidate)
  }
  return taken.length === 0 ? undefined : { text: apply(from.text, made.edits), taken }
}

const byPatch = (from: Validation, candidates: ReadonlyArray<Candidate>): Made | undefined => {
  const patches = candidates.filter(({ fix }) => fix.edit._tag === "patch")
  const indexes = new Set(patches.map(({ fix }) => (fix.edit._tag === "patch" ? fix.edit.document : 0)))
  const edits: Array<TextEdit> = []
  const taken: Array<Candidate> = []
  const basis = isSettled(from) ? from : { ...from, document: from.salvaged }
  for (const index of indexes) {
    const mine = patches.filter(({ fix }) => fix.edit._tag === "patch" && fix.edit.document === index)
    const together = orderedBy(mine, ({ fix }) => fix)
    const operations = together.flatMap(
      ({ fix }): ReadonlyArray<Operation> => (fix.edit._tag === "patch" ? fix.edit.operations : [])
    )
    const spliced = splice(basis.document, index, operations, orderIn(basis, index))
    if (Result.isFailure(spliced)) continue
    const made = basis === from ? spliced.success.edits : beforeRepairs(from, spliced.success.edits)
    if (made === undefined) continue
    edits.push(...made)
    taken.push(...together)
  }
  return taken.length === 0 ? undefined : { text: apply(from.text, edits), taken }
}

/**
 * Edits of the text that the outstanding repairs leave, as edits of the text as it is; `undefined` where one goes
 * beyond a line, or meets a repair.
 */
const beforeRepairs = (
  { text, salvaged, edits: repairs }: Validation,
  edits: ReadonlyArray<TextEdit>
): ReadonlyArray<TextEdit> | undefined => {
  const back = backMapper(repairs)
  const mapped: Array<TextEdit> = []
  for (const edit of edits) {
    const written = salvaged.text.slice(edit.start, edit.end)
    const start = back(edit.start)
    const end = start + written.length
    const apart = repairs.every((repair) => repair.end < start || end < repair.start)
    if (!apart || text.slice(start, end) !== written || /[\r\n]/.test(written + edit.text)) return undefined
    mapped.push({ start, end, text: edit.text })
  }
  return mapped
}

interface Singles {
  readonly validation: Validation | undefined
  readonly taken: ReadonlyArray<Candidate>
  readonly refused: ReadonlyArray<Candidate>
}

/** Tries fixes one at a time, each with its alternatives, and keeps the first that is progress. */
const oneByOne = (
  from: Validation,
  candidates: ReadonlyArray<Candidate>,
  options: RepairOptions,
  work: { left: number }
): Singles => {
  const refused: Array<Candidate> = []
  let tries = singlesAtMost
  for (const { diagnostic } of candidates) {
    for (const fix of diagnostic.fixes) {
      if (!isWanted(fix, options)) continue
      if (tries-- <= 0 || work.left <= 0) return { validation: undefined, taken: [], refused }
      work.left -= from.text.length
      const single = attempt(from, [{ diagnostic, fix }], options)
      if (single !== undefined && isAdvance(from, single.validation)) {
        return { validation: single.validation, taken: single.taken, refused }
      }
      refused.push({ diagnostic, fix })
    }
  }
  return { validation: undefined, taken: [], refused }
}

/**
 * Tries halves of very many fixes, of what fails halves again, and keeps all that together is progress: a bad one among
 * thousands costs a few attempts, however many there are. Ends where the work allowed for that is done.
 */
const inHalves = (
  from: Validation,
  candidates: ReadonlyArray<Candidate>,
  options: RepairOptions,
  work: { left: number }
): Singles => {
  const halves = (of: ReadonlyArray<Candidate>): ReadonlyArray<ReadonlyArray<Candidate>> => {
    const middle = Math.ceil(of.length / 2)
    return [of.slice(middle), of.slice(0, middle)]
  }
  const refused: Array<Candidate> = []
  const groups = [...halves(candidates)]
  let best: Attempt | undefined
  while (groups.length > 0 && work.left > 0) {
    const group = groups.pop() as ReadonlyArray<Candidate>
    work.left -= halvesCost * from.text.length
    const made = attempt(from, [...(best?.taken ?? []), ...group], options)
    if (made !== undefined && isProgress(best?.validation ?? from, made.validation)) best = made
    else if (group.length > 1) groups.push(...halves(group))
    else refused.push(...group)
  }
  return { validation: best?.validation, taken: best?.taken ?? [], refused }
}

/** Applies fixes from elsewhere (a model, a pattern) as one transaction; `undefined` where they do not make progress. */
export const applyFixes = (
  validation: Validation,
  fixes: ReadonlyArray<Fix>,
  options: RepairOptions,
  by: Author
): { readonly text: string; readonly applied: ReadonlyArray<Applied> } | undefined => {
  const [worst] = errorsOf(validation.report)
  if (worst === undefined) return undefined
  const made = attempt(
    validation,
    fixes.map((fix) => ({ diagnostic: worst, fix })),
    options
  )
  if (made === undefined || !isProgress(validation, made.validation)) return undefined
  return {
    text: made.validation.text,
    applied: made.taken.map((candidate) => ({ ...placed(validation, candidate, 0), by }))
  }
}
