/**
 * Where the entries of flow collections (`{…}`, `[…]`, JSON) stand in the text, with their commas and comments.
 */
import type { Collection } from "./BlockLayout.ts"
import type { Comment, Lines } from "./Lines.ts"
import type { Node, Pair } from "./Node.ts"

export interface FlowEntry {
  readonly value: Node
  /** Undefined for items. */
  readonly pair: Pair | undefined
  /** Right after the colon; undefined for items, and where a key stands alone. */
  readonly indicator: number | undefined
  /** Start of its own comments before it, else of itself. */
  readonly lead: number
  readonly start: number
  readonly end: number
  /** Offset of the comma after it. */
  readonly comma: number | undefined
  /** After its comma and the comment that ends its line. */
  readonly tail: number
}

export interface FlowText {
  readonly entries: ReadonlyArray<FlowEntry>
  /** Offset of the closing bracket. */
  readonly close: number
  /** Whether every entry starts a line of its own. */
  readonly spread: boolean
}

/** Whether the collection has brackets of its own: `[ key: value ]` holds a map that has none. */
export const isBracketed = (lines: Lines, collection: Collection): boolean =>
  lines.text[collection.start] === (collection.kind === "map" ? "{" : "[")

export const flowLayout = (lines: Lines, collection: Collection): FlowText => {
  const values = collection.kind === "map" ? collection.pairs : collection.items
  const entries: Array<FlowEntry> = []
  let at = collection.start + 1
  for (const each of values) {
    const pair = "key" in each ? each : undefined
    const value = "key" in each ? each.value : each
    const comments: Array<Comment> = []
    const start = lines.skipTrivia(at, comments)
    const end = "key" in each ? Math.max(each.end, each.key.end) : value.end
    const after = lines.skipTrivia(end)
    const comma = lines.text[after] === "," ? after : undefined
    const until = comma === undefined ? end : comma + 1
    const trailing = lines.commentAfter(until)
    const ends = trailing !== undefined && lines.skipBlanks(trailing.end) === lines.endOf(trailing.end)
    const tail = ends ? trailing.end : until
    const colon = pair === undefined ? undefined : lines.skipTrivia(pair.key.end)
    entries.push({
      value,
      pair,
      indicator: colon !== undefined && lines.text[colon] === ":" ? colon + 1 : undefined,
      lead: comments[0]?.start ?? start,
      start,
      end,
      comma,
      tail
    })
    at = tail
  }
  const close = collection.end - 1
  const spread = entries.length > 0 && entries.every((entry) => lines.isFirst(entry.start))
  return { entries, close, spread }
}
