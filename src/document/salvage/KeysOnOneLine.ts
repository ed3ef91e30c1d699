/**
 * Several keys on one line: the line break before the second one is lost, with or without the space in its place.
 */
import { contentCol, lineBreak, partsOf, type Site, stepOf } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

/** `with: node-version: 18`: a key, and the block below it, on one line; or two keys of one map. */
export const keysOnOneLine = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const { text } = scan
  const value = text.slice(from, end)
  const parts = partsOf(scan, index)
  if (parts.colon === -1) return []
  const col = contentCol(scan, index, parts)
  const found = /(^|\s)([A-Za-z_][\w.-]*):(?=\s|$)/.exec(value)
  const glued = gluedKey(site, from, end)
  if (found === null) return glued
  const at = from + found.index + (found[1] as string).length
  const nested = at === from
  const indent = " ".repeat(nested ? col + stepOf(scan) : col)
  const start = nested ? parts.colon + 1 : from + found.index
  return [
    ...glued,
    slip({
      rule: "keys-on-one-line",
      message: `\`${found[2]}\` is a key of its own, but is on the line of another key.`,
      title: `Put \`${found[2]}\` on a line of its own`,
      edits: [replace(start, at, `${lineBreak(text)}${indent}`)],
      start: at,
      end,
      extra:
        (nested ? -1.6 : complete(value.slice(0, found.index))) +
        (/^[a-z]+[-_][a-z_-]+$/.test(found[2] as string) ? -0.6 : 0) +
        (isVariable(found[2] as string) ? -1.6 : isKeyElsewhere(text, found[2] as string) ? -1.2 : 0)
    })
  ]
}

/** `BUILD_TYPE`: prose has no such words with a colon behind them. */
const isVariable = (word: string): boolean => /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(word)

/** `ubuntu-lateststeps:` or `v4- uses: …`: the line break before the next key is lost, and no space is in its place. */
const gluedKey = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const { text } = scan
  const parts = partsOf(scan, index)
  const value = text.slice(from, end)
  const colon = /(?<=[\w-]):(?=\s|$)/.exec(value)
  if (colon === null) return []
  let start = colon.index
  while (start > 0 && /[\w-]/.test(value.charAt(start - 1))) start--
  const written = value.slice(start, colon.index)
  const tail = from + start
  const dash = value.endsWith("- ", start) ? "- " : undefined
  const key = dash === undefined ? longestKey(text, written) : written
  if (key === undefined || !isKeyElsewhere(text, key)) return []
  const at = dash === undefined ? tail + written.length - key.length : tail - dash.length
  if (at <= from) return []
  const own = parts.dashes.at(-1)
  const line = scan.lines[index] as { start: number; col: number }
  const item = own === undefined ? line.col - 2 : own - line.start
  const col = dash === undefined ? contentCol(scan, index, parts) : Math.max(0, item)
  return [
    slip({
      rule: "keys-on-one-line",
      message: `\`${key}\` is a key of its own, but stands on the line of another.`,
      title: `Put \`${key}\` on a line of its own`,
      edits: [insert(at, `${lineBreak(text)}${" ".repeat(col)}`)],
      start: at,
      end,
      extra: key.length > 2 ? -1 : 0.5
    })
  ]
}

/** The longest end of a word that the text writes as a key elsewhere. */
const longestKey = (text: string, word: string): string | undefined => {
  for (let at = 1; at < word.length - 1 && at < indented; at++) {
    if (isKeyElsewhere(text, word.slice(at))) return word.slice(at)
  }
  return undefined
}

/** What speaks for a value that ends before the next key: a template or a number is all of it, a single word may be. */
const complete = (value: string): number => {
  if (/^(?:\$\{\{[^{}]*\}\}|\d[\w.]*|true|false)$/.test(value)) return -2
  // So is what ends with the quote or the bracket that closes it: a condition that compares.
  if (/["'\])}]\s*$/.test(value)) return -1
  const words = value.trim().split(/\s+/).length
  // A sentence has a colon in it more often than a key behind it.
  return words > 2 ? 1.6 : words === 2 || value.endsWith("-") ? 0 : -1.4
}

/** Columns in which a key may stand to be found. */
const indented = 80

/** Whether the text writes that word as a key at the start of a line. */
const isKeyElsewhere = (text: string, key: string): boolean => {
  for (let at = text.indexOf(`${key}:`); at !== -1; at = text.indexOf(`${key}:`, at + 1)) {
    const before = at < indented ? `\n${text.slice(0, at)}` : text.slice(at - indented, at)
    if (/\n[ \t]*(?:- +)*$/.test(before)) return true
  }
  return false
}
