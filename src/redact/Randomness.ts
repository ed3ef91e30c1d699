/**
 * Whether a word looks drawn at random, as keys are: its characters change their kind all the time, or follow each
 * other as no language has them, which words, names and versions that people write do not.
 */

/** Words shorter than this are not judged. */
const shortest = 12

export const looksRandom = (word: string): boolean => {
  if (word.length < shortest) return false
  if (/^(?:[0-9a-f]{24,}|[0-9A-F]{24,})$/.test(word)) return new Set(word).size >= 8
  if (/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(word)) return new Set(word).size >= 8
  // Paths, versions and dashed names are judged by their longest part, or by several that look alike.
  const parts = word.split(/[./=_~%-]+/)
  const longest = parts.reduce((best, next) => (next.length > best.length ? next : best), "")
  if (longest.length >= shortest && (mixes(longest) || isUnspeakable(longest))) return true
  return (
    parts.filter((part) => part.length >= 7 && /[A-Z]/.test(part) && (mixes(part) || leaps(part))).length > 1
  )
}

const mixes = (word: string): boolean => {
  let changes = 0
  let digits = 0
  let upper = 0
  let lower = 0
  let last = ""
  for (const character of word) {
    const kind = /[0-9]/.test(character) ? "digit" : /[A-Z]/.test(character) ? "upper" : "lower"
    if (kind === "digit") digits++
    else if (kind === "upper") upper++
    else lower++
    if (last !== "" && kind !== last) changes++
    last = kind
  }
  const share = changes / (word.length - 1)
  if (digits >= 1 && upper >= 2 && lower >= 2) return share >= (word.length >= 20 ? 0.25 : 0.33)
  // All small letters and digits: many changes, since `node18` and `sha512` have a few.
  return digits >= 3 && upper + lower >= 3 && share >= (word.length >= 32 ? 0.15 : 0.3)
}

/** Letters alone that no language has in such an order: many consonants in a row, or capitals in the middle of words. */
const isUnspeakable = (word: string): boolean => {
  if (word.length < 16 || /[^A-Za-z]/.test(word)) return false
  if (/[A-Z]/.test(word) && /[a-z]/.test(word)) return word.length >= 20 && leaps(word)
  const runs = word.toLowerCase().match(/[bcdfghjklmnpqrstvwxz]{4,}/g) ?? []
  return (
    runs.some((run) => run.length >= 6) || runs.reduce((sum, run) => sum + run.length, 0) >= word.length / 3
  )
}

/** `camelCase` and `ABCThing` have few humps for their length. */
const leaps = (word: string): boolean => {
  const humps = word.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) ?? []
  return humps.length > 2 && word.length / humps.length < 3
}
