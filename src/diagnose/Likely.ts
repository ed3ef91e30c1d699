/**
 * The name that a wrong one was most likely meant to be, with how sure that is.
 */
import type { Applicability } from "./Fix.ts"
import { fold, nearest } from "./Nearest.ts"

export interface Likely {
  readonly name: string
  /** `safe` only where nothing but case or separators differ and no other name is written alike. */
  readonly applicability: Applicability
  /** 0..1 */
  readonly confidence: number
}

/** Plausible names, the likeliest first: none where nothing is like the word. */
export const likely = (word: string, candidates: Iterable<string>): ReadonlyArray<Likely> => {
  const near = nearest(word, new Set(candidates))
  const folded = fold(word)
  const alike = near.filter(({ name }) => fold(name) === folded).length
  return near.map(({ name, cost }, index) => {
    if (alike === 1 && fold(name) === folded) return { name, applicability: "safe", confidence: 0.98 }
    const next = near[index === 0 ? 1 : 0]
    // A second name that costs nearly as much halves the odds; one slip more makes it unlikely.
    const margin = next === undefined ? Number.POSITIVE_INFINITY : Math.abs(next.cost - cost)
    const share = index === 0 ? 1 / (1 + Math.exp(-margin)) : 1 / (1 + Math.exp(margin))
    return { name, applicability: "unsafe", confidence: Math.max(0.1, (0.97 - cost / 20) * share) }
  })
}
