/**
 * Where a quoted scalar ends, and what it may not hold.
 */
import type { ScannedLine } from "./ScannedLine.ts"

/**
 * Offset of the quote that closes the one at `from`, looking no further than `end`; -1 where there is none.
 * In double quotes a backslash escapes; in single quotes a doubled quote stands for one.
 */
export const closingQuote = (text: string, from: number, end: number): number => {
  const quote = text.charCodeAt(from)
  for (let at = from + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 92 && quote === 34) at++
    else if (code === quote) {
      if (quote === 39 && at + 1 < end && text.charCodeAt(at + 1) === 39) at++
      else return at
    }
  }
  return -1
}

/** The closing quote on a later line, where every line up to it stands deeper than column `owner`. */
export const closingAcrossLines = (
  text: string,
  from: number,
  lines: ReadonlyArray<ScannedLine>,
  index: number,
  owner: number
): { readonly at: number; readonly line: number } | undefined => {
  // The closing quote lies on the last line that still stands deep enough, or before.
  let line = index
  for (;;) {
    const next = lines[line + 1]
    if (next === undefined || (next.kind !== "blank" && next.col <= owner)) break
    line++
  }
  const at = closingQuote(text, from, (lines[line] as ScannedLine).end)
  if (at === -1) return undefined
  let found = index
  while ((lines[found] as ScannedLine).end < at) found++
  return { at, line: found }
}

/** Offsets of the backslashes of the text between two double quotes that begin no escape of YAML. */
export const invalidEscapes = (text: string, open: number, close: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = open + 1; at < close; at++) {
    if (text.charCodeAt(at) !== 92) continue
    const letter = text.charAt(at + 1)
    const digits = hexDigits[letter]
    const valid =
      digits === undefined
        ? single.includes(letter)
        : /^[\da-f]+$/i.test(text.slice(at + 2, at + 2 + digits)) && at + 2 + digits <= close
    if (!valid) found.push(at)
    at++
  }
  return found
}

/** What may stand behind a backslash; a line break too, which then is none. */
const single = '0abt\tnvfre "/\\N_LP\r\n'
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }
