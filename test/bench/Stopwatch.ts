/**
 * Times of things side by side: every contestant does each item in turn, round after round, so that whatever else
 * the machine does meets them all.
 */
import { median } from "./Figure.ts"

export type Contestant<A> = (item: A) => unknown

/**
 * Milliseconds by contestant and item: the median of the measured rounds, after `warm` rounds that are not.
 */
export const race = async <A>(
  items: ReadonlyArray<A>,
  contestants: ReadonlyArray<Contestant<A>>,
  rounds: { readonly warm: number; readonly measured: number }
): Promise<ReadonlyArray<ReadonlyArray<number>>> => {
  const times = contestants.map(() => items.map((): Array<number> => []))
  for (let round = 0; round < rounds.warm + rounds.measured; round++)
    for (const [at, item] of items.entries())
      for (const [who, contestant] of contestants.entries()) {
        const started = performance.now()
        const result = contestant(item)
        if (result instanceof Promise) await result
        const spent = performance.now() - started
        if (round >= rounds.warm) times[who]?.[at]?.push(spent)
      }
  return times.map((of) => of.map((each) => median(each) ?? Number.NaN))
}

/**
 * Milliseconds that one run takes of the processor, the mean over about a second of runs after as many that settle the
 * machine code. Collecting what runs leave behind counts, for it grows with what they hold; what else the machine
 * does at the time does not.
 */
export const effort = (work: () => unknown): number => {
  spend(work, 3)
  const { used, runs } = spend(work, 5)
  return used / runs
}

/** Milliseconds that one run takes of the processor, for what takes long. */
export const spentOn = (work: () => unknown): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** At least so many runs, and about a second of them. */
const spend = (work: () => unknown, least: number): { readonly used: number; readonly runs: number } => {
  const before = process.threadCpuUsage()
  const until = performance.now() + 1000
  let runs = 0
  do {
    work()
    runs++
  } while (runs < least || performance.now() < until)
  const { user, system } = process.threadCpuUsage(before)
  return { used: (user + system) / 1000, runs }
}

/** Milliseconds of the fastest of a few runs, for what takes long. */
export const fastest = (runs: number, work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    work()
    best = Math.min(best, performance.now() - started)
  }
  return best
}
