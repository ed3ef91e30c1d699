/**
 * Text that ends in a block scalar (`|`, `>`) is open at its end: what is indented below becomes part of it.
 */
import type { Lines } from "./Lines.ts"
import type { Node, Pair } from "./Node.ts"
import type { TextEdit } from "./TextEdit.ts"

/** Whether the text of a node may end in a block scalar. */
export const isOpen = (node: Node): boolean => {
  if (node.kind === "map") return node.pairs.length > 0 && isOpen((node.pairs.at(-1) as Pair).value)
  if (node.kind === "seq") return node.items.length > 0 && isOpen(node.items.at(-1) as Node)
  if (node.kind !== "scalar" || typeof node.value !== "string") return false
  return node.style === "literal" || node.style === "folded" || node.value.includes("\n")
}

/** Takes the blanks out of the blank lines that follow, which would be lines of the scalar where they reach so far. */
export const clearBelow = (lines: Lines, offset: number, out: Array<TextEdit>): void => {
  for (let at = offset; lines.isBlankLine(at); at = lines.next(at)) {
    const end = lines.endOf(at)
    if (end > at) out.push({ start: at, end, text: "" })
  }
}
