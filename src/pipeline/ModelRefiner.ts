/**
 * ModelRefiner: the LlmRefiner that asks a real model. The question is made and the answer is judged where the workbench
 * is, so that neither a file nor an answer can hold up anybody else.
 */
import { Effect, Layer, Result } from "effect"
import { ModelClient } from "../model/ModelClient.ts"
import { nothingSpent } from "../refine/Budget.ts"
import { type LlmOutcome, LlmRefiner } from "./LlmRefiner.ts"
import type { Judged } from "./ModelAnswer.ts"
import { Workbench } from "./Workbench.ts"

export const modelRefiner: Layer.Layer<LlmRefiner, never, ModelClient> = Layer.effect(
  LlmRefiner,
  Effect.gen(function* () {
    const client = yield* ModelClient
    return LlmRefiner.of({
      available: true,
      refine: Effect.fn("LlmRefiner.refine")(function* (request) {
        const bench = yield* Workbench
        const prepared = yield* Effect.result(bench.question(request, client.spec))
        if (Result.isFailure(prepared))
          return failed(`what to ask could not be worked out: ${prepared.failure.reason}`)
        if (prepared.success._tag === "refused") return { ...prepared.success, spent: nothingSpent }
        const answer = yield* Effect.result(client.ask(prepared.success.question))
        if (Result.isFailure(answer)) {
          const { budget, explanation, spent } = answer.failure
          return { _tag: budget ? "budget" : "failed", reason: explanation, spent } satisfies LlmOutcome
        }
        const { reply, spent, model } = answer.success
        // An answer that nobody can judge is refused; what was repaired before it stays.
        const judged = yield* Effect.catch(bench.answer(request, client.spec, reply), ({ reason }) =>
          Effect.succeed(unjudged(reason))
        )
        return judged._tag === "refused"
          ? { ...judged, spent }
          : {
              _tag: "fixes" as const,
              fixes: [{ ...judged.fix, title: `Change it as ${model} proposes` }],
              evidence: judged.evidence,
              spent
            }
      })
    })
  })
)

const failed = (reason: string): LlmOutcome => ({ _tag: "failed", reason, spent: nothingSpent })

const unjudged = (reason: string): Judged => ({
  _tag: "refused",
  reason: `the answer could not be judged: ${reason}`,
  forbidden: false
})
