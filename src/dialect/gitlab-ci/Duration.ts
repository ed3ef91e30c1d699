/**
 * Durations in natural language: `1 hour 30 minutes`, `3h 30m`, `2 weeks and 2 days`, `one day`.
 */
import { likely } from "../../diagnose/Likely.ts"
import { language } from "./rules.generated.ts"

/** What is wrong with a duration, and what it was likely meant to be; `undefined` where it is fine. */
export const durationFault = (
  text: string
): { readonly word: string; readonly repaired: string | undefined } | undefined => {
  if (text.includes("$") || /^\s*(?:never|forever)\s*$/i.test(text)) return undefined
  // A time of day (`1:30`) is read as one.
  const words = text.toLowerCase().match(/\d+(?:[.:]\d+)*|[a-z]+|[^\s\da-z,]/g) ?? []
  if (words.length === 0) return { word: text, repaired: undefined }
  for (const [index, word] of words.entries()) {
    if (/^\d/.test(word) || known.has(word)) continue
    const candidates = words[index - 1] === "1" ? units : plurals
    const meant = /^[a-z]{3,}$/.test(word) ? likely(word, candidates)[0]?.name : undefined
    return {
      word,
      repaired: meant === undefined ? undefined : text.replace(new RegExp(`\\b${word}\\b`, "i"), meant)
    }
  }
  return words.some((word) => /^\d/.test(word) || numbers.has(word))
    ? undefined
    : { word: text, repaired: undefined }
}

const numbers: ReadonlySet<string> = new Set(language.numbers)
/** The units in full. */
const plurals = language.units.filter((unit) => unit.length > 3 && unit.endsWith("s"))
const units = [...plurals.map((unit) => unit.slice(0, -1)), ...plurals]
const known: ReadonlySet<string> = new Set([...language.numbers, ...language.units, "and"])
