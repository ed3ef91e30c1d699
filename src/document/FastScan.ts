/**
 * The cursor of the fast YAML reader: where it stands in the text, and the walk from one line of content to the next.
 *
 * The fast reader takes only what it surely understands. At anything else, a tab in the layout, a tag, an error of
 * any kind, it gives up by throwing `unusual`, and the exact reader starts over. Giving up is always right, so every
 * doubt is a reason for it.
 */
import { Anchors } from "./Anchors.ts"
import { Exceeded, limitDepth, limitNodes } from "./Limits.ts"
import type { Node, Pair, ScalarNode, ScalarStyle, ScalarValue } from "./Node.ts"
import type { Reading } from "./Reading.ts"
import { Words } from "./Words.ts"

/** Thrown where the exact reader has to decide. One object for all: it needs no stack and no message. */
export const unusual: unique symbol = Symbol("unusual")

export const giveUp = (): never => {
  throw unusual
}

/** Character codes, named as YAML uses them. */
export const char = {
  end: 0x00,
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  bang: 0x21,
  double: 0x22,
  hash: 0x23,
  percent: 0x25,
  ampersand: 0x26,
  single: 0x27,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  colon: 0x3a,
  greater: 0x3e,
  question: 0x3f,
  at: 0x40,
  openSeq: 0x5b,
  backslash: 0x5c,
  closeSeq: 0x5d,
  backtick: 0x60,
  openMap: 0x7b,
  pipe: 0x7c,
  closeMap: 0x7d
} as const

/** Space, line break or the end: what must follow a dash or a colon that means something. A tab is given up on. */
export const isBlank = (code: number): boolean => {
  if (code === char.tab) giveUp()
  return code === char.space || code === char.lineFeed || code === char.carriageReturn || code === char.end
}

export const isBreak = (code: number): boolean => code === char.lineFeed || code === char.carriageReturn

/** What stopped the walk along a line of plain text. */
export type Stop = "break" | "colon" | "comment"

export class Scan {
  /** The text and then a line break and a NUL, so that no loop needs to look for the end. */
  readonly source: string
  readonly reading: Reading
  readonly anchors: Anchors
  pos = 0
  /** Where the line begins in which `pos` stands. */
  lineStart = 0
  /** Column of the content at which `pos` stands after `nextLine`; -1 where the document has ended. */
  indent = -1
  /** Whether the document has ended at a `---`. */
  atMarker = false
  /** Line breaks that the last `nextLine` passed. */
  breaks = 0
  /** Whether the last `nextLine` passed a comment. */
  passedComment = false
  /** Collections around `pos`. */
  depth = 0
  /** Whether some map has a key twice. */
  repeated = false
  /** Where the last plain line's text ended, blanks after it excluded. */
  plainEnd = 0
  readonly #words: Words
  readonly #open: Array<unknown> = []
  #opened = 0

  /** `text` has no NUL and no lone CR. */
  constructor(text: string, reading: Reading) {
    this.source = `${text}\n\0`
    this.reading = reading
    this.anchors = new Anchors(reading.anchors)
    this.#words = new Words(text.length)
  }

  at(offset: number): number {
    return this.source.charCodeAt(offset)
  }

  skipSpaces(): void {
    let pos = this.pos
    while (this.source.charCodeAt(pos) === char.space) pos++
    this.pos = pos
  }

  /** From the end of a value to the next content: `pos`, `lineStart` and `indent` say where it stands. */
  nextLine(): void {
    this.skipSpaces()
    this.breaks = 0
    this.passedComment = false
    this.#endLine()
    this.#layout()
  }

  /** As `nextLine`, where `pos` stands at the start of a line. */
  thisLine(): void {
    this.breaks = 0
    this.passedComment = false
    this.#layout()
  }

  /** Over the comment and the break that end a line. */
  #endLine(): void {
    const code = this.at(this.pos)
    if (code === char.hash) this.#skipComment()
    this.#skipBreak()
  }

  #skipComment(): void {
    // A `#` that touches the value before it is no comment.
    const before = this.at(this.pos - 1)
    if (before !== char.space && before !== char.lineFeed && this.pos > this.lineStart) giveUp()
    this.passedComment = true
    const end = this.source.indexOf("\n", this.pos)
    this.pos = this.at(end - 1) === char.carriageReturn ? end - 1 : end
  }

  #skipBreak(): void {
    let pos = this.pos
    let code = this.at(pos)
    if (code === char.carriageReturn) code = this.at(++pos)
    if (code !== char.lineFeed) giveUp()
    this.breaks++
    this.pos = pos + 1
  }

  #layout(): void {
    const source = this.source
    for (;;) {
      const start = this.pos
      let pos = start
      let code = source.charCodeAt(pos)
      while (code === char.space) code = source.charCodeAt(++pos)
      this.pos = pos
      this.lineStart = start
      switch (code) {
        case char.lineFeed:
        case char.carriageReturn:
          this.#skipBreak()
          continue
        case char.hash:
          this.#skipComment()
          this.#skipBreak()
          continue
        case char.end:
          this.indent = -1
          this.atMarker = false
          return
        case char.tab:
          giveUp()
          return
        default:
          this.indent = pos - start
          this.atMarker = false
          if (pos === start && (code === char.dash || code === char.dot)) this.#marker()
          return
      }
    }
  }

  /** At column 0, `---` ends the document; `...` is left to the exact reader. */
  #marker(): void {
    const { source, pos } = this
    if (source.startsWith("---", pos) && isBlank(this.at(pos + 3))) {
      this.indent = -1
      this.atMarker = true
    } else if (source.startsWith("...", pos) && isBlank(this.at(pos + 3))) giveUp()
  }

  /**
   * Along plain text in block context, from `pos` to what ends it on this line. `pos` then stands there, and
   * `plainEnd` behind the last character that is not blank.
   */
  plainLine(): Stop {
    const source = this.source
    let pos = this.pos
    let end = pos
    for (;;) {
      const code = source.charCodeAt(pos)
      if (code > char.colon) end = ++pos
      else if (code === char.space) {
        pos++
        if (source.charCodeAt(pos) === char.hash) return this.#stopPlain(pos, end, "comment")
      } else if (code === char.colon) {
        if (isBlank(source.charCodeAt(pos + 1))) return this.#stopPlain(pos, end, "colon")
        end = ++pos
      } else if (code === char.lineFeed || code === char.carriageReturn) {
        return this.#stopPlain(pos, end, "break")
      } else {
        if (code === char.tab) giveUp()
        end = ++pos
      }
    }
  }

  #stopPlain(pos: number, end: number, stop: Stop): Stop {
    this.pos = pos
    this.plainEnd = end
    return stop
  }

  /** The text from `start` to `end`. */
  word(start: number, end: number): string {
    return this.#words.slice(this.source, start, end)
  }

  /** Where the parts of a collection that begins here will be put. */
  mark(): number {
    return this.#opened
  }

  put(part: Node | Pair): void {
    this.#open[this.#opened++] = part
  }

  /** What was put since the mark, in a list of just that size. */
  taken<A extends Node | Pair>(mark: number): ReadonlyArray<A> {
    const parts = this.#open.slice(mark, this.#opened) as ReadonlyArray<A>
    this.#opened = mark
    return parts
  }

  scalar(start: number, end: number, value: ScalarValue, style: ScalarStyle): ScalarNode {
    if (++this.anchors.size > this.reading.limits.nodes) this.check()
    return { kind: "scalar", start, end, value, style }
  }

  /** A value that is not written. */
  nothing(at: number): ScalarNode {
    return this.scalar(at, at, null, "plain")
  }

  /** To be called when a collection begins; `leave` when it ends. */
  enter(): void {
    if (++this.depth > this.anchors.deepest) this.anchors.deepest = this.depth
    this.check()
  }

  /** Ends reading where a limit is passed: whatever the rest of the text is, this one is broken. */
  check(): void {
    const { limits } = this.reading
    if (this.anchors.size > limits.nodes) throw new Exceeded(limitNodes(limits, this.pos, this.pos + 1))
    if (this.anchors.deepest > limits.depth) throw new Exceeded(limitDepth(limits, this.pos, this.pos + 1))
  }

  leave(): void {
    this.depth--
    if (++this.anchors.size > this.reading.limits.nodes) this.check()
  }
}
