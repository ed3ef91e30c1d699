/**
 * The nearest names: which of the known words a misspelled one was meant to be.
 *
 * Case and separators (`runsOn`, `runs_on`, `Runs On`) are folded before letters are compared, and cost little, since a
 * difference in them alone says nothing about which word was meant.
 */
import { distance } from "../document/EditDistance.ts"
import { costs } from "./rules.generated.ts"

export interface Near {
  readonly name: string
  /** Surprise in nats; 0 for the very same word. */
  readonly cost: number
}

/** Separators, and what clings to a word by mistake: quotes, a second colon, characters that nobody sees. */
const unspoken = /[-_.\s:'"`\u200B\u200C\u2060\uFEFF]/g

/** Lower case, without separators. */
export const fold = (word: string): string => word.replaceAll(unspoken, "").toLowerCase()

/** How many slips a word of this length may have before it is another word. */
const tolerance = (length: number): number => (length <= 2 ? 1 : length <= 4 ? 2 : length <= 8 ? 3 : 4)

/** Longer words are not keywords. */
const longest = 120

/** Words that costs are kept for: many shapes ask for the same words and names. */
const remembered = 500

const slips = new Map<string, Map<string, number | undefined>>()

/**
 * The cost of `word` having been meant as `name`, or `undefined` where that is not plausible.
 */
export const slipCost = (word: string, name: string): number | undefined => {
  if (word === name) return 0
  if (word.length > longest || name.length > longest) return undefined
  let known = slips.get(word)
  if (known === undefined || known.size > remembered) {
    if (slips.size > remembered) slips.clear()
    known = new Map()
    slips.set(word, known)
  }
  const before = known.get(name)
  if (before !== undefined || known.has(name)) return before
  const cost = weigh(word, name)
  known.set(name, cost)
  return cost
}

const slipCostOnce = (word: string, name: string): number | undefined =>
  word === name ? 0 : word.length > longest || name.length > longest ? undefined : weigh(word, name)

/** The same where something else speaks for the name as well, so that more of the word may be wrong. */
export const looseCost = (word: string, name: string): number | undefined =>
  word.length > longest ? undefined : weigh(word, name, costs.nearest.looseShare)

const weigh = (word: string, name: string, most = costs.nearest.share): number | undefined => {
  const a = letters(word).folded
  const b = letters(name).folded
  if (a === b && a !== "") return costs.nearest.fold
  const limit = Math.min(tolerance(Math.max(a.length, b.length)), Math.max(a.length, b.length) - 1)
  if (limit < 1) return undefined
  const slips = distance(a, b, limit)
  if (slips > limit) return undefined
  // The share of the word that is wrong says more than the number of slips: two of five letters is another word.
  const share = slips / Math.max(a.length, b.length)
  if (share > most) return undefined
  const folded = word.length === a.length && word === word.toLowerCase() ? 0 : costs.nearest.fold / 2
  return costs.nearest.slip * slips + costs.nearest.spread * share + folded
}

/** What tells most words apart at a glance. */
interface Letters {
  readonly folded: string
  /** Which letters are in it, those that share a bit as one. */
  readonly bits: number
}

/** Words whose letters are kept. */
const spelled = 20_000
const known = new Map<string, Letters>()

const letters = (word: string): Letters => {
  const before = known.get(word)
  if (before !== undefined) return before
  const folded = fold(word)
  let bits = 0
  for (let at = 0; at < folded.length; at++) bits |= 1 << (folded.charCodeAt(at) & 31)
  const made = { folded, bits }
  if (known.size >= spelled) known.clear()
  known.set(word, made)
  return made
}

/**
 * Whether more slips lie between two words than any may have. A slip makes a word longer by one letter at most, and
 * takes one kind of letter away and brings in another at most.
 */
const farApart = (a: Letters, b: Letters): boolean => {
  const [length, other] = [a.folded.length, b.folded.length]
  const most = tolerance(Math.max(length, other))
  return Math.abs(length - other) > most || count(a.bits ^ b.bits) > 2 * most
}

/** The bits that are set. */
const count = (bits: number): number => {
  let rest = bits - ((bits >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** The plausible names, cheapest first; ties in the order given. */
export const nearest = (word: string, candidates: Iterable<string>): ReadonlyArray<Near> => {
  const near: Array<Near> = []
  const written = letters(word)
  const names = Array.isArray(candidates) ? (candidates as ReadonlyArray<string>) : [...candidates]
  // What is asked of so many names is not asked again.
  const costOf = names.length > remembered ? slipCostOnce : slipCost
  for (const name of names) {
    if (farApart(written, letters(name))) continue
    const cost = costOf(word, name)
    if (cost !== undefined) near.push({ name, cost })
  }
  return near.sort((a, b) => a.cost - b.cost)
}

/** `a`, `b` or `c`: for messages, at most `limit` of them. */
export const oneOf = (names: ReadonlyArray<string>, limit = 12): string => {
  const quoted = names.slice(0, limit).map((name) => `\`${name}\``)
  if (names.length > limit) return `${quoted.join(", ")} and ${names.length - limit} more`
  if (quoted.length < 2) return quoted.join("")
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`
}
