/**
 * Scalars as text: the plainest spelling that reads back as the same value.
 *
 * What a plain word means depends on the reader (`on`, `1:30`, `0o7`), so nothing is decided by rules of our own:
 * each spelling is read, in the place and by the reading it is for, and the first one that comes back as the value
 * is taken.
 */
import type { Node, ScalarStyle, ScalarValue } from "./Node.ts"
import { readDocument } from "./Reader.ts"
import type { Reading } from "./Reading.ts"

/** Where a scalar is to stand. */
export type ScalarPlace = "value" | "key" | "flow" | "flow-key" | "root"

export class ScalarText {
  readonly #reading: Reading
  /** Written as JSON, in a text that is JSON or in one that only looks like it. */
  readonly #json: boolean
  readonly #strict: boolean
  readonly #quote: "single" | "double"
  readonly #known = new Map<string, string>()

  /** `json`: everything is spelled as JSON spells it. `quote`: which quotes to prefer where some are needed. */
  constructor(reading: Reading, json: boolean, quote: "single" | "double") {
    // Tried as a key, `<<` is a word: whether what it has there can be merged is not the question.
    this.#reading = { ...reading, format: "yaml", merge: false }
    this.#json = json
    this.#strict = reading.format !== "yaml"
    this.#quote = quote
  }

  /** One line. `like`: the style of the scalar that it replaces; quotes are kept where the value is text. */
  write(value: ScalarValue, place: ScalarPlace, like: ScalarStyle = "plain"): string {
    const name = `${typeof value} ${place} ${like} ${value}`
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const text = this.#spell(value, place, like)
    this.#known.set(name, text)
    return text
  }

  /**
   * Text of several lines as a literal block: its header, and its lines without indentation. Undefined where a
   * block cannot hold it. `step`: the indentation that the lines will have more than their parent.
   */
  block(
    value: string,
    step: number
  ): { readonly header: string; readonly lines: ReadonlyArray<string> } | undefined {
    if (this.#json || !value.includes("\n") || !printable.test(value) || /\n\n$/.test(value)) return undefined
    const ended = value.endsWith("\n")
    const lines = (ended ? value.slice(0, -1) : value).split("\n")
    const first = lines.find((line) => line.trim() !== "")
    if (first === undefined) return undefined
    const indent = /^[ \t]/.test(lines[0] === "" ? first : (lines[0] as string)) ? String(step) : ""
    const header = `|${indent}${ended ? "" : "-"}`
    const body = lines.map((line) => (line === "" ? "" : " ".repeat(step) + line)).join("\n")
    return this.#value(`k: ${header}\n${body}\nz: 1\n`) === value ? { header, lines } : undefined
  }

  /** Whether a spelling reads as the value in that place. */
  reads(text: string, value: ScalarValue, place: ScalarPlace): boolean {
    if (place === "key" || place === "flow-key") {
      const root = this.#read(place === "key" ? `${text}: 0\n` : `{ ${text}: 0 }`)
      const pair = root?.kind === "map" && root.pairs.length === 1 ? root.pairs[0] : undefined
      return pair?.key.kind === "scalar" && pair.key.value === value && pair.value.kind === "scalar"
    }
    if (place === "root") {
      const root = this.#read(`${text}\n`)
      return root?.kind === "scalar" && root.value === value
    }
    if (place === "value") return same(this.#value(`k: ${text}\nz: 1\n`), value)
    const root = this.#read(`[ ${text}, { k: ${text}, z: 1 } ]`)
    if (root?.kind !== "seq" || root.items.length !== 2) return false
    const [item, map] = root.items
    const inner = map?.kind === "map" && map.pairs.length === 2 ? map.pairs[0]?.value : undefined
    return [item, inner].every((node) => node?.kind === "scalar" && same(node.value, value))
  }

  /** Whether the source of a scalar, its lines indented for a parent at a column, reads as the value. */
  readsBelow(source: string, value: ScalarValue, column: number): boolean {
    const indent = " ".repeat(column)
    return same(this.#value(`${indent}k: ${source.replaceAll("\r\n", "\n")}\n${indent}z: 1\n`), value)
  }

  #spell(value: ScalarValue, place: ScalarPlace, like: ScalarStyle): string {
    if (this.#strict) return typeof value === "string" ? JSON.stringify(value) : String(value)
    if (typeof value === "string") {
      if (this.#json) return doubleQuoted(value)
      const spellings = [
        ...(like === "single" || like === "double" ? [quoted(value, like)] : []),
        value,
        quoted(value, value.includes("'") ? "double" : value.includes('"') ? "single" : this.#quote)
      ]
      for (const text of spellings) {
        if (text !== undefined && text !== "" && !/[\r\n]/.test(text) && this.reads(text, value, place))
          return text
      }
      return doubleQuoted(value)
    }
    const text = String(value)
    const spellings = [text, ...(typeof value === "number" ? numberSpellings(value) : [])]
    return spellings.find((each) => this.reads(each, value, place)) ?? text
  }

  #value(text: string): ScalarValue | undefined {
    const root = this.#read(text)
    const pair = root?.kind === "map" && root.pairs.length === 2 ? root.pairs[0] : undefined
    return pair?.value.kind === "scalar" ? pair.value.value : undefined
  }

  #read(text: string): Node | undefined {
    const { problems, roots } = readDocument(text, this.#reading)
    return problems.length === 0 && roots.length === 1 ? roots[0] : undefined
  }
}

/** Text that a literal block can show: no control characters, and no character that some reader breaks lines at. */
const printable =
  /^[\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u

const same = (a: ScalarValue | undefined, b: ScalarValue): boolean => Object.is(a, b) || a === b

/** Other ways to write a number, for readers that want a point in a float. */
const numberSpellings = (value: number): ReadonlyArray<string> => {
  if (Number.isNaN(value)) return [".nan"]
  if (!Number.isFinite(value)) return [value > 0 ? ".inf" : "-.inf"]
  const [digits, exponent] = value.toExponential().split("e") as [string, string]
  const full = value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 })
  return [full, `${full}.0`, `${digits.includes(".") ? digits : `${digits}.0`}e${exponent}`]
}

const quoted = (value: string, style: "single" | "double"): string =>
  style === "single" ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value)

/** As JSON writes it, but for characters that YAML readers do not let stand, or break lines at. */
const doubleQuoted = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/gu, (char) => {
    const code = char.charCodeAt(0).toString(16)
    return `\\u${code.padStart(4, "0")}`
  })
