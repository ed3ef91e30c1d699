/**
 * Where a part of a scalar's value stands in the source: values lose quotes, escapes and folds, ranges must not.
 */
import type { ScalarNode } from "../../../document/Node.ts"

export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * The range of `value.slice(from, to)` in the source. Where the source spells that part otherwise (escapes, folded
 * lines), the answer is the scalar as a whole.
 */
export const rangeIn = (source: string, node: ScalarNode, value: string, from: number, to: number): Range => {
  const part = value.slice(from, to)
  const whole = { start: node.start, end: node.end }
  if (part === "" || part.includes("\n")) return whole
  // The same words may come before: count how often, and take that one of the source.
  const before = occurrences(value, part, from)
  let at = node.start - 1
  for (let count = 0; count <= before; count++) {
    at = source.indexOf(part, at + 1)
    if (at < 0 || at + part.length > node.end) return whole
  }
  return { start: at, end: at + part.length }
}

/** How many occurrences of `part` start before `limit`; a bound keeps hostile repetition cheap. */
const occurrences = (text: string, part: string, limit: number): number => {
  let count = 0
  for (let at = text.indexOf(part); at >= 0 && at < limit && count < 10_000; at = text.indexOf(part, at + 1))
    count++
  return count
}
