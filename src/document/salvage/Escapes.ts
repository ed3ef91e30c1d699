/**
 * Backslashes that double quotes do not take: `"\d+"`, `"C:\tools"`. Whoever writes one means every backslash of the
 * text as it stands, so that single quotes say it.
 */
import type { Site } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

/** Offsets of the backslashes of the text between two double quotes that begin no escape of YAML. */
export const invalidEscapes = (text: string, open: number, close: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = open + 1; at < close; at++) {
    if (text.charCodeAt(at) !== 92) continue
    const letter = text.charAt(at + 1)
    const digits = hexDigits[letter]
    const valid =
      digits === undefined
        ? single.includes(letter)
        : /^[\da-f]+$/i.test(text.slice(at + 2, at + 2 + digits)) && at + 2 + digits <= close
    if (!valid) found.push(at)
    at++
  }
  return found
}

/** What may stand behind a backslash; a line break too, which then is none. */
const single = '0abt\tnvfre "/\\N_LP\r\n'
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Repairs of the quoted text that opens at the site's offset. */
export const escapes = ({ scan, at: open }: Site): ReadonlyArray<Slip> => {
  const { text } = scan
  let close = open + 1
  while (close < text.length && text.charAt(close) !== '"') close += text.charAt(close) === "\\" ? 2 : 1
  const wrong = invalidEscapes(text, open, close)
  const [first] = wrong
  if (first === undefined) return []
  const inner = text.slice(open + 1, close)
  const words = {
    rule: "invalid-escape" as const,
    message: `Double quotes know no escape \`${text.slice(first, first + 2)}\`.`,
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
