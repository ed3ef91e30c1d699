/**
 * A text as the splicer sees it: lines, columns, and the blanks and comments between its nodes.
 *
 * The last line always has an end here: where the text has none, one is added, and `withoutAddedEnd` takes it out
 * of the edits again. So every line can be removed and followed in the same way.
 */
import type { Reading } from "./Reading.ts"
import { sorted, type TextEdit } from "./TextEdit.ts"

export interface Comment {
  /** Offset of the `#`, `//` or `/*`. */
  readonly start: number
  readonly end: number
}

export class Lines {
  readonly text: string
  /** What ends a line that we write: what ends the text's first line. */
  readonly end: "\n" | "\r\n"
  readonly #original: string
  readonly #json: boolean
  readonly #starts: ReadonlyArray<number>

  constructor(text: string, reading: Reading) {
    const first = text.indexOf("\n")
    this.end = first > 0 && text.charCodeAt(first - 1) === carriageReturn ? "\r\n" : "\n"
    this.#original = text
    this.text = text.endsWith("\n") ? text : text + this.end
    this.#json = reading.format !== "yaml"
    const starts = [this.text.charCodeAt(0) === byteOrderMark ? 1 : 0]
    for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1)
    this.#starts = starts
  }

  /** Offset at which the line of `offset` starts; after the byte order mark, if there is one. */
  startOf(offset: number): number {
    return this.#starts[Math.max(0, this.#lineOf(offset))] as number
  }

  /** Offset of the line's break. */
  endOf(offset: number): number {
    const line = this.#lineOf(offset)
    const next = this.#starts[line + 1]
    if (next === undefined) return this.text.length
    const end = next - 1
    return end > (this.#starts[line] ?? 0) && this.text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end
  }

  /** Offset after the line's break. */
  next(offset: number): number {
    return this.#starts[this.#lineOf(offset) + 1] ?? this.text.length
  }

  column(offset: number): number {
    return offset - this.startOf(offset)
  }

  /** Whether nothing but blanks stands before it on its line. */
  isFirst(offset: number): boolean {
    return this.skipBlanks(this.startOf(offset)) >= offset
  }

  sameLine(a: number, b: number): boolean {
    return this.startOf(a) === this.startOf(b)
  }

  skipBlanks(offset: number): number {
    let at = offset
    while (this.text.charCodeAt(at) === space || this.text.charCodeAt(at) === tab) at++
    return at
  }

  /** Past blanks, line breaks and comments; what was passed goes into `comments`. */
  skipTrivia(offset: number, comments?: Array<Comment>): number {
    let at = offset
    while (at < this.text.length) {
      const code = this.text.charCodeAt(at)
      if (
        code === space ||
        code === tab ||
        code === lineFeed ||
        code === carriageReturn ||
        code === byteOrderMark
      ) {
        at++
        continue
      }
      const end = this.commentEnd(at)
      if (end === undefined) return at
      comments?.push({ start: at, end })
      at = end
    }
    return at
  }

  /** Where the comment that starts at `offset` ends, without the line's break; undefined where none starts. */
  commentEnd(offset: number): number | undefined {
    const code = this.text.charCodeAt(offset)
    if (!this.#json) return code === hash ? this.endOf(offset) : undefined
    if (code !== slash) return undefined
    const next = this.text.charCodeAt(offset + 1)
    if (next === slash) return this.endOf(offset)
    if (next !== star) return undefined
    const end = this.text.indexOf("*/", offset + 2)
    return end < 0 ? this.text.length : end + 2
  }

  /** The comment after `offset` on the same line, with nothing but blanks before it. */
  commentAfter(offset: number): Comment | undefined {
    const start = this.skipBlanks(offset)
    const end = this.commentEnd(start)
    return end === undefined || end > this.endOf(start) ? undefined : { start, end }
  }

  isBlankLine(start: number): boolean {
    return start < this.text.length && this.skipBlanks(start) >= this.endOf(start)
  }

  /** Whether the line holds a comment and nothing else. */
  isCommentLine(start: number): boolean {
    const at = this.skipBlanks(start)
    const end = this.commentEnd(at)
    return end !== undefined && this.skipBlanks(end) === this.endOf(end)
  }

  #lineOf(offset: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Edits of `text` as edits of the text that was given: an end that it did not have, it does not get. */
  withoutAddedEnd(edits: ReadonlyArray<TextEdit>): ReadonlyArray<TextEdit> {
    const limit = this.#original.length
    if (this.text.length === limit) return edits
    const list = [...sorted(edits)]
    let last = list.pop()
    if (last === undefined || last.end < limit) return edits
    // All that reaches the end becomes one edit, so that the break to take out is in its text or right before it.
    for (let before = list.at(-1); before !== undefined; before = list.at(-1)) {
      const between = this.text.slice(before.end, last.start)
      if (before.end < limit && (last.text !== "" || between.trim() !== "")) break
      last = { start: before.start, end: last.end, text: before.text + between + last.text }
      list.pop()
    }
    const rest = this.text.slice(last.end)
    let start = Math.min(last.start, limit)
    let text = this.text.slice(start, last.start) + last.text + rest
    if (text === "") {
      if (start > 0 && this.text.charCodeAt(start - 1) === lineFeed) {
        start -= start > 1 && this.text.charCodeAt(start - 2) === carriageReturn ? 2 : 1
      }
    } else if (text.endsWith(this.end)) text = text.slice(0, -this.end.length)
    return [...list, { start, end: limit, text }]
  }
}

/** The same edit without what it does not change at its ends; undefined where it changes nothing. */
export const trimmed = (source: string, edit: TextEdit): TextEdit | undefined => {
  const before = source.slice(edit.start, edit.end)
  const least = Math.min(before.length, edit.text.length)
  let head = 0
  while (head < least && before.charCodeAt(head) === edit.text.charCodeAt(head)) head++
  let tail = 0
  while (
    tail < least - head &&
    before.charCodeAt(before.length - 1 - tail) === edit.text.charCodeAt(edit.text.length - 1 - tail)
  ) {
    tail++
  }
  if (head === before.length && head === edit.text.length) return undefined
  return {
    start: edit.start + head,
    end: edit.end - tail,
    text: edit.text.slice(head, edit.text.length - tail)
  }
}

const lineFeed = 10
const carriageReturn = 13
const space = 32
const tab = 9
const hash = 35
const slash = 47
const star = 42
const byteOrderMark = 0xfeff
