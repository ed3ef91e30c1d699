/**
 * Where the entries of block collections stand in the text, and what belongs to them.
 *
 * An entry is a pair of a map or an item of a list. A comment belongs to the entry right below it, or to the one
 * whose line it ends; comments indented deeper than an entry that follow it are its own too. A comment that a blank
 * line parts from what is below belongs to nobody and stays where it is.
 */
import type { Lines } from "./Lines.ts"
import type { MapNode, Node, Pair, SeqNode } from "./Node.ts"

export type Collection = MapNode | SeqNode

export interface Entry {
  readonly value: Node
  /** Undefined for items. */
  readonly pair: Pair | undefined
  /** Offset of the key or the dash. */
  readonly head: number
  /** Right after the colon or the dash; undefined where a key has no colon. */
  readonly indicator: number | undefined
  /** Start of the line of its first own comment above, or of its own line; `head` where it starts within a line. */
  readonly lead: number
  /** Start of the line after its last one, its own deeper comments included. */
  readonly tail: number
}

export class BlockLayout {
  readonly lines: Lines
  readonly #entries = new Map<Node, ReadonlyArray<Entry>>()

  constructor(lines: Lines) {
    this.lines = lines
  }

  /** The column of the collection's keys or dashes. */
  column(collection: Collection): number {
    return this.lines.column(collection.start)
  }

  entries(collection: Collection): ReadonlyArray<Entry> {
    const known = this.#entries.get(collection)
    if (known !== undefined) return known
    const column = this.column(collection)
    const values = collection.kind === "map" ? collection.pairs : collection.items
    const entries: Array<Entry> = []
    let before: number | undefined
    for (const [i, each] of values.entries()) {
      const pair = "key" in each ? each : undefined
      const value = "key" in each ? each.value : each
      let head: number
      if (pair !== undefined) head = pair.start
      else if (i === 0) head = collection.start
      else head = this.lines.skipTrivia((values[i - 1] as Node).end)
      const lead = this.lines.isFirst(head) ? this.#lead(head, column, before ?? 0) : head
      const tail = this.#tail(value.end, column)
      entries.push({
        value,
        pair,
        head,
        indicator: pair === undefined ? head + 1 : this.#colon(pair),
        lead,
        tail
      })
      before = tail
    }
    this.#entries.set(collection, entries)
    return entries
  }

  /** Where the text of a value ends: for a block collection with the break of its last line. */
  tailOf(node: Node): number | undefined {
    if ((node.kind !== "map" && node.kind !== "seq") || node.flow) return undefined
    return this.entries(node).at(-1)?.tail
  }

  #colon(pair: Pair): number | undefined {
    const at = this.lines.skipTrivia(pair.key.end)
    return this.lines.text.charCodeAt(at) === colon ? at + 1 : undefined
  }

  /** Comments right above it, none of them deeper or parted by a blank line; what tools read at the top stays there. */
  #lead(head: number, column: number, limit: number): number {
    let lead = this.lines.startOf(head)
    while (lead > limit) {
      const above = this.lines.startOf(lead - 1)
      if (above >= lead || above < limit || !this.lines.isCommentLine(above)) break
      const at = this.lines.skipBlanks(above)
      if (at - above > column) break
      if (above <= 1 && isAddressed(this.lines.text.slice(at, this.lines.endOf(at)))) break
      lead = above
    }
    return lead
  }

  #tail(end: number, column: number): number {
    let tail = this.lines.next(end)
    for (let at = tail; at < this.lines.text.length; at = this.lines.next(at)) {
      if (this.lines.isBlankLine(at)) continue
      if (!this.lines.isCommentLine(at) || this.lines.skipBlanks(at) - at <= column) break
      tail = this.lines.next(at)
    }
    return tail
  }
}

/** A first line that speaks to a tool or names the file's owner belongs to the file, not to its first key. */
const isAddressed = (comment: string): boolean =>
  /^#(?:!|\s*(?:yaml-language-server|vim?:|-\*-|spdx|copyright|license))/i.test(comment)

const colon = 58
