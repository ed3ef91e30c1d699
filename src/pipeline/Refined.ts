/**
 * Refined: what a refinement of a pipeline comes to, and the trajectory that led there.
 */
import type { Score } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Spending } from "../refine/Budget.ts"
import type { Trajectory } from "../refine/Trajectory.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import type { Applied } from "./AutoRepair.ts"

/** `model_failed`: no answer could be had from the model. */
export type Status = "accepted" | "max_iterations" | "stuck" | "budget" | "needs_model" | "model_failed"

/** Ends that may be none with another budget, or at another time. */
export const isUnsettled = (status: string | undefined): boolean =>
  status === "budget" || status === "model_failed"

/** One validated text of the trajectory. */
export interface Evaluation {
  readonly validation: Validation
  readonly score: Score
}

export interface Refined {
  readonly status: Status
  /** Why it ended, in words. */
  readonly reason: string
  readonly text: string
  readonly before: Validation
  readonly after: Validation
  readonly score: { readonly before: Score; readonly after: Score }
  readonly applied: ReadonlyArray<Applied>
  readonly spent: Spending
  readonly trajectory: History
}

/** The trajectory of a pipeline: its candidates are texts. */
export type History = Trajectory<string, Evaluation, Approach>
