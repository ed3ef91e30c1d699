/**
 * Text that came through HTML whole: its quotes, brackets and ampersands are entities, and none of them is written as
 * the character that it is. It may well read, `echo &quot;done&quot;` as a command and `&quot;1&quot;` as an anchor.
 */
import { readDocument } from "../document/Reader.ts"
import type { Reading } from "../document/Reading.ts"
import type { Salvaged } from "../document/Salvaged.ts"
import { entities } from "../document/salvage/HtmlEntities.ts"
import { apply, type TextEdit } from "../document/TextEdit.ts"

const entity = /&(?:quot|#34|#39|#x27|apos|lt|gt|amp);/g
/** Signs of a shell or of YAML; brackets alone may be those of a text that is HTML by itself. */
const telling = /&(?:quot|#34|#39|#x27|apos);[^&]*&(?:quot|#34|#39|#x27|apos);|&amp;&amp;|&gt;&amp;|&lt;&lt;/
const linesAtMost = 1000
/** Nats. */
const cost = 1

/** The text as it was before HTML; `undefined` where it hardly came through any, or does not read without its entities. */
export const throughHtml = (text: string, reading: Reading): Salvaged | undefined => {
  if (text.search(entity) < 0 || !telling.test(text)) return undefined
  const found = [...text.matchAll(entity)]
  const rest = text.replaceAll(entity, "")
  if (found.some(([each]) => rest.includes(entities[each] as string))) return undefined
  const edits = found.map(
    ({ 0: each, index }): TextEdit => ({
      start: index,
      end: index + each.length,
      text: entities[each] as string
    })
  )
  const document = readDocument(apply(text, edits), reading)
  if (document.problems.length > 0 || document.duplicates.length > 0) return undefined
  const { start, end } = edits[0] as TextEdit
  const lines = edits.filter(
    (edit, index) => index > 0 && text.slice(edits[index - 1]?.start, edit.start).includes("\n")
  )
  const repair = {
    rule: "html-entities",
    message: "Characters are written as HTML entities.",
    title: "Write the characters themselves",
    edits,
    start,
    end,
    further: { message: "Here is an HTML entity, too.", at: lines.slice(0, linesAtMost) },
    cost,
    applicability: "safe",
    confidence: 0.95,
    alternatives: []
  } as const
  return { repairs: [repair], document, damage: "minor_fixes" }
}
