/**
 * PatternMatcher: which of the known pipelines a pipeline is like, how much, and why.
 *
 * A step of the pattern is found in the pipeline by its name (or another word for it), its type, and phrases of what
 * it does; each is evidence, and they add up as `1 − Π(1 − evidence)`. Evidence that every pattern of the dialect
 * shares says little, what only one of them has says much (`Rarity`). The score, 0..1, is the mean, weighted as `rules/pattern/weights.yaml` says, of
 *
 * - *steps*: the share of the pattern's required steps that are there, rare ones weighing more;
 * - *identity*: the phrases and keys that identify the pattern as a whole;
 * - *order*: the share of its connections that hold;
 * - *explained*: the share of the pipeline's own parts that the pattern knows.
 *
 * 1 is the pattern itself; from `wellMatched` on it can be taken for what the author meant, from `partlyMatched` on
 * it is an example worth looking at.
 */
import type { Validation } from "../diagnose/Validator.ts"
import { type Example, exampleOf, partInExample } from "./Example.ts"
import { follows, type Outline, outlineOf, type Part, places } from "./Outline.ts"
import { orderOf, type Pattern, partOf, stepsOf } from "./Pattern.ts"
import { Rarity } from "./Rarity.ts"
import { weights } from "./rules.generated.ts"
import { names, Wording, wordsOf } from "./Wording.ts"

/** A step of the pattern, and the part of the pipeline that it is. */
export interface StepMatch {
  readonly step: string
  readonly required: boolean
  /** `undefined` where the pipeline has no such step. */
  readonly part: Part | undefined
  /** 0..1: how sure it is that they are the same; 0 where there is none. */
  readonly likeness: number
}

export interface Match {
  readonly pattern: Pattern
  /** 0..1 */
  readonly score: number
  /** Why, the weightiest first. */
  readonly reasons: ReadonlyArray<string>
  /** In the order of the pattern. */
  readonly steps: ReadonlyArray<StepMatch>
  /** What the pattern shows. */
  readonly example: Example
  /** The outline of the pipeline. */
  readonly outline: Outline
}

/** From this score on steps that the pattern has are added unasked. */
export const surelyMatched = weights.matched.surely
/** From this score on a pattern is what the author meant, and may mend what is wrong. */
export const wellMatched = weights.matched.well
/** From this score on a pattern is an example to learn from. */
export const partlyMatched = weights.matched.partly

/** Characters of a part, and of the whole, that are looked at. */
const partText = 4000
const wholeText = 65_536

/** The patterns of the pipeline's dialect and kind, the likest first. Pure; equal scores are in order of name. */
export const rank = (validation: Validation, patterns: ReadonlyArray<Pattern>): ReadonlyArray<Match> => {
  const { dialect, salvaged, kind } = validation
  const outline = outlineOf(salvaged.roots, dialect.id)
  if (outline === undefined) return []
  const known = patterns.filter((pattern) => pattern.dialect === dialect.id)
  const rarity = Rarity.of(known)
  const subject = new Subject(outline)
  return known
    .flatMap((pattern) => {
      const example = exampleOf(pattern, dialect)
      return example?.kind === kind ? [matchOf(pattern, example, subject, rarity)] : []
    })
    .sort((a, b) => b.score - a.score || (a.pattern.name < b.pattern.name ? -1 : 1))
}

/** How much the pipeline is like one pattern, whatever its kind; `rank` weighs it against others. */
export const match = (
  validation: Validation,
  pattern: Pattern,
  patterns: ReadonlyArray<Pattern>
): Match | undefined => {
  const { dialect, salvaged } = validation
  const outline = outlineOf(salvaged.roots, dialect.id)
  const example = pattern.dialect === dialect.id ? exampleOf(pattern, dialect) : undefined
  if (outline === undefined || example === undefined) return undefined
  const known = patterns.filter((other) => other.dialect === pattern.dialect)
  const all = known.includes(pattern) ? known : [...known, pattern]
  return matchOf(pattern, example, new Subject(outline), Rarity.of(all))
}

/** A pipeline with what is asked of it again and again. */
class Subject {
  readonly outline: Outline
  readonly whole: Wording
  readonly #parts = new Map<
    Part,
    { readonly wording: Wording; readonly names: ReadonlyArray<ReadonlyArray<string>> }
  >()

  constructor(outline: Outline) {
    this.outline = outline
    this.whole = new Wording(outline.data, wholeText)
  }

  part(part: Part) {
    const known = this.#parts.get(part)
    if (known !== undefined) return known
    const made = { wording: new Wording(part.value, partText), names: part.names.map(wordsOf) }
    this.#parts.set(part, made)
    return made
  }
}

const matchOf = (pattern: Pattern, example: Example, subject: Subject, rarity: Rarity): Match => {
  const steps = assigned(pattern, example, subject, rarity)
  const required = steps.filter((step) => step.required)
  const found = required.filter(({ part }) => part !== undefined)
  const share = weighted(
    required.map(({ step, likeness }) => [
      0.2 + 0.8 * rarity.step(pattern, step),
      Math.min(1, likeness / weights.certain)
    ])
  )
  const marks = marksOf(pattern, subject, rarity)
  const identity = 1 - marks.reduce((left, { weight }) => left * (1 - weights.mark * weight), 1)
  const order = orderIn(pattern, steps, subject.outline)
  const explained = explainedBy(steps, subject.outline)
  const hasMarks = pattern.identify.signs.length + (pattern.identify.keys?.length ?? 0) > 0
  const score = weighted([
    [weights.whole.steps, share],
    ...(hasMarks ? [[weights.whole.identity, identity] as const] : []),
    ...(order === undefined ? [] : [[weights.whole.order, order.held] as const]),
    ...(subject.outline.parts.length === 0 ? [] : [[weights.whole.explained, explained] as const])
  ])
  return {
    pattern,
    // Steps alone may be called like anybody's; marks alone make no pipeline.
    score:
      score *
      (hasMarks && marks.length === 0 ? weights.left.unmarked : 1) *
      (found.length === 0 ? weights.left.stepless : 1),
    reasons: reasonsOf(
      required,
      marks.map(({ mark }) => mark),
      order
    ),
    steps,
    example,
    outline: subject.outline
  }
}

const weighted = (terms: ReadonlyArray<readonly [weight: number, value: number]>): number => {
  const total = terms.reduce((sum, [weight]) => sum + weight, 0)
  return total === 0 ? 0 : terms.reduce((sum, [weight, value]) => sum + weight * value, 0) / total
}

/** Each step of the pattern with the part that is most like it; no part stands for two. */
const assigned = (
  pattern: Pattern,
  example: Example,
  subject: Subject,
  rarity: Rarity
): ReadonlyArray<StepMatch> => {
  const steps = stepsOf(pattern)
  const pairs = steps.flatMap((step, index) => {
    const sought = new Sought(pattern, step)
    const shown = partInExample(example.outline, pattern, step)
    return subject.outline.parts.flatMap((part) => {
      // A job is no step, and a step in a loop is none of the pipeline itself, whatever they are called.
      if (part.role !== shown?.role || (part.parent === undefined) !== (shown.parent === undefined)) return []
      const likeness = sought.likeness(part, subject, rarity)
      return likeness < weights.step ? [] : [{ step, index, part, likeness }]
    })
  })
  pairs.sort((a, b) => b.likeness - a.likeness || a.index - b.index)
  const taken = new Set<Part>()
  const chosen = new Map<string, { readonly part: Part; readonly likeness: number }>()
  for (const { step, part, likeness } of pairs) {
    if (chosen.has(step) || taken.has(part)) continue
    chosen.set(step, { part, likeness })
    taken.add(part)
  }
  return steps.map((step) => {
    const found = chosen.get(step)
    return {
      step,
      required: pattern.requiredSteps.includes(step),
      part: found?.part,
      likeness: found?.likeness ?? 0
    }
  })
}

/** A step of a pattern, as it is looked for. */
class Sought {
  readonly #name: ReadonlyArray<string>
  readonly #words: ReadonlyArray<ReadonlyArray<string>>
  readonly #signs: ReadonlyArray<string>
  readonly #type: string | undefined

  constructor(pattern: Pattern, step: string) {
    const { words = [], signs = [] } = partOf(pattern, step)
    this.#name = wordsOf(step)
    this.#words = [this.#name, ...words.map(wordsOf)]
    this.#signs = signs
    this.#type = Object.hasOwn(pattern.stepTypes, step) ? pattern.stepTypes[step] : undefined
  }

  likeness(part: Part, subject: Subject, rarity: Rarity): number {
    const { wording, names: own } = subject.part(part)
    const same = own.some((name) => name.join(" ") === this.#name.join(" "))
    const named = same
      ? weights.evidence.name
      : own.some((name) => this.#words.some((word) => names(name, word)))
        ? weights.evidence.word
        : 0
    const said = this.#signs.some((sign) => wording.has(sign)) ? weights.evidence.sign : 0
    const type = this.#type
    const typed =
      type !== undefined && part.type === type
        ? weights.evidence.type.least + weights.evidence.type.more * rarity.type(type)
        : 0
    const likeness = 1 - (1 - named) * (1 - said) * (1 - typed)
    return type !== undefined && part.type !== undefined && part.type !== type
      ? likeness * weights.left.otherType
      : likeness
  }
}

interface Mark {
  readonly mark: string
  /** 0..1 */
  readonly weight: number
}

/** What identifies the pattern and is there. */
const marksOf = (pattern: Pattern, subject: Subject, rarity: Rarity): ReadonlyArray<Mark> => {
  const { signs, keys = [] } = pattern.identify
  const marks = [
    ...signs
      .filter((sign) => subject.whole.has(sign))
      .map((sign) => ({ mark: sign, weight: rarity.mark(sign) })),
    ...keys
      .filter((key) => places(subject.outline.data, key).length > 0)
      .map((key) => ({ mark: key, weight: rarity.mark(key) }))
  ]
  return marks.sort((a, b) => b.weight - a.weight)
}

interface Order {
  /** 0..1 */
  readonly held: number
  readonly broken: ReadonlyArray<readonly [before: string, after: string]>
}

const orderIn = (pattern: Pattern, steps: ReadonlyArray<StepMatch>, outline: Outline): Order | undefined => {
  const order = orderOf(pattern)
  if (order.length === 0) return undefined
  const parts = new Map(steps.map(({ step, part }) => [step, part]))
  const broken: Array<readonly [string, string]> = []
  let held = 0
  for (const [before, after] of order) {
    const a = parts.get(before)
    const b = parts.get(after)
    if (a === undefined || b === undefined) continue
    if (follows(outline, a, b)) held++
    else broken.push([before, after])
  }
  return { held: held / order.length, broken }
}

/** A job that has steps is explained by them. */
const explainedBy = (steps: ReadonlyArray<StepMatch>, { parts }: Outline): number => {
  const known = new Set(steps.flatMap(({ part }) => (part === undefined ? [] : [part])))
  const leaves = parts.filter((part) => known.has(part) || !parts.some(({ parent }) => parent === part))
  return leaves.filter((part) => known.has(part)).length / Math.max(1, leaves.length)
}

const reasonsOf = (
  required: ReadonlyArray<StepMatch>,
  marks: ReadonlyArray<string>,
  order: Order | undefined
): ReadonlyArray<string> => {
  const found = required.flatMap(({ step, part }) =>
    part === undefined
      ? []
      : [part.name === "" || part.name === step ? `\`${step}\`` : `\`${step}\` (${quoted(part.name)})`]
  )
  const missing = required.filter(({ part }) => part === undefined).map(({ step }) => `\`${step}\``)
  const reasons = [
    `${found.length} of ${required.length} steps${found.length === 0 ? "" : `: ${found.join(", ")}`}`
  ]
  if (missing.length > 0 && found.length > 0) reasons.push(`missing: ${missing.join(", ")}`)
  if (marks.length > 0) reasons.push(`it has ${marks.slice(0, 4).map(quoted).join(", ")}`)
  for (const [before, after] of order?.broken ?? [])
    reasons.push(`\`${after}\` does not come after \`${before}\``)
  return reasons
}

const quoted = (text: string): string => `\`${text.slice(0, 60)}\``
