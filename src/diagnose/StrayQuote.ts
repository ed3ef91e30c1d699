/**
 * A quote that stands alone at one end of a value: `17'` or `'17`. Its partner was lost, and the value carries a
 * character that nobody meant. Only texts with a single quote sign in all are suspected: `Users'` is a word, and
 * `echo 'a'` has both of its quotes.
 */
import type { Node, ScalarNode } from "../document/Node.ts"
import { format, type Segment } from "../document/Pointer.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { finding, patchFix } from "./Finding.ts"
import { rules } from "./rules.generated.ts"

const apostrophe = 39
const quote = 34
const longest = 200

export const strayQuotes = (root: Node, document: number): ReadonlyArray<Diagnostic> => {
  const found: Array<Diagnostic> = []
  const path: Array<Segment> = []
  const walk = (node: Node): void => {
    if (node.kind === "scalar") {
      const meant = typeof node.value === "string" ? withoutStray(node.value) : undefined
      if (meant !== undefined) found.push(diagnosticOf(node, meant, format(path), document))
    } else if (node.kind === "map") {
      for (const { key, value } of node.pairs) {
        path.push(key.kind === "scalar" ? String(key.value) : "")
        walk(value)
        path.pop()
      }
    } else if (node.kind === "seq") {
      for (let index = 0; index < node.items.length; index++) {
        path.push(index)
        walk(node.items[index] as Node)
        path.pop()
      }
    }
  }
  walk(root)
  return found
}

const diagnosticOf = (node: ScalarNode, meant: string, pointer: string, document: number): Diagnostic =>
  finding(
    {
      rule: "stray-quote",
      stage: "semantic",
      message: `The value \`${node.value}\` has a quote at one end only.`,
      document,
      pointer,
      at: node,
      fixes: [
        patchFix(
          `Write \`${meant}\``,
          [{ op: "replace", path: pointer, value: meant }],
          "safe",
          0.96,
          document
        )
      ]
    },
    rules
  )

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
