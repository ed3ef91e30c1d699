/**
 * Text inside of text: a whole file as a string literal, as a value of JSON, or with the backslashes of Markdown.
 */
import type { TextEdit } from "../TextEdit.ts"
import type { Mishap } from "./Mishap.ts"
import { remove, replace, slip } from "./Slip.ts"

/** A text in a map of JSON beside its path, as tools hand files over: `{ "path": …, "content": "name: CI\\n…" }`. */
export const heldText = (text: string): Mishap => {
  if (!/^\s*\{/.test(text) || text.length > mostHeld || !/[^\\]\\n/.test(text)) return []
  let map: unknown
  try {
    map = JSON.parse(text)
  } catch {
    return []
  }
  const texts = Object.values(map as object).filter(
    (value): value is string => typeof value === "string" && /^[^\n]*\n(?:.*\n)+/.test(value)
  )
  const [only] = texts
  if (only === undefined || texts.length > 1 || Object.keys(map as object).length > 8) return []
  return [
    slip({
      rule: "escaped-text",
      message: "The document is held as a text inside of JSON.",
      title: "Keep the text alone",
      edits: [replace(0, text.length, only)],
      start: 0,
      end: Math.min(text.length, 80)
    })
  ]
}

/** In characters; what is longer is data. */
const mostHeld = 1_000_000

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "",
  '"': '"',
  "\\": "\\",
  "/": "/",
  "'": "'"
}

/** The whole file as one string literal. */
export const escapedText = (text: string): Mishap => {
  const end = text.trimEnd().length
  const from = text.length - text.trimStart().length
  const written = countOf(text, "\\n", 0, text.length, mostLines)
  if (written < 2 || written > mostLines) return []
  const breaks = countOf(text, "\n", from, end, 2)
  if (breaks > 1 || breaks > written / 4) return []
  const mark = text.charAt(from)
  const wrapped = (mark === '"' || mark === "'") && text.charAt(end - 1) === mark
  const all = wrapped || !/(?:^|[^\\])"/.test(text)
  const edits: Array<TextEdit> = []
  if (wrapped) edits.push(remove(from, from + 1))
  for (let at = wrapped ? from + 1 : from; at < (wrapped ? end - 1 : end); at++) {
    if (text.charCodeAt(at) !== 92) continue
    const plain = escapes[text.charAt(at + 1)]
    if (plain !== undefined && (all || text.charAt(at + 1) === "n" || text.charAt(at + 1) === "t")) {
      edits.push(replace(at, at + 2, plain))
    }
    at++
  }
  // The line break behind a text that ends with one of its own belongs to the literal.
  const ends = text.slice(0, wrapped ? end - 1 : end).endsWith("\\n") ? text.length : end
  if (wrapped) edits.push(remove(end - 1, ends))
  else if (ends > end) edits.push(remove(end, ends))
  return [
    slip({
      rule: "escaped-text",
      message: "The whole file is one string, with `\\n` for its line breaks.",
      title: "Write real line breaks",
      edits,
      start: from,
      end: Math.min(end, from + 80)
    })
  ]
}

/** No pipeline has so many lines: what writes more breaks is data. */
const mostLines = 100_000

/** How often `part` stands between the offsets; past `enough` it is not counted on. */
const countOf = (text: string, part: string, from: number, to: number, enough: number): number => {
  let count = 0
  for (let at = text.indexOf(part, from); at >= 0 && at < to; at = text.indexOf(part, at + part.length)) {
    if (++count > enough) break
  }
  return count
}

/** Underscores, and marks at the start of a line, that Markdown needed a backslash before. */
export const escapedMarks = (text: string): Mishap => {
  if (!/^[ \t]*(?:- +)?[\w-]{0,80}\\_[\w\\-]{0,80}:/m.test(text)) return []
  const found = [...text.matchAll(/\\(?=_)|(?<=^[ \t]{0,80})\\(?=[-#*])/gm)]
  const [first] = found
  if (first === undefined) return []
  return [
    slip({
      rule: "escaped-text",
      message: "Underscores are escaped with a backslash, as in Markdown.",
      title: "Remove the backslashes",
      edits: found.map(({ index }) => remove(index, index + 1)),
      start: first.index,
      end: first.index + 2,
      further: "There is a backslash here as well, as in Markdown."
    })
  ]
}
