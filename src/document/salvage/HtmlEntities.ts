/**
 * Text that came through HTML: characters written as entities.
 */
import type { TextEdit } from "../TextEdit.ts"
import type { Mishap } from "./Mishap.ts"
import { replace, slip } from "./Slip.ts"

/** What each stands for; the marks of a line's end for nothing. */
export const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&#x27;": "'",
  "&#34;": '"',
  "&nbsp;": " ",
  "&#10;": "\n",
  "&#x2F;": "/",
  "&#47;": "/",
  "&#123;": "{",
  "&#125;": "}",
  "<br>": "",
  "<br/>": "",
  "<br />": ""
}

/** Text that came through HTML. */
export const htmlEntities = (text: string): Mishap => {
  const edits: Array<TextEdit> = []
  for (const found of text.matchAll(
    /&(?:amp|lt|gt|quot|apos|nbsp|#39|#x27|#34|#10|#x2F|#47|#123|#125);|<br ?\/?>(?=\r?\n|$)/g
  )) {
    edits.push(replace(found.index, found.index + found[0].length, entities[found[0]] as string))
  }
  const first = edits[0]
  if (first === undefined) return []
  return [
    slip({
      rule: "html-entities",
      message: "Characters are written as HTML entities.",
      title: "Write the characters themselves",
      edits,
      start: first.start,
      end: first.end,
      further: "Here is an HTML entity, too."
    })
  ]
}
