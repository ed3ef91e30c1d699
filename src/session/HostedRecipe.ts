/**
 * What a recipe has to add to be hosted by a session: a name, and the way of its candidates and evaluations into the
 * journal and back.
 */
import type { Effect, Schema } from "effect"
import type { Recipe } from "../refine/Refinement.ts"

export interface HostedRecipe<
  Candidate,
  Evaluation,
  Approach extends string,
  Status extends string,
  Error = never,
  Services = never
> extends Recipe<Candidate, Evaluation, Approach, Status, Error, Services> {
  readonly name: string
  /** Equal for equal settings. */
  readonly settings: string
  readonly textOf: (candidate: Candidate) => string
  readonly candidateOf: (text: string) => Candidate
  /** What a candidate has beside its text, and the way back; neither where it has nothing. */
  readonly keepCandidate?: (candidate: Candidate) => Schema.Json
  readonly restoreCandidate?: (candidate: Candidate, kept: Schema.Json) => void
  /** Whether what ended a session so may be otherwise by now: then it goes on where it ended. */
  readonly goesOn?: (status: Status) => boolean
  /** What of an evaluation is kept, beside the candidate. */
  readonly keep: (evaluation: Evaluation, candidate: Candidate) => Schema.Json
  /** The evaluation of a candidate that was evaluated before. It asks nobody. */
  readonly restore: (candidate: Candidate, kept: Schema.Json) => Effect.Effect<Evaluation, Error, Services>
}
