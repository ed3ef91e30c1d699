/**
 * Finds secrets in a text: by the form of known tokens, by the place they stand in, by the name they have, by looking
 * random, by what they decode to, and by being said again in another form. Finding one too many costs little (a model
 * sees a placeholder), missing one may cost much.
 */
import { partsOf } from "./Concatenation.ts"
import { decodings, numbers, spellings } from "./Encoding.ts"
import { isNamedSecret, namedValues, siblingsOf } from "./NamedValue.ts"
import { looksRandom } from "./Randomness.ts"
import { secrets } from "./rules.generated.ts"
import { type Range, type SecretView, viewsOf } from "./SecretView.ts"

/** The ranges of a text that hold secrets, in order, none touching another. Takes time in proportion to the text. */
export const findSecrets = (text: string): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  for (const view of viewsOf(text)) for (const range of inView(view)) found.push(...view.origins(range))
  found.push(...partsOf(text, merged(found), isToken))
  found.push(...siblingsOf(text, merged(found)))
  found.push(...saidAgain(text, merged(found)))
  return merged(found)
}

interface Form {
  readonly needs: ReadonlyArray<string> | undefined
  readonly pattern: RegExp
}

const compiled = (
  entries: ReadonlyArray<{ readonly needs?: ReadonlyArray<string>; readonly pattern: string }>
): ReadonlyArray<Form> => entries.map(({ needs, pattern }) => ({ needs, pattern: new RegExp(pattern, "dg") }))

const tokens = compiled(secrets.tokens)
const places = compiled(secrets.places)

const mayHold = (text: string, { needs }: Form): boolean =>
  needs === undefined || needs.some((word) => text.includes(word))

/** Whether a text by itself, without any place or name, is a secret. */
const isToken = (text: string): boolean =>
  tokens.some((form) => mayHold(text, form) && text.search(form.pattern) >= 0) ||
  looksRandom(text) ||
  decodings(text).some(holdsSecret)

const inView = (view: SecretView): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  const search = (forms: ReadonlyArray<Form>): void => {
    for (const form of forms)
      if (mayHold(view.text, form))
        for (const match of view.text.matchAll(form.pattern)) found.push(rangeOf(match))
  }
  search(tokens)
  // Lines that were run together make names and places of what is none.
  if (view.kind === "loose") return found
  search(places)
  found.push(...namedValues(view.text, view.kind === "whole"))
  const judge = (start: number, end: number): void => {
    const word = view.text.slice(start, end)
    if (isPublic(view.text.slice(Math.max(0, start - 8), start), word)) return
    if (looksRandom(word) || decodings(word).some(holdsSecret)) found.push({ start, end })
  }
  for (const words of [/[A-Za-z0-9+/=_%~.-]{10,4096}/g, numbers])
    for (const { 0: word, index } of view.text.matchAll(words)) judge(index, index + word.length)
  // Shorter ones are told by the padding of their encoding.
  for (const { 0: padding, index } of view.text.matchAll(/={1,2}(?![\w=])/g)) {
    const word = /[A-Za-z0-9+/_-]{6,10}$/.exec(view.text.slice(Math.max(0, index - 10), index))?.[0]
    if (word !== undefined) judge(index - word.length, index + padding.length)
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
  (before.endsWith("@") && /^[0-9a-f]{40}/.test(text)) ||
  (/sha(?:256|384|512)[:=-]$/.test(before) && /^[0-9A-Za-z+/=]+$/.test(text)) ||
  /@[0-9a-f]{40}$|sha(?:256|384|512)[-=]/.test(text)

/** Whether what an encoded text says is a secret: anything readable that somebody took the trouble to encode. */
const holdsSecret = (text: string): boolean =>
  /^[\t\n\r\x20-\x7e]{4,}$/.test(text) ||
  (text.length >= 16 && !text.includes("\ufffd") && /^[\p{L}\p{N}\p{P}\p{S}\s]+$/u.test(text)) ||
  isNamedSecret(text)

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
