/**
 * What befalls a text on its way: copied from a chat, a diff, a web page, a terminal or a string literal.
 *
 * Each is told by its traces over many lines, and undone everywhere at once. Where it can be undone in several ways,
 * how the text then reads decides.
 */
import { diffMarkers, mergeConflict } from "./DiffText.ts"
import { escapedMarks, escapedText, heldText } from "./EscapedText.ts"
import { trimmed } from "./FirstLine.ts"
import { htmlEntities } from "./HtmlEntities.ts"
import { invisibleCharacters } from "./InvisibleCharacters.ts"
import { lineNumbers, quotedLines } from "./MarkedLines.ts"
import type { Mishap } from "./Mishap.ts"

/** All that may have happened, in the order in which it is to be undone. */
export const mishaps: ReadonlyArray<(text: string) => Mishap> = [
  heldText,
  escapedText,
  escapedMarks,
  lineNumbers,
  quotedLines,
  diffMarkers,
  mergeConflict,
  trimmed,
  invisibleCharacters,
  htmlEntities
]
