/**
 * A quote that stands alone at one end of a value: `17'` or `'17`. Its partner was lost, and the value carries a
 * character that nobody meant. Only texts with a single quote sign in all are suspected: `Users'` is a word, and
 * `echo 'a'` has both of its quotes.
 */
import { type Node, resolve } from "../document/Node.ts"
import { child } from "../document/Pointer.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { finding, patchFix } from "./Finding.ts"
import { rules } from "./rules.generated.ts"

const apostrophe = 39
const quote = 34
const longest = 200

export const strayQuotes = (root: Node, document: number): ReadonlyArray<Diagnostic> => {
  const found: Array<Diagnostic> = []
  const walk = (written: Node, pointer: () => string): void => {
    if (written.kind === "map") {
      for (const pair of written.pairs) {
        const key = resolve(pair.key)
        if (key?.kind === "scalar") walk(pair.value, () => child(pointer(), String(key.value)))
      }
    } else if (written.kind === "seq") {
      written.items.forEach((item, index) => {
        walk(item, () => child(pointer(), index))
      })
    } else if (written.kind === "scalar" && typeof written.value === "string") {
      const meant = withoutStray(written.value)
      if (meant === undefined) return
      const path = pointer()
      found.push(
        finding(
          {
            rule: "stray-quote",
            stage: "semantic",
            message: `The value \`${written.value}\` has a quote at one end only.`,
            document,
            pointer: path,
            at: written,
            fixes: [
              patchFix(`Write \`${meant}\``, [{ op: "replace", path, value: meant }], "safe", 0.96, document)
            ]
          },
          rules
        )
      )
    }
  }
  walk(root, () => "")
  return found
}

const isQuote = (code: number): boolean => code === apostrophe || code === quote

/** The text without its lone quote; `undefined` where there is nothing to suspect. */
const withoutStray = (text: string): string | undefined => {
  const length = text.length
  if (length < 2 || length > longest) return undefined
  const first = text.charCodeAt(0)
  const last = text.charCodeAt(length - 1)
  const atEnd = isQuote(last)
  if (atEnd === isQuote(first)) return undefined
  const inner = atEnd ? text.slice(0, -1) : text.slice(1)
  if (/["'`\n]/.test(inner) || /^\s|\s$/.test(inner)) return undefined
  // A plural's possessive, and a measure in inches or feet, end so.
  if (atEnd && ((last === apostrophe && /s$/i.test(inner)) || / \d+$/.test(inner))) return undefined
  return inner
}
