/**
 * Reads JSON, or a flow collection of YAML, however it is written, and says what has to change.
 *
 * One pass over the brackets, with the layout as a witness: in pretty-printed text a line that stands no deeper than
 * the line that opened a bracket says that the bracket should have been closed before. Every leniency is a slip.
 */
import type { FlowRules } from "./FlowRules.ts"
import {
  cutOff,
  hashComment,
  mismatched,
  noColon,
  noComma,
  noComment,
  noValue,
  separator,
  strayComma,
  unclosed
} from "./FlowSlips.ts"
import { FlowTexts, trimmedEnd } from "./FlowTexts.ts"
import { lineBreak } from "./Site.ts"
import type { Slip } from "./Slip.ts"

export interface FlowRepaired {
  /** In order of position; they speak of one text and hold together. */
  readonly slips: ReadonlyArray<Slip>
  /** Offset behind the collection. */
  readonly end: number
}

interface Open {
  readonly kind: "map" | "list"
  /** Offset of its bracket. */
  readonly at: number
  /** Column of the first text on the line that opened it. */
  readonly col: number
  readonly line: number
  state: "key" | "colon" | "value" | "after"
  /** The last thing in it was a comma. */
  comma: boolean
  /** Where the key starts whose value is awaited. */
  keyStart: number
}

/** `from` is an opening bracket. */
export const repairFlow = (text: string, from: number, rules: FlowRules): FlowRepaired =>
  new FlowReader(text, from, rules).run()

/** Past this many characters a comment that is not closed is taken to be one line. */
const longestComment = 20_000

class FlowReader {
  readonly text: string
  readonly rules: FlowRules
  readonly texts: FlowTexts
  readonly slips: Array<Slip> = []
  readonly open: Array<Open> = []
  at: number
  line = 0
  /** Column of the first text on the line at hand, and whether nothing stood before `at` on it. */
  col = 0
  first = true
  /** End of the last value or bracket, which is where a comma or a closing bracket is missing. */
  valueEnd: number
  commaAt = -1
  known = { from: -1, end: -1 }

  constructor(text: string, from: number, rules: FlowRules) {
    this.text = text
    this.rules = rules
    this.at = from
    this.valueEnd = from
    this.texts = new FlowTexts(text, rules, this.slips)
    const start = text.lastIndexOf("\n", from - 1) + 1
    let col = 0
    while (text.charCodeAt(start + col) === 32 || text.charCodeAt(start + col) === 9) col++
    this.col = col
  }

  run(): FlowRepaired {
    do {
      if (!this.skip()) return this.finish()
      if (this.first && !this.atCloser()) this.closeByLayout()
      if (this.first && this.outside()) return this.finish()
      this.token()
      this.first = false
    } while (this.open.length > 0)
    return { slips: this.sorted(), end: this.at }
  }

  sorted(): ReadonlyArray<Slip> {
    return [...this.slips].sort((a, b) => (a.edits[0]?.start ?? a.start) - (b.edits[0]?.start ?? b.start))
  }

  get top(): Open {
    return this.open[this.open.length - 1] as Open
  }

  /** Skips blanks and comments; false at the end. */
  skip(): boolean {
    const { text } = this
    const { end, strict } = this.rules
    while (this.at < end) {
      const code = text.charCodeAt(this.at)
      if (code === 10) {
        this.line++
        this.at++
        this.first = true
        let col = 0
        while (text.charCodeAt(this.at + col) === 32 || text.charCodeAt(this.at + col) === 9) col++
        this.col = col
      } else if (code === 32 || code === 9 || code === 13 || code === 0xfeff) this.at++
      else if (code === 47 && (text.charCodeAt(this.at + 1) === 47 || text.charCodeAt(this.at + 1) === 42))
        this.comment()
      else if (code === 35 && (strict || this.at === 0 || text.charCodeAt(this.at - 1) <= 32)) {
        if (strict) this.comment()
        else this.at = this.lineEnd(this.at)
      } else return true
    }
    return false
  }

  comment(): void {
    const start = this.at
    let end = this.lineEnd(start)
    if (this.text.startsWith("/*", start)) {
      const close = this.text.slice(start + 2, start + longestComment).indexOf("*/")
      if (close !== -1) end = start + 2 + close + 2
    }
    let from = start
    while (from > 0 && (this.text.charCodeAt(from - 1) === 32 || this.text.charCodeAt(from - 1) === 9)) from--
    const hash = !this.rules.strict && !this.text.startsWith("/*", start)
    this.slips.push(hash ? hashComment(start, end) : noComment(from, start, end))
    this.at = end
  }

  lineEnd(from: number): number {
    // One line may be the whole text: its end is looked for once.
    if (from >= this.known.from && from <= this.known.end) return this.known.end
    const found = this.text.indexOf("\n", from)
    const end = found === -1 || found > this.rules.end ? this.rules.end : found
    this.known = { from, end }
    return end
  }

  atCloser(): boolean {
    const code = this.text.charCodeAt(this.at)
    return code === 93 || code === 125
  }

  /** A line inside a block that stands no deeper than what owns the collection is not part of it. */
  outside(): boolean {
    if (this.rules.owner < 0 || this.line === 0 || this.open.length === 0) return false
    return this.col <= this.rules.owner && !(this.atCloser() && this.col === this.rules.owner)
  }

  /** Closes the brackets that, by the column of this line, should have been closed before it. */
  closeByLayout(): void {
    while (this.open.length > 1) {
      const top = this.top
      if (top.line === this.line || this.col > top.col || top.line === (this.open[0] as Open).line) return
      if (top.state === "value" || top.state === "colon") return
      this.closeMissing(top)
    }
  }

  /** Writes the closing bracket that is missing behind the last value. */
  closeMissing(top: Open): void {
    const bracket = top.kind === "map" ? "}" : "]"
    const onLines = top.line < this.line && this.text.slice(top.at, this.valueEnd).includes("\n")
    const text = onLines ? `${lineBreak(this.text)}${" ".repeat(top.col)}${bracket}` : bracket
    const { commaAt } = this
    const comma = top.comma && commaAt >= this.valueEnd
    this.slips.push(unclosed(this.valueEnd, text, bracket))
    this.open.pop()
    const parent = this.open.at(-1)
    if (parent !== undefined) {
      // A comma that stood behind the last value now stands behind the bracket.
      parent.state = comma ? (parent.kind === "map" ? "key" : "value") : "after"
      parent.comma = comma
    }
  }

  token(): void {
    const code = this.text.charCodeAt(this.at)
    if (code === 123 || code === 91) this.opening(code)
    else if (code === 125 || code === 93) this.closing(code)
    else if (code === 44) this.comma(this.top)
    else if (code === 58) this.colon(this.top)
    else this.item(this.top)
  }

  /** A key or a value. */
  item(top: Open): void {
    const { text, at } = this
    if (top.state === "after") this.missingComma(top)
    if (top.state === "colon") {
      const sign = /^(?:=>|->|:=|=|：)/.exec(text.slice(at, at + 2))
      if (sign !== null) {
        this.slips.push(separator(at, sign[0]))
        this.at += sign[0].length
        top.state = "value"
        return
      }
      this.missingColon(top)
    }
    this.scalar(top)
  }

  opening(code: number): void {
    const parent = this.open.at(-1)
    if (parent !== undefined) {
      if (parent.state === "after") this.missingComma(parent)
      else if (parent.state === "colon") this.missingColon(parent)
      parent.state = "after"
      parent.comma = false
    }
    this.open.push({
      kind: code === 123 ? "map" : "list",
      at: this.at,
      col: this.col,
      line: this.line,
      state: code === 123 ? "key" : "value",
      comma: false,
      keyStart: this.at
    })
    this.at++
    this.valueEnd = this.at
  }

  closing(code: number): void {
    const kind = code === 125 ? "map" : "list"
    if (this.first) {
      // The bracket stands on a line of its own: its column tells which one it closes.
      const meant = this.open.findLastIndex(
        (open) => open.kind === kind && open.col === this.col && open.line < this.line
      )
      if (meant !== -1 && meant < this.open.length - 1 && this.top.col > this.col) {
        while (this.open.length - 1 > meant) this.closeMissing(this.top)
      }
    }
    const top = this.top
    if (top.kind !== kind) {
      const below = this.open.findLastIndex((open) => open.kind === kind)
      const own = top.kind === "map" ? "}" : "]"
      if (below !== -1 && !(this.first && top.col === this.col && top.line < this.line)) {
        while (this.open.length - 1 > below) this.closeMissing(this.top)
      } else {
        this.slips.push(mismatched(this.at, this.text.charAt(this.at), own))
      }
    }
    const closed = this.open.pop() as Open
    if (this.rules.strict) {
      if (closed.comma) this.dropComma()
      if (closed.kind === "map" && closed.state === "value" && !closed.comma)
        this.slips.push(noValue(this.colonEnd))
    }
    this.at++
    this.valueEnd = this.at
  }

  comma(top: Open): void {
    if (
      top.comma ||
      (top.state !== "after" && top.state !== "colon" && !(top.state === "value" && top.kind === "map"))
    ) {
      this.slips.push(strayComma(this.at, "This comma separates nothing."))
      this.at++
      return
    }
    if (top.kind === "map" && this.rules.strict && (top.state === "value" || top.state === "colon"))
      this.slips.push(noValue(this.colonEnd))
    top.state = top.kind === "map" ? "key" : "value"
    top.comma = true
    this.commaAt = this.at
    this.at++
  }

  colon(top: Open): void {
    this.at++
    if (top.kind === "map" && top.state === "colon") {
      top.state = "value"
      this.colonEnd = this.at
      this.valueEnd = this.at
    } else if (!this.rules.strict && top.state === "after") {
      top.state = "value"
    }
  }

  colonEnd = 0

  dropComma(): void {
    this.slips.push(strayComma(this.commaAt, "JSON allows no comma behind the last item."))
  }

  missingComma(top: Open): void {
    this.slips.push(noComma(this.valueEnd))
    top.state = top.kind === "map" ? "key" : "value"
  }

  missingColon(top: Open): void {
    this.slips.push(noColon(top.keyStart, this.valueEnd))
    top.state = "value"
  }

  scalar(top: Open): void {
    const { text, at } = this
    const key = top.kind === "map" && top.state === "key"
    const code = text.charCodeAt(at)
    if (key) top.keyStart = at
    const end = this.texts.opens(code) ? this.texts.quoted(at, key) : this.texts.bare(at, key)
    this.line += lines(text, at, end)
    this.at = end
    this.valueEnd = trimmedEnd(text, at, end)
    top.comma = false
    top.state = key ? "colon" : "after"
  }

  /** The text ends, or goes on outside, while brackets are open. */
  finish(): FlowRepaired {
    const before = this.slips.length
    const last = this.open.at(-1)
    if (last !== undefined && last.kind === "map") {
      const { strict, end } = this.rules
      const cut = strict || end >= this.text.trimEnd().length
      if (last.state === "colon" && cut) this.dropTail(last.keyStart)
      else if (last.state === "value" && !last.comma && cut) this.dropTail(last.keyStart)
      else if (last.comma && this.rules.strict) this.dropComma()
    } else if (last?.comma && this.rules.strict) this.dropComma()
    this.line++
    while (this.open.length > 0) {
      if (this.top.comma) this.top.comma = false
      this.closeMissing(this.top)
    }
    // The text ended once, however many brackets were open.
    const ended = this.slips.splice(Math.min(before, this.slips.length))
    const [first] = ended
    if (first !== undefined) {
      const dropped = ended.find((one) => one.rule === "truncated")
      this.slips.push({
        ...(dropped ?? first),
        title: [...new Set(ended.map((one) => one.title))].join("; "),
        edits: ended.flatMap((one) => one.edits),
        cost: (dropped ?? first).cost + 0.2 * (ended.length - 1)
      })
    }
    return { slips: this.sorted(), end: this.at }
  }

  /** A key whose value was cut off. */
  dropTail(from: number): void {
    let start = from
    while (start > 0 && this.text.charCodeAt(start - 1) <= 32) start--
    if (this.text.charCodeAt(start - 1) === 44) start--
    const end = trimmedEnd(this.text, start, this.at)
    for (let at = this.slips.length - 1; at >= 0; at--) {
      if ((this.slips[at] as Slip).start >= start) this.slips.splice(at, 1)
    }
    this.slips.push(cutOff(start, from, end))
    this.valueEnd = start
  }
}

const lines = (text: string, from: number, end: number): number => {
  let count = 0
  for (let at = from; at < end; at++) if (text.charCodeAt(at) === 10) count++
  return count
}
