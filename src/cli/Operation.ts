/**
 * What the commands do to a text: `check` judges, `fix` repairs by rule, `refine` runs the loop. None of them touches
 * a file.
 */
import { Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { type Validation, validate } from "../diagnose/Validator.ts"
import { type Applied, autoRepair } from "../pipeline/AutoRepair.ts"
import { type Config, gradeOf } from "../pipeline/Config.ts"
import type { RefineStatus, TrajectoryStep } from "./Outcome.ts"

export type Command = "check" | "fix" | "refine"

/** A text before and after. */
export interface Operated {
  readonly before: Validation
  readonly after: Validation
  readonly applied: ReadonlyArray<Applied>
  readonly rolledBack: ReadonlyArray<Applied>
  readonly refinement: { readonly status: RefineStatus; readonly trajectory: ReadonlyArray<TrajectoryStep> } | undefined
}

/** `place` is the path relative to the project, by which rules are graded and files recognised. */
export type Operation = (
  text: string,
  dialect: Dialect,
  config: Config,
  place: string | undefined
) => Effect.Effect<Operated>

export const check: Operation = (text, dialect, config, place) =>
  Effect.sync(() => {
    const validation = validate(text, dialect, optionsOf(config, place))
    return { before: validation, after: validation, applied: [], rolledBack: [], refinement: undefined }
  })

export const fix: Operation = (text, dialect, config, place) =>
  Effect.sync(() => ({
    ...autoRepair(text, dialect, {
      ...optionsOf(config, place),
      unsafe: config.unsafe,
      threshold: config.autoRepairThreshold
    }),
    refinement: undefined
  }))

/** What validation is to know, without keys that are not set. */
export const optionsOf = (config: Config, place: string | undefined) => ({
  ...(place === undefined ? {} : { path: place }),
  context: config.context,
  limits: config.limits,
  severities: gradeOf(config, place ?? "")
})
