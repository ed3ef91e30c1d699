/**
 * The order in which work is usually done, as far as names tell.
 */
import { language } from "../rules.generated.ts"

/** Earlier work has the lower rank; what no word tells lies in the middle. */
export const usualRank = (name: string): number => {
  const words = name.toLowerCase()
  const rank = language.usualOrder.findIndex((word) => words.includes(word))
  return rank < 0 ? language.usualOrder.length / 2 : rank
}
