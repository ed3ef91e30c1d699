/**
 * Where a quoted scalar ends.
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
