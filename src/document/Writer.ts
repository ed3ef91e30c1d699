/**
 * Writes nodes as text for a new place.
 *
 * What the source says already is repeated, re-indented, with its quotes and comments; only what is new is
 * spelled. Nothing here changes the text: the result is lines that an edit puts somewhere.
 */
import type { Collection, Entry } from "./BlockLayout.ts"
import { FlowWriter } from "./FlowWriter.ts"
import { countOf, type EditsOf, type Ground, propertiesOf } from "./Ground.ts"
import { MovedComments } from "./MovedComments.ts"
import type { Node, Pair, ScalarNode } from "./Node.ts"
import type { Made } from "./Provenance.ts"
import type { ScalarPlace } from "./ScalarText.ts"
import { applyWithin } from "./TextEdit.ts"
import { line, linesOf, shifted, split, type Written } from "./Written.ts"

/** Where something is written: after a key, after a dash, or as the root. `column` is that of the key or dash. */
export interface Place {
  readonly kind: "key" | "item" | "root"
  readonly column: number
}

export class Writer {
  /** Writes what goes into brackets. */
  readonly flow: FlowWriter
  readonly moved: MovedComments
  readonly #ground: Ground
  readonly #editsOf: EditsOf

  constructor(ground: Ground, editsOf: EditsOf) {
    this.#ground = ground
    this.#editsOf = editsOf
    this.moved = new MovedComments(ground)
    this.flow = new FlowWriter(ground, this.moved, editsOf)
  }

  write(node: Node, place: Place): Written {
    return this.moved.within(node, () => this.#write(node, place, this.#ground.made.get(node)))
  }

  /** The lines of a pair or an item whose key or dash is to stand at a column, its comments with it. */
  entry(
    each: Pair | Node,
    column: number
  ): { readonly above: ReadonlyArray<string>; readonly lines: ReadonlyArray<string> } {
    const pair = "key" in each ? each : undefined
    const value = "key" in each ? each.value : each
    const written = this.write(value, { kind: pair === undefined ? "item" : "key", column })
    const displaced = this.moved.takeDisplaced()
    const carried = this.moved.of(value)
    const label = pair === undefined ? "-" : `${this.flow.key(pair, "key")}:`
    const { above, rows } = linesOf(written, label, carried.comment)
    const [head, ...rest] = rows
    return { above: [...carried.above, ...displaced, ...above], lines: [" ".repeat(column) + head, ...rest] }
  }

  #write(node: Node, place: Place, made: Made | undefined): Written {
    const properties = propertiesOf(node)
    if (properties === "") return this.#content(node, place, made)
    // A block collection cannot start on the line of its anchor or tag: its lines all go below.
    const block = node.kind === "map" || node.kind === "seq"
    const below: Place = block ? { kind: "root", column: this.#columnFor(node, place) } : place
    const content = this.#content(node, below, made)
    return { ...content, head: content.head === "" ? properties : `${properties} ${content.head}` }
  }

  #content(node: Node, place: Place, made: Made | undefined): Written {
    const { habits } = this.#ground
    if (node.kind === "alias") return line(`*${node.name}`)
    if (node.kind === "scalar") return this.#scalar(node, place, made)
    if (habits.json)
      return split(this.flow.content(node, { column: place.column, spread: true, kind: "value" }))
    if (countOf(node) === 0) return line(node.kind === "map" ? "{}" : "[]")
    const source = made === undefined ? node : made.source
    if (source?.kind === node.kind && countOf(source as Collection) > 0) {
      if ((source as Collection).flow)
        return split(this.flow.content(node, { column: baseAt(place), spread: true, kind: "value" }))
      const repeated = this.#transplant(source as Collection, node, place)
      if (repeated !== undefined) return repeated
    }
    if (this.flow.isShort(node, made))
      return line(this.flow.content(node, { column: place.column, spread: true, kind: "value" }))
    return this.#structure(node, place, made)
  }

  #scalar(node: ScalarNode, place: Place, made: Made | undefined): Written {
    const { scalars, habits } = this.#ground
    const source = made === undefined ? node : made.source
    const at: ScalarPlace = place.kind === "root" ? "root" : "value"
    if (source?.kind === "scalar" && !habits.json) {
      const repeated = this.#repeat(source, node, place, at)
      if (repeated !== undefined) return repeated
    }
    if (node.value === null && place.kind === "key" && habits.bareNull) return line("")
    const step = place.kind === "key" ? habits.step : 2
    const block =
      typeof node.value === "string" && place.kind !== "root" ? scalars.block(node.value, step) : undefined
    if (block !== undefined) {
      const indent = " ".repeat(place.column + step)
      return { ...line(block.header), body: block.lines.map((text) => (text === "" ? "" : indent + text)) }
    }
    const like = made?.place?.kind === "scalar" ? made.place.style : (source as ScalarNode | undefined)?.style
    return line(scalars.write(node.value, at, like))
  }

  /** A scalar's own text again, re-indented; undefined where it would not read the same there. */
  #repeat(source: ScalarNode, node: ScalarNode, place: Place, at: ScalarPlace): Written | undefined {
    const { habits, lines, scalars } = this.#ground
    const text = lines.text.slice(source.start, source.end)
    if (text === "") return place.kind === "root" ? undefined : line("")
    if (lines.sameLine(source.start, source.end)) {
      if (source.style === "literal" || source.style === "folded") return undefined
      if (source.style === "plain" && !scalars.reads(text, node.value, at)) return undefined
      return line(text)
    }
    if (place.kind === "root") return undefined
    const [head, ...rest] = text.split(/\r?\n/) as [string, ...Array<string>]
    const base = this.#baseOf(source.start)
    if (source.style !== "literal" && source.style !== "folded") {
      this.moved.claim(source.start, source.end)
      return { ...line(head), body: shifted(rest, baseAt(place) - base, place.column + 1), room: "end" }
    }
    if (/^[|>][+-]?[1-9]/.test(head)) return undefined
    const content = Math.min(...rest.filter((each) => each.trim() !== "").map((each) => each.search(/[^ ]/)))
    const inItem = lines.column(source.start) === base
    const deeper = inItem || content <= base ? habits.step : content - base
    const column = place.column + (place.kind === "item" ? 2 : deeper)
    this.moved.claim(source.start, source.end)
    return { ...line(head), body: shifted(rest, column - content, 0) }
  }

  /** A block collection's own text with the edits that make it the new node, at another column. */
  #transplant(source: Collection, node: Collection, place: Place): Written | undefined {
    const { layout, lines } = this.#ground
    const entries = layout.entries(source)
    const [first] = entries as [Entry]
    const from = layout.column(source)
    const end = (entries.at(-1) as Entry).tail
    const edits = node === source ? [] : this.#editsOf(source, node)
    if (edits === undefined) return undefined
    this.moved.claim(first.lead, end, edits)
    const inside = edits.filter((edit) => edit.start >= first.lead)
    const text = applyWithin(lines.text, first.lead, end, inside)
    const own = first.lead === first.head ? " ".repeat(from) + text : text
    const rows = own.split(/\r?\n/)
    if (rows.at(-1) === "") rows.pop()
    const column = this.#columnFor(node, place)
    const moved = shifted(rows, column - from, 0)
    // Comments that an edit put above the line on which the source starts.
    const outside = edits.filter((edit) => edit.start < first.lead).flatMap((edit) => edit.text.split("\n"))
    const above = outside.map((comment) => comment.trim()).filter((comment) => comment !== "")
    if (place.kind !== "item") return { ...line(""), above, body: moved }
    const start = moved.findIndex((row) => !/^\s*(?:#|$)/.test(row))
    const [head, ...body] = moved.slice(start) as [string, ...Array<string>]
    const comments = moved.slice(0, start).map((row) => row.trim())
    return { ...line(head.trimStart()), above: [...above, ...comments], body, room: "none" }
  }

  /** A new collection in block style, entry by entry. */
  #structure(node: Collection, place: Place, made: Made | undefined): Written {
    const column = this.#columnFor(node, place)
    const seen = new Set<Entry>()
    const rows: Array<string> = []
    let above: ReadonlyArray<string> = []
    let before: Pair | Node | undefined
    for (const each of node.kind === "map" ? node.pairs : node.items) {
      const entry = this.entry(each, column)
      if (before !== undefined && this.moved.wereParted(before, each)) rows.push("")
      before = each
      const rest = this.moved.leftOf("key" in each ? each.value : each, made?.place, seen)
      const comments = [...rest, ...entry.above]
      if (rows.length === 0 && place.kind === "item") above = comments
      else rows.push(...comments.map((comment) => " ".repeat(column) + comment))
      rows.push(...entry.lines)
    }
    if (place.kind !== "item") return { ...line(""), above, body: rows }
    const [head, ...body] = rows as [string, ...Array<string>]
    return { ...line(head.trimStart()), above, body, room: "none" }
  }

  /** The column at which a block collection is written in a place. */
  #columnFor(node: Collection, place: Place): number {
    const { habits } = this.#ground
    if (place.kind === "root") return place.column
    if (place.kind === "item") return place.column + 2
    return node.kind === "seq" && habits.indentless ? place.column : place.column + habits.step
  }

  /** The column of what stands on a line, its dashes passed: the one that continuation lines are relative to. */
  #baseOf(offset: number): number {
    const { lines } = this.#ground
    const start = lines.startOf(offset)
    return /^ *(?:- +)*/.exec(lines.text.slice(start, Math.min(offset, start + 400)))?.[0].length ?? 0
  }
}

const baseAt = (place: Place): number => (place.kind === "item" ? place.column + 2 : place.column)
