/**
 * The name that a wrong one was most likely meant to be, with how sure that is.
 */
import type { Applicability } from "./Fix.ts"
import { fold, nearest } from "./Nearest.ts"
import { costs } from "./rules.generated.ts"

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

/**
 * Whether a word is a slip of one of the names even where there may be more names than these: case or separators, or
 * one letter of a longer word. Names that differ in a number, in a short part (`test-a`, `test-b`) or by what one has
 * more at its end (`build`, `builds`) may well stand side by side.
 */
export const isSlip = (word: string, names: Iterable<string>): boolean => {
  for (const { name, cost } of nearest(word, names)) {
    if (fold(word) === fold(name)) return true
    if (cost > costs.nearest.slip + costs.nearest.spread / 5) return false
    if (word.startsWith(name) || name.startsWith(word)) continue
    if (word.replaceAll(/\D/g, "") !== name.replaceAll(/\D/g, "")) continue
    const [parts, others] = [word.split(separators), name.split(separators)]
    const part = parts.find((each, index) => each !== others[index])
    if (parts.length !== others.length || (part !== undefined && part.length > 2)) return true
  }
  return false
}

const separators = /[-_.:/\s]+/
