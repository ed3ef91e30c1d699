/**
 * Reads JSON and JSON with comments into the same tree as YAML.
 *
 * `jsonc-parser` scans the tokens; the grammar is here, since a parser that calls itself for each bracket has to
 * mind the depth, and since each slip has its own code: a repair begins with knowing which it was. JSONC allows
 * comments and a comma before a closing bracket, JSON neither.
 */
import { createScanner, type JSONScanner } from "jsonc-parser"
import type { Problem } from "./Document.ts"
import { hasDuplicates } from "./Duplicates.ts"
import { Exceeded, limitDepth, limitNodes } from "./Limits.ts"
import type { MapNode, Node, Pair, ScalarNode, ScalarStyle, ScalarValue, SeqNode } from "./Node.ts"
import type { Parsed } from "./Parsed.ts"
import { readPlain } from "./PlainScalar.ts"
import type { Reading } from "./Reading.ts"

export const readJson = (text: string, reading: Reading): Parsed => {
  const parser = new JsonParser(text, reading)
  try {
    const roots = parser.document()
    return { roots, problems: parser.problems, repeated: parser.repeated }
  } catch (thrown) {
    if (thrown instanceof Exceeded) return { roots: [], problems: [thrown.problem], repeated: false }
    throw thrown
  }
}

/** The scanner's kinds of token. Its own names are a `const enum`, which a build file by file cannot use. */
const kind = {
  openMap: 1,
  closeMap: 2,
  openSeq: 3,
  closeSeq: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  blank: 15,
  unknown: 16,
  end: 17
} as const

/** What the scanner says of a token, in our codes and words. */
const faults = new Map<number, readonly [code: string, message: string]>([
  [1, ["unclosed-comment", "This comment is never closed."]],
  [2, ["unclosed-quote", "This string is not closed in its line."]],
  [3, ["bad-number", "This number has no digits where JSON needs some."]],
  [4, ["bad-escape", "`\\u` needs four hexadecimal digits."]],
  [5, ["bad-escape", "JSON has no such escape; write the backslash twice."]]
])

const controlInString = 6
const byteOrderMark = 0xfeff

class JsonParser {
  readonly problems: Array<Problem> = []
  repeated = false
  readonly #text: string
  readonly #reading: Reading
  readonly #scanner: JSONScanner
  #token: number = kind.end
  #start = 0
  #end = 0
  /** Where the token before this one ends. */
  #lastEnd = 0
  #depth = 0
  #size = 0

  constructor(text: string, reading: Reading) {
    this.#text = text
    this.#reading = reading
    this.#scanner = createScanner(text, false)
    if (text.charCodeAt(0) === byteOrderMark) this.#scanner.setPosition(1)
  }

  document(): ReadonlyArray<Node> {
    this.#next()
    if (this.#token === kind.end) {
      this.#report("no-value", "The file is empty; JSON needs a value.")
      return []
    }
    const root = this.#value()
    if (this.#token !== kind.end) {
      this.#report("unexpected-text", "The value before this is complete; JSON has only one.")
    }
    return [root]
  }

  /** To the next token that is neither blank nor comment. */
  #next(): void {
    this.#lastEnd = this.#end
    for (;;) {
      this.#token = this.#scanner.scan()
      this.#start = this.#scanner.getTokenOffset()
      // A comment that stays open is a character longer than the text.
      this.#end = Math.min(this.#start + this.#scanner.getTokenLength(), this.#text.length)
      this.#check(this.#scanner.getTokenError())
      switch (this.#token) {
        case kind.lineComment:
        case kind.blockComment:
          if (this.#reading.format === "json") this.#report("comment", "JSON has no comments.")
          continue
        case kind.lineBreak:
        case kind.blank:
          continue
        default:
          return
      }
    }
  }

  #check(error: number): void {
    const fault = faults.get(error)
    if (fault !== undefined) this.#report(fault[0], fault[1])
    // Of the control characters only the tab is reported here: it may stand anywhere but in a string.
    else if (error === controlInString && this.#text.slice(this.#start, this.#end).includes("\t")) {
      this.#report("tab", "A tab in a string is written `\\t`.")
    }
  }

  #value(): Node {
    switch (this.#token) {
      case kind.openMap:
        return this.#map()
      case kind.openSeq:
        return this.#seq()
      case kind.string:
        return this.#scalar(this.#scanner.getTokenValue(), "double")
      case kind.null:
        return this.#scalar(null, "plain")
      case kind.true:
        return this.#scalar(true, "plain")
      case kind.false:
        return this.#scalar(false, "plain")
      case kind.number:
        return this.#scalar(readPlain(this.#text.slice(this.#start, this.#end), "1.2"), "plain")
      case kind.unknown:
        return this.#word("unexpected-text", "This is not a JSON value; strings need double quotes.")
      default:
        this.#report("no-value", "A value is missing here.", this.#start, this.#start)
        return this.#make(this.#start, this.#start, null, "plain")
    }
  }

  #scalar(value: ScalarValue, style: ScalarStyle): ScalarNode {
    const made = this.#make(this.#start, this.#end, value, style)
    this.#next()
    return made
  }

  /** Text that is no JSON, up to the next token that could be. */
  #word(code: string, message: string): ScalarNode {
    const start = this.#start
    let end = this.#end
    while (this.#token === kind.unknown) {
      end = this.#end
      this.#next()
    }
    this.#report(code, message, start, end)
    return this.#make(start, end, this.#text.slice(start, end), "plain")
  }

  #make(start: number, end: number, value: ScalarValue, style: ScalarStyle): ScalarNode {
    this.#count(start, end)
    return { kind: "scalar", start, end, value, style }
  }

  #count(start: number, end: number): void {
    if (++this.#size > this.#reading.limits.nodes)
      throw new Exceeded(limitNodes(this.#reading.limits, start, end))
  }

  #map(): MapNode {
    const pairs: Array<Pair> = []
    const range = this.#items(kind.closeMap, () => pairs.push(this.#pair()))
    if (hasDuplicates(pairs, this.#reading)) this.repeated = true
    return { kind: "map", ...range, pairs, flow: true }
  }

  #seq(): SeqNode {
    const items: Array<Node> = []
    const range = this.#items(kind.closeSeq, () => items.push(this.#value()))
    return { kind: "seq", ...range, items, flow: true }
  }

  /** The items between two brackets, with what may be wrong about the commas. */
  #items(close: number, item: () => void): { readonly start: number; readonly end: number } {
    const start = this.#start
    this.#count(start, this.#end)
    if (++this.#depth > this.#reading.limits.depth) {
      throw new Exceeded(limitDepth(this.#reading.limits, start, this.#end))
    }
    this.#next()
    let end = this.#end
    let comma: readonly [number, number] | undefined
    let first = true
    for (;;) {
      if (this.#token === close) {
        end = this.#end
        this.#next()
        if (comma !== undefined) this.#trailingComma(comma)
        break
      }
      if (this.#isClosing() || this.#token === kind.end) {
        end = this.#lastEnd
        this.#report("unclosed-flow", "This bracket or brace is never closed.", start, start + 1)
        break
      }
      if (this.#token === kind.comma) {
        this.#report("extra-comma", "A comma with no item before it.")
        comma = [this.#start, this.#end]
        this.#next()
        continue
      }
      if (!first && comma === undefined) {
        this.#report("missing-comma", "A comma is missing before this.", this.#lastEnd, this.#lastEnd)
      }
      comma = undefined
      first = false
      const before = this.#start
      item()
      // A token that is neither an item nor one of the marks above is passed over, or nothing would end.
      if (this.#start === before && this.#token !== kind.end && !this.#isClosing()) this.#next()
      if (this.#token === kind.comma) {
        comma = [this.#start, this.#end]
        this.#next()
      }
    }
    this.#depth--
    return { start, end }
  }

  #isClosing(): boolean {
    return this.#token === kind.closeMap || this.#token === kind.closeSeq
  }

  #trailingComma([start, end]: readonly [number, number]): void {
    if (this.#reading.format === "jsonc") return
    this.#report("trailing-comma", "JSON has no comma before a closing bracket or brace.", start, end)
  }

  #pair(): Pair {
    const key = this.#key()
    if (this.#token === kind.colon) this.#next()
    else this.#report("missing-colon", "A colon is missing after this key.", key.start, key.end)
    const ends = this.#token === kind.comma || this.#token === kind.closeMap || this.#token === kind.end
    if (ends) this.#report("no-value", "This key has no value.", key.start, key.end)
    const value = ends ? this.#make(this.#lastEnd, this.#lastEnd, null, "plain") : this.#value()
    return { key, value, start: key.start, end: value.end }
  }

  #key(): ScalarNode {
    switch (this.#token) {
      case kind.string:
        return this.#scalar(this.#scanner.getTokenValue(), "double")
      case kind.unknown:
        return this.#word("missing-quote", "A key needs double quotes.")
      case kind.null:
      case kind.true:
      case kind.false:
      case kind.number:
        this.#report("missing-quote", "A key needs double quotes.")
        return this.#scalar(this.#text.slice(this.#start, this.#end), "plain")
      default:
        this.#report("no-key", "A key is missing here.")
        return this.#make(this.#start, this.#start, "", "plain")
    }
  }

  #report(code: string, message: string, start = this.#start, end = this.#end): void {
    this.problems.push({ code, message, start, end })
  }
}
