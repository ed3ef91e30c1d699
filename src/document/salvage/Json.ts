/**
 * A text that is JSON as a whole, or was meant to be.
 */
import { jsonrepair } from "jsonrepair"
import type { TextEdit } from "../TextEdit.ts"
import { repairFlow } from "./FlowRepair.ts"
import type { SlipRule } from "./Slip.ts"
import { replace, type Slip, slip } from "./Slip.ts"

/** Whether the text opens like JSON: a bracket, then a quote, another bracket or the end of the line. */
export const looksLikeJson = (text: string): boolean =>
  /^\uFEFF?\s*(?:(?:\/\/|#)[^\n]*\n\s*|\/\*[\s\S]{0,2000}?\*\/\s*)*(?:\{\s*(?:["'“}\n]|[\w$]+["']?\s*:|\/[/*])|\[\s*(?:["'{[\n\]]|-?\d))/.test(
    text.slice(0, 5000)
  )

/** Slips that together make JSON of the text; they speak of the text as it is, and are in order of position. */
export const json = (text: string, strict: boolean): ReadonlyArray<Slip> => {
  const from = text.search(/[{[]/)
  if (from === -1) return []
  const found = repairFlow(text, from, { strict, end: text.length, owner: -1 })
  return grouped([...found.slips, ...behind(text, found.end)])
}

/** Brackets and commas behind the end. */
const behind = (text: string, end: number): ReadonlyArray<Slip> => {
  const found = /^\s*[\]},;]+(?:\s*[\]},;]+)*(?=\s*$)/.exec(text.slice(end, end + 2000))
  if (found === null || end + found[0].length < text.trimEnd().length) return []
  const first = found[0].search(/\S/)
  const comma = /^[\s,;]+$/.test(found[0])
  return [
    slip({
      rule: comma ? "stray-comma" : "stray-bracket",
      message: `\`${found[0].trim()}\` comes after the end of the document.`,
      title: "Remove it",
      edits: [replace(end, end + found[0].length, "")],
      start: end + first,
      end: end + found[0].length
    })
  ]
}

/** Habits of the writer, found all over: one slip each. */
const habits: ReadonlySet<SlipRule> = new Set<SlipRule>([
  "json-quotes",
  "json-comment",
  "json-literal",
  "curly-quote"
])

const grouped = (slips: ReadonlyArray<Slip>): ReadonlyArray<Slip> => {
  const result: Array<Slip> = []
  const known = new Map<string, number>()
  for (const one of slips) {
    const key = `${one.rule} ${one.title}`
    const at = habits.has(one.rule) ? known.get(key) : undefined
    if (at === undefined) {
      known.set(key, result.length)
      result.push(one)
      continue
    }
    const first = result[at] as Slip
    result[at] = { ...first, edits: [...first.edits, ...one.edits] }
  }
  return result
}

/** What `jsonrepair` makes of the text, as the edits in which the two differ; undefined where it gives up. */
export const jsonByLibrary = (text: string): Slip | undefined => {
  if (text.length > 2_000_000) return undefined
  let repaired: string
  try {
    repaired = jsonrepair(text)
  } catch {
    return undefined
  }
  const edits = difference(text, repaired)
  if (edits.length === 0) return undefined
  const first = edits[0] as TextEdit
  return slip({
    rule: "json-string",
    message: "This is not valid JSON.",
    title: "Make it JSON",
    edits,
    start: first.start,
    end: Math.max(first.end, first.start + 1),
    extra: 2
  })
}

const window = 400
const anchor = 6

/** Edits from one text to another that was made of it by small changes. */
const difference = (from: string, to: string): ReadonlyArray<TextEdit> => {
  const edits: Array<TextEdit> = []
  let a = 0
  let b = 0
  while (a < from.length || b < to.length) {
    if (a < from.length && b < to.length && from.charCodeAt(a) === to.charCodeAt(b)) {
      a++
      b++
      continue
    }
    const next = resume(from, to, a, b)
    edits.push(replace(a, next.a, to.slice(b, next.b)))
    a = next.a
    b = next.b
  }
  return edits
}

/** The nearest place at which both go on alike. */
const resume = (
  from: string,
  to: string,
  a: number,
  b: number
): { readonly a: number; readonly b: number } => {
  for (let sum = 1; sum <= window; sum++) {
    for (let skip = 0; skip <= sum; skip++) {
      const x = a + skip
      const y = b + sum - skip
      if (x > from.length || y > to.length) continue
      const left = from.slice(x, x + anchor)
      if (left === to.slice(y, y + anchor) && (left.length === anchor || x + left.length === from.length)) {
        return { a: x, b: y }
      }
    }
  }
  return { a: from.length, b: to.length }
}
