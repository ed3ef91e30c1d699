/**
 * Rarity: how much a word, type or mark says about which pattern is meant. What all patterns of a dialect have says
 * nothing (0), what one alone has says most (1); between them it is the logarithm of the share.
 */
import { type Pattern, partOf, stepsOf } from "./Pattern.ts"

export class Rarity {
  readonly #total: number
  readonly #types: ReadonlyMap<string, number>
  readonly #marks: ReadonlyMap<string, number>
  readonly #steps: ReadonlyMap<string, number>

  private constructor(patterns: ReadonlyArray<Pattern>) {
    this.#total = patterns.length
    this.#types = counted(patterns, ({ stepTypes }) => Object.values(stepTypes))
    this.#marks = counted(patterns, ({ identify }) => [...identify.signs, ...(identify.keys ?? [])])
    this.#steps = counted(patterns, (pattern) => stepsOf(pattern).flatMap((step) => traitsOf(pattern, step)))
  }

  /** Counted once for each library. */
  static of(patterns: ReadonlyArray<Pattern>): Rarity {
    const key = patterns[0]
    const known = key === undefined ? undefined : counts.get(key)
    if (known !== undefined && same(known.patterns, patterns)) return known.rarity
    const rarity = new Rarity(patterns)
    if (key !== undefined) counts.set(key, { patterns, rarity })
    return rarity
  }

  type(type: string): number {
    return this.#of(this.#types.get(type))
  }

  mark(mark: string): number {
    return this.#of(this.#marks.get(mark))
  }

  /** A step is as rare as the rarest of its traits. */
  step(pattern: Pattern, step: string): number {
    return Math.max(...traitsOf(pattern, step).map((trait) => this.#of(this.#steps.get(trait))))
  }

  #of(count: number | undefined): number {
    if (this.#total < 2) return 1
    return Math.max(0, 1 - Math.log(Math.max(1, count ?? 1)) / Math.log(this.#total))
  }
}

const counts = new WeakMap<Pattern, { readonly patterns: ReadonlyArray<Pattern>; readonly rarity: Rarity }>()

const same = (a: ReadonlyArray<Pattern>, b: ReadonlyArray<Pattern>): boolean =>
  a === b || (a.length === b.length && a.every((pattern, index) => pattern === b[index]))

const traitsOf = (pattern: Pattern, step: string): ReadonlyArray<string> => {
  const type = Object.hasOwn(pattern.stepTypes, step) ? [`type ${pattern.stepTypes[step]}`] : []
  return [`name ${step}`, ...type, ...(partOf(pattern, step).signs ?? []).map((sign) => `sign ${sign}`)]
}

/** In how many patterns each trait occurs. */
const counted = (
  patterns: ReadonlyArray<Pattern>,
  traits: (pattern: Pattern) => ReadonlyArray<string>
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const pattern of patterns)
    for (const trait of new Set(traits(pattern))) counts.set(trait, (counts.get(trait) ?? 0) + 1)
  return counts
}
