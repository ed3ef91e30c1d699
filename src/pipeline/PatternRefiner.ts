/**
 * PatternRefiner: what known good pipelines can do for one refinement. A pattern that matches well mends the text by
 * itself, without any model; one that matches partly is an example that a model is shown.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
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

export class PatternRefiner {
  readonly #library: PatternLibrary
  readonly #dialect: Dialect
  readonly #options: ValidateOptions
  readonly #mended = new WeakMap<Validation, Mended | { readonly text: undefined }>()

  constructor(library: PatternLibrary, dialect: Dialect, options: ValidateOptions) {
    this.#library = library
    this.#dialect = dialect
    this.#options = options
  }

  /** What its answers depend on, besides the text. */
  get digest(): string {
    return this.#library.digest
  }

  /** The text with what a well matching pattern can mend; `undefined` where none can. Worked out once for a text. */
  mended(validation: Validation): Mended | undefined {
    if (validation.text.length > textAtMost || errorsOf(validation.report).length === 0) return undefined
    const known = this.#mended.get(validation) ?? this.#mend(validation)
    this.#mended.set(validation, known)
    return known.text === undefined ? undefined : known
  }

  /**
   * What a model is shown of the pattern that the pipeline is most like: the parts that correspond to what is wrong;
   * all of it where the whole pipeline is to be written anew.
   */
  example(approach: Approach, validation: Validation): string | undefined {
    if (approach !== "hybrid" && approach !== "llm_restructure") return undefined
    if (validation.text.length > textAtMost) return undefined
    const [best] = rank(validation, this.#library.of(this.#dialect.id))
    if (best === undefined || best.score < partlyMatched) return undefined
    return approach === "hybrid" ? excerptFor(validation, best) : best.pattern.example
  }

  #mend(validation: Validation): Mended | { readonly text: undefined } {
    const repaired = repairByPattern(validation, this.#library.of(this.#dialect.id), this.#options)
    if (repaired === undefined) return { text: undefined }
    const { pattern, score, made } = repaired
    return {
      text: repaired.validation.text,
      applied: made,
      reason: `the pipeline is like the pattern \`${pattern.name}\` (${Math.floor(100 * score)}%), which mends it`
    }
  }
}
