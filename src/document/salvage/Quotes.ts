/**
 * Quotes: values that need them, quotes that are never closed or never opened, quotes inside quotes.
 */
import { plainEnd } from "./KeyScan.ts"
import { plain } from "./PlainValue.ts"
import { quoted } from "./QuotedValue.ts"
import { behindQuote, open, quote } from "./Quoting.ts"
import { type Parts, partsOf, type Site } from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"

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
