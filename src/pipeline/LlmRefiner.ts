/**
 * LlmRefiner: the port behind which a language model answers what cannot be decided without understanding. It
 * answers with the same `Fix` as everybody else, so that what follows is blind to where a fix came from.
 */
import { Context, Effect, Layer } from "effect"
import type { Fix } from "../diagnose/Fix.ts"
import type { ValidateOptions, Validation } from "../diagnose/Validator.ts"
import type { Spending } from "../refine/Budget.ts"
import type { Approach } from "./AdaptiveStrategy.ts"

export interface LlmRequest extends Inquiry {
  readonly validation: Validation
  /** With which the result is judged. */
  readonly validate: ValidateOptions
}

/** What is to be asked about a text: plain data. */
export interface Inquiry {
  readonly approach: Exclude<Approach, "auto_repair">
  /** Why earlier answers were refused, the latest last. */
  readonly refusals: ReadonlyArray<string>
  /** Asks for the errors of the earliest stage alone. */
  readonly criticalOnly: boolean
  /** Refuses what loses a job, a step or a command. */
  readonly preserveIntent: boolean
  /** Lets the model write commands and actions that are missing. */
  readonly allowCommands: boolean
  /** The same for permissions and for what refers to secrets. */
  readonly allowSecrets: boolean
  /** A complete file that works and is like this one. */
  readonly example?: string | undefined
  /** The file as it was last committed. */
  readonly committed?: string | undefined
  /** How problems like these were solved before, a line each, the most telling first. */
  readonly precedents?: ReadonlyArray<string> | undefined
}

export type LlmOutcome =
  | {
      readonly _tag: "fixes"
      readonly fixes: ReadonlyArray<Fix>
      /** What had to be forgiven in the answer, in words. */
      readonly evidence: ReadonlyArray<string>
      readonly spent: Spending
    }
  /** This answer cannot be used; another may. `forbidden`: it does what no answer may. */
  | {
      readonly _tag: "refused"
      readonly reason: string
      readonly forbidden: boolean
      readonly spent: Spending
    }
  /** No answer can be had, from the model or under the budget. */
  | { readonly _tag: "failed" | "budget"; readonly reason: string; readonly spent: Spending }

export class LlmRefiner extends Context.Service<
  LlmRefiner,
  {
    /** Whether a model can be asked at all. */
    readonly available: boolean
    readonly refine: (request: LlmRequest) => Effect.Effect<LlmOutcome>
  }
>()("pipewright/pipeline/LlmRefiner") {
  /** No model at hand: the loop ends with `needs_model` where one would have to be asked. */
  static readonly layerNone = Layer.succeed(
    LlmRefiner,
    LlmRefiner.of({
      available: false,
      refine: () =>
        Effect.succeed({
          _tag: "failed",
          reason: "there is no model",
          spent: { calls: 0, tokens: 0, cost: 0 }
        })
    })
  )
}
