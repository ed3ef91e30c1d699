/**
 * Secrets that are put together from variables: `$A$B`, `${{ env.A }}${{ env.B }}`, `A + B`. What is a secret together
 * is one in each of its parts.
 */
import { assignments } from "./Assignment.ts"
import { touches } from "./NamedValue.ts"
import type { Range } from "./SecretView.ts"

const reference = /(?:\$\{\{\s{0,4}[\w.]{0,60}?(\w{1,60})\s{0,4}\}\}|\$\{(\w{1,60})\}|\$(\w{1,60}))/.source
const together = new RegExp(`(?:${reference}){2,12}`, "g")
const sum = /\b[A-Za-z_]\w{0,60}(?:[ \t]{0,4}\+[ \t]{0,4}[A-Za-z_]\w{0,60}){1,12}/g

const printf = /\bprintf[ \t]+(?:-v[ \t]+\w+[ \t]+)?["']?(?:%s){2,12}(?:\\n)?["']?[ \t]+/g

/** The words of a command from there to its end. */
const argumentsOf = (text: string, from: number): ReadonlyArray<Range> =>
  [...(/^[^\n|;&>]{0,800}/.exec(text.slice(from, from + 800))?.[0] ?? "").matchAll(/[^\s"']+/g)].map(
    ({ 0: word, index }) => ({ start: from + index, end: from + index + word.length })
  )

/** Values that are parts of a secret: of one that is known, or of what is one when put together. */
export const partsOf = (
  text: string,
  known: ReadonlyArray<Range>,
  isSecret: (words: string) => boolean
): ReadonlyArray<Range> => {
  const groups = [...text.matchAll(together)].map(([words]) =>
    [...words.matchAll(new RegExp(reference, "g"))].map(([, a, b, c]) => a ?? b ?? c ?? "")
  )
  for (const [words] of text.matchAll(sum)) groups.push(words.split("+").map((name) => name.trim()))
  const printed = [...text.matchAll(printf)].map((match) => argumentsOf(text, match.index + match[0].length))
  if (groups.length + printed.length === 0) return []
  const values = new Map<string, Range>()
  for (const { name, values: ranges } of assignments(text)) {
    const [range] = ranges
    if (range !== undefined && ranges.length === 1 && !text.startsWith("$", range.start))
      values.set(name, range)
  }
  const named = groups.map((names) => names.flatMap((name) => values.get(name) ?? []))
  return [...named, ...printed].flatMap((ranges) => {
    return ranges.length > 1 &&
      (ranges.some((range) => touches(known, range)) ||
        isSecret(ranges.map(({ start, end }) => text.slice(start, end)).join("")))
      ? ranges
      : []
  })
}
