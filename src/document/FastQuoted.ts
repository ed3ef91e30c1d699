/**
 * Quoted scalars for the fast YAML reader. Most have neither escapes nor line breaks and are one slice of the text.
 */
import { char, giveUp, type Scan } from "./FastScan.ts"
import type { ScalarNode } from "./Node.ts"

/**
 * Reads the quoted scalar at `pos`. Its further lines must be indented deeper than `parent`; where `parent` is
 * undefined it has to end on its line, as a key does.
 */
export const readQuoted = (scan: Scan, parent: number | undefined): ScalarNode =>
  scan.at(scan.pos) === char.double ? readDouble(scan, parent) : readSingle(scan, parent)

const readSingle = (scan: Scan, parent: number | undefined): ScalarNode => {
  const { source, pos: start } = scan
  let end = source.indexOf("'", start + 1)
  let doubled = false
  while (end >= 0 && source.charCodeAt(end + 1) === char.single) {
    doubled = true
    end = source.indexOf("'", end + 2)
  }
  if (end < 0) giveUp()
  let value = source.slice(start + 1, end)
  if (value.includes("\n")) value = foldLines(scan, value, parent)
  if (doubled) value = value.replaceAll("''", "'")
  scan.pos = end + 1
  return scan.scalar(start, end + 1, value, "single")
}

const readDouble = (scan: Scan, parent: number | undefined): ScalarNode => {
  const { source, pos: start } = scan
  let end = source.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(source, end)) end = source.indexOf('"', end + 1)
  if (end < 0) giveUp()
  let value = source.slice(start + 1, end)
  if (value.includes("\n")) {
    // A backslash before a break, or before the blanks there, joins the lines in its own way.
    if (/\\[ \t]*\r?\n/.test(value)) giveUp()
    value = foldLines(scan, value, parent)
  }
  if (value.includes("\\")) value = unescapeDouble(value)
  scan.pos = end + 1
  return scan.scalar(start, end + 1, value, "double")
}

/** Whether an odd number of backslashes stands before the offset. */
const isEscaped = (source: string, offset: number): boolean => {
  let at = offset
  while (source.charCodeAt(at - 1) === char.backslash) at--
  return (offset - at) % 2 === 1
}

/** Joins the lines of a quoted text: a break is a space, and each blank line after it a break. */
const foldLines = (scan: Scan, text: string, parent: number | undefined): string => {
  if (parent === undefined || parent < 0 || text.includes("\t")) return giveUp()
  const lines = text.split("\n")
  const last = lines.length - 1
  let value = trimEnd(lines[0] as string)
  let blank = 0
  for (let i = 1; i <= last; i++) {
    const line = lines[i] as string
    const indent = spacesOf(line)
    const rest = line.slice(indent)
    const content = i === last ? rest : trimEnd(rest)
    if (content === "" && i < last) {
      blank++
      continue
    }
    if (indent <= parent) giveUp()
    value += (blank === 0 ? " " : "\n".repeat(blank)) + content
    blank = 0
  }
  scan.lineStart = scan.pos + 1 + text.lastIndexOf("\n") + 1
  return value
}

const spacesOf = (line: string): number => {
  let count = 0
  while (line.charCodeAt(count) === char.space) count++
  return count
}

/** Without the blanks at the end, and without the CR of a CRLF. */
const trimEnd = (line: string): string => {
  let end = line.length
  if (line.charCodeAt(end - 1) === char.carriageReturn) end--
  while (line.charCodeAt(end - 1) === char.space) end--
  return line.slice(0, end)
}

const escapes: { readonly [letter: string]: string } = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029"
}

const hexDigits: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 }

/** Escapes whose text is put together at a time: one string for each would cost far more than the text itself. */
const batch = 4096

const unescapeDouble = (text: string): string => {
  let value = ""
  let parts: Array<string> = []
  let from = 0
  let at = text.indexOf("\\")
  while (at >= 0) {
    const letter = text.charAt(at + 1)
    const width = hexDigits[letter]
    if (at > from) parts.push(text.slice(from, at))
    if (width === undefined) {
      parts.push(escapes[letter] ?? giveUp())
      from = at + 2
    } else {
      const digits = text.slice(at + 2, at + 2 + width)
      const code =
        /^[0-9a-fA-F]+$/.test(digits) && digits.length === width ? Number.parseInt(digits, 16) : Infinity
      parts.push(code <= 0x10ffff ? String.fromCodePoint(code) : giveUp())
      from = at + 2 + width
    }
    if (parts.length >= batch) {
      value += parts.join("")
      parts = []
    }
    at = text.indexOf("\\", from)
  }
  return value + parts.join("") + text.slice(from)
}
