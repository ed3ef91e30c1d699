/**
 * Values without quotes that need them, or have lost one.
 */
import { keysOnOneLine } from "./KeysOnOneLine.ts"
import { invalidEscapes } from "./QuoteScan.ts"
import { count, curly, quote, withoutApostrophes } from "./Quoting.ts"
import { type Site, shown } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

/** A value that compares, such as a range of versions: its `>` starts no text of several lines. */
export const comparison = /^>[ \t]*[=<>\d.]/

/**
 * A text that starts on the line of its `|`, an item on that of its key, and a collection with an anchor or a tag have
 * repairs of their own; and what looks like an alias was meant as one, whatever became of its anchor. A sign that no value begins with shows the slip by itself.
 */
const meantOtherwise = (whole: string, text: string): boolean => {
  if (comparison.test(text)) return false
  if (/^(?:[|>]|- )/.test(text) || /^(?:[&!][\w.-]+[ \t]+)+[[{]/.test(text)) return true
  return /^\*[A-Za-z_][\w-]*$/.test(text) && !whole.includes(`&${text.slice(1)}`)
}

/** A sign that begins no value; before a bracket `!` begins a tag. */
const misbegun = /^(?:[%@`]|!(?![\w.-]*[ \t]+[[{]))/

const why = (text: string): string => {
  const first = text.charAt(0)
  if (first === ">") return "A value that starts with `>` is read as a text of several lines."
  if (first === "*") return "A value that starts with `*` is read as a reference to an anchor."
  if (first === "@" || first === "`") return `A value cannot start with \`${first}\` unless it is quoted.`
  if (first === "%") return "A value that starts with `%` is read as a directive."
  if (first === "{" || first === "[") return `A value that starts with \`${first}\` is read as a collection.`
  if (first === "!") return "A value that starts with `!` is read as a tag."
  if (first === "&") return "A value that starts with `&` is read as an anchor."
  if (/:(?:\s|$)/.test(text)) return "The value contains a colon, which YAML reads as the end of a key."
  return `\`${shown(text)}\` does not read as one value unless it is quoted.`
}

/** Prose with line breaks that are written out: no quotes in it, and all of its escapes those of YAML. */
const isEscaped = (text: string): boolean =>
  /\\n/.test(text) &&
  !/["']/.test(withoutApostrophes(text)) &&
  invalidEscapes(text, -1, text.length).length === 0

/** A value without quotes. */
export const plain = (site: Site, from: number, end: number): ReadonlyArray<Slip> => {
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
          inner.includes('"') || invalidEscapes(inner, -1, inner.length).length > 0
            ? [replace(from, end, quote(inner))]
            : [replace(from, from + 1, '"'), closed ? replace(end - 1, end, '"') : insert(end, '"')],
        start: from,
        end
      })
    )
  }
  const last = text.charCodeAt(text.length - 1)
  const unopened = (last === 34 || last === 39) && count(text, last) % 2 === 1
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
        // Escapes of quotes that were lost mean what they did inside of them.
        edits: [replace(from, end, isEscaped(text) ? `"${text}"` : quote(text))],
        start: from,
        end,
        extra:
          (code ? 2 : meantOtherwise(site.scan.text, text) ? 2.5 : misbegun.test(text) ? -1.6 : 0) +
          (unopened ? 1.2 : 0)
      })
    )
  }
  if (unopened) {
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
