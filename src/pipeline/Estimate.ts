/**
 * Estimate: what a model would be asked and what that would take, told without asking. It stands in the model's place
 * and looks at the first prompt of each file; later ones are of the same size, since prompts do not grow.
 */
import { Context, Effect, Layer } from "effect"
import type { ModelSpec } from "../model/ModelSpec.ts"
import { spendingOf } from "../model/Spend.ts"
import { inputTokensOf } from "../model/Tokens.ts"
import { LlmRefiner } from "./LlmRefiner.ts"
import { prepare } from "./ModelAnswer.ts"

export interface Estimated {
  /** Files for which the model would be asked. */
  readonly files: number
  /** Of the first call for each of them. */
  readonly inputTokens: number
  /** As many as an answer may have. */
  readonly outputTokens: number
  /** Dollars for one call for each file; `undefined` where the price is not known. */
  readonly cost: number | undefined
}

export class Estimate extends Context.Service<
  Estimate,
  {
    readonly model: string
    readonly add: (inputTokens: number, outputTokens: number) => Effect.Effect<void>
    readonly total: Effect.Effect<Estimated>
  }
>()("pipewright/pipeline/Estimate") {
  static readonly layer = (spec: ModelSpec): Layer.Layer<Estimate> =>
    Layer.sync(Estimate, () => {
      let files = 0
      let inputTokens = 0
      let outputTokens = 0
      return Estimate.of({
        model: spec.id,
        add: (input, output) =>
          Effect.sync(() => {
            files++
            inputTokens += input
            outputTokens += output
          }),
        total: Effect.sync(() => ({
          files,
          inputTokens,
          outputTokens,
          cost:
            spec.price === undefined ? undefined : spendingOf({ inputTokens, outputTokens }, spec.price).cost
        }))
      })
    })
}

/** Ends every refinement where the model would have been asked first. */
export const estimatingRefiner = (spec: ModelSpec): Layer.Layer<LlmRefiner, never, Estimate> =>
  Layer.effect(
    LlmRefiner,
    Effect.gen(function* () {
      const estimate = yield* Estimate
      return LlmRefiner.of({
        available: true,
        refine: (request) => {
          const prepared = prepare(request, spec)
          const added =
            prepared._tag === "refused"
              ? Effect.void
              : estimate.add(
                  inputTokensOf({ ...prepared.question, model: spec.served }),
                  prepared.question.maxOutputTokens
                )
          return Effect.as(added, {
            _tag: "failed" as const,
            reason: "an estimate asks nobody",
            spent: { calls: 0, tokens: 0, cost: 0 }
          })
        }
      })
    })
  )
