/**
 * What stands around a refinement: who is told of its events, and what runs its loop.
 */
import { Context, Effect } from "effect"
import { type Refined as Outcome, run } from "../refine/Refinement.ts"
import type { TrajectoryEvent } from "../refine/Trajectory.ts"
import type { HostedRecipe } from "../session/HostedRecipe.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import type { GivenUp } from "./GivenUp.ts"
import type { Evaluation, Status } from "./Refined.ts"

/** A way was chosen and is being tried, which may take long where a model is asked. */
export interface Proposing {
  readonly _tag: "proposing"
  readonly iteration: number
  readonly approach: Approach
}

/** Told of every event of a refinement as it happens: for progress, and for a record. */
export const RefinementListener = Context.Reference<
  (event: TrajectoryEvent<string, Evaluation, Approach> | Proposing) => Effect.Effect<void>
>("pipewright/pipeline/RefinementListener", { defaultValue: () => () => Effect.void })

/** What runs the loop: by default nothing but itself; a session, where it has to go on after a crash. */
export interface RefinementHost {
  readonly run: (
    recipe: HostedRecipe<string, Evaluation, Approach, Status, GivenUp>,
    text: string
  ) => Effect.Effect<Outcome<string, Evaluation, Approach, Status>, GivenUp>
}

export const RefinementHost = Context.Reference<RefinementHost>("pipewright/pipeline/RefinementHost", {
  defaultValue: () => ({ run: (recipe, text) => run(recipe, text) })
})
