/**
 * AdaptiveStrategy: which approach to take, from what is wrong and from how the refinement has gone so far.
 *
 * | errors \ progress | improving, or first | plateau | oscillating |
 * |---|---|---|---|
 * | all simple | auto_repair | auto_repair | auto_repair |
 * | mostly semantic | llm_guided | llm_restructure¹ | llm_comprehensive |
 * | mostly structural | pattern, or hybrid | llm_restructure¹ | llm_comprehensive |
 * | mixed | hybrid | llm_comprehensive | llm_comprehensive |
 *
 * ¹ where restructuring is allowed, otherwise llm_comprehensive. Below `llmRefinementThreshold` the model gets the
 * comprehensive prompt in place of the guided one.
 */

import type { Report } from "../diagnose/Report.ts"
import { errorsOf, type Score } from "../diagnose/Scorer.ts"
import type { Progress } from "../refine/Stagnation.ts"

export type Approach =
  | "auto_repair"
  | "llm_guided"
  | "llm_restructure"
  | "llm_comprehensive"
  | "hybrid"
  | "pattern"

export type ErrorPattern = "simple" | "semantic" | "structural" | "mixed"

export interface StrategyOptions {
  readonly strategy: "adaptive" | "minimal"
  readonly unsafe: boolean
  /** 0..1: the confidence a fix needs to count as simple. */
  readonly autoRepairThreshold: number
  /** 0..1 */
  readonly llmRefinementThreshold: number
  readonly allowRestructure: boolean
  /** Whether a known good pipeline matches well and mends the text; asked only where it matters. */
  readonly patternMatches: () => boolean
  /** The approach that has done better than the one of the table for errors of such a kind, where one is known to. */
  readonly prefer?: (pattern: ErrorPattern, instead: Approach) => Approach | undefined
  /** AutoRepair was tried on this very text and found nothing more to do. */
  readonly repaired: boolean
}

export interface Choice {
  readonly approach: Approach
  readonly reason: string
}

/** More than this share of the errors makes them mostly of a kind. */
const mostly = 0.6

export const patternOf = (report: Report, options: StrategyOptions): ErrorPattern => {
  const errors = errorsOf(report)
  const simple = errors.filter(({ fixes }) =>
    fixes.some(
      (fix) =>
        (fix.applicability === "safe" && fix.confidence >= options.autoRepairThreshold) ||
        (options.unsafe && fix.applicability === "unsafe")
    )
  )
  return simple.length === errors.length && !options.repaired ? "simple" : kindOfErrors(report)
}

/** The pattern of errors that rules alone do not solve. */
export const kindOfErrors = (report: Report): Exclude<ErrorPattern, "simple"> => {
  const errors = errorsOf(report)
  const structural = errors.filter(({ stage }) => stage === "syntax" || stage === "schema").length
  if (structural / errors.length > mostly) return "structural"
  if (1 - structural / errors.length > mostly) return "semantic"
  return "mixed"
}

/** The approach for a text that is not accepted yet, with its reason in words. */
export const choose = (
  report: Report,
  score: Score,
  progress: Progress,
  options: StrategyOptions
): Choice => {
  const pattern = patternOf(report, options)
  if (pattern === "simple") return { approach: "auto_repair", reason: "every error has a repair of its own" }
  const open = errorsOf(report).some(({ fixes }) =>
    fixes.some((fix) => fix.applicability === "safe" || (options.unsafe && fix.applicability === "unsafe"))
  )
  // What can be decided without a model is decided first: it costs nothing and leaves less to ask.
  if (open && !options.repaired)
    return { approach: "auto_repair", reason: "some of the errors have repairs of their own" }
  if (options.strategy === "minimal")
    return { approach: "llm_guided", reason: "only what is critical is asked for" }
  if (progress === "oscillating") return { approach: "llm_comprehensive", reason: "the same text came back" }
  if (progress === "plateau") {
    return options.allowRestructure && pattern !== "mixed"
      ? { approach: "llm_restructure", reason: "the score does not rise any more" }
      : { approach: "llm_comprehensive", reason: "the score does not rise any more" }
  }
  const { approach, reason } = firstTry(pattern, score, options)
  // A pattern is applied without asking anybody: no experience with models speaks against that.
  const better = approach === "pattern" ? undefined : options.prefer?.(pattern, approach)
  return better === undefined || !isOpen(better, options)
    ? { approach, reason }
    : { approach: better, reason: `${better} has done better than ${approach} for such errors` }
}

/** Whether experience may choose an approach that the table does not. */
const isOpen = (approach: Approach, { allowRestructure }: StrategyOptions): boolean =>
  approach === "llm_guided" ||
  approach === "llm_comprehensive" ||
  approach === "hybrid" ||
  (approach === "llm_restructure" && allowRestructure)

/** The column of the table for a refinement that gets on. */
const firstTry = (pattern: ErrorPattern, score: Score, options: StrategyOptions): Choice => {
  switch (pattern) {
    case "semantic":
      return score.overall < options.llmRefinementThreshold
        ? { approach: "llm_comprehensive", reason: "too much is wrong for a focused question" }
        : { approach: "llm_guided", reason: "most errors are matters of meaning" }
    case "structural":
      return options.patternMatches()
        ? { approach: "pattern", reason: "the structure is that of a known pipeline" }
        : { approach: "hybrid", reason: "most errors are matters of structure" }
    default:
      return { approach: "hybrid", reason: "errors of several kinds" }
  }
}
