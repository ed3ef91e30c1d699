/**
 * HTML entities for signs that commands and expressions are made of: what a text copied from a page has in their place.
 */

const signs: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
  "#38": "&"
}

const entity = /&(amp|lt|gt|quot|apos|#39|#x27|#34|#38);/g

export const hasEntities = (text: string): boolean => text.search(entity) >= 0

export const withoutEntities = (text: string): string =>
  text.replaceAll(entity, (whole, name: string) => signs[name] ?? whole)

/** Operators of a shell: no page that a command writes has its entities so. */
const operators =
  /\s&amp;&amp;\s|\s\d?&gt;(?:&gt;|&amp;\d)?\s|\d&gt;&amp;\d|\s&lt;&lt;-?\s?(?:&#39;|&quot;|['"])?\w/

/** Whether the operators of a command are entities, and none of it is a page's own text. */
export const isEscapedCommand = (text: string): boolean =>
  text.includes(";") && operators.test(text) && !/<\/?[a-z][\w-]*>|\bs[/|,#]\S*&/i.test(text)
