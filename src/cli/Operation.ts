/**
 * What the commands do to a text: `check` judges, `fix` repairs by rule, `refine` runs the loop. None of them touches
 * a file; `Operations` knows them all.
 */
import { Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Applied } from "../pipeline/AutoRepair.ts"
import { type Config, gradeOf } from "../pipeline/Config.ts"
import { Controller } from "../pipeline/Controller.ts"
import type { GivenUp } from "../pipeline/GivenUp.ts"
import { experienceOf } from "../pipeline/learning/Knowledge.ts"
import type { Refined } from "../pipeline/Refined.ts"
import { Workbench } from "../pipeline/Workbench.ts"
import { Notebook } from "./Notebook.ts"
import type { Enhancement, Refinement, TrajectoryStep } from "./Outcome.ts"
import type { FileError } from "./SourceFile.ts"

/** A text before and after. */
export interface Operated {
  readonly before: Validation
  readonly after: Validation
  readonly applied: ReadonlyArray<Applied>
  readonly rolledBack: ReadonlyArray<Applied>
  readonly refinement: Refinement | undefined
  readonly enhancement?: Enhancement
}

/** `place` is the path relative to the project, by which rules are graded and files recognised. */
export type Operation = (
  text: string,
  dialect: Dialect,
  config: Config,
  place: string | undefined
) => Effect.Effect<Operated, GivenUp | FileError, Controller>

export const check: Operation = (text, dialect, config, place) =>
  Effect.gen(function* () {
    const validation = yield* (yield* Workbench).validate(text, dialect, optionsOf(config, place))
    return { before: validation, after: validation, applied: [], rolledBack: [], refinement: undefined }
  })

export const fix: Operation = (text, dialect, config, place) =>
  Effect.gen(function* () {
    const repaired = yield* (yield* Workbench).repair(text, dialect, {
      ...optionsOf(config, place),
      unsafe: config.unsafe,
      threshold: config.autoRepairThreshold
    })
    yield* (yield* Notebook).repaired(repaired, place)
    return { ...repaired, refinement: undefined }
  })

export const refine: Operation = (text, dialect, config, place) =>
  Effect.gen(function* () {
    const controller = yield* Controller
    const refined = yield* controller.refine(text, dialect, {
      ...optionsOf(config, place),
      maxIterations: config.maxIterations,
      threshold: config.threshold,
      autoRepairThreshold: config.autoRepairThreshold,
      llmRefinementThreshold: config.llmRefinementThreshold,
      strategy: config.strategy,
      allowRestructure: config.allowRestructure,
      preserveIntent: config.preserveIntent,
      autoRepair: config.autoRepair,
      allowCommands: config.model.allowCommands,
      allowSecrets: config.model.allowSecrets,
      unsafe: config.unsafe,
      weights: config.weights,
      ...(config.knowledge === undefined ? {} : { experience: experienceOf(config.knowledge) })
    })
    yield* (yield* Notebook).refined(refined, place)
    const { status, reason, before, after, applied, spent } = refined
    return {
      before,
      after,
      applied,
      rolledBack: [],
      refinement: { status, reason, spent, trajectory: stepsOf(refined) }
    }
  })

const stepsOf = ({ trajectory }: Refined): ReadonlyArray<TrajectoryStep> =>
  trajectory.flatMap((event): ReadonlyArray<TrajectoryStep> => {
    switch (event._tag) {
      case "evaluated":
        return [
          {
            event: "evaluated",
            iteration: event.iteration,
            score: event.score,
            stages: event.evaluation.score.stages,
            errors: errorsOf(event.evaluation.validation.report).length
          }
        ]
      case "proposed": {
        const { iteration, approach, outcome, reason, spent } = event
        return [
          {
            event: "proposed",
            iteration,
            approach,
            outcome,
            reason,
            ...(spent === undefined ? {} : { spent })
          }
        ]
      }
      default:
        return []
    }
  })

/** What validation is to know, without keys that are not set. */
export const optionsOf = (config: Config, place: string | undefined) => ({
  ...(place === undefined ? {} : { path: place }),
  context: config.context,
  limits: config.limits,
  severities: gradeOf(config, place ?? ""),
  ...(config.vocabulary === undefined ? {} : { vocabulary: config.vocabulary }),
  ...(config.knowledge === undefined ? {} : { revise: experienceOf(config.knowledge).revise })
})
