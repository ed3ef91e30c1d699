/**
 * Whether a word looks drawn at random, as keys are: its characters change their kind all the time, which words,
 * names and versions that people write do not.
 */

/** Words shorter than this are not judged. */
const shortest = 12

export const looksRandom = (word: string): boolean => {
  if (word.length < shortest) return false
  if (/^(?:[0-9a-f]{24,}|[0-9A-F]{24,})$/.test(word)) return new Set(word).size >= 8
  // Paths, versions and dashed names are judged by their longest part.
  const part = word
    .split(/[./=_~%-]+/)
    .reduce((longest, next) => (next.length > longest.length ? next : longest), "")
  return part.length >= shortest && mixes(part)
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
  if (digits >= 1 && upper >= 2 && lower >= 2) return share >= 0.33
  // All small letters and digits: many changes, since `node18` and `sha512` have a few.
  return digits >= 3 && upper + lower >= 3 && share >= 0.3
}
