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
  for (const word of words) {
    if (/^\d/.test(word) || known.has(word)) continue
    const meant = /^[a-z]+$/.test(word) ? likely(word, units)[0]?.name : undefined
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
const units = language.units.filter((unit) => unit.length > 2)
const known: ReadonlySet<string> = new Set([...language.numbers, ...language.units, "and"])
