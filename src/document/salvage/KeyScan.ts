/**
 * Where a key ends, and where a plain value does.
 */
import { closingQuote } from "./QuoteScan.ts"

export const isBlank = (code: number): boolean => code === 32 || code === 9

/** Offset of the colon that ends a key starting at `from`, or -1. */
export const keyColon = (text: string, from: number, end: number): number => {
  const first = text.charCodeAt(from)
  if (first === 34 || first === 39) {
    const close = closingQuote(text, from, end)
    if (close === -1) return -1
    let at = close + 1
    while (at < end && isBlank(text.charCodeAt(at))) at++
    return text.charCodeAt(at) === 58 && at < end && endsKey(text, at, end) ? at : -1
  }
  // Flow collections and reserved characters start no plain key.
  if (first === 91 || first === 123 || first === 35 || first === 64 || first === 96 || first === 37) return -1
  if (first === 124 || first === 62) return -1
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 58 && endsKey(text, at, end)) return at === from ? -1 : at
    if (code === 35 && isBlank(text.charCodeAt(at - 1))) return -1
  }
  return -1
}

export const endsKey = (text: string, colon: number, end: number): boolean =>
  colon + 1 >= end || isBlank(text.charCodeAt(colon + 1))

/** Where the comment behind a plain value starts, else `end`; blanks before it do not count as value. */
export const plainEnd = (text: string, from: number, end: number): number => {
  let stop = end
  for (let at = from + 1; at < end; at++) {
    if (text.charCodeAt(at) === 35 && isBlank(text.charCodeAt(at - 1))) {
      stop = at
      break
    }
  }
  while (stop > from && isBlank(text.charCodeAt(stop - 1))) stop--
  return stop
}
