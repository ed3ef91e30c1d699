/**
 * Quotes: values that need them, quotes that are never closed or never opened, quotes inside quotes.
 */
import type { TextEdit } from "../TextEdit.ts"
import { plainEnd } from "./KeyScan.ts"
import { closingQuote } from "./QuoteScan.ts"
import { contentCol, lineBreak, type Parts, partsOf, type Site, shown, stepOf } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const quotes = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  if (line.kind === "blank" || line.kind === "comment") return []
  const parts = partsOf(scan, index)
  if (parts.value >= parts.end) return []
  const first = scan.text.charCodeAt(parts.value)
  const found = first === 34 || first === 39 ? quoted(site, parts.value) : plain(site, parts.value, parts.end)
  return [...found, ...wholeItem(site, parts)]
}

/** `- echo '{"a": "b"}'`: what stands before the colon is no name, so that the item is one text with a colon in it. */
const wholeItem = (site: Site, parts: Parts): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const key = scan.text.slice(parts.from, parts.colon)
  if (parts.dashes.length === 0 || parts.colon === -1 || !/^[^\s"'].*[\s"'`]/.test(key)) return []
  // What looks like a comment is a part of the text while a quote is open.
  const end = open(scan.text.slice(parts.from, parts.end))
    ? plainEnd(scan.text, line.end, line.end)
    : parts.end
  return [
    slip({
      rule: "unquoted-value",
      message: "The text contains a colon, which YAML reads as the end of a key.",
      title: "Quote the whole line",
      edits: [replace(parts.from, end, quote(scan.text.slice(parts.from, end)))],
      start: parts.from,
      end,
      extra: behindQuote
    })
  ]
}

/** Whether a quote is open at the end of a text. */
const open = (text: string): boolean => {
  let mark = ""
  for (const sign of text) {
    if (sign === mark) mark = ""
    else if (mark === "" && (sign === '"' || sign === "'")) mark = sign
  }
  return mark !== ""
}

/** The same text inside quotes: single ones where they need no escape. */
export const quote = (text: string): string => {
  if (!text.includes("'")) return `'${text}'`
  if (!/["\\]/.test(text)) return `"${text}"`
  return `'${text.replaceAll("'", "''")}'`
}

const curly: Readonly<Record<string, string>> = {
  "“": "”",
  "”": "”",
  "„": "“",
  "«": "»",
  "‘": "’",
  "’": "’",
  "‚": "‘"
}

/**
 * A text that starts on the line of its `|`, and an item on that of its key, have repairs of their own; and what looks
 * like an alias was meant as one, whatever became of its anchor. A sign that no value begins with shows the slip by itself.
 */
const meantOtherwise = (whole: string, text: string): boolean => {
  if (/^(?:[|>]|- )/.test(text)) return true
  return /^\*[A-Za-z_][\w-]*$/.test(text) && !whole.includes(`&${text.slice(1)}`)
}

/** A value without quotes. */
const plain = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const text = site.scan.text.slice(from, end)
  const slips: Array<Slip> = []
  const closer = curly[text.charAt(0)]
  if (closer !== undefined && text.length > 1) {
    const last = text.charAt(text.length - 1)
    const closed = last === closer || last === '"' || last === "'" || Object.hasOwn(curly, last)
    const inner = text.slice(1, closed ? -1 : undefined)
    slips.push(
      slip({
        rule: "curly-quote",
        message: "YAML does not know typographic quotes: they become part of the value.",
        title: "Write straight quotes",
        edits:
          inner.includes('"') || inner.includes("\\")
            ? [replace(from, end, quote(inner))]
            : [replace(from, from + 1, '"'), closed ? replace(end - 1, end, '"') : insert(end, '"')],
        start: from,
        end
      })
    )
  }
  const bracket = text.startsWith("[") || text.startsWith("{")
  const code = /^`[^`]+`$/.test(text)
  if (code) {
    slips.push(
      slip({
        rule: "unquoted-value",
        message: "Backticks mark code in Markdown; a YAML value cannot start with one.",
        title: "Remove the backticks",
        edits: [remove(from, from + 1), remove(end - 1, end)],
        start: from,
        end,
        extra: -0.8
      })
    )
  }
  if (!bracket) {
    slips.push(
      slip({
        rule: "unquoted-value",
        message: why(text),
        title: "Quote the value",
        edits: [replace(from, end, quote(text))],
        start: from,
        end,
        extra: code ? 2 : meantOtherwise(site.scan.text, text) ? 2.5 : /^[%@`!]/.test(text) ? -1.6 : 0
      })
    )
  }
  const last = text.charCodeAt(text.length - 1)
  if ((last === 34 || last === 39) && count(text, last) % 2 === 1) {
    const mark = String.fromCharCode(last)
    slips.push(
      slip({
        rule: "unclosed-quote",
        message: "The quote at the end of this value was never opened.",
        title: "Open the quote",
        edits: [insert(from, mark)],
        start: from,
        end
      }),
      slip({
        rule: "unclosed-quote",
        message: "The quote at the end of this value was never opened.",
        title: "Remove the quote",
        edits: [remove(end - 1, end)],
        start: end - 1,
        end,
        extra: 1.2
      })
    )
  }
  slips.push(...keysOnOneLine(site, from, end))
  return slips
}

/** `it's` has no quote in it. */
const withoutApostrophes = (text: string): string => text.replaceAll(/(?<=\w)'(?=\w)/g, "")

const why = (text: string): string => {
  const first = text.charAt(0)
  if (first === "*") return "A value that starts with `*` is read as a reference to an anchor."
  if (first === "@" || first === "`") return `A value cannot start with \`${first}\` unless it is quoted.`
  if (first === "%") return "A value that starts with `%` is read as a directive."
  if (first === "{" || first === "[") return `A value that starts with \`${first}\` is read as a collection.`
  if (first === "!") return "A value that starts with `!` is read as a tag."
  if (first === "&") return "A value that starts with `&` is read as an anchor."
  if (/:(?:\s|$)/.test(text)) return "The value contains a colon, which YAML reads as the end of a key."
  return `\`${shown(text)}\` does not read as one value unless it is quoted.`
}

const count = (text: string, code: number): number => {
  let found = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === code) found++
  return found
}

/** `with: node-version: 18`: a key, and the block below it, on one line; or two keys of one map. */
const keysOnOneLine = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const { text } = scan
  const value = text.slice(from, end)
  const parts = partsOf(scan, index)
  if (parts.colon === -1) return []
  const col = contentCol(scan, index, parts)
  const found = /(^|\s)([A-Za-z_][\w.-]*):(?=\s)/.exec(value)
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
        (isKeyElsewhere(text, found[2] as string) ? -1.2 : 0)
    })
  ]
}

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
      extra: -1
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
  return /\s/.test(value) ? 0 : -1
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

/** A value that starts with a quote at `from`. */
const quoted = (site: Site, from: number): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const close = closingQuote(scan.text, from, line.end)
  return close === -1 ? unclosed(site, from) : afterQuote(site, from, close)
}

const unclosed = (site: Site, from: number): ReadonlyArray<Slip> => {
  const { scan, line, index } = site
  const { text } = scan
  const mark = text.charAt(from)
  const end = plainEnd(text, from, line.end)
  const slips: Array<Slip> = []
  const message = "This quote is never closed."
  const words = { rule: "unclosed-quote" as const, message, start: from, end }
  const last = text.charAt(end - 1)
  const closedByOther =
    end - 1 > from &&
    last !== mark &&
    (Object.hasOwn(curly, last) ||
      ((last === '"' || last === "'") &&
        count(withoutApostrophes(text.slice(from, end)), last.charCodeAt(0)) % 2 === 1))
  const otherwise = closedByOther ? 2 : 0
  if (closedByOther) {
    slips.push(
      slip({
        ...words,
        title: "Close it with the same quote",
        edits: [replace(end - 1, end, mark)],
        extra: -0.4
      })
    )
  }
  if (last === "," && end - 1 > from) {
    slips.push(slip({ ...words, title: "Close the quote", edits: [replace(end - 1, end, mark)], extra: 0.4 }))
  }
  // A key that was opened as a quoted one.
  const key = /^["'][\w.-]+(?=:(?:\s|$))/.exec(text.slice(from, end))
  const parts = partsOf(scan, index)
  if (key !== null && parts.colon === -1) {
    slips.push(
      slip({ ...words, title: "Close the quote", edits: [insert(from + key[0].length, mark)], extra: -0.4 })
    )
  }
  slips.push(slip({ ...words, title: "Close the quote", edits: [insert(end, mark)], extra: otherwise }))
  let full = line.end
  while (full > end && /\s/.test(text.charAt(full - 1))) full--
  if (full > end)
    slips.push(slip({ ...words, title: "Close the quote", edits: [insert(full, mark)], extra: 2.5 }))
  slips.push(
    slip({ ...words, title: "Remove the quote", edits: [remove(from, from + 1)], extra: 2.2 + otherwise })
  )
  const value = text.slice(from, end)
  if (count(value, mark.charCodeAt(0)) > 1) {
    slips.push(
      slip({ ...words, title: "Quote the value", edits: [replace(from, end, quote(value))], extra: 0.6 })
    )
  }
  return slips
}

/** Quotes around one word of a value are likelier than the like without a trace of quotes. */
const behindQuote = -1.3

/** More text behind the quote that closes at `close`. */
const afterQuote = (site: Site, from: number, close: number): ReadonlyArray<Slip> => {
  const { scan, line, index } = site
  const { text } = scan
  const end = plainEnd(text, close, line.end)
  const rest = text.slice(close + 1, end)
  const slips: Array<Slip> = []
  if (rest.trim() === "") return slips
  const trimmed = rest.trimStart()
  const at = end - trimmed.length
  if (/^[,;]+$/.test(trimmed)) {
    slips.push(
      slip({
        rule: "stray-comma",
        message: `The \`${trimmed}\` after this value is not YAML.`,
        title: `Remove the \`${trimmed}\``,
        edits: [remove(close + 1, end)],
        start: at,
        end
      })
    )
    return slips
  }
  if (trimmed.startsWith("#")) {
    slips.push(
      slip({
        rule: "missing-space",
        message: "A comment needs a space before its `#`.",
        title: "Put a space before the comment",
        edits: [insert(at, " ")],
        start: at,
        end: at + 1
      })
    )
  }
  const mark = text.charAt(from)
  const value = text.slice(from, end)
  const doubled = /^(?:(''+)[^'"]+\1|(""+)[^'"\\]+\2)$/.exec(value)
  if (doubled !== null) {
    const more = ((doubled[1] ?? doubled[2]) as string).length - 1
    slips.push(
      slip({
        rule: "unescaped-quote",
        message: "The quotes around this value are doubled, and end it before it begins.",
        title: "Write single ones",
        edits: [remove(from, from + more), remove(end - more, end)],
        start: from,
        end,
        extra: -2.4
      })
    )
  }
  if (value.endsWith(mark) && value.length > 2) {
    const inner = value.slice(1, -1)
    const words = {
      rule: "unescaped-quote" as const,
      message: "A quote inside the quoted string ends it too early.",
      start: close,
      end
    }
    const escapes: Array<TextEdit> = []
    for (let offset = from + 1; offset < end - 1; offset++) {
      const code = text.charAt(offset)
      if (code === "\\" && mark === '"') offset++
      else if (code === mark) escapes.push(mark === '"' ? insert(offset, "\\") : insert(offset, "'"))
    }
    // `"$A" and "$B"`: the first quote inside closes a word of the text; in `"say "hi" now"` it opens one.
    const several =
      /\S/.test(text.charAt(close - 1)) && /\s/.test(text.charAt(close + 1)) && escapes.length === 2
    const swapped = mark === '"' ? "'" : '"'
    slips.push(
      slip({
        ...words,
        title: "Escape the quotes inside",
        edits: escapes,
        extra: escapes.length % 2 === 1 ? 0.5 : 0
      })
    )
    if (!inner.includes(swapped) && !inner.includes("\\")) {
      slips.push(
        slip({
          ...words,
          title: "Quote the value with the other quotes",
          edits: [replace(from, from + 1, swapped), replace(end - 1, end, swapped)],
          extra: several ? 2.2 : 0.2
        })
      )
    }
    // The text starts and ends with quoted words of its own: `"$A" and "$B"`.
    slips.push(
      slip({
        rule: "unquoted-value",
        message: "There is text after the closing quote: the quotes do not enclose the whole value.",
        title: "Quote the whole value",
        edits: [replace(from, end, quote(value))],
        start: from,
        end,
        extra: behindQuote + (several ? 0 : 2.4)
      })
    )
    return slips
  }
  slips.push(
    slip({
      rule: "unquoted-value",
      message: "There is text after the closing quote: the quotes do not enclose the whole value.",
      title: "Quote the whole value",
      edits: [replace(from, end, quote(value))],
      start: from,
      end,
      extra: behindQuote
    })
  )
  const next = /^\s+([A-Za-z_][\w.-]*):(?=\s)/.exec(rest)
  const parts = partsOf(scan, index)
  if (next !== null && parts.colon !== -1) {
    slips.push(
      slip({
        rule: "keys-on-one-line",
        message: `\`${next[1]}\` is a key of its own, but is on the line of another key.`,
        title: `Put \`${next[1]}\` on a line of its own`,
        edits: [replace(close + 1, at, `${lineBreak(text)}${" ".repeat(contentCol(scan, index, parts))}`)],
        start: at,
        end,
        extra: -1
      })
    )
  }
  slips.push(
    slip({
      rule: "stray-text",
      message: "There is text after the end of the value.",
      title: "Turn it into a comment",
      edits: [insert(at, rest.startsWith(" ") ? "# " : " # ")],
      start: at,
      end,
      extra: -1
    })
  )
  return slips
}
