/**
 * PatternRefiner: what known good pipelines can do for one refinement, worked out once for each text and where the
 * workbench is.
 */
import { Effect } from "effect"
import type { ValidateOptions, Validation } from "../diagnose/Validator.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import { isMendable, type Mended } from "./Mending.ts"
import type { Workbench } from "./Workbench.ts"

export class PatternRefiner {
  readonly #library: PatternLibrary
  readonly #options: ValidateOptions
  readonly #workbench: Workbench
  readonly #mended = new WeakMap<Validation, { readonly by: Mended | undefined }>()
  #givenUp: string | undefined

  constructor(library: PatternLibrary, options: ValidateOptions, workbench: Workbench) {
    this.#library = library
    this.#options = options
    this.#workbench = workbench
  }

  /** What its answers depend on, besides the text. */
  get digest(): string {
    return this.#library.digest
  }

  /** Why a text was given up that patterns were tried on, where one was. What was done before that stays. */
  get givenUp(): string | undefined {
    return this.#givenUp
  }

  /** The text with what a well matching pattern can mend; `undefined` where none can. */
  mended(validation: Validation): Effect.Effect<Mended | undefined> {
    if (!isMendable(validation)) return Effect.undefined
    const known = this.#mended.get(validation)
    if (known !== undefined) return Effect.succeed(known.by)
    return this.#workbench.mend(validation, this.#library, this.#options).pipe(
      Effect.catch(({ reason }) => this.#giveUp(reason)),
      Effect.tap((by) => Effect.sync(() => void this.#mended.set(validation, { by })))
    )
  }

  /** What a model is shown of the pattern that the pipeline is most like. */
  example(approach: Approach, validation: Validation): Effect.Effect<string | undefined> {
    return (approach === "hybrid" || approach === "llm_restructure") && isMendable(validation)
      ? Effect.catch(this.#workbench.example(validation, this.#library, approach), ({ reason }) =>
          this.#giveUp(reason)
        )
      : Effect.undefined
  }

  #giveUp(reason: string): Effect.Effect<undefined> {
    this.#givenUp = reason
    return Effect.undefined
  }
}
