/**
 * Where a part of a scalar's value stands in the source: values lose quotes, escapes, indents and folds, ranges must
 * not.
 */
import type { ScalarNode } from "../../../document/Node.ts"

export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * The range of `value.slice(from, to)` in the source. Where the source spells that part otherwise (escapes, folded
 * lines), the answer is the scalar as a whole.
 */
export const rangeIn = (source: string, node: ScalarNode, value: string, from: number, to: number): Range => {
  const part = value.slice(from, to)
  const whole = { start: node.start, end: node.end }
  if (part === "" || part.includes("\n")) return whole
  const start = node.style === "literal" ? inBlock(source, node, value, from) : inLine(source, node, from)
  if (start !== undefined && source.startsWith(part, start) && start + part.length <= node.end) {
    return { start, end: start + part.length }
  }
  return node.end - node.start > searchable ? whole : (search(source, node, value, part, from) ?? whole)
}

/** Past this length a part is not looked for word by word. */
const searchable = 100_000

/** In a scalar of one line, each letter stands where the value has it. */
const inLine = (source: string, node: ScalarNode, from: number): number => {
  const quote = node.style === "plain" ? 0 : 1
  return node.start + bodyOffset(source, node) + quote + from
}

/** The length of an anchor and a tag before the value. */
const bodyOffset = (source: string, node: ScalarNode): number => {
  const first = source[node.start]
  if (first !== "&" && first !== "!") return 0
  return (
    /^(?:[&!]\S*\s+){1,2}/.exec(source.slice(node.start, Math.min(node.end, node.start + 400)))?.[0].length ??
    0
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
  { readonly value: ReadonlyArray<number>; readonly source: ReadonlyArray<number>; readonly indent: number }
>()

/** In a literal block each line of the value is a line of the source, indented. */
const inBlock = (source: string, node: ScalarNode, value: string, from: number): number | undefined => {
  let block = blocks.get(node)
  if (block === undefined) {
    const header = source.indexOf("\n", node.start)
    if (header < 0) return undefined
    const lines = linesOf(source, header + 1, node.end)
    const filled = lines.find((start) => /\S/.test(source.slice(start, start + 400).split("\n", 1)[0] ?? ""))
    const lead = filled === undefined ? 0 : (/^ */.exec(source.slice(filled, filled + 400))?.[0].length ?? 0)
    // What the first line has more than the block's own indent is part of the value.
    const kept = /^\n* */.exec(value.slice(0, 400))?.[0].replaceAll("\n", "").length ?? 0
    block = { value: linesOf(value, 0, value.length), source: lines, indent: lead - kept }
    blocks.set(node, block)
  }
  let low = 0
  let high = block.value.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((block.value[middle] as number) <= from) low = middle + 1
    else high = middle
  }
  const line = block.source[low - 1]
  return line === undefined ? undefined : line + block.indent + from - (block.value[low - 1] as number)
}

/** The same words may come before: counts how often, and takes that one of the source. */
const search = (
  source: string,
  node: ScalarNode,
  value: string,
  part: string,
  from: number
): Range | undefined => {
  let at = node.start - 1
  for (let seen = value.indexOf(part); seen >= 0 && seen <= from; seen = value.indexOf(part, seen + 1)) {
    at = source.indexOf(part, at + 1)
    if (at < 0 || at + part.length > node.end) return undefined
  }
  return at < node.start ? undefined : { start: at, end: at + part.length }
}
