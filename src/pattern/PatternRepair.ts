/**
 * Repair by pattern: what is wrong with a pipeline is mended from the example of the pattern that it is like. A map
 * that lacks what it must have gets it from its counterpart in the example; a reference to a step that does not
 * exist gets the step. Only what the errors call for is taken; where that leaves errors, the whole of the pattern is
 * tried. Without any model, and never with more errors or a lower score than before.
 */
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { patchFix } from "../diagnose/Finding.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { ValidateOptions, Validation } from "../diagnose/Validator.ts"
import type { Json } from "../document/Node.ts"
import { child, type Pointer, parent, within } from "../document/Pointer.ts"
import { isList } from "../document/Tree.ts"
import { missingOrder, missingStep, wrongOrder } from "./Completion.ts"
import { Counterparts } from "./Counterparts.ts"
import { isMap, valueAt } from "./Outline.ts"
import type { Pattern } from "./Pattern.ts"
import { match, rank, wellMatched } from "./PatternMatcher.ts"
import { transplanted } from "./Transplant.ts"
import { isBetter, type Made, madeOf, type Proposal, type Worked, withFixes } from "./Trial.ts"

export interface PatternRepaired extends Worked {
  readonly pattern: Pattern
  /** 0..1: how much the text is like the pattern. */
  readonly score: number
}

/** Proposals that are tried in all, and characters that are validated for them. */
const trialsAtMost = 40
const charactersAtMost = 10_000_000

/**
 * The text with errors mended from the pattern that it is most like; `undefined` where none matches well
 * (`wellMatched`) or nothing of it helps. `chosen` is taken whether it matches or not.
 */
export const repairByPattern = (
  validation: Validation,
  patterns: ReadonlyArray<Pattern>,
  options: ValidateOptions,
  chosen?: Pattern
): PatternRepaired | undefined => {
  if (errorsOf(validation.report).length === 0) return undefined
  const best = chosen === undefined ? rank(validation, patterns)[0] : match(validation, chosen, patterns)
  if (best === undefined || (chosen === undefined && best.score < wellMatched)) return undefined
  const { pattern, score } = best
  let current = validation
  let trials = Math.min(trialsAtMost, Math.ceil(charactersAtMost / validation.text.length))
  const made: Array<Made> = []
  for (let again = true; again && errorsOf(current.report).length > 0; ) {
    again = false
    let best: Tried | undefined
    for (const candidate of candidatesFor(current, pattern, patterns)) {
      if (trials-- <= 0) break
      const next = withFixes(current, [candidate.fix], options)
      if (next === undefined || !isBetter(current, next)) continue
      const clean = !bringsErrors(current, next)
      // What asks for something that is not there is for where nothing else helps.
      if (best === undefined || clean) best = { candidate, next }
      if (clean) break
    }
    if (best !== undefined) {
      made.push(madeOf(current, best.candidate, made.length))
      current = best.next
      again = true
    }
  }
  return made.length === 0 ? undefined : { pattern, score, validation: current, made }
}

interface Tried {
  readonly candidate: Proposal
  readonly next: Validation
}

/** Whether something is wrong that was not, wherever it stands now. */
const bringsErrors = (from: Validation, to: Validation): boolean => {
  const known = new Set(errorsOf(from.report).map(({ rule, message }) => `${rule} ${message}`))
  return errorsOf(to.report).some(({ rule, message }) => !known.has(`${rule} ${message}`))
}

/** What may mend an error, the least first. */
const candidatesFor = function* (
  validation: Validation,
  pattern: Pattern,
  patterns: ReadonlyArray<Pattern>
): Generator<Proposal> {
  const found = match(validation, pattern, patterns)
  if (found === undefined) return
  const parts = new Counterparts(found, validation.dialect)
  for (const diagnostic of errorsOf(validation.report)) yield* fillings(diagnostic, parts)
  for (const { step, required } of found.steps) if (required) yield* missingStep(validation, parts, step)
  yield* missingOrder(validation, parts)
  yield* wrongOrder(validation, parts)
}

/** What the counterparts of the place of an error have and it has not: what is known to be missing, then all of it. */
const fillings = function* (diagnostic: Diagnostic, parts: Counterparts): Generator<Proposal> {
  if (diagnostic.document !== parts.outline.document) return
  const places = placesOf(diagnostic)
  const pairs = parts.pairs().filter(({ own }) => places.some((place) => within(place, own)))
  const missing = new Set(parts.match.steps.flatMap(({ step, part }) => (part === undefined ? [step] : [])))
  for (const { own, shown } of pairs.reverse()) {
    const mine = valueAt(parts.outline.data, own)
    const theirs = valueAt(parts.example.outline.data, shown)
    if (!isMap(mine) || !isMap(theirs)) continue
    const keys = Object.keys(theirs).filter((key) => isEmpty(mine[key]))
    const named = keys.filter((key) => asksFor(diagnostic, child(own, key)))
    // Without what speaks of parts that are not there, or of other parts at all.
    const present = keys.filter((key) => !speaksOf(theirs[key] as Json, key, missing, parts))
    const alone = keys.filter((key) => !parts.names.references.includes(key))
    for (const chosen of [named, keys, present, alone]) {
      if (chosen.length === 0) continue
      const operations = chosen.map(
        (key): Operation => ({
          op: "add",
          path: child(own, key),
          value: transplanted(theirs[key] as Json, parts.names, key) as never
        })
      )
      yield { diagnostic, fix: fixOf(chosen, operations, parts) }
    }
  }
}

/** Whether a value refers to one of these steps. */
const speaksOf = (value: Json, key: string, steps: ReadonlySet<string>, parts: Counterparts): boolean => {
  if (typeof value === "string")
    return (
      parts.names.references.includes(key) && (value.match(/[\w-]+/g) ?? []).some((word) => steps.has(word))
    )
  if (isList(value)) return value.some((item) => speaksOf(item, key, steps, parts))
  return isMap(value) && Object.entries(value).some(([name, item]) => speaksOf(item, name, steps, parts))
}

const fixOf = (
  keys: ReadonlyArray<string>,
  operations: ReadonlyArray<Operation>,
  { match: { pattern, score }, outline }: Counterparts
): Fix =>
  patchFix(
    `Take ${keys.map((key) => `\`${key}\``).join(", ")} from the pattern \`${pattern.name}\``,
    operations,
    "unsafe",
    Math.round(score * 1000) / 1000,
    outline.document
  )

/** Where the error is, and where its fixes would write. */
const placesOf = ({ pointer, fixes }: Diagnostic): ReadonlyArray<Pointer> => [
  pointer,
  ...fixes.flatMap(({ edit }) =>
    edit._tag === "patch"
      ? edit.operations.flatMap(({ op, path }) => (op === "add" ? [parent(path)] : []))
      : []
  )
]

/** Whether a fix of the diagnostic writes there, or what it says is about that very place. */
const asksFor = ({ pointer, fixes }: Diagnostic, place: Pointer): boolean =>
  pointer === place ||
  fixes.some(
    ({ edit }) =>
      edit._tag === "patch" &&
      edit.operations.some(({ op, path }) => op === "add" && (path === place || parent(path) === place))
  )

/** Nothing, or a value that says nothing. */
const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (isList(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0)
