/**
 * Text that came through HTML whole: its quotes, brackets and ampersands are entities, and none of them is written as
 * the character that it is. It may well read, `echo &quot;done&quot;` as a command and `&quot;1&quot;` as an anchor.
 */
import type { Diagnostic } from "./Diagnostic.ts"
import { finding } from "./Finding.ts"
import { rules } from "./text.generated.ts"

const characters: Readonly<Record<string, string>> = {
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
  "&#x27;": "'",
  "&apos;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&"
}

const entity = /&(?:quot|#34|#39|#x27|apos|lt|gt|amp);/g
/** Signs of a shell or of YAML; brackets alone may be those of a text that is HTML by itself. */
const telling = /&(?:quot|#34|#39|#x27|apos);[^&]*&(?:quot|#34|#39|#x27|apos);|&amp;&amp;|&gt;&amp;|&lt;&lt;/
const most = 1000

export const throughHtml = (text: string): ReadonlyArray<Diagnostic> => {
  const first = text.search(entity)
  if (first < 0) return []
  if (!telling.test(text)) return []
  const found = [...text.matchAll(entity)]
  const rest = text.replaceAll(entity, "")
  if (found.some(([each]) => rest.includes(characters[each] as string))) return []
  const edits = found.map(({ 0: each, index }) => ({
    start: index,
    end: index + each.length,
    text: characters[each] as string
  }))
  const at = (index: number, message: string) =>
    ({
      rule: "html-entities",
      stage: "syntax",
      pointer: "",
      message,
      at: edits[index] as (typeof edits)[number]
    }) as const
  const lines = edits.flatMap((edit, index) =>
    index > 0 && text.slice(edits[index - 1]?.start, edit.start).includes("\n") ? [index] : []
  )
  return [
    finding(
      {
        ...at(0, "Characters are written as HTML entities."),
        fixes: [
          {
            title: "Write the characters themselves",
            edit: { _tag: "text", edits },
            applicability: "safe",
            confidence: 0.95
          }
        ]
      },
      rules
    ),
    ...lines.slice(0, most).map((index) => finding(at(index, "Here is an HTML entity, too."), rules))
  ]
}
