/**
 * What the whole says of a part: repairs found in windows are weighed once more where all of the text can be read.
 *
 * A window tells which repairs make its lines legible. Which of them is meant often shows only in the whole: a step
 * needs its command, a list its items, and a window knows of neither what stands above nor what is missing.
 */
import { costs } from "../rules.generated.ts"
import type { Judge } from "./Judge.ts"
import { type Found, type Outcome, rivalsOf } from "./Search.ts"
import type { Window } from "./Window.ts"

export interface Mend {
  readonly window: Window
  readonly found: Found
}

/** The mends, in order of position and none reaching into another, each with its ways out as the whole has them. */
export const inWhole = (text: string, mends: ReadonlyArray<Mend>, judge: Judge): ReadonlyArray<Mend> => {
  const open = mends.filter(({ found }) => found.rivals.length > 0)
  const reads = open.reduce((sum, { found }) => sum + Math.min(found.rivals.length, atMost) + 1, 0)
  if (open.length === 0 || reads * text.length > costs.search.settle) return mends
  const chosen = mends.map(({ found }) => found.best)
  const written = (): string => {
    let all = ""
    let from = 0
    for (const [at, { window }] of mends.entries()) {
      all += text.slice(from, window.start) + (chosen[at] as Outcome).text.slice(window.head)
      from = window.start + window.text.length - window.head
    }
    return all + text.slice(from)
  }
  return mends.map((mend, at) => {
    const { found } = mend
    if (found.rivals.length === 0) return mend
    const weighed = [found.best, ...found.rivals.slice(0, atMost)].flatMap((way): ReadonlyArray<Outcome> => {
      chosen[at] = way
      const verdict = judge.read(written())
      return verdict.reads
        ? [{ ...way, verdict, total: way.total - way.verdict.distance + verdict.distance }]
        : []
    })
    const [best = found.best] = weighed.toSorted((a, b) => a.total - b.total)
    chosen[at] = best
    return weighed.length === 0 ? mend : { ...mend, found: { best, rivals: rivalsOf(best, weighed) } }
  })
}

/** Ways out of one place that are weighed again. */
const atMost = 8
