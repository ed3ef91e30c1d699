/**
 * Which comments go with what is written elsewhere than where it stood.
 *
 * A moved entry takes along the comments that are its own; a copy leaves them to the original. Where there is no
 * room for a comment, inside of brackets on one line, it makes way for the next line above which it can stand.
 */
import type { Entry } from "./BlockLayout.ts"
import type { Ground } from "./Ground.ts"
import type { Comment } from "./Lines.ts"
import type { Node, Pair } from "./Node.ts"
import { sorted, type TextEdit } from "./TextEdit.ts"

export class MovedComments {
  readonly #ground: Ground
  /** How many copies enclose what is being written. */
  #copies = 0
  #displaced: Array<string> = []

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Keeps count of copies while a node is written: what is in one is one, but for what was moved there. */
  within<A>(node: Node, write: () => A): A {
    const before = this.#copies
    if (this.#ground.made.get(node)?.copy === true) this.#copies++
    else if (this.#ground.made.hasMoved(node)) this.#copies = 0
    const written = write()
    this.#copies = before
    return written
  }

  /** Notes what is repeated of the source: all of a range but what edits replace in it. */
  claim(start: number, end: number, edits: ReadonlyArray<TextEdit> = []): void {
    if (this.#copies > 0) return
    let at = start
    for (const edit of sorted(edits)) {
      this.#ground.comments.claim(at, edit.start)
      at = Math.max(at, edit.end)
    }
    this.#ground.comments.claim(at, end)
  }

  /** The comments that had to make way so far, for the next line above which they can stand. */
  takeDisplaced(): ReadonlyArray<string> {
    const displaced = this.#displaced
    this.#displaced = []
    return displaced
  }

  /** Notes that these comments have to make way. */
  displace(left: ReadonlyArray<Comment>): void {
    const { comments } = this.#ground
    for (const comment of left) {
      comments.keep(comment)
      this.#displaced.push(comments.textOf(comment))
    }
  }

  /** In flow style there is no room for the comments of a moved entry. */
  leaveBehind(node: Node): void {
    const origin = this.#ground.made.sourceOf(node)
    if (origin !== undefined && this.#copies === 0) this.#displaced.push(...this.#restOf(origin, false))
  }

  /** The same for a new entry whose value took the place of another, which is written elsewhere now. */
  leavePlace(value: Node): void {
    const { made } = this.#ground
    const place = made.has(value) ? made.placeOf(value) : undefined
    if (place !== undefined && this.#copies === 0) this.#displaced.push(...this.#restOf(place, true))
  }

  /** The comments that go with a moved value: those above its old entry, and the one that ended its line. */
  of(value: Node): { readonly above: ReadonlyArray<string>; readonly comment: string | undefined } {
    return this.within(value, () => this.#of(value))
  }

  /** Comments of the entry of the replaced collection that this value was part of, if nothing else repeats them. */
  leftOf(value: Node, replaced: Node | undefined, seen: Set<Entry>): ReadonlyArray<string> {
    const { comments, origins } = this.#ground
    if (this.#copies > 0 || (replaced?.kind !== "map" && replaced?.kind !== "seq") || replaced.flow) return []
    const part = this.#originWithin(value)
    const entry = part === undefined ? undefined : origins.entryWithin(part, replaced)
    if (entry === undefined || seen.has(entry)) return []
    seen.add(entry)
    const left = comments.left(entry.lead, entry.tail)
    for (const comment of left) comments.keep(comment)
    return left.map((comment) => comments.textOf(comment))
  }

  /** Whether two entries stood in this order in one collection, the second with a blank line above it. */
  wereParted(before: Pair | Node, after: Pair | Node): boolean {
    const { layout, lines, made, origins } = this.#ground
    const [first, second] = [before, after].map((each) => {
      const value = "key" in each ? each.value : each
      const origin = made.get(value)?.copy === true ? undefined : this.#originWithin(value)
      return origin === undefined ? undefined : origins.homeOf(origin)
    })
    if (first === undefined || second === undefined || second.collection.flow) return false
    if (first.collection !== second.collection || first.index >= second.index) return false
    const { lead } = layout.entries(second.collection)[second.index] as Entry
    return lines.startOf(lead) === lead && lines.isBlankLine(lines.startOf(lead - 1))
  }

  #of(value: Node): { readonly above: ReadonlyArray<string>; readonly comment: string | undefined } {
    const { comments, lines, made, origins } = this.#ground
    // What took another's place and is written elsewhere now takes its comments with it.
    const origin = made.placeOf(value) ?? made.sourceOf(value)
    const none = { above: [], comment: undefined }
    if (origin === undefined || this.#copies > 0) return none
    const replaced = made.has(value) && made.placeOf(value) !== undefined
    const entry = origins.leftEntry(origin, replaced)
    if (entry === undefined) return { above: this.#restOf(origin, replaced), comment: undefined }
    const head = comments.free(entry.lead, entry.head)
    const block = (origin.kind === "map" || origin.kind === "seq") && !origin.flow
    const after = block ? (entry.indicator ?? entry.head) : origin.end
    const [ending] = comments.free(
      after,
      block ? Math.min(lines.endOf(after), origin.start) : lines.endOf(after)
    )
    for (const comment of ending === undefined ? head : [...head, ending])
      this.claim(comment.start, comment.end)
    return {
      above: [...head.map((comment) => comments.textOf(comment)), ...this.#restOf(origin, replaced)],
      comment: ending === undefined ? undefined : comments.textOf(ending)
    }
  }

  /** The comments of an entry that is no more, as far as nothing else carries them on. */
  #restOf(origin: Node, replaced: boolean): ReadonlyArray<string> {
    const { comments, origins } = this.#ground
    const range = origins.leftRange(origin, replaced)
    // What is inside of brackets is repeated with them.
    const apart = ({ start }: Comment): boolean =>
      !isFlow(origin) || start < origin.start || start >= origin.end
    const left = range === undefined ? [] : comments.left(range.start, range.end).filter(apart)
    for (const comment of left) comments.keep(comment)
    return left.map((comment) => comments.textOf(comment))
  }

  /** The first original node in a tree of new ones. */
  #originWithin(node: Node): Node | undefined {
    const origin = this.#ground.made.sourceOf(node)
    if (origin !== undefined) return origin
    if (node.kind !== "map" && node.kind !== "seq") return undefined
    for (const each of node.kind === "map" ? node.pairs : node.items) {
      const found = this.#originWithin("key" in each ? each.value : each)
      if (found !== undefined) return found
    }
    return undefined
  }
}

const isFlow = (node: Node): boolean => (node.kind === "map" || node.kind === "seq") && node.flow
