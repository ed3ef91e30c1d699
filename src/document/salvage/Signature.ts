/**
 * What a slip does, in terms of the text before all of them: two ways to read a text share a slip wherever the slips
 * before it have moved it to.
 */
import { sorted } from "../TextEdit.ts"
import type { Slip } from "./Slip.ts"

/** One of each slip; each speaks of the text as those before it left it. */
export const signatures = (slips: ReadonlyArray<Slip>): ReadonlyArray<string> =>
  slips.map((slip, at) =>
    sorted(slip.edits)
      .map(({ start, end, text }) => `${origin(slips, at, start)}:${end - start}:${text}`)
      .join("|")
  )

/** Where an offset of the text before slip `at` stood before the first. */
const origin = (slips: ReadonlyArray<Slip>, at: number, offset: number): number => {
  let position = offset
  for (let before = at - 1; before >= 0; before--) {
    let shift = 0
    for (const { start, end, text } of sorted((slips[before] as Slip).edits)) {
      if (start + shift + text.length > position) break
      shift += text.length - (end - start)
    }
    position -= shift
  }
  return position
}
