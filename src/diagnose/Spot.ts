/**
 * A stretch of a scalar's value: where it stands in the text, and how to replace it. Values lose quotes, escapes,
 * indents and folds; ranges must not.
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

/** Offsets, end exclusive. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/**
 * The range in the text for a stretch of a scalar's value. Where the text spells that stretch otherwise (escapes,
 * folded lines), the answer is the scalar as a whole.
 */
export const rangeOf = (text: string, value: Omit<Value, "pointer">, stretch: Stretch): Stretch => {
  const { node } = value
  const whole = { start: node.start, end: node.end }
  const wanted = value.text.slice(stretch.start, stretch.end)
  if (wanted === "" || wanted.includes("\n")) return whole
  const start =
    node.style === "literal"
      ? inBlock(text, node, value.text, stretch.start)
      : inLine(text, node, stretch.start)
  if (start !== undefined && text.startsWith(wanted, start) && start + wanted.length <= node.end) {
    return { start, end: start + wanted.length }
  }
  return node.end - node.start > searchable
    ? whole
    : (search(text, node, value.text, wanted, stretch.start) ?? whole)
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

/** Past this length a stretch is not looked for word by word. */
const searchable = 100_000

/** In a scalar of one line, each letter stands where the value has it. */
const inLine = (text: string, node: ScalarNode, from: number): number => {
  const quote = node.style === "plain" ? 0 : 1
  return node.start + bodyOffset(text, node) + quote + from
}

/** The length of an anchor and a tag before the value. */
const bodyOffset = (text: string, node: ScalarNode): number => {
  const first = text[node.start]
  if (first !== "&" && first !== "!") return 0
  return (
    /^(?:[&!]\S*\s+){1,2}/.exec(text.slice(node.start, Math.min(node.end, node.start + 400)))?.[0].length ?? 0
  )
}

/** Starts of the lines of a text. */
const linesOf = (text: string, from: number, to: number): ReadonlyArray<number> => {
  const starts = [from]
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1))
    starts.push(at + 1)
  return starts
}

const blocks = new WeakMap<
  ScalarNode,
  { readonly value: ReadonlyArray<number>; readonly text: ReadonlyArray<number>; readonly indent: number }
>()

/** In a literal block each line of the value is a line of the text, indented. */
const inBlock = (text: string, node: ScalarNode, value: string, from: number): number | undefined => {
  let block = blocks.get(node)
  if (block === undefined) {
    const header = text.indexOf("\n", node.start)
    if (header < 0) return undefined
    const lines = linesOf(text, header + 1, node.end)
    const filled = lines.find((start) => /\S/.test(text.slice(start, start + 400).split("\n", 1)[0] ?? ""))
    const lead = filled === undefined ? 0 : (/^ */.exec(text.slice(filled, filled + 400))?.[0].length ?? 0)
    // What the first line has more than the block's own indent is part of the value.
    const kept = /^\n* */.exec(value.slice(0, 400))?.[0].replaceAll("\n", "").length ?? 0
    block = { value: linesOf(value, 0, value.length), text: lines, indent: lead - kept }
    blocks.set(node, block)
  }
  let low = 0
  let high = block.value.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((block.value[middle] as number) <= from) low = middle + 1
    else high = middle
  }
  const line = block.text[low - 1]
  return line === undefined ? undefined : line + block.indent + from - (block.value[low - 1] as number)
}

/** The same words may come before: counts how often, and takes that one of the text. */
const search = (
  text: string,
  node: ScalarNode,
  value: string,
  wanted: string,
  from: number
): Stretch | undefined => {
  let at = node.start - 1
  for (let seen = value.indexOf(wanted); seen >= 0 && seen <= from; seen = value.indexOf(wanted, seen + 1)) {
    at = text.indexOf(wanted, at + 1)
    if (at < 0 || at + wanted.length > node.end) return undefined
  }
  return at < node.start ? undefined : { start: at, end: at + wanted.length }
}
