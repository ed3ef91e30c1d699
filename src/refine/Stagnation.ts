/**
 * Stagnation: whether a refinement gets anywhere, told from scores and from candidates that came before.
 */
import { evaluations, type Trajectory } from "./Trajectory.ts"

/** `first`: nothing to compare with yet. */
export type Progress = "first" | "improving" | "plateau" | "oscillating"

/** Scores closer than this are the same score. */
export const resolution = 0.01

/** Scores looked back upon. */
const window = 3

/**
 * `oscillating` where the latest candidate was there before with another one in between; `plateau` where the last
 * three scores lie within .01 of each other.
 */
export const progressOf = <C, E, A>(trajectory: Trajectory<C, E, A>): Progress => {
  const seen = evaluations(trajectory)
  const last = seen.at(-1)
  if (last === undefined || seen.length < 2) return "first"
  const before = seen.slice(0, -1)
  if (before.some(({ hash }) => hash === last.hash) && before.at(-1)?.hash !== last.hash) return "oscillating"
  if (seen.length >= window) {
    const recent = seen.slice(-window).map(({ score }) => score)
    if (Math.max(...recent) - Math.min(...recent) < resolution) return "plateau"
  }
  return "improving"
}

export const isStuck = (progress: Progress): boolean => progress === "plateau" || progress === "oscillating"

/** Evaluations since the best score was last bettered by more than the resolution. */
export const sinceGain = <C, E, A>(trajectory: Trajectory<C, E, A>): number => {
  let top = Number.NEGATIVE_INFINITY
  let since = 0
  for (const { score } of evaluations(trajectory)) {
    if (score > top + resolution) {
      top = score
      since = 0
    } else since++
  }
  return since
}
