/**
 * Writes nodes as text for a new place.
 *
 * What the source says already is repeated, re-indented, with its quotes and comments; only what is new is
 * spelled. Nothing here changes the text: the result is lines that an edit puts somewhere.
 */
import type { BlockLayout, Collection, Entry } from "./BlockLayout.ts"
import type { Comments } from "./Comments.ts"
import { isBracketed } from "./FlowLayout.ts"
import type { Habits } from "./Habits.ts"
import type { Comment, Lines } from "./Lines.ts"
import { keyText, type Node, type Pair, type ScalarNode } from "./Node.ts"
import type { Origins } from "./Origins.ts"
import type { Made, Provenance } from "./Provenance.ts"
import type { ScalarPlace, ScalarText } from "./ScalarText.ts"
import { apply, sorted, type TextEdit } from "./TextEdit.ts"
import { line, linesOf, shifted, split, type Written } from "./Written.ts"

/** Where something is written: after a key, after a dash, or as the root. `column` is that of the key or dash. */
export interface Place {
  readonly kind: "key" | "item" | "root"
  readonly column: number
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
  /** Comments for which there is no room where their text goes. */
  #displaced: Array<string> = []

  constructor(ground: Ground, editsOf: EditsOf) {
    this.#ground = ground
    this.#editsOf = editsOf
  }

  write(node: Node, place: Place): Written {
    return this.#counted(node, () => this.#write(node, place, this.#ground.made.get(node)))
  }

  /** The lines of a pair or an item whose key or dash is to stand at a column, its comments with it. */
  entry(
    each: Pair | Node,
    column: number
  ): { readonly above: ReadonlyArray<string>; readonly lines: ReadonlyArray<string> } {
    const pair = "key" in each ? each : undefined
    const value = "key" in each ? each.value : each
    const written = this.write(value, { kind: pair === undefined ? "item" : "key", column })
    const displaced = this.takeDisplaced()
    const carried = this.#counted(value, () => this.#carried(value))
    const label = pair === undefined ? "-" : `${this.key(pair, "key")}:`
    const { above, rows } = linesOf(written, label, carried.comment)
    const [head, ...rest] = rows
    return { above: [...carried.above, ...displaced, ...above], lines: [" ".repeat(column) + head, ...rest] }
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
    const text = this.#counted(node, () => this.#flow(node, column, kind))
    return properties === "" ? text : `${properties} ${text}`
  }

  /** Keeps count of copies: what is in one is one, but for what was moved there. */
  #counted<A>(node: Node, write: () => A): A {
    const before = this.#copies
    if (this.#ground.made.get(node)?.copy === true) this.#copies++
    else if (this.#ground.made.hasMoved(node)) this.#copies = 0
    const written = write()
    this.#copies = before
    return written
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
      this.#claim(source.start, source.end)
      return { ...line(head), body: shifted(rest, baseAt(place) - base, place.column + 1), room: "end" }
    }
    if (/^[|>][+-]?[1-9]/.test(head)) return undefined
    const content = Math.min(...rest.filter((each) => each.trim() !== "").map((each) => each.search(/[^ ]/)))
    const inItem = lines.column(source.start) === base
    const deeper = inItem || content <= base ? habits.step : content - base
    const column = place.column + (place.kind === "item" ? 2 : deeper)
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
    this.#claim(first.lead, end, edits)
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
      if (before !== undefined && this.wereParted(before, each)) rows.push("")
      before = each
      const rest = this.#leftOf("key" in each ? each.value : each, made?.place, seen)
      const comments = [...rest, ...entry.above]
      if (rows.length === 0 && place.kind === "item") above = comments
      else rows.push(...comments.map((comment) => " ".repeat(column) + comment))
      rows.push(...entry.lines)
    }
    if (place.kind !== "item") return { ...line(""), above, body: rows }
    const [head, ...body] = rows as [string, ...Array<string>]
    return { ...line(head.trimStart()), above, body, room: "none" }
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
    const { comments, lines, origins } = this.#ground
    const { made } = this.#ground
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
      this.#claim(comment.start, comment.end)
    return {
      above: [...head.map((comment) => comments.textOf(comment)), ...this.#restOf(origin, replaced)],
      comment: ending === undefined ? undefined : comments.textOf(ending)
    }
  }

  /** The comments of an entry that is no more, as far as nothing else carries them on. */
  #restOf(origin: Node, replaced = false): ReadonlyArray<string> {
    const { comments, origins } = this.#ground
    const range = origins.leftRange(origin, replaced)
    // What is inside of brackets is repeated with them.
    const apart = ({ start }: Comment): boolean =>
      !isFlow(origin) || start < origin.start || start >= origin.end
    const left = range === undefined ? [] : comments.left(range.start, range.end).filter(apart)
    for (const comment of left) comments.keep(comment)
    return left.map((comment) => comments.textOf(comment))
  }

  /** In flow style there is no room for the comments of a moved entry. */
  #leaveBehind(node: Node): void {
    const origin = this.#originOf(node)
    if (origin === undefined || this.#copies > 0) return
    this.#displaced.push(...this.#restOf(origin))
  }

  #flow(node: Node, column: number, kind: "value" | "root"): string {
    const { habits, lines, made, scalars } = this.#ground
    this.#leaveBehind(node)
    if (node.kind === "alias") return `*${node.name}`
    const record = made.get(node)
    const source = made.sourceOf(node)
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
    if (spread) {
      const indent = " ".repeat(inner)
      const rows = each.map((part) => indent + this.spreadEntry(part, inner)).join(`,${lines.end}`)
      return lines.end + rows + lines.end + " ".repeat(column)
    }
    const texts = each.map((part) => this.flowEntry(part, inner))
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

  /** The same for a line of its own, with room for comments above it. */
  spreadEntry(each: Pair | Node, column: number): string {
    const text = this.flowEntry(each, column)
    return [...this.takeDisplaced(), text].join(this.#ground.lines.end + " ".repeat(column))
  }

  #repeatFlow(source: Collection, node: Collection, column: number): string {
    const { lines } = this.#ground
    const edits = node === source ? [] : (this.#editsOf(source, node) ?? [])
    this.#claim(source.start, source.end, edits)
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
    if (place === undefined) return habits.flowLists === true && node.items.length <= 8
    const inline = place.kind !== "map" && place.kind !== "seq"
    return (
      inline &&
      place.end > place.start &&
      lines.sameLine(place.start, place.end) &&
      habits.flowLists !== false
    )
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

  /** Notes what is repeated of the source: all of a range but what edits replace in it. */
  #claim(start: number, end: number, edits: ReadonlyArray<TextEdit> = []): void {
    if (this.#copies > 0) return
    let at = start
    for (const edit of sorted(edits)) {
      this.#ground.comments.claim(at, edit.start)
      at = Math.max(at, edit.end)
    }
    this.#ground.comments.claim(at, end)
  }

  /** The original node whose text this one repeats. */
  #originOf(node: Node): Node | undefined {
    return this.#ground.made.sourceOf(node)
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

const isFlow = (node: Node): boolean => (node.kind === "map" || node.kind === "seq") && node.flow

const baseAt = (place: Place): number => (place.kind === "item" ? place.column + 2 : place.column)

const applyWithin = (text: string, start: number, end: number, edits: ReadonlyArray<TextEdit>): string =>
  apply(
    text.slice(start, end),
    edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }))
  )
