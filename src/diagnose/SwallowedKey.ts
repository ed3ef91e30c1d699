/**
 * A key that the value above it swallowed: its line is indented too far, and lacks the space behind its colon, so that
 * both slips together read as one text of two lines.
 *
 * Only a value of one word, or of one expression, followed by nothing but `key:"…"` is suspected: nobody breaks such a
 * text there.
 */
import { keyText, type MapNode, type Pair, type ScalarNode } from "../document/Node.ts"
import { child } from "../document/Pointer.ts"
import type { TextEdit } from "../document/TextEdit.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { finding } from "./Finding.ts"
import type { Fix } from "./Fix.ts"
import { rules } from "./rules.generated.ts"

/**
 * The keys that a text under a key of `map` swallowed. `settled`: no repair of the text is outstanding, so that its
 * lines may be edited.
 */
export const swallowedKeys = (
  pair: Pair,
  value: ScalarNode,
  map: MapNode,
  text: string,
  settled: boolean,
  place: () => { readonly map: string; readonly document: number }
): Diagnostic | undefined => {
  const parts = partsOf(value, text)
  if (parts === undefined || !isNew(parts, map)) return undefined
  const at = place()
  return diagnosticOf(pair, parts, at.map, at.document, settled ? editsOf(pair, parts, text) : undefined)
}

interface Swallowed {
  readonly key: string
  /** Where its line begins, and where its colon ends. */
  readonly start: number
  readonly colon: number
}

const longest = 2000
const line = /^([ \t]+)([A-Za-z_][\w-]*):(?:"[^"\\]*"|'[^']*')[ \t]*$/

/** The keys on the lines after the first, where each of these is one. */
const partsOf = (
  { style, start, end, value: read }: ScalarNode,
  text: string
): ReadonlyArray<Swallowed> | undefined => {
  if (style !== "plain" || end - start > longest) return undefined
  // What was written over several lines reads shorter than that.
  if (typeof read === "string" && read.length === end - start) return undefined
  const written = text.slice(start, end)
  if (!written.includes("\n")) return undefined
  const [value = "", ...rest] = written.split("\n")
  if (!/^(?:\$\{\{[^{}]*\}\}|[^\s$]+)\s*$/.test(value)) return undefined
  const swallowed: Array<Swallowed> = []
  let at = start + value.length + 1
  for (const each of rest) {
    const [, lead = "", key] = line.exec(each.replace(/\r$/, "")) ?? []
    if (key === undefined) return undefined
    swallowed.push({ key, start: at, colon: at + lead.length + key.length + 1 })
    at += each.length + 1
  }
  return swallowed
}

const isNew = (swallowed: ReadonlyArray<Swallowed>, node: MapNode): boolean => {
  const keys = swallowed.map(({ key }) => key)
  return new Set(keys).size === keys.length && !node.pairs.some((pair) => keys.includes(keyText(pair) ?? ""))
}

const editsOf = (
  { key: above }: Pair,
  swallowed: ReadonlyArray<Swallowed>,
  text: string
): ReadonlyArray<TextEdit> => {
  const column = above.start - (text.lastIndexOf("\n", above.start - 1) + 1)
  return swallowed.flatMap(({ key, start, colon }) => [
    { start, end: colon - key.length - 1, text: " ".repeat(column) },
    { start: colon, end: colon, text: " " }
  ])
}

const diagnosticOf = (
  pair: Pair,
  swallowed: ReadonlyArray<Swallowed>,
  map: string,
  document: number,
  edits: ReadonlyArray<TextEdit> | undefined
): Diagnostic => {
  const names = swallowed.map(({ key }) => `\`${key}\``).join(", ")
  const [first] = swallowed
  const fixes: ReadonlyArray<Fix> =
    edits === undefined
      ? []
      : [
          {
            title: `Put ${names} below \`${keyText(pair)}\``,
            edit: { _tag: "text", edits },
            applicability: "safe",
            confidence: 0.96
          }
        ]
  return finding(
    {
      rule: "swallowed-key",
      stage: "semantic",
      message: `${names} ${swallowed.length === 1 ? "is" : "are"} read as a part of the value of \`${keyText(pair)}\`.`,
      document,
      pointer: child(map, keyText(pair) ?? ""),
      at: first === undefined ? pair.value : { start: first.colon - first.key.length - 1, end: first.colon },
      fixes
    },
    rules
  )
}
