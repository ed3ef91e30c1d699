/**
 * A trajectory: the append-only record of a refinement. Every statistic is a fold over it, so that a refinement
 * resumed from its record goes on exactly where it was.
 */
import { add, nothingSpent, type Spending } from "./Budget.ts"

/** A candidate was judged. The first is the input itself. */
export interface Evaluated<Candidate, Evaluation> {
  readonly _tag: "evaluated"
  /** 0 for the input, then one more for each proposal. */
  readonly iteration: number
  readonly candidate: Candidate
  /** Equal for equal candidates. */
  readonly hash: string
  /** 0..1 */
  readonly score: number
  readonly evaluation: Evaluation
}

/** A way was chosen and a candidate proposed, or the proposal failed or was refused. */
export interface Proposed<Approach> {
  readonly _tag: "proposed"
  readonly iteration: number
  readonly approach: Approach
  readonly outcome: "candidate" | "unchanged" | "refused" | "failed"
  /** Why the approach was chosen, and what became of it where that needs words. */
  readonly reason: string
  /** What it took, where it took anything. */
  readonly spent?: Spending
  /** The status that the loop has to end with, since nothing more of this kind can be had. */
  readonly end?: string
}

/** The refinement ended. */
export interface Ended {
  readonly _tag: "ended"
  readonly iteration: number
  readonly status: string
  readonly reason: string
}

export type TrajectoryEvent<Candidate, Evaluation, Approach> =
  | Evaluated<Candidate, Evaluation>
  | Proposed<Approach>
  | Ended

export type Trajectory<Candidate, Evaluation, Approach> = ReadonlyArray<
  TrajectoryEvent<Candidate, Evaluation, Approach>
>

export const evaluations = <C, E, A>(trajectory: Trajectory<C, E, A>): ReadonlyArray<Evaluated<C, E>> =>
  trajectory.filter((event) => event._tag === "evaluated")

export const proposals = <C, E, A>(trajectory: Trajectory<C, E, A>): ReadonlyArray<Proposed<A>> =>
  trajectory.filter((event) => event._tag === "proposed")

/** The candidate with the highest score, the earliest of equals; none before the first evaluation. */
export const best = <C, E, A>(trajectory: Trajectory<C, E, A>): Evaluated<C, E> | undefined =>
  evaluations(trajectory).reduce<Evaluated<C, E> | undefined>(
    (top, event) => (top === undefined || event.score > top.score ? event : top),
    undefined
  )

export const latest = <C, E, A>(trajectory: Trajectory<C, E, A>): Evaluated<C, E> | undefined =>
  evaluations(trajectory).at(-1)

/** What all proposals took together. */
export const spending = <C, E, A>(trajectory: Trajectory<C, E, A>): Spending =>
  proposals(trajectory).reduce(
    (sum, { spent }) => (spent === undefined ? sum : add(sum, spent)),
    nothingSpent
  )

/** Proposals made so far. */
export const iterations = <C, E, A>(trajectory: Trajectory<C, E, A>): number => proposals(trajectory).length
