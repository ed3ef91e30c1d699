/**
 * Backslashes that double quotes do not take: `"\d+"`, `"C:\tools"`. Whoever writes one means every backslash of the
 * text as it stands, so that single quotes say it.
 */
import { closingQuote, invalidEscapes } from "./QuoteScan.ts"
import type { Site } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

/** Repairs of the quoted text that opens at the site's offset. */
export const escapes = ({ scan, at: open }: Site): ReadonlyArray<Slip> => {
  const { text } = scan
  const close = closingQuote(text, open, text.length)
  const wrong = close === -1 ? [] : invalidEscapes(text, open, close)
  const [first] = wrong
  if (first === undefined) return []
  const inner = text.slice(open + 1, close)
  const words = {
    rule: "invalid-escape" as const,
    message: `Double quotes have no escape \`${text.slice(first, first + 2)}\`.`,
    start: first,
    end: first + 2
  }
  const twice = slip({
    ...words,
    title: "Write the backslash twice",
    edits: wrong.map((at) => insert(at, "\\"))
  })
  // Single quotes take everything as it stands, but no escape and no line break.
  if (/\\[\\"]|[\r\n]/.test(inner)) return [twice]
  const single = slip({
    ...words,
    title: "Write it in single quotes",
    edits: [replace(open, close + 1, `'${inner.replaceAll("'", "''")}'`)]
  })
  const others = inner.split("\\").length - 1 > wrong.length
  // `\b` and `\t` are escapes; beside one that is none, the letters are meant.
  return others ? [single, { ...twice, cost: twice.cost + unlikely }] : [single]
}

/** Nats by which it is less likely that some backslashes of a text are escapes and others are not. */
const unlikely = 2.5
