/**
 * A stretch of a scalar's value: where it stands in the text, and how to replace it.
 */
import type { ScalarNode } from "../document/Node.ts"
import type { Pointer } from "../document/Pointer.ts"
import type { Operation } from "./Fix.ts"

/** A scalar that holds text. */
export interface Value {
  readonly node: ScalarNode
  readonly pointer: Pointer
  readonly text: string
}

interface Stretch {
  /** Offsets into the value, end exclusive. */
  readonly start: number
  readonly end: number
}

/**
 * The range in the text for a stretch of a scalar's value. Escapes, folding and indentation make the two differ, so
 * the stretch is found again by counting how often it comes before; where the counts do not agree, the range is that
 * of the whole scalar.
 */
export const rangeOf = (text: string, value: Value, stretch: Stretch): { start: number; end: number } => {
  const { node } = value
  const whole = { start: node.start, end: node.end }
  const wanted = value.text.slice(stretch.start, stretch.end)
  if (wanted === "" || wanted.includes("\n")) return whole
  const written = text.slice(node.start, node.end)
  let at = -1
  for (let before = countBefore(value.text, wanted, stretch.start); before >= 0; before--) {
    at = written.indexOf(wanted, at + 1)
    if (at < 0) return whole
  }
  return { start: node.start + at, end: node.start + at + wanted.length }
}

/** Replaces stretches of one scalar's value, which do not overlap. */
export const replaced = (
  value: Value,
  changes: ReadonlyArray<Stretch & { readonly text: string }>
): ReadonlyArray<Operation> => {
  let text = value.text
  // From the end, so that earlier offsets hold.
  for (const change of [...changes].sort((a, b) => b.start - a.start)) {
    text = text.slice(0, change.start) + change.text + text.slice(change.end)
  }
  return [{ op: "replace", path: value.pointer, value: text }]
}

const countBefore = (text: string, wanted: string, end: number): number => {
  let count = 0
  for (let at = text.indexOf(wanted); at >= 0 && at < end; at = text.indexOf(wanted, at + 1)) count++
  return count
}
