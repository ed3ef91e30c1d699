/**
 * LlmRefiner: the port behind which a language model answers what cannot be decided without understanding. It
 * answers with the same `Fix` as everybody else, so that what follows is blind to where a fix came from.
 */
import { Context, Effect, Layer, Option } from "effect"
import type { Fix } from "../diagnose/Fix.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Spending } from "../refine/Budget.ts"
import type { Approach } from "./AdaptiveStrategy.ts"

export interface LlmAnswer {
  readonly fixes: ReadonlyArray<Fix>
  readonly spent: Spending
}

export class LlmRefiner extends Context.Service<
  LlmRefiner,
  {
    /** Whether a model can be asked at all. */
    readonly available: boolean
    /** `none` where the model's answer could not be used; what was spent is lost then all the same. */
    readonly refine: (approach: Approach, validation: Validation) => Effect.Effect<Option.Option<LlmAnswer>>
  }
>()("pipewright/pipeline/LlmRefiner") {
  /** No model at hand: the loop ends with `needs_model` where one would have to be asked. */
  static readonly layerNone = Layer.succeed(
    LlmRefiner,
    LlmRefiner.of({ available: false, refine: () => Effect.succeed(Option.none()) })
  )
}
