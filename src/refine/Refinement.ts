/**
 * The refinement loop: evaluate, decide, propose, and again. It knows no YAML and no model; a recipe says what each
 * of the three means.
 *
 * The loop's whole state is its trajectory. Every event is handed to `record` before the loop goes on, so that a host
 * may keep it (a journal) and a later run may continue from it.
 */
import { Effect } from "effect"
import type { Spending } from "./Budget.ts"
import { latest, type Trajectory, type TrajectoryEvent } from "./Trajectory.ts"

/** What to do next. `stop` ends the loop with a status of the recipe. */
export type Decision<Approach, Status extends string> =
  | { readonly _tag: "propose"; readonly approach: Approach; readonly reason: string }
  | { readonly _tag: "stop"; readonly status: Status; readonly reason: string }

/** What became of a proposal. Only a candidate is evaluated. */
export type Proposal<Candidate> = (
  | { readonly _tag: "candidate"; readonly candidate: Candidate; readonly note?: string }
  | { readonly _tag: "unchanged" | "refused" | "failed"; readonly reason: string }
) & {
  /** What the proposal took, whatever became of it. */
  readonly spent?: Spending
  /** No further proposal of this kind can be had: the loop is to end with this status. */
  readonly end?: string
}

export interface Recipe<
  Candidate,
  Evaluation,
  Approach,
  Status extends string,
  Error = never,
  Services = never
> {
  readonly evaluate: (candidate: Candidate) => Effect.Effect<Evaluation, Error, Services>
  /** 0..1 */
  readonly scoreOf: (evaluation: Evaluation) => number
  /** Equal for equal candidates. */
  readonly hashOf: (candidate: Candidate) => string
  readonly decide: (
    trajectory: Trajectory<Candidate, Evaluation, Approach>
  ) => Effect.Effect<Decision<Approach, Status>, Error, Services>
  readonly propose: (
    approach: Approach,
    trajectory: Trajectory<Candidate, Evaluation, Approach>
  ) => Effect.Effect<Proposal<Candidate>, Error, Services>
  /** Called with every event, before the next step. */
  readonly record?: (
    event: TrajectoryEvent<Candidate, Evaluation, Approach>
  ) => Effect.Effect<void, Error, Services>
}

export interface Refined<Candidate, Evaluation, Approach, Status extends string> {
  readonly status: Status
  readonly reason: string
  readonly trajectory: Trajectory<Candidate, Evaluation, Approach>
}

/** Runs until the recipe decides to stop. `from` continues an earlier trajectory. */
export const run = Effect.fnUntraced(function* <C, E, A, S extends string, Err = never, R = never>(
  recipe: Recipe<C, E, A, S, Err, R>,
  input: C,
  from: Trajectory<C, E, A> = []
) {
  const trajectory: Array<TrajectoryEvent<C, E, A>> = [...from]
  const append = (event: TrajectoryEvent<C, E, A>): Effect.Effect<void, Err, R> => {
    trajectory.push(event)
    return recipe.record?.(event) ?? Effect.void
  }
  const evaluate = Effect.fnUntraced(function* (candidate: C, iteration: number) {
    const evaluation = yield* recipe.evaluate(candidate)
    yield* append({
      _tag: "evaluated",
      iteration,
      candidate,
      hash: recipe.hashOf(candidate),
      score: recipe.scoreOf(evaluation),
      evaluation
    })
  })
  if (latest(trajectory) === undefined) yield* evaluate(input, 0)
  for (;;) {
    const decision = yield* recipe.decide(trajectory)
    const iteration = latest(trajectory)?.iteration ?? 0
    if (decision._tag === "stop") {
      yield* append({ _tag: "ended", iteration, status: decision.status, reason: decision.reason })
      return { status: decision.status, reason: decision.reason, trajectory } satisfies Refined<C, E, A, S>
    }
    const proposal = yield* recipe.propose(decision.approach, trajectory)
    yield* append({
      _tag: "proposed",
      iteration: iteration + 1,
      approach: decision.approach,
      outcome: proposal._tag,
      reason: reasonOf(proposal, decision.reason),
      ...(proposal.spent === undefined ? {} : { spent: proposal.spent }),
      ...(proposal.end === undefined ? {} : { end: proposal.end })
    })
    if (proposal._tag === "candidate") yield* evaluate(proposal.candidate, iteration + 1)
  }
})

/** Why the approach was chosen, with what there is to say of a candidate; else why there is none. */
const reasonOf = (proposal: Proposal<unknown>, chosen: string): string => {
  if (proposal._tag !== "candidate") return proposal.reason
  return proposal.note === undefined ? chosen : `${chosen}; ${proposal.note}`
}
