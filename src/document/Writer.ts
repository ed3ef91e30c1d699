/**
 * Writes nodes as text for a new place.
 *
 * What the source says already is repeated, re-indented, with its quotes and comments; only what is new is
 * spelled. Nothing here changes the text: the result is lines that an edit puts somewhere.
 */
import type { BlockLayout, Collection, Entry } from "./BlockLayout.ts"
import type { Comments } from "./Comments.ts"
import { isBracketed } from "./FlowLayout.ts"
import type { Made, Provenance } from "./Graft.ts"
import type { Habits } from "./Habits.ts"
import type { Lines } from "./Lines.ts"
import { keyText, type Node, type Pair, type ScalarNode } from "./Node.ts"
import type { Origins } from "./Origins.ts"
import type { ScalarPlace, ScalarText } from "./ScalarText.ts"
import { apply, type TextEdit } from "./TextEdit.ts"

/** Where something is written: after a key, after a dash, or as the root. `column` is that of the key or dash. */
export interface Place {
  readonly kind: "key" | "item" | "root"
  readonly column: number
}

export interface Written {
  /** Comments for lines of their own above the entry, without indentation. */
  readonly above: ReadonlyArray<string>
  /** What follows the colon or dash on its line. */
  readonly head: string
  /** The comment that belongs to it. */
  readonly comment: string | undefined
  /** The lines below, with their indentation. */
  readonly body: ReadonlyArray<string>
  /** Whether the lines below continue a scalar or brackets, so that a comment may stand at their end only. */
  readonly continued: boolean
}

/** The lines of an entry from its colon or dash on, its comment where it may stand; the first without indentation. */
export const linesOf = (
  written: Written,
  label: string,
  comment: string | undefined
): [string, ...Array<string>] => {
  const rows: [string, ...Array<string>] = [
    written.head === "" ? label : `${label} ${written.head}`.trimStart(),
    ...written.body
  ]
  if (comment === undefined) return rows
  const at = written.continued ? rows.length - 1 : 0
  rows[at] = rows[at] === "" ? comment : `${rows[at]} ${comment}`
  return rows
}

/** All that the parts of a splice share. */
export interface Ground {
  readonly lines: Lines
  readonly layout: BlockLayout
  readonly habits: Habits
  readonly scalars: ScalarText
  readonly comments: Comments
  readonly made: Provenance
  readonly origins: Origins
}

/** The edits that make the text of one collection that of another of its kind; undefined where nothing would stay. */
export type EditsOf = (source: Collection, next: Collection) => ReadonlyArray<TextEdit> | undefined

export class Writer {
  readonly #ground: Ground
  readonly #editsOf: EditsOf
  /** How many copies enclose what is being written: a copy leaves the comments to the original. */
  #copies = 0

  constructor(ground: Ground, editsOf: EditsOf) {
    this.#ground = ground
    this.#editsOf = editsOf
  }

  write(node: Node, place: Place): Written {
    const made = this.#ground.made.get(node)
    if (made?.copy !== true) return this.#write(node, place, made)
    this.#copies++
    const written = this.#write(node, place, made)
    this.#copies--
    return written
  }

  /** The lines of a pair or an item whose key or dash is to stand at a column, its comments with it. */
  entry(
    each: Pair | Node,
    column: number
  ): { readonly above: ReadonlyArray<string>; readonly lines: ReadonlyArray<string> } {
    const pair = "key" in each ? each : undefined
    const value = "key" in each ? each.value : each
    const written = this.write(value, { kind: pair === undefined ? "item" : "key", column })
    const carried = this.#carried(value)
    const label = pair === undefined ? "-" : `${this.key(pair, "key")}:`
    const [head, ...rest] = linesOf(written, label, written.comment ?? carried.comment)
    return { above: [...carried.above, ...written.above], lines: [" ".repeat(column) + head, ...rest] }
  }

  key(pair: Pair, place: "key" | "flow-key"): string {
    const { habits, lines, made, origins, scalars } = this.#ground
    const known = made.has(pair.key) ? origins.keyLike(pair, this.#originOf(pair.value)) : pair.key
    if (known !== undefined && lines.sameLine(known.start, known.end)) {
      const text = lines.text.slice(known.start, known.end)
      const fits = known.kind === "scalar" && scalars.reads(text, known.value, place)
      if (text !== "" && fits && habits.json === text.startsWith('"')) return text
      if (text !== "" && fits && !habits.json) return text
    }
    const like = made.get(pair.key)?.place
    return scalars.write(keyText(pair) ?? "", place, like?.kind === "scalar" ? like.style : "plain")
  }

  /** One piece of text for a place in flow style; `column` is that of the line it starts on. */
  flow(node: Node, column: number, kind: "value" | "root" = "value"): string {
    const properties = propertiesOf(node)
    const text = this.#flow(node, column, kind)
    return properties === "" ? text : `${properties} ${text}`
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
    if (habits.json) return split(this.#flow(node, place.column, place.kind === "root" ? "root" : "value"))
    if (sizeOf(node) === 0) return line(node.kind === "map" ? "{}" : "[]")
    const source = made === undefined ? node : made.source
    if (source?.kind === node.kind && sizeOf(source as Collection) > 0) {
      if ((source as Collection).flow) return split(this.#flow(node, baseAt(place), "value"))
      const repeated = this.#transplant(source as Collection, node, place)
      if (repeated !== undefined) return repeated
    }
    if (this.#fitsOnLine(node, made)) return line(this.#flow(node, place.column, "value"))
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
      this.#claim(source.start, source.end)
      return { ...line(head), body: shifted(rest, baseAt(place) - base, place.column + 1), continued: true }
    }
    if (/^[|>][+-]?[1-9]/.test(head)) return undefined
    const content = Math.min(...rest.filter((each) => each.trim() !== "").map((each) => each.search(/[^ ]/)))
    const wanted = content - base + baseAt(place)
    const column = wanted > place.column ? wanted : place.column + habits.step
    this.#claim(source.start, source.end)
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
    this.#claim(first.lead, end)
    const inside = edits.filter((edit) => edit.start >= first.lead)
    const text = applyWithin(lines.text, first.lead, end, inside)
    const own = first.lead === first.head ? " ".repeat(from) + text : text
    const rows = own.split(/\r?\n/)
    if (rows.at(-1) === "") rows.pop()
    const column = this.#columnFor(node, place)
    const moved = shifted(rows, column - from, 0)
    // Comments that an edit put above the line on which the source starts.
    const above = edits.filter((edit) => edit.start < first.lead).map((edit) => edit.text.trim())
    if (place.kind !== "item") return { ...line(""), above, body: moved }
    const start = moved.findIndex((row) => !/^\s*(?:#|$)/.test(row))
    const [head, ...body] = moved.slice(start) as [string, ...Array<string>]
    const comments = moved.slice(0, start).map((row) => row.trim())
    return { ...line(head.trimStart()), above: [...above, ...comments], body }
  }

  /** A new collection in block style, entry by entry. */
  #structure(node: Collection, place: Place, made: Made | undefined): Written {
    const column = this.#columnFor(node, place)
    const seen = new Set<Entry>()
    const rows: Array<string> = []
    let above: ReadonlyArray<string> = []
    for (const each of node.kind === "map" ? node.pairs : node.items) {
      const entry = this.entry(each, column)
      const rest = this.#leftOf("key" in each ? each.value : each, made?.place, seen)
      const comments = [...rest, ...entry.above]
      if (rows.length === 0 && place.kind === "item") above = comments
      else rows.push(...comments.map((comment) => " ".repeat(column) + comment))
      rows.push(...entry.lines)
    }
    if (place.kind !== "item") return { ...line(""), above, body: rows }
    const [head, ...body] = rows as [string, ...Array<string>]
    return { ...line(head.trimStart()), above, body }
  }

  /** Comments of the entry of the replaced collection that this value was part of, if nothing else repeats them. */
  #leftOf(value: Node, replaced: Node | undefined, seen: Set<Entry>): ReadonlyArray<string> {
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

  /** The comments that go with a moved value: those above its old entry, and the one that ended its line. */
  #carried(value: Node): { readonly above: ReadonlyArray<string>; readonly comment: string | undefined } {
    const { comments, lines, made, origins } = this.#ground
    const origin = this.#originOf(value)
    const none = { above: [], comment: undefined }
    if (origin === undefined || this.#copies > 0 || made.get(value)?.copy === true) return none
    const entry = origins.leftEntry(origin)
    if (entry === undefined) return none
    const line = lines.startOf(entry.head)
    const above = entry.lead < line ? comments.free(entry.lead, line) : []
    const block = (origin.kind === "map" || origin.kind === "seq") && !origin.flow
    const after = block ? (entry.indicator ?? entry.head) : origin.end
    const until = block ? Math.min(lines.endOf(after), origin.start) : lines.endOf(after)
    const [ending] = comments.free(after, until)
    if (above.length > 0) this.#claim(entry.lead, line)
    if (ending !== undefined) this.#claim(after, until)
    return {
      above: above.map((comment) => comments.textOf(comment)),
      comment: ending === undefined ? undefined : comments.textOf(ending)
    }
  }

  #flow(node: Node, column: number, kind: "value" | "root"): string {
    const { habits, lines, made, scalars } = this.#ground
    if (node.kind === "alias") return `*${node.name}`
    const record = made.get(node)
    const source = made.has(node) ? record?.source : node
    if (node.kind === "scalar") {
      const place = kind === "root" ? "root" : "flow"
      const text = source === undefined ? "" : lines.text.slice(source.start, source.end)
      const like = record?.place?.kind === "scalar" ? record.place.style : node.style
      const fits = text !== "" && source !== undefined && lines.sameLine(source.start, source.end)
      if (fits && (!habits.json || text.startsWith('"') === (typeof node.value === "string"))) {
        if (scalars.reads(text, node.value, place)) return text
      }
      return scalars.write(node.value, place, like)
    }
    if (
      source?.kind === node.kind &&
      (source as Collection).flow &&
      isBracketed(lines, source as Collection)
    ) {
      return this.#repeatFlow(source as Collection, node, column)
    }
    const inside = this.inside(node, column)
    return node.kind === "map" ? `{${inside}}` : `[${inside}]`
  }

  /** All that goes between the brackets of a new collection in flow style. */
  inside(node: Collection, column: number): string {
    const { habits, lines, made } = this.#ground
    const each = node.kind === "map" ? node.pairs : node.items
    if (each.length === 0) return ""
    const spread = habits.spread && !(node.kind === "seq" && this.#fitsOnLine(node, made.get(node)))
    const inner = spread ? column + habits.step : column
    const texts = each.map((part) => this.flowEntry(part, inner))
    if (spread) {
      const rows = texts.map((text) => " ".repeat(inner) + text).join(`,${lines.end}`)
      return lines.end + rows + lines.end + " ".repeat(column)
    }
    const pad = node.kind === "map" ? habits.flowPad : ""
    return pad + texts.join(`,${habits.flowComma}`) + pad
  }

  /** A pair or an item inside of brackets. */
  flowEntry(each: Pair | Node, column: number): string {
    if (!("key" in each)) return this.flow(each, column)
    const key = this.key(each, "flow-key")
    const value = this.flow(each.value, column)
    return `${key}:${this.#ground.habits.flowColon}${value}`
  }

  #repeatFlow(source: Collection, node: Collection, column: number): string {
    const { lines } = this.#ground
    this.#claim(source.start, source.end)
    const edits = node === source ? [] : (this.#editsOf(source, node) ?? [])
    const text = applyWithin(lines.text, source.start, source.end, edits)
    const [head, ...rest] = text.split(/\r?\n/) as [string, ...Array<string>]
    if (rest.length === 0) return text
    const base = lines.skipBlanks(lines.startOf(source.start)) - lines.startOf(source.start)
    return [head, ...shifted(rest, column - base, 0)].join(lines.end)
  }

  /** Whether a new list belongs on one line: short, of scalars, in the place of something on one line. */
  #fitsOnLine(node: Collection, made: Made | undefined): boolean {
    const { habits, lines } = this.#ground
    const { place } = made ?? {}
    const wasFlow = place !== undefined && "flow" in place && place.flow && place.end > place.start
    if (node.kind === "map") return wasFlow && node.pairs.every(({ value }) => this.#isShort(value))
    if (!node.items.every((item) => this.#isShort(item))) return false
    if (habits.json) return node.items.length <= 8
    if (wasFlow) return true
    const inline = place !== undefined && place.kind !== "map" && place.kind !== "seq"
    return inline && place.end > place.start && lines.sameLine(place.start, place.end) && habits.flowLists
  }

  #isShort(node: Node): boolean {
    if (node.kind === "alias") return true
    if (node.kind !== "scalar" || node.anchor !== undefined || node.tag !== undefined) return false
    return typeof node.value !== "string" || (node.value.length <= 60 && !node.value.includes("\n"))
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

  #claim(start: number, end: number): void {
    if (this.#copies === 0) this.#ground.comments.claim(start, end)
  }

  /** The original node whose text this one repeats. */
  #originOf(node: Node): Node | undefined {
    return this.#ground.made.has(node) ? this.#ground.made.get(node)?.source : node
  }

  /** The first original node in a tree of new ones. */
  #originWithin(node: Node): Node | undefined {
    const origin = this.#originOf(node)
    if (origin !== undefined) return origin
    if (node.kind !== "map" && node.kind !== "seq") return undefined
    for (const each of node.kind === "map" ? node.pairs : node.items) {
      const found = this.#originWithin("key" in each ? each.value : each)
      if (found !== undefined) return found
    }
    return undefined
  }
}

export const sizeOf = (collection: Collection): number =>
  collection.kind === "map" ? collection.pairs.length : collection.items.length

export const propertiesOf = (node: Node): string => {
  if (node.kind === "alias") return ""
  const anchor = node.anchor === undefined ? "" : `&${node.anchor}`
  const { tag } = node
  return tag === undefined ? anchor : anchor === "" ? tag : `${anchor} ${tag}`
}

const line = (head: string): Written => ({ above: [], head, comment: undefined, body: [], continued: false })

const split = (text: string): Written => {
  const [head, ...body] = text.split(/\r?\n/) as [string, ...Array<string>]
  return { ...line(head), body, continued: true }
}

const baseAt = (place: Place): number => (place.kind === "item" ? place.column + 2 : place.column)

/** Lines moved by so many columns, none to the left of `least`; empty lines stay empty. */
const shifted = (rows: ReadonlyArray<string>, by: number, least: number): ReadonlyArray<string> =>
  rows.map((row) => {
    if (row === "") return row
    const indent = row.length - row.trimStart().length
    const spaces = /^ */.exec(row)?.[0].length ?? 0
    const wanted = Math.max(0, spaces + by, indent === row.length ? 0 : least)
    return " ".repeat(wanted) + row.slice(spaces)
  })

const applyWithin = (text: string, start: number, end: number, edits: ReadonlyArray<TextEdit>): string =>
  apply(
    text.slice(start, end),
    edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }))
  )
