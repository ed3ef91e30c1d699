/**
 * A tolerant scan of YAML by lines: which level each line stands on, and where the text stops making sense.
 *
 * The exact reader says *that* a text does not parse, often far from the damage; the scan says *where* a line
 * breaks with the lines before it, and goes on behind it as if that line had been meant well. It builds no tree and
 * judges nothing finally: what it finds are the places at which repairs are tried.
 */
import type { Reading } from "../Reading.ts"
import type { Anomaly, Trouble } from "./Anomaly.ts"
import { scanFlow } from "./FlowScan.ts"
import { endsKey, isBlank, keyColon, plainEnd } from "./KeyScan.ts"
import { closingAcrossLines, closingQuote, invalidEscapes } from "./QuoteScan.ts"
import { type Frame, nearest, type ScannedLine, splitLines } from "./ScannedLine.ts"

/** A value that may go on, or come, on the following lines. */
export interface Owner {
  readonly col: number
  readonly kind: "key" | "dash" | "root"
  readonly line: number
  /** Where the value starts. */
  readonly start: number
}

export interface BlockScalar {
  readonly col: number
  readonly line: number
  /** Column of the content; -1 while no line has shown it. */
  content: number
  /** Last line of the content seen so far. */
  last: number
}

export interface Scan {
  readonly text: string
  readonly lines: ReadonlyArray<ScannedLine>
  readonly anomalies: ReadonlyArray<Anomaly>
  /** For each line that is inside or right behind one: the block scalar before it. */
  readonly blocks: ReadonlyMap<number, BlockScalar>
  /** Lines that carry the start of a plain value that later lines went on with, by the line that went on. */
  readonly continued: ReadonlyMap<number, Owner>
}

/** How the text is read, as far as that bears on where it makes sense. */
export type ScanReading = Partial<Pick<Reading, "anchors" | "flow">>

export const scan = (text: string, reading: ScanReading = {}): Scan => new Scanner(text, reading).run()

const blockHeader = /^[|>](?:[+-]?[1-9]?|[1-9][+-])(?:[ \t]+#.*)?[ \t]*$/
const aliasOnly = /^\*[^\s,[\]{}]+[ \t]*(?:#.*)?$/
const property = /^(?:&[^\s,[\]{}]+|![^\s,[\]{}]*)(?:[ \t]+|$)/

class Scanner {
  readonly text: string
  readonly lines: Array<ScannedLine>
  readonly anomalies: Array<Anomaly> = []
  readonly blocks = new Map<number, BlockScalar>()
  readonly continued = new Map<number, Owner>()
  readonly anchors: Set<string>
  /** Whether the lines of flow collections may stand anywhere. */
  readonly anywhere: boolean
  top: Frame | undefined
  /** A key or dash without a value so far. */
  pending: Owner | undefined
  /** A plain value that deeper lines may go on with. */
  plain: Owner | undefined
  block: BlockScalar | undefined
  /** Nothing but comments so far. */
  fresh = true

  constructor(text: string, { anchors, flow = "deeper" }: ScanReading) {
    this.text = text
    this.anchors = new Set(anchors?.keys())
    this.anywhere = flow === "anywhere"
    this.lines = splitLines(text)
  }

  run(): Scan {
    for (let index = 0; index < this.lines.length; index++) index = this.line(index)
    return {
      text: this.text,
      lines: this.lines,
      anomalies: this.anomalies,
      blocks: this.blocks,
      continued: this.continued
    }
  }

  /** Takes the line in; answers the last line that it took with it. */
  line(index: number): number {
    const line = this.lines[index] as ScannedLine
    line.frame = this.top
    if (this.block !== undefined && this.inBlock(index, line, this.block)) return index
    if (line.kind === "blank") return index
    const at = line.start + line.col
    if (line.kind === "comment") return index
    if (line.col === 0 && this.marker(index, line)) return index
    for (let offset = line.start; offset < at; offset++) {
      if (this.text.charCodeAt(offset) === 9) {
        this.note("tab", index, line.start, at)
        break
      }
    }
    const entry = this.isDash(at, line.end) || keyColon(this.text, at, line.end) !== -1
    line.kind = entry ? "entry" : "stray"
    return entry ? this.entry(index, line) : this.bare(index, line)
  }

  /** Whether the line belongs to the open block scalar. */
  inBlock(index: number, line: ScannedLine, block: BlockScalar): boolean {
    if (line.kind === "blank") return true
    if (block.content === -1 && line.col > block.col) block.content = line.col
    if (block.content !== -1 && line.col >= block.content) {
      line.kind = "text"
      block.last = index
      this.blocks.set(index, block)
      return true
    }
    this.blocks.set(index, block)
    if (block.content !== -1 && line.col > block.col && line.kind !== "comment") {
      // Between the key and its text: no level can start here.
      this.note("dedented", index, line.start + line.col, line.end)
      line.kind = "text"
      return true
    }
    this.block = undefined
    return false
  }

  marker(index: number, line: ScannedLine): boolean {
    const text = this.text
    const dashes = text.startsWith("---", line.start)
    if (!dashes && !text.startsWith("...", line.start)) {
      if (text.charCodeAt(line.start) !== 37 || !this.fresh) return false
      line.kind = "marker"
      return true
    }
    if (line.end > line.start + 3 && !isBlank(text.charCodeAt(line.start + 3))) return false
    line.kind = "marker"
    this.top = undefined
    this.pending = undefined
    this.plain = undefined
    this.block = undefined
    this.fresh = true
    const from = line.start + 3
    const rest = text.slice(from, line.end).trim()
    if (dashes && rest !== "" && !rest.startsWith("#")) {
      this.note("marker", index, line.start, line.end)
    }
    return true
  }

  isDash(at: number, end: number): boolean {
    return this.text.charCodeAt(at) === 45 && (at + 1 >= end || isBlank(this.text.charCodeAt(at + 1)))
  }

  /** A line that opens with a key or a dash. */
  entry(index: number, line: ScannedLine): number {
    let at = line.start + line.col
    let col = line.col
    let dash = this.isDash(at, line.end)
    const plain = this.plain
    if (plain !== undefined && col > plain.col && plain.kind !== "root") {
      // A plain value goes on over deeper lines, but not with a key in them.
      this.continued.set(index, plain)
      if (dash && this.keyOf(at, line.end) === -1) {
        line.kind = "text"
        return index
      }
    }
    col = this.enter(dash ? "seq" : "map", col, index, at, line.end)
    this.plain = undefined
    this.pending = undefined
    this.fresh = false
    while (dash) {
      let next = at + 1
      while (next < line.end && isBlank(this.text.charCodeAt(next))) next++
      if (next >= line.end || this.text.charCodeAt(next) === 35) {
        this.pending = { col, kind: "dash", line: index, start: at + 1 }
        return index
      }
      dash = this.isDash(next, line.end)
      if (!dash && keyColon(this.text, next, line.end) === -1) {
        return this.value(next, index, { col, kind: "dash", line: index, start: next })
      }
      col += next - at
      at = next
      this.top = { kind: dash ? "seq" : "map", col, line: index, parent: this.top }
    }
    let next = keyColon(this.text, at, line.end) + 1
    while (next < line.end && isBlank(this.text.charCodeAt(next))) next++
    return this.value(next, index, { col, kind: "key", line: index, start: next })
  }

  /** The colon of the key behind any dashes. */
  keyOf(from: number, end: number): number {
    let at = from
    while (this.isDash(at, end)) {
      at++
      while (at < end && isBlank(this.text.charCodeAt(at))) at++
    }
    return at < end ? keyColon(this.text, at, end) : -1
  }

  /** Enters the collection of that kind at that column, open or new; answers the column it is taken to stand at. */
  enter(kind: "map" | "seq", col: number, index: number, start: number, end: number): number {
    const before = this.top
    const pending = this.pending
    while (this.top !== undefined && this.top.col > col) this.top = this.top.parent
    const top = this.top
    if (
      pending !== undefined &&
      (col > pending.col || (kind === "seq" && pending.kind === "key" && col === pending.col))
    ) {
      this.top = { kind, col, line: index, parent: top }
      return col
    }
    if (top === undefined) {
      if (before !== undefined) this.note("indent", index, start, end)
      this.top = { kind, col, line: index, parent: undefined }
      return col
    }
    if (top.col === col) {
      if (top.kind === kind) return col
      // A list without its own indentation ends where the next key of its map starts.
      if (kind === "map" && top.parent?.kind === "map" && top.parent.col === col) this.top = top.parent
      else this.note(kind === "map" ? "key" : "dash", index, start, end)
      return col
    }
    this.note(before === top ? "below-value" : "indent", index, start, end)
    // Read on as if the line stood on the nearest level, so that one slip is one anomaly.
    this.top = nearest(before ?? top, col, kind)
    return this.top.col
  }

  /** A line with neither key nor dash, outside of block scalars. */
  bare(index: number, line: ScannedLine): number {
    const at = line.start + line.col
    const plain = this.plain
    if (plain !== undefined && line.col > plain.col) {
      line.kind = "text"
      this.continued.set(index, plain)
      return index
    }
    const pending = this.pending
    if (pending !== undefined && line.col > pending.col) {
      this.pending = undefined
      line.kind = "text"
      return this.value(at, index, { ...pending, start: at })
    }
    if (this.fresh && this.top === undefined && !this.entryFollows(index)) {
      this.fresh = false
      line.kind = "text"
      return this.value(at, index, { col: -1, kind: "root", line: index, start: at })
    }
    this.fresh = false
    while (this.top !== undefined && this.top.col > line.col) this.top = this.top.parent
    this.plain = undefined
    // What follows deeper belongs to the key that this line was meant to be.
    this.pending = { col: line.col, kind: "key", line: index, start: line.end }
    this.note("no-colon", index, at, line.end)
    return index
  }

  /** Whether the next line that is no comment opens with a key or a dash: then this one is no scalar by itself. */
  entryFollows(index: number): boolean {
    const opener = this.text.charCodeAt(
      (this.lines[index] as ScannedLine).start + (this.lines[index] as ScannedLine).col
    )
    if (opener === 34 || opener === 39 || opener === 91 || opener === 123) return false
    for (let next = index + 1; next < this.lines.length; next++) {
      const line = this.lines[next] as ScannedLine
      if (line.kind === "blank" || line.kind === "comment") continue
      const at = line.start + line.col
      return this.isDash(at, line.end) || keyColon(this.text, at, line.end) !== -1
    }
    return false
  }

  /** Takes in the value at `from`; answers the last line of it. */
  value(from: number, index: number, owner: Owner): number {
    const line = this.lines[index] as ScannedLine
    const text = this.text
    const end = line.end
    let at = from
    for (let hops = 0; hops < 2; hops++) {
      const code = text.charCodeAt(at)
      if (at < end && (code === 38 || code === 33)) {
        const found = property.exec(text.slice(at, end))
        if (found === null) break
        if (code === 38) this.anchors.add(found[0].slice(1).trim())
        at += found[0].length
      }
    }
    if (at >= end || text.charCodeAt(at) === 35) {
      this.pending = { ...owner, start: at }
      return index
    }
    switch (text.charCodeAt(at)) {
      case 124: // |
      case 62: // >
        if (!blockHeader.test(text.slice(at, end))) this.note("block-header", index, at, end)
        this.block = { col: owner.kind === "root" ? -1 : owner.col, line: index, content: -1, last: index }
        return index
      case 34: // "
      case 39: // '
        return this.quoted(at, index, owner)
      case 91: // [
      case 123: // {
        return this.flow(at, index, owner)
      case 42: {
        // *
        const rest = text.slice(at, end)
        const name = rest.slice(1).split(/[\s#]/, 1)[0] as string
        if (!aliasOnly.test(rest) || !this.anchors.has(name)) this.note("needs-quote", index, at, end)
        return index
      }
      case 64: // @
      case 96: // `
      case 37: // %
      case 93: // ]
      case 125: // }
      case 44: // ,
        this.note("needs-quote", index, at, end)
        return index
      default:
        return this.plainValue(at, index, owner)
    }
  }

  plainValue(at: number, index: number, owner: Owner): number {
    const line = this.lines[index] as ScannedLine
    const stop = plainEnd(this.text, at, line.end)
    for (let offset = at; offset < stop; offset++) {
      if (this.text.charCodeAt(offset) === 58 && endsKey(this.text, offset, stop)) {
        this.note("colon-in-value", index, offset, stop)
        break
      }
    }
    this.plain = { ...owner, start: at }
    return index
  }

  quoted(at: number, index: number, owner: Owner): number {
    const line = this.lines[index] as ScannedLine
    const close = closingQuote(this.text, at, line.end)
    if (close !== -1) {
      this.escaped(index, at, close)
      this.behind(close + 1, index)
      return index
    }
    const far = closingAcrossLines(this.text, at, this.lines, index, owner.col)
    if (far !== undefined) {
      for (let inner = index + 1; inner <= far.line; inner++) (this.lines[inner] as ScannedLine).kind = "text"
      this.escaped(index, at, far.at)
      this.behind(far.at + 1, far.line)
      return far.line
    }
    this.note("unclosed-quote", index, at, line.end)
    return index
  }

  /** Notes what double quotes do not take. */
  escaped(index: number, open: number, close: number): void {
    if (this.text.charCodeAt(open) !== 34 || invalidEscapes(this.text, open, close).length === 0) return
    this.note("escape", index, open, close + 1)
  }

  flow(at: number, index: number, owner: Owner): number {
    const found = scanFlow(this.text, at, this.lines, index, owner.col, this.anywhere)
    for (const { line, open, close } of found.quoted) this.escaped(line, open, close)
    for (const offset of found.troubles) this.note("flow", index, offset, offset + 1)
    if (found.end === -1) return index
    for (let inner = index + 1; inner <= found.line; inner++) (this.lines[inner] as ScannedLine).kind = "flow"
    if (found.troubles.length === 0) this.behind(found.end, found.line)
    return found.line
  }

  /** Behind a complete value only a comment may stand. */
  behind(at: number, index: number): void {
    const line = this.lines[index] as ScannedLine
    let next = at
    while (next < line.end && isBlank(this.text.charCodeAt(next))) next++
    if (next >= line.end || (this.text.charCodeAt(next) === 35 && next > at)) return
    this.note("after-value", index, next, line.end)
  }

  note(trouble: Trouble, line: number, start: number, end: number): void {
    this.anomalies.push({ trouble, line, start, end })
  }
}
