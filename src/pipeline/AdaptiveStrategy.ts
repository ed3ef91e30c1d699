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
import { Effect } from "effect"
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

export interface StrategyOptions<E = never> {
  readonly strategy: "adaptive" | "minimal"
  readonly unsafe: boolean
  /** 0..1: the confidence a fix needs to count as simple. */
  readonly autoRepairThreshold: number
  /** 0..1 */
  readonly llmRefinementThreshold: number
  readonly allowRestructure: boolean
  /** Whether a known good pipeline matches well and mends the text; asked only where it matters. */
  readonly patternMatches: Effect.Effect<boolean, E>
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

export const patternOf = (
  report: Report,
  options: Pick<StrategyOptions, "autoRepairThreshold" | "unsafe" | "repaired">
): ErrorPattern => {
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
export const choose = <E = never>(
  report: Report,
  score: Score,
  progress: Progress,
  options: StrategyOptions<E>
): Effect.Effect<Choice, E> => {
  const pattern = patternOf(report, options)
  const by = (approach: Approach, reason: string) => Effect.succeed<Choice>({ approach, reason })
  if (pattern === "simple") return by("auto_repair", "every error has a repair of its own")
  const open = errorsOf(report).some(({ fixes }) =>
    fixes.some((fix) => fix.applicability === "safe" || (options.unsafe && fix.applicability === "unsafe"))
  )
  // What can be decided without a model is decided first: it costs nothing and leaves less to ask.
  if (open && !options.repaired) return by("auto_repair", "some of the errors have repairs of their own")
  if (options.strategy === "minimal") return by("llm_guided", "only what is critical is asked for")
  if (progress === "oscillating") return by("llm_comprehensive", "the same text came back")
  if (progress === "plateau") {
    return options.allowRestructure && pattern !== "mixed"
      ? by("llm_restructure", "the score does not rise any more")
      : by("llm_comprehensive", "the score does not rise any more")
  }
  const table = Effect.succeed(experienced(pattern, firstTry(pattern, score, options), options))
  // A pattern is applied without asking anybody: no experience with models speaks against that.
  return pattern === "structural"
    ? Effect.flatMap(options.patternMatches, (matches) =>
        matches ? by("pattern", "the structure is that of a known pipeline") : table
      )
    : table
}

/** What has done better than the approach of the table, where something surely has. */
const experienced = <E>(pattern: ErrorPattern, choice: Choice, options: StrategyOptions<E>): Choice => {
  const better = options.prefer?.(pattern, choice.approach)
  return better === undefined || !isOpen(better, options)
    ? choice
    : { approach: better, reason: `${better} has done better than ${choice.approach} for such errors` }
}

/** Whether experience may choose an approach that the table does not. */
const isOpen = (
  approach: Approach,
  { allowRestructure }: Pick<StrategyOptions, "allowRestructure">
): boolean =>
  approach === "llm_guided" ||
  approach === "llm_comprehensive" ||
  approach === "hybrid" ||
  (approach === "llm_restructure" && allowRestructure)

/** The column of the table for a refinement that gets on, where no pattern matches. */
const firstTry = (
  pattern: ErrorPattern,
  score: Score,
  { llmRefinementThreshold }: Pick<StrategyOptions, "llmRefinementThreshold">
): Choice => {
  switch (pattern) {
    case "semantic":
      return score.overall < llmRefinementThreshold
        ? { approach: "llm_comprehensive", reason: "too much is wrong for a focused question" }
        : { approach: "llm_guided", reason: "most errors are matters of meaning" }
    case "structural":
      return { approach: "hybrid", reason: "most errors are matters of structure" }
    default:
      return { approach: "hybrid", reason: "errors of several kinds" }
  }
}
