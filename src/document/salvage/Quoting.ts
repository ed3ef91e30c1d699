/**
 * How a text is put inside quotes, and what the quotes in it say.
 */

/** Whether a quote is open at the end of a text. */
export const open = (text: string): boolean => {
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

/** Typographic quotes, each with the one that closes it. */
export const curly: Readonly<Record<string, string>> = {
  "“": "”",
  "”": "”",
  "„": "“",
  "«": "»",
  "‘": "’",
  "’": "’",
  "‚": "‘"
}

/** `it's` has no quote in it. */
export const withoutApostrophes = (text: string): string => text.replaceAll(/(?<=\w)'(?=\w)/g, "")

/** How often a character stands in a text. */
export const count = (text: string, code: number): number => {
  let found = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === code) found++
  return found
}

/** Quotes around one word of a value are likelier than the like without a trace of quotes. */
export const behindQuote = -1.3
