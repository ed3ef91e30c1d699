/**
 * The Controller orchestrates the refinement of one pipeline: validate, record, decide (accepted, out of iterations,
 * stuck, out of budget, in need of a model), choose an approach, propose, and again. Its result is the best text of
 * the trajectory, which is never worse than the input.
 */
import { Context, Effect, Layer } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { CallOwner } from "../model/CallLog.ts"
import { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { Seal } from "../redact/Seal.ts"
import { Committed } from "./Committed.ts"
import type { GivenUp } from "./GivenUp.ts"
import { LlmRefiner } from "./LlmRefiner.ts"
import { PatternRefiner } from "./PatternRefiner.ts"
import { PipelineRecipe } from "./PipelineRecipe.ts"
import type { Refined } from "./Refined.ts"
import { RefinementHost, RefinementListener } from "./RefinementHost.ts"
import type { RefineOptions } from "./RefineOptions.ts"
import { Workbench } from "./Workbench.ts"

export class Controller extends Context.Service<
  Controller,
  {
    /** Fails only where the workbench or the host gives the text up; by default neither does. */
    readonly refine: (
      text: string,
      dialect: Dialect,
      options?: RefineOptions
    ) => Effect.Effect<Refined, GivenUp>
  }
>()("pipewright/pipeline/Controller") {
  static readonly layer = Layer.effect(
    Controller,
    Effect.gen(function* () {
      const refiner = yield* LlmRefiner
      return Controller.of({
        refine: Effect.fn("Controller.refine")(function* (text, dialect, given = {}) {
          const { experience } = given
          const options = experience === undefined ? given : { revise: experience.revise, ...given }
          const workbench = yield* Workbench
          const committed = yield* Effect.cached(yield* Committed)
          const refinement = new PipelineRecipe(
            dialect,
            options,
            knowing(refiner, committed),
            workbench,
            yield* RefinementListener,
            new PatternRefiner(yield* PatternLibrary, options, workbench),
            refiner.available ? new Seal(text) : undefined
          )
          const host = yield* RefinementHost
          const { recipe } = refinement
          const owner = yield* CallOwner
          // Equal inputs ask equal questions, whichever of them comes first.
          const scope = owner.scope === "" ? recipe.hashOf(text) : owner.scope
          const { status, reason, trajectory } = yield* Effect.provideService(
            host.run(recipe, text),
            CallOwner,
            { ...owner, scope }
          )
          return refinement.result(status, reason, trajectory)
        })
      })
    })
  )

  /** Without a model. */
  static readonly layerOffline = Controller.layer.pipe(Layer.provide(LlmRefiner.layerNone))
}

/** The refiner, told what the file was when it was last committed. */
const knowing = (
  refiner: LlmRefiner["Service"],
  committed: Effect.Effect<string | undefined>
): LlmRefiner["Service"] => ({
  ...refiner,
  refine: (request) =>
    Effect.flatMap(committed, (text) =>
      refiner.refine(text === undefined ? request : { ...request, committed: text })
    )
})
