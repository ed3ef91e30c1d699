/**
 * Spaces that are none, and characters that nobody sees.
 */
import type { TextEdit } from "../TextEdit.ts"
import type { Mishap } from "./Mishap.ts"
import { splitLines } from "./ScannedLine.ts"
import { remove, replace, slip } from "./Slip.ts"

const spaceLike = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g
const shapeless = /[\s\u00AD\u200B-\u200F\u2060-\u2064]/
const anyInvisible = /[\u00A0\u00AD\u1680\u2000-\u200F\u202A-\u202F\u205F-\u2064\u3000\uFEFF]/

/** Spaces that are none, and characters that nobody sees, where the structure is: before values and behind them. */
export const invisibleCharacters = (text: string): Mishap => {
  if (!anyInvisible.test(text)) return []
  const edits: Array<TextEdit> = []
  for (const line of splitLines(text)) {
    if (line.kind === "comment") continue
    const written = text.slice(line.start, line.end)
    if (!anyInvisible.test(written)) continue
    // Up to the value; the value itself is the author's.
    const head =
      /^[\s\u00AD\u200B-\u200F\u2060-\u2064]*(?:-[\s\u200B-\u200F\u2060]+)*(?:"[^"]*"|'[^']*'|[^\s:"']{1,80})?[\s\u200B-\u200F\u2060]*(?::[\s\u200B-\u200F\u2060]*)?/.exec(
        written
      )?.[0].length ?? 0
    let tail = written.length
    while (tail > 0 && shapeless.test(written.charAt(tail - 1))) tail--
    for (let at = 0; at < written.length; at++) {
      if (at >= head && at < tail) continue
      const char = written.charAt(at)
      if (char.search(spaceLike) !== -1) edits.push(replace(line.start + at, line.start + at + 1, " "))
      else if (char.search(unseen) !== -1) edits.push(remove(line.start + at, line.start + at + 1))
    }
  }
  const first = edits[0]
  if (first === undefined) return []
  return [
    slip({
      rule: "invisible-characters",
      message: "There is a character here that looks like a space, or is invisible, but is read as a letter.",
      title: "Use plain spaces",
      edits,
      start: first.start,
      end: first.end,
      further: "Here is such a character, too."
    })
  ]
}
