/**
 * Assignments in a text of any language: `name: value` of YAML in all its forms, `"name": "value"`, `name=value`,
 * `name := value`. They may overlap: what looks like one value may hold other assignments.
 */
import type { Range } from "./SecretView.ts"

export interface Assignment {
  readonly name: string
  readonly at: number
  /** Of one scalar, without its quotes; or of each of several. */
  readonly values: ReadonlyArray<Range>
  /** Whether the value is in quotes or a block, so that every character of it counts. */
  readonly quoted: boolean
  /** With `==` and the like: not given but compared. */
  readonly compared: boolean
}

const head =
  /(?<![\p{L}\p{N}_.-])(?:(?<quote>["'])(?<text>[^"'\n]{1,80})\k<quote>|(?<word>[\p{L}_][\p{L}\p{N}_.-]{0,79}))[ \t]{0,8}(?<sign>\r?\n[ \t]{0,80}:(?=[ \t])|=>|:=|\+=|[!=]==?|=|:(?![/:]))[ \t]{0,8}/gu

/** Characters of one value at most. */
const valueAtMost = 4000
const linesAtMost = 100
const indentAtMost = 200

export const assignments = (text: string): ReadonlyArray<Assignment> => {
  if (latest?.text === text) return latest.found
  const found = read(text)
  latest = { text, found }
  return found
}

/** Several look at the assignments of one text, one after the other. */
let latest: { readonly text: string; readonly found: ReadonlyArray<Assignment> } | undefined

const read = (text: string): ReadonlyArray<Assignment> => {
  const found: Array<Assignment> = []
  for (const match of text.matchAll(head)) {
    const { text: inside, word, sign = "" } = match.groups ?? {}
    const compared = /^[!=]=/.test(sign)
    const start = match.index + match[0].length
    const colon = sign.endsWith(":")
    const read = colon ? yamlValue(text, match.index, start, inside !== undefined) : plainValue(text, start)
    if (read.values.length > 0 && !(compared && !read.quoted))
      found.push({ name: inside ?? word ?? "", at: match.index, ...read, compared })
  }
  return found
}

type Value = Pick<Assignment, "values" | "quoted">

const nothing: Value = { values: [], quoted: false }

const yamlValue = (text: string, name: number, from: number, json: boolean): Value => {
  const decoration = /^(?:[&!][^\s,[\]{}]{0,80}[ \t]+)*/.exec(text.slice(from, from + 400))?.[0] ?? ""
  const start = from + decoration.length
  const near = text.slice(Math.max(0, name - indentAtMost), name)
  const before = near.slice(near.lastIndexOf("\n") + 1)
  const opensLine = before.length < indentAtMost && /^[ \t]*(?:(?:[-?][ \t]+)*|#[ \t]*)$/.test(before)
  const first = text[start]
  if (first === '"' || first === "'") return quotedValue(text, start)
  if (first === "[") return listValue(text, start)
  if (!opensLine || (json && /^[^\n]{1,200},[ \t]*\r?(?:\n|$)/.test(text.slice(start, start + 202))))
    return isOpen(before) ? flowValue(text, start) : plainValue(text, start)
  const lineEnd = endOfLine(text, start)
  const line = text.slice(start, lineEnd).trimEnd()
  const rest = line.startsWith("#") ? "" : line
  if (before.includes("#")) return rest === "" ? nothing : plainValue(text, start)
  const indent = before.replace(/[^ \t-].*$/s, "").length
  if (rest === "" || /^[|>][+-]?[0-9]?[+-]?(?:\s+#.*)?$/.test(rest))
    return rest === "" ? below(text, lineEnd, indent) : block(text, lineEnd, indentOf(before))
  if (/^[{*]/.test(rest)) return nothing
  const remark = rest.search(/[ \t]#/)
  const own = { start, end: start + (remark < 0 ? rest : rest.slice(0, remark)).trimEnd().length }
  // A plain value may go on in the next lines.
  return remark < 0
    ? { values: [own, ...below(text, lineEnd, indent).values], quoted: false }
    : { values: [own], quoted: false }
}

/** Whether a brace is open at the end of a line's beginning. */
const isOpen = (before: string): boolean => before.lastIndexOf("{") > before.lastIndexOf("}")

/** A value between braces goes on to the next comma, however many words it has. */
const flowValue = (text: string, start: number): Value => {
  const words = /^[^\n,{}[\]"']{1,400}/.exec(text.slice(start, start + 400))?.[0].trimEnd() ?? ""
  return words.includes("$") || words === ""
    ? plainValue(text, start)
    : { values: [{ start, end: start + words.length }], quoted: false }
}

const plainValue = (text: string, start: number): Value => {
  const first = text[start]
  if (first === '"' || first === "'" || first === "`") return quotedValue(text, start)
  const word =
    /^(?!["'`#&;|)}\]])(?:\$\{\{[^}\n]{0,200}\}\}|\$\{[^}\n]{0,200}\}|\$\([^)\n]{0,200}\)|\\[^\n]|[^\s,;&)}\]`])+/.exec(
      text.slice(start, start + valueAtMost)
    )?.[0]
  const end = start + (word ?? "").replace(/["']$/, "").length
  return end > start ? { values: [{ start, end }], quoted: false } : nothing
}

/** A quoted text may go over lines; one that does not end ends with its line. */
const quotedValue = (text: string, start: number): Value => {
  const quote = text[start]
  const last = Math.min(text.length, start + valueAtMost)
  for (let at = start + 1; at < last; at++) {
    if (text[at] === "\\" && quote === '"') at++
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === quote) at++
      else return { values: at > start + 1 ? [{ start: start + 1, end: at }] : [], quoted: true }
    }
  }
  const end = Math.min(endOfLine(text, start), last)
  return { values: end > start + 1 ? [{ start: start + 1, end }] : [], quoted: true }
}

const listValue = (text: string, start: number): Value => {
  const close = start + text.slice(start, start + valueAtMost).indexOf("]")
  if (close < start) return nothing
  const values = [...text.slice(start + 1, close).matchAll(/"[^"]*"|'[^']*'|[^,\s][^,]*/g)].map((match) => {
    const from = start + 1 + match.index
    const quoted = /^["']/.test(match[0])
    return quoted
      ? { start: from + 1, end: from + match[0].length - 1 }
      : { start: from, end: from + match[0].trimEnd().length }
  })
  return { values, quoted: false }
}

/** Lines below that belong to a value and are no assignments themselves. */
const below = (text: string, lineEnd: number, indent: number): Value => {
  const values: Array<Range> = []
  let quoted = false
  let at = text.indexOf("\n", lineEnd) + 1
  for (let line = 0; at > 0 && at < text.length && line < linesAtMost; line++) {
    const end = endOfLine(text, at)
    const words = text.slice(at, end).trimEnd()
    const [lead = "", dash = ""] = /^([ \t]*)(?:-[ \t]+)?/.exec(words) ?? []
    const deep = dash.length
    if (words.trim() !== "") {
      if (deep < indent || (deep === indent && lead.length === deep)) break
      const said = words.slice(lead.length)
      // `NAME:` and below it `value: …`, as lists of variables have it.
      const key = /^(?:value|default|content|data):[ \t]+(?=[^\s|>&*!{[])/.exec(said)?.[0] ?? ""
      const value = said.slice(key.length)
      const from = at + lead.length + key.length
      if (value.startsWith("#")) break
      if (/^(?:["']?[\w.-]+["']?[ \t]*:(?:[ \t]|$)|[{[?])/.test(value)) {
        if (deep > indent) {
          at = text.indexOf("\n", end) + 1
          continue
        }
        break
      }
      if (/^["']/.test(value)) {
        const read = quotedValue(text, from)
        values.push(...read.values)
        quoted = true
      } else values.push({ start: from, end: at + words.length })
    }
    at = text.indexOf("\n", end) + 1
  }
  return { values, quoted }
}

/** A block of lines after `name: |`: a key or a certificate. */
const block = (text: string, lineEnd: number, indent: number): Value => {
  let at = text.indexOf("\n", lineEnd) + 1
  if (at === 0) return nothing
  const from = at
  let to = at
  while (at < text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    if (line.trim() !== "") {
      if (indentOf(line) <= indent) break
      to = at + line.trimEnd().length
    }
    at = end + 1
  }
  // The indentation of the first line stays, so that the text keeps its shape.
  const first = from + indentOf(text.slice(from, to))
  return to > first ? { values: [{ start: first, end: to }], quoted: true } : nothing
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}
