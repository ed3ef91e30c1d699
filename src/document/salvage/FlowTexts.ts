/**
 * Texts inside JSON and flow collections, quoted or bare, however they are written: where each was meant to end, and
 * what its quotes and escapes lack.
 */
import type { TextEdit } from "../TextEdit.ts"
import type { FlowRules } from "./FlowRules.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

const literals: Readonly<Record<string, string>> = {
  True: "true",
  TRUE: "true",
  False: "false",
  FALSE: "false",
  None: "null",
  NULL: "null",
  Null: "null",
  nil: "null",
  undefined: "null",
  NaN: "null"
}

const closers: Readonly<Record<string, string>> = { "“": "”", "‘": "’", "`": "`", "„": "“" }

export class FlowTexts {
  readonly text: string
  readonly rules: FlowRules
  readonly slips: Array<Slip>
  known = { from: -1, end: -1 }

  constructor(text: string, rules: FlowRules, slips: Array<Slip>) {
    this.text = text
    this.rules = rules
    this.slips = slips
  }

  opens(code: number): boolean {
    return code === 34 || code === 39 || Object.hasOwn(closers, String.fromCharCode(code))
  }

  /** Reads the text that is quoted at `from`; answers the offset behind it. */
  quoted(from: number, key: boolean): number {
    const { text, rules } = this
    const opener = text.charAt(from)
    const mark = closers[opener] ?? opener
    const found = this.ending(from, mark, key)
    const inner = { start: from + 1, end: found.at }
    const foreign = opener !== '"' && (rules.strict || opener !== "'")
    if (foreign) this.requote(from, found.at, found.closed, mark)
    else {
      if (!found.closed) this.unclosed(from, found.at, mark)
      for (const at of found.inner) this.escape(at, mark)
      if (rules.strict) this.escapes(inner.start, inner.end)
    }
    let end = found.closed ? found.at + 1 : found.at
    if (rules.strict && !key) end = this.concatenated(end)
    return end
  }

  /** Where the quote that closes was meant to be, with the offsets of quotes that belong to the text. */
  ending(
    from: number,
    mark: string,
    key: boolean
  ): { at: number; closed: boolean; inner: ReadonlyArray<number> } {
    const { text } = this
    const { end: limit } = this.rules
    const code = mark.charCodeAt(0)
    const escaped = mark === '"' || this.rules.strict
    const inner: Array<number> = []
    let lineEnd = this.lineEnd(from)
    for (let at = from + 1; at < limit; at++) {
      if (at >= lineEnd) {
        if (this.breaksOff(lineEnd)) return this.cut(from, lineEnd, key)
        lineEnd = this.lineEnd(lineEnd + 1)
        continue
      }
      const found = text.charCodeAt(at)
      if (found === 92 && escaped) at++
      else if (found === code) {
        if (mark === "'" && !this.rules.strict && text.charCodeAt(at + 1) === 39) at++
        else if (this.closes(at, lineEnd, code, key)) return { at, closed: true, inner }
        else {
          // `["3.9, "3.10"]`: this quote opens the next text, so the one at hand ended before.
          const gap = /[ \t]*[,:][ \t]+$/.exec(text.slice(Math.max(from + 1, at - 40), at))
          if (gap !== null) return { at: at - gap[0].length, closed: false, inner }
          inner.push(at)
        }
      }
    }
    return this.cut(from, Math.min(lineEnd, limit), key)
  }

  lineEnd(from: number): number {
    if (from >= this.known.from && from <= this.known.end) return this.known.end
    const found = this.text.indexOf("\n", from)
    const end = found === -1 || found > this.rules.end ? this.rules.end : found
    this.known = { from, end }
    return end
  }

  /** Whether the quote at `at` is the closing one, by what follows it. */
  closes(at: number, lineEnd: number, code: number, key: boolean): boolean {
    const { text } = this
    let next = at + 1
    while (next < lineEnd && text.charCodeAt(next) <= 32) next++
    if (next >= lineEnd) return true
    const follows = text.charCodeAt(next)
    if (follows === 44 || follows === 93 || follows === 125 || follows === 58) return true
    if (follows === 35 || follows === 47) return next > at + 1
    if (follows === 43 || (key && follows === 61)) return true
    // A quote right behind, with a gap: the comma or colon between two texts is missing.
    if (next > at + 1 && (follows === 34 || follows === 39 || follows === 123 || follows === 91)) return true
    // Otherwise it closes only if no better one comes on this line.
    for (let later = at + 1; later < Math.min(lineEnd, at + 1000); later++) {
      if (text.charCodeAt(later) === 92) later++
      else if (text.charCodeAt(later) === code) return false
    }
    return true
  }

  /** Whether the text was meant to end with its line: the next one starts like an item or a bracket. */
  breaksOff(lineEnd: number): boolean {
    const { text, rules } = this
    if (lineEnd >= rules.end) return true
    let at = lineEnd
    while (at < rules.end && text.charCodeAt(at) <= 32) at++
    if (at >= rules.end) return true
    const code = text.charCodeAt(at)
    if (code === 125 || code === 93 || code === 123 || code === 91) return true
    if (code !== 34 && code !== 39) return false
    const close = text.slice(at + 1, at + 2000).indexOf(text.charAt(at))
    return close !== -1 && /^\s*[:,\]}\r\n]/.test(text.slice(at + close + 2, at + close + 42))
  }

  /** The end of a text without a closing quote on its line: before the comma or brackets that end the line. */
  cut(
    from: number,
    lineEnd: number,
    key: boolean
  ): { at: number; closed: false; inner: ReadonlyArray<number> } {
    const { text } = this
    const line = text.slice(from + 1, lineEnd)
    const colon = key ? /:(?=\s|$)/.exec(line) : null
    if (colon !== null) return { at: from + 1 + colon.index, closed: false, inner: [] }
    const said = line.trimEnd().length
    let tail = line.length
    while (tail > 0 && /[\s,\]}]/.test(line.charAt(tail - 1))) tail--
    const kept = tail === said ? said : this.tailStart(line, tail)
    return { at: from + 1 + Math.max(0, kept), closed: false, inner: [] }
  }

  /** Of the brackets that end a line, those that the text itself opened belong to it. */
  tailStart(line: string, from: number): number {
    let depth = 0
    for (let at = 0; at < from; at++) {
      const code = line.charCodeAt(at)
      if (code === 123 || code === 91) depth++
      else if ((code === 125 || code === 93) && depth > 0) depth--
    }
    let at = from
    while (depth > 0 && at < line.length) {
      const code = line.charCodeAt(at)
      if (code === 125 || code === 93) depth--
      at++
    }
    return at
  }

  unclosed(from: number, at: number, mark: string): void {
    this.slips.push(
      slip({
        rule: "unclosed-quote",
        message: "This quote is never closed.",
        title: "Close the quote",
        edits: [insert(at, mark)],
        start: from,
        end: at
      })
    )
  }

  escape(at: number, mark: string): void {
    this.slips.push(
      slip({
        rule: "unescaped-quote",
        message: "A quote inside the quoted string ends it too early.",
        title: "Escape the quote",
        edits: [insert(at, mark === '"' ? "\\" : "'")],
        start: at,
        end: at + 1
      })
    )
  }

  /** Backslashes and control characters that JSON does not know. */
  escapes(from: number, end: number): void {
    const edits: Array<TextEdit> = []
    for (let at = from; at < end; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 92) {
        const next = this.text.charAt(at + 1)
        if (next === "'") edits.push(remove(at, at + 1))
        else if (!/["\\/bfnrtu]/.test(next)) edits.push(insert(at, "\\"))
        at++
      } else if (code === 10)
        edits.push(replace(this.text.charCodeAt(at - 1) === 13 ? at - 1 : at, at + 1, "\\n"))
      else if (code === 9) edits.push(replace(at, at + 1, "\\t"))
    }
    if (edits.length === 0) return
    this.slips.push(
      slip({
        rule: "json-string",
        message: "The string has a line break, a tab or a backslash that needs an escape in JSON.",
        title: "Write it as an escape",
        edits,
        start: from - 1,
        end
      })
    )
  }

  /** Quotes of another kind become double ones. */
  requote(from: number, at: number, closed: boolean, mark: string): void {
    const edits: Array<TextEdit> = [replace(from, from + 1, '"')]
    for (let offset = from + 1; offset < at; offset++) {
      const code = this.text.charAt(offset)
      if (code === "\\") {
        if (this.text.charAt(offset + 1) === "'") edits.push(remove(offset, offset + 1))
        offset++
      } else if (code === '"') edits.push(insert(offset, "\\"))
      else if (code === "\n") edits.push(replace(offset, offset + 1, "\\n"))
    }
    edits.push(closed ? replace(at, at + 1, '"') : insert(at, '"'))
    this.slips.push(
      slip({
        rule: mark === "'" || mark === "`" ? "json-quotes" : "curly-quote",
        message: "JSON allows only double quotes.",
        title: "Write double quotes",
        edits,
        start: from,
        end: closed ? at + 1 : at
      })
    )
  }

  /** `"a" + "b"` is one text. */
  concatenated(from: number): number {
    let end = from
    for (;;) {
      const found = /^\s*\+\s*(["'])/.exec(this.text.slice(end, end + 200))
      if (found === null) return end
      const next = end + found[0].length - 1
      const close = this.ending(next, found[1] as string, false)
      if (!close.closed) return end
      this.slips.push(
        slip({
          rule: "json-string",
          message: "JSON cannot join strings with `+`.",
          title: "Join the strings",
          edits: [remove(end - 1, next + 1)],
          start: end - 1,
          end: next + 1
        })
      )
      end = close.at + 1
    }
  }

  /** Text without quotes: a number, a literal, a word. */
  bare(from: number, key: boolean): number {
    const { text } = this
    const template = /^\$?\{\{/.exec(text.slice(from, from + 3))
    if (template !== null) return this.template(from)
    const { strict } = this.rules
    let end = from
    const stop = this.lineEnd(from)
    for (; end < stop; end++) {
      const code = text.charCodeAt(end)
      if (code === 44 || code === 93 || code === 125) break
      if ((code === 123 || code === 91) && end > from) {
        if (text.startsWith("{{", end)) return this.template(from)
        break
      }
      if (code === 58 && (key && strict ? true : !strict && /^[\s,[\]{}]?$/.test(text.charAt(end + 1)))) break
      if (code === 35 && text.charCodeAt(end - 1) <= 32) break
      if (strict && code === 34 && end > from) break
    }
    if (end === from) return from + 1
    end = trimmedEnd(text, from, end)
    const word = text.slice(from, end)
    if (!strict) {
      if (!key && word.length > 1 && word.endsWith('"') && word.indexOf('"') === word.length - 1)
        this.unopened(from, end)
      return end
    }
    if (!key && /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) return end
    const literal = key ? undefined : Object.hasOwn(literals, word) ? literals[word] : undefined
    if (literal !== undefined) {
      this.slips.push(
        slip({
          rule: "json-literal",
          message: `\`${word}\` is not JSON: the word is \`${literal}\`.`,
          title: `Write \`${literal}\``,
          edits: [replace(from, end, literal)],
          start: from,
          end
        })
      )
      return end
    }
    const closing = text.charCodeAt(end) === 34
    this.slips.push(
      slip({
        rule: closing ? "unclosed-quote" : "json-quotes",
        message: closing
          ? "The quote at the end of this string was never opened."
          : `\`${word}\` has no quotes.`,
        title: closing ? "Open the quote" : "Put it in quotes",
        edits: closing ? [insert(from, '"')] : [replace(from, end, JSON.stringify(word))],
        start: from,
        end
      })
    )
    return closing ? end + 1 : end
  }

  unopened(from: number, end: number): void {
    this.slips.push(
      slip({
        rule: "unclosed-quote",
        message: "The quote at the end of this string was never opened.",
        title: "Open the quote",
        edits: [insert(from, '"')],
        start: from,
        end
      })
    )
  }

  /** `${{ … }}` without quotes: its braces are brackets to YAML and JSON. */
  template(from: number): number {
    const { text } = this
    let end = from
    const stop = this.lineEnd(from)
    let depth = 0
    for (; end < stop; end++) {
      const code = text.charCodeAt(end)
      if (code === 123) depth++
      else if (code === 125) {
        if (depth === 0) break
        depth--
      } else if (depth === 0 && (code === 44 || code === 93)) break
    }
    end = trimmedEnd(text, from, end)
    const value = text.slice(from, end)
    if (value.endsWith('"') && value.indexOf('"') === value.length - 1) {
      this.unopened(from, end)
      return end
    }
    const mark = this.rules.strict || value.includes("'") ? '"' : "'"
    const written = mark === '"' ? JSON.stringify(value) : `'${value}'`
    this.slips.push(
      slip({
        rule: "unquoted-value",
        message: "The braces of a template are read as a map here, unless the string is quoted.",
        title: "Quote the template",
        edits: [replace(from, end, written)],
        start: from,
        end
      })
    )
    return end
  }
}

/**
 * `end` without the blanks before it. Other control characters are none: nothing skips them, so that a reader which
 * left them behind would stand before them for ever.
 */
export const trimmedEnd = (text: string, from: number, end: number): number => {
  let stop = end
  while (stop > from && isBlank(text.charCodeAt(stop - 1))) stop--
  return stop
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13
