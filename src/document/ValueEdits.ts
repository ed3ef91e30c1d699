/**
 * Edits that turn the text of one value into that of another: in place where both are alike, else by writing the
 * new one where the old one stood.
 */
import { editBlock, type Slot } from "./BlockEdits.ts"
import type { Collection } from "./BlockLayout.ts"
import { editFlow } from "./FlowEdits.ts"
import { isBracketed } from "./FlowLayout.ts"
import { countOf, type Ground, propertiesOf } from "./Ground.ts"
import type { Node, ScalarNode } from "./Node.ts"
import { clearBelow, isOpen } from "./OpenEnd.ts"
import { respelled } from "./ScalarEdits.ts"
import type { TextEdit } from "./TextEdit.ts"
import { Writer } from "./Writer.ts"
import { linesOf } from "./Written.ts"

export class ValueEdits {
  readonly #ground: Ground
  readonly #writer: Writer

  constructor(ground: Ground) {
    this.#ground = ground
    this.#writer = new Writer(ground, (source, next) => {
      const out: Array<TextEdit> = []
      if (source.flow) editFlow(ground, this.#writer, this.#edit, source, next, true, out)
      else if (!editBlock(ground, this.#writer, this.#edit, source, next, out)) return undefined
      return out
    })
  }

  /** The edits for a whole document. */
  root(old: Node, next: Node): ReadonlyArray<TextEdit> {
    const out: Array<TextEdit> = []
    const start = old.propertiesStart ?? old.start
    const { lines, habits } = this.#ground
    const column = lines.isFirst(start) && !isScalar(old) ? lines.column(start) : 0
    this.#edit(
      old,
      next,
      {
        kind: "root",
        flow: habits.json,
        spread: true,
        column,
        head: start,
        indicator: undefined,
        tail: undefined
      },
      out
    )
    return out
  }

  readonly #edit = (old: Node, next: Node, slot: Slot, out: Array<TextEdit>): void => {
    if (old === next) return
    if (old.kind === "alias" && next.kind === "alias" && old.name === next.name) return
    if (isScalar(old) && isScalar(next)) {
      const edits = respelled(this.#ground, old, next, slot)
      if (edits !== undefined) {
        this.#editProperties(old, next, slot, out)
        out.push(...edits)
        return
      }
    }
    // The text of what stands elsewhere now is repeated there, and not edited here too.
    const { made } = this.#ground
    const edited = old.kind === next.kind && (!made.hasMoved(old) || made.sourceOf(next) === old)
    if (isCollection(old) && isCollection(next) && edited && this.#editCollection(old, next, slot, out)) {
      if (!slot.flow || slot.kind === "root") this.#putAbove(this.#writer.moved.takeDisplaced(), slot, out)
      return
    }
    if (slot.flow) this.#writeFlow(old, next, slot, out)
    else this.#writeBlock(old, next, slot, out)
    if (!slot.flow || slot.kind === "root") this.#putAbove(this.#writer.moved.takeDisplaced(), slot, out)
  }

  #editCollection(old: Collection, next: Collection, slot: Slot, out: Array<TextEdit>): boolean {
    const { lines, habits } = this.#ground
    const own: Array<TextEdit> = []
    if (old.flow) {
      const grows = countOf(old) === 0 && !slot.flow && !habits.json
      const small =
        next.kind === "seq" && next.items.every((item) => item.kind !== "map" && item.kind !== "seq")
      if (!isBracketed(lines, old) || (grows && !small)) return false
      this.#editProperties(old, next, slot, out)
      editFlow(this.#ground, this.#writer, this.#edit, old, next, slot.spread || !slot.flow, own)
    } else if (countOf(next) === 0) {
      this.#editProperties(old, next, slot, out)
      this.#empty(old, slot, own)
    } else {
      if (!editBlock(this.#ground, this.#writer, this.#edit, old, next, own)) return false
      this.#editProperties(old, next, slot, out)
    }
    out.push(...own)
    return true
  }

  /** Takes out all lines of a block collection and writes `{}` or `[]` where it was announced. */
  #empty(old: Collection, slot: Slot, out: Array<TextEdit>): void {
    const { layout, lines } = this.#ground
    const entries = layout.entries(old)
    const first = entries[0]
    const tail = entries.at(-1)?.tail
    if (first === undefined || tail === undefined) return
    const text = old.kind === "map" ? "{}" : "[]"
    if (slot.indicator === undefined || !lines.isFirst(first.head)) {
      out.push({ start: first.lead, end: lines.endOf(lines.startOf(tail - 1)), text })
      return
    }
    const at = this.#afterProperties(old, slot.indicator)
    out.push({ start: at, end: at, text: ` ${text}` }, { start: first.lead, end: tail, text: "" })
  }

  #writeFlow(old: Node, next: Node, slot: Slot, out: Array<TextEdit>): void {
    const start = old.propertiesStart ?? old.start
    const { comments } = this.#ground
    const text = this.#writer.flow.write(next, {
      column: slot.column,
      spread: slot.spread,
      kind: slot.kind === "root" ? "root" : "value"
    })
    this.#writer.moved.displace(comments.left(old.start, old.end))
    if (old.end > old.start) out.push({ start, end: old.end, text })
    else if (slot.kind === "key" && slot.indicator === undefined)
      out.push({ start, end: old.end, text: `: ${text}` })
    else
      out.push({
        start: slot.indicator ?? start,
        end: old.end,
        text: slot.kind === "root" ? text : ` ${text}`
      })
  }

  #writeBlock(old: Node, next: Node, slot: Slot, out: Array<TextEdit>): void {
    const { comments, layout, lines } = this.#ground
    const written = this.#writer.write(next, { kind: slot.kind, column: slot.column })
    const displaced = this.#writer.moved.takeDisplaced()
    const start = old.propertiesStart ?? old.start
    const tail = layout.tailOf(old)
    const from = slot.indicator ?? this.#rootStart(old, start)
    // A deeper comment below must not become part of a block scalar.
    const below = isOpen(next) ? (slot.tail ?? tail) : tail
    const until = below === undefined ? lines.endOf(old.end) : lines.endOf(lines.startOf(below - 1))
    const left = comments.left(from, until)
    const plain = written.body.length + written.above.length + displaced.length === 0
    const inside = left.some((comment) => comment.start > start && comment.start < old.end)
    const inline = lines.sameLine(from, start) || lines.sameLine(start, old.end)
    if (plain && inline && !inside && tail === undefined && old.end > old.start) {
      const begin = written.head === "" ? from : start
      out.push({ start: begin, end: old.end, text: written.head })
      return
    }
    // One comment may end the line of the colon or dash; the others go above it.
    const last = written.body.length === 0 ? left.at(-1) : undefined
    const ending = left.find((comment) => lines.sameLine(comment.start, from)) ?? last
    for (const comment of left) comments.keep(comment)
    const others = left.filter((comment) => comment !== ending).map((comment) => comments.textOf(comment))
    const { above, rows } = linesOf(written, "", ending === undefined ? undefined : comments.textOf(ending))
    const higher = [...displaced, ...others, ...above]
    if (isOpen(next)) clearBelow(lines, lines.next(until), out)
    if (slot.kind === "root") {
      out.push(this.#rootEdit([...higher, ...rows], from, until))
      return
    }
    this.#putAbove(higher, slot, out)
    out.push({ start: from, end: until, text: (rows[0] === "" ? "" : " ") + rows.join(lines.end) })
  }

  /** Behind a `---` there is room for one line only. */
  #rootEdit(rows: ReadonlyArray<string>, from: number, end: number): TextEdit {
    const { lines } = this.#ground
    const text = rows.filter((row, i) => row !== "" || i > 0).join(lines.end)
    if (lines.isFirst(from))
      return { start: from, end, text: text + (from === lines.text.length ? lines.end : "") }
    let start = from
    while (/[ \t]/.test(lines.text[start - 1] ?? "")) start--
    const inline = rows.length === 1 && rows[0] !== ""
    return { start, end, text: (inline ? " " : lines.end) + text }
  }

  #putAbove(above: ReadonlyArray<string>, slot: Slot, out: Array<TextEdit>): void {
    if (above.length === 0) return
    const { lines } = this.#ground
    const start = lines.startOf(slot.head)
    const at = lines.skipBlanks(start)
    const indent = " ".repeat(at - start)
    out.push({ start: at, end: at, text: above.map((comment) => comment + lines.end + indent).join("") })
  }

  #rootStart(old: Node, start: number): number {
    if (!isCollection(old) || old.flow || old.propertiesStart !== undefined) return start
    return this.#ground.layout.entries(old)[0]?.lead ?? start
  }

  /** An anchor or tag that came or went. */
  #editProperties(old: Node, next: Node, slot: Slot, out: Array<TextEdit>): void {
    const before = propertiesOf(old)
    const after = propertiesOf(next)
    if (before === after) return
    const { lines } = this.#ground
    if (old.propertiesStart === undefined) {
      const below = isCollection(old) && !old.flow && slot.indicator !== undefined
      const at = below ? (slot.indicator as number) : old.start
      out.push({ start: at, end: at, text: below ? ` ${after}` : `${after} ` })
      return
    }
    const start = old.propertiesStart
    const end = this.#afterProperties(old, start)
    const following = lines.skipBlanks(end)
    if (after !== "") out.push({ start, end, text: after })
    else if (following < lines.endOf(end)) out.push({ start, end: following, text: "" })
    else out.push({ start: slot.indicator ?? start, end, text: "" })
  }

  /** After the anchor and the tag of a node that may have them. */
  #afterProperties(node: Node, from: number): number {
    if (node.propertiesStart === undefined) return from
    const { lines } = this.#ground
    let at = node.propertiesStart
    for (;;) {
      while (at < lines.text.length && !/\s/.test(lines.text[at] as string)) at++
      const next = lines.skipBlanks(at)
      if (next >= node.start && node.end > node.start) return at
      if (lines.text[next] !== "&" && lines.text[next] !== "!") return at
      at = next
    }
  }
}

const isScalar = (node: Node): node is ScalarNode => node.kind === "scalar"

const isCollection = (node: Node): node is Collection => node.kind === "map" || node.kind === "seq"
