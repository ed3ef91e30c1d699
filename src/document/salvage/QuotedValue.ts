/**
 * Values in quotes that are never closed, or closed too early.
 */
import type { TextEdit } from "../TextEdit.ts"
import { plainEnd } from "./KeyScan.ts"
import { closingQuote } from "./QuoteScan.ts"
import { behindQuote, count, curly, quote, withoutApostrophes } from "./Quoting.ts"
import { contentCol, lineBreak, partsOf, type Site } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

/** A value that starts with a quote at `from`. */
export const quoted = (site: Site, from: number): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const close = closingQuote(scan.text, from, line.end)
  if (close === -1) return unclosed(site, from)
  // What looks like the end may be an apostrophe in a comment; not so where the line ends in such a quote.
  const commented = plainEnd(scan.text, from, line.end) <= close
  if (!commented || scan.text.slice(from, line.end).trimEnd().endsWith(scan.text.charAt(from)))
    return afterQuote(site, from, close)
  return [
    ...unclosed(site, from),
    ...afterQuote(site, from, close).map((one) => ({ ...one, cost: one.cost + behindComment }))
  ]
}

/** A quote that closes behind what looks like the start of a comment hardly is the one that was meant. */
const behindComment = 1.6

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

/** `'It isn't closed`: what looks like the closing quote is an apostrophe. */
const closedBehind = (text: string, from: number, end: number): Slip =>
  slip({
    rule: "unclosed-quote",
    message: "This quote is never closed.",
    title: "Close the quote",
    edits: [replace(from, end, quote(text.slice(from + 1, end)))],
    start: from,
    end,
    extra: -0.4
  })

/** Quotes around all of the value; those that it has become a part of it. */
const quotedWhole = (text: string, from: number, end: number, extra: number): Slip =>
  slip({
    rule: "unquoted-value",
    message: "There is text after the closing quote: the quotes do not enclose the whole value.",
    title: "Quote the whole value",
    edits: [replace(from, end, quote(text.slice(from, end)))],
    start: from,
    end,
    extra
  })

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
  const apostrophe =
    !value.endsWith(mark) &&
    /[A-Za-z]/.test(text.charAt(close - 1)) &&
    /[A-Za-z]/.test(text.charAt(close + 1))
  if (apostrophe) slips.push(closedBehind(text, from, end))
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
    slips.push(quotedWhole(text, from, end, behindQuote + (several ? 0 : 2.4)))
    return slips
  }
  const parts = partsOf(scan, index)
  // `env { A: "b", C: "d" }`: a bracket before the colon began a value that this is but a part of.
  const inner = parts.colon !== -1 && /[{[]/.test(text.slice(parts.from, parts.colon))
  slips.push(quotedWhole(text, from, end, behindQuote + (apostrophe || inner ? 3 : 0)))
  const next = /^\s+([A-Za-z_][\w.-]*):(?=\s)/.exec(rest)
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
