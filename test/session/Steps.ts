/**
 * A recipe for tests: counts up to a goal, each step by a call to a witness outside.
 */
import { Effect, type Schema } from "effect"
import type { Proposal } from "../../src/refine/Refinement.ts"
import { latest } from "../../src/refine/Trajectory.ts"
import type { HostedRecipe } from "../../src/session/HostedRecipe.ts"
import { type CallGivenUp, once } from "../../src/session/SessionCalls.ts"

export interface Witness {
  /** Called with the idempotency key of every call that is made. */
  readonly call: (key: string) => Effect.Effect<number>
  /** Called before and after each step that is worked out. */
  readonly step?: (what: "evaluate" | "propose", at: number) => Effect.Effect<void>
}

export const steps = (
  goal: number,
  { call, step }: Witness
): HostedRecipe<number, number, "add", "done", CallGivenUp> => ({
  name: "steps",
  settings: String(goal),
  textOf: String,
  candidateOf: Number,
  keep: (evaluation): Schema.Json => evaluation,
  restore: (_, kept) => Effect.succeed(Number(kept)),
  evaluate: (candidate) => Effect.as(step?.("evaluate", candidate) ?? Effect.void, candidate / goal),
  scoreOf: (evaluation) => evaluation,
  hashOf: String,
  decide: (trajectory) =>
    Effect.succeed(
      (latest(trajectory)?.candidate ?? 0) >= goal
        ? { _tag: "stop", status: "done", reason: `${goal} is reached` }
        : { _tag: "propose", approach: "add", reason: "not there yet" }
    ),
  propose: (_, trajectory) =>
    Effect.gen(function* () {
      const at = latest(trajectory)?.candidate ?? 0
      yield* step?.("propose", at) ?? Effect.void
      const by = yield* once("how much", call)
      return { _tag: "candidate", candidate: at + Number(by) } satisfies Proposal<number>
    })
})
