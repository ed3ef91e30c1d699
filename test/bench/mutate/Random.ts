/**
 * Random numbers that come again: the same seed makes the same mutants.
 */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 ≤ n < 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  pick<A>(from: ReadonlyArray<A>): A | undefined {
    return from.length === 0 ? undefined : from[this.below(from.length)]
  }

  /** In another order. */
  shuffled<A>(from: ReadonlyArray<A>): ReadonlyArray<A> {
    const all = [...from]
    for (let at = all.length - 1; at > 0; at--) {
      const other = this.below(at + 1)
      const kept = all[at] as A
      all[at] = all[other] as A
      all[other] = kept
    }
    return all
  }
}
