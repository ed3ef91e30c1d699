/**
 * HTML entities for signs that expressions are made of: what a text copied from a page has in their place.
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
