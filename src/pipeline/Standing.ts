/**
 * Standing: what a refinement's history comes to: which text is the best so far, whether repair by rule is done with
 * it, and why answers of the model were refused since.
 */
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import { type Evaluated, evaluations, proposals, type Trajectory } from "../refine/Trajectory.ts"

type Judged = { readonly validation: Validation }

/**
 * The text with the highest score, of equals the one with the fewest errors, then the earliest. Scores alone are not
 * enough: a stage with very many errors scores 0 before and after some of them are gone.
 */
export const topOf = <E extends Judged, A>(
  history: Trajectory<string, E, A>
): Evaluated<string, E> | undefined => topBy(history, (event, top) => errors(event) < errors(top))

/** The text to go on from: the best, of equals the latest, which has other errors than those that were solved. */
export const currentOf = <E extends Judged, A>(
  history: Trajectory<string, E, A>
): Evaluated<string, E> | undefined => topBy(history, (event, top) => errors(event) <= errors(top))

const topBy = <E extends Judged, A>(
  history: Trajectory<string, E, A>,
  betters: (event: Evaluated<string, Judged>, top: Evaluated<string, Judged>) => boolean
): Evaluated<string, E> | undefined =>
  evaluations(history).reduce<Evaluated<string, E> | undefined>(
    (top, event) =>
      top === undefined || event.score > top.score || (event.score === top.score && betters(event, top))
        ? event
        : top,
    undefined
  )

/** Whether repair by rule made the best text, or was tried on it and found nothing to do. */
export const isRepaired = <E extends Judged>(history: Trajectory<string, E, string>): boolean => {
  const top = currentOf(history)
  return (
    top !== undefined &&
    proposals(history).some(
      ({ approach, iteration }) => approach === "auto_repair" && iteration >= top.iteration
    )
  )
}

/** Why answers were refused since the last one that was taken: what the next one must not repeat. */
export const refusalsOf = <E, A>(history: Trajectory<string, E, A>): ReadonlyArray<string> => {
  const made = proposals(history)
  const last = made.findLastIndex(({ outcome }) => outcome === "candidate")
  return made.slice(last + 1).flatMap(({ outcome, reason }) => (outcome === "refused" ? [reason] : []))
}

/** How many refusals in a row have the reason of the last one. */
export const sameRefusals = <E, A>(history: Trajectory<string, E, A>): number => {
  const refusals = refusalsOf(history)
  const last = refusals.at(-1)
  return refusals.length - 1 - refusals.findLastIndex((reason) => reason !== last)
}

const errors = ({ evaluation }: Evaluated<string, Judged>): number =>
  errorsOf(evaluation.validation.report).length
