/**
 * Finds secrets in a text: by the form of known tokens, by the place they stand in, by the name they have, by looking
 * random, by what they decode to, and by being said again in another form. Finding one too many costs little (a model
 * sees a placeholder), missing one may cost much.
 */
import { decodings, spellings } from "./Encoding.ts"
import { isNamedSecret, namedValues, siblingsOf } from "./NamedValue.ts"
import { looksRandom } from "./Randomness.ts"
import { secrets } from "./rules.generated.ts"
import { type Range, type SecretView, viewsOf } from "./SecretView.ts"

/** The ranges of a text that hold secrets, in order, none touching another. Takes time in proportion to the text. */
export const findSecrets = (text: string): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  for (const view of viewsOf(text)) for (const range of inView(view)) found.push(...view.origins(range))
  found.push(...siblingsOf(text, merged(found)))
  found.push(...saidAgain(text, merged(found)))
  return merged(found)
}

const compiled = (entries: ReadonlyArray<{ readonly pattern: string }>): ReadonlyArray<RegExp> =>
  entries.map(({ pattern }) => new RegExp(pattern, "dg"))

const tokens = compiled(secrets.tokens)
const places = compiled(secrets.places)

const inView = (view: SecretView): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  const search = (patterns: ReadonlyArray<RegExp>): void => {
    for (const pattern of patterns)
      for (const match of view.text.matchAll(pattern)) found.push(rangeOf(match))
  }
  search(tokens)
  // Lines that were run together make names and places of what is none.
  if (view.loose) return found
  search(places)
  found.push(...namedValues(view.text))
  for (const match of view.text.matchAll(/[A-Za-z0-9+/=_%~.-]{10,4096}/g)) {
    const before = view.text.slice(Math.max(0, match.index - 8), match.index)
    if (isPublic(before, match[0])) continue
    if (looksRandom(match[0]) || decodings(match[0]).some(holdsSecret))
      found.push({ start: match.index, end: match.index + match[0].length })
  }
  return found
}

/** The group `secret`, or the whole match. */
const rangeOf = (match: RegExpExecArray): Range => {
  const group = match.indices?.groups?.secret
  return group === undefined
    ? { start: match.index, end: match.index + match[0].length }
    : { start: group[0], end: group[1] }
}

/** Commits that actions are pinned to, and checksums. */
const isPublic = (before: string, text: string): boolean =>
  (before.endsWith("@") && /^[0-9a-f]{40}$/.test(text)) ||
  (/sha(?:256|384|512)[:=-]$/.test(before) && /^[0-9A-Za-z+/=]+$/.test(text)) ||
  /@[0-9a-f]{40}$|sha(?:256|384|512)[-=]/.test(text)

/** Whether what an encoded text says is a secret: anything readable that somebody took the trouble to encode. */
const holdsSecret = (text: string): boolean => /^[\t\n\r\x20-\x7e]{8,}$/.test(text) || isNamedSecret(text)

/** Shorter secrets are not looked for elsewhere: they would be found in ordinary words. */
const shortest = 6

/** The same secrets elsewhere: as they are, and encoded. */
const saidAgain = (text: string, known: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  const values = new Set(known.map(({ start, end }) => text.slice(start, end)))
  for (const value of values) {
    if (value.length < shortest || value.length > 4096) continue
    for (const spelling of spellings(value)) {
      for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + spelling.length))
        found.push({ start: at, end: at + spelling.length })
    }
  }
  return found
}

const merged = (ranges: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const result: Array<{ start: number; end: number }> = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else if (end > start) result.push({ start, end })
  }
  return result
}
