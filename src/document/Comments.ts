/**
 * The comments of a document: where they are, and which of them new text carries on.
 */
import type { Comment, Lines } from "./Lines.ts"
import type { Node } from "./Node.ts"

export class Comments {
  readonly #lines: Lines
  readonly #range: { readonly start: number; readonly end: number }
  readonly #root: Node
  #all: ReadonlyArray<Comment> | undefined
  #claimed = new Set<number>()
  #left = new Set<number>()
  #before = new Set<number>()

  /** `range`: the part of the text that is the document with this root. */
  constructor(lines: Lines, root: Node, range: { readonly start: number; readonly end: number }) {
    this.#lines = lines
    this.#root = root
    this.#range = range
  }

  /** Notes that new text repeats this part of the source, comments and all. */
  claim(start: number, end: number): void {
    for (const comment of this.#within(start, end)) this.#claimed.add(comment.start)
  }

  /** The comments of a range that nothing carried on so far. */
  free(start: number, end: number): ReadonlyArray<Comment> {
    return this.#within(start, end).filter(({ start: at }) => !this.#claimed.has(at) && !this.#left.has(at))
  }

  /** Of these, those that nothing carries on later either, as far as a run before this one could tell. */
  left(start: number, end: number): ReadonlyArray<Comment> {
    return this.free(start, end).filter(({ start: at }) => !this.#before.has(at))
  }

  /** Notes that a comment goes where it was left over. */
  keep(comment: Comment): void {
    this.#left.add(comment.start)
  }

  /** Whether something carries on what was kept as left over before; then all starts again, and it is known. */
  again(): boolean {
    const late = [...this.#left].filter((at) => this.#claimed.has(at))
    this.#before = new Set(late)
    this.#claimed = new Set()
    this.#left = new Set()
    return late.length > 0
  }

  textOf(comment: Comment): string {
    return this.#lines.text.slice(comment.start, comment.end)
  }

  #within(start: number, end: number): ReadonlyArray<Comment> {
    this.#all ??= commentsOf(this.#lines, this.#root, this.#range)
    const all = this.#all
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle] as Comment).start < start) low = middle + 1
      else high = middle
    }
    let last = low
    while (last < all.length && (all[last] as Comment).start < end) last++
    return all.slice(low, last)
  }
}

/** Between two scalars there are only blanks, indicators, anchors, tags and comments. */
const commentsOf = (
  lines: Lines,
  root: Node,
  range: { readonly start: number; readonly end: number }
): ReadonlyArray<Comment> => {
  const found: Array<Comment> = []
  let at = range.start
  const gap = (until: number): void => {
    for (; at < until; at++) {
      if (at > 0 && !mayPrecede.has(lines.text.charCodeAt(at - 1))) continue
      const end = lines.commentEnd(at)
      if (end === undefined) continue
      found.push({ start: at, end })
      at = end - 1
    }
  }
  const walk = (node: Node): void => {
    if (node.kind === "map") {
      for (const { key, value } of node.pairs) {
        walk(key)
        walk(value)
      }
    } else if (node.kind === "seq") for (const item of node.items) walk(item)
    else {
      gap(node.start)
      // The header of a block scalar may end in a comment.
      const block = node.kind === "scalar" && (node.style === "literal" || node.style === "folded")
      if (block) gap(Math.min(lines.endOf(node.start), node.end))
      at = Math.max(at, node.end)
    }
  }
  walk(root)
  gap(range.end)
  return found
}

/** What may stand right before a comment: a blank, a break, a byte order mark, or in flow an indicator. */
const mayPrecede = new Set([..." \t\n\r\ufeff,[]{}:"].map((char) => char.charCodeAt(0)))
