/**
 * Mending: what known good pipelines can do for one text. A pattern that matches well mends it by itself, without any
 * model; one that matches partly is an example that a model is shown. Pure and synchronous, so that a thread can do it.
 */
import { errorsOf } from "../diagnose/Scorer.ts"
import type { ValidateOptions, Validation } from "../diagnose/Validator.ts"
import { excerptFor } from "../pattern/Excerpt.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { partlyMatched, rank } from "../pattern/PatternMatcher.ts"
import { repairByPattern } from "../pattern/PatternRepair.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import type { Applied } from "./AutoRepair.ts"

/** A text that a pattern has mended. */
export interface Mended {
  readonly text: string
  readonly applied: ReadonlyArray<Applied>
  /** In words. */
  readonly reason: string
}

/** Characters of a text from which on patterns are not tried: they are no larger than a few pages themselves. */
const textAtMost = 100_000

/** Whether patterns are worth a try. */
export const isMendable = ({ text, report }: Pick<Validation, "text" | "report">): boolean =>
  text.length <= textAtMost && errorsOf(report).length > 0

/** The text with what a well matching pattern can mend; `undefined` where none can. */
export const mend = (
  validation: Validation,
  library: PatternLibrary,
  options: ValidateOptions
): Mended | undefined => {
  const repaired = repairByPattern(validation, library.of(validation.dialect.id), options)
  if (repaired === undefined) return undefined
  const { pattern, score, made } = repaired
  return {
    text: repaired.validation.text,
    applied: made,
    reason: `the pipeline is like the pattern \`${pattern.name}\` (${Math.floor(100 * score)}%), which mends it`
  }
}

/**
 * What a model is shown of the pattern that the pipeline is most like: the parts that correspond to what is wrong;
 * all of it where the whole pipeline is to be written anew.
 */
export const exampleFor = (
  validation: Validation,
  library: PatternLibrary,
  approach: Approach
): string | undefined => {
  const [best] = rank(validation, library.of(validation.dialect.id))
  if (best === undefined || best.score < partlyMatched) return undefined
  return approach === "hybrid" ? excerptFor(validation, best) : best.pattern.example
}
