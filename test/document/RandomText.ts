/**
 * Random documents: a value, and one of the many ways in which people write it.
 *
 * Comments are numbered (`#1`, `#2`, …), so that a test can tell which of them are still there.
 */
import fc from "fast-check"
import type { Json } from "../../src/document/Node.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { isList } from "../../src/document/Tree.ts"
import { jsonValue, pipelineValue } from "./RandomPatch.ts"

export interface Sample {
  readonly text: string
  readonly reading: Reading
  readonly comments: number
}

const collection = jsonValue.filter((value) => typeof value === "object" && value !== null)

const choices = fc.array(fc.nat({ max: 999 }), { minLength: 40, maxLength: 40 })

export const yamlSample: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: pipelineValue },
      { weight: 4, arbitrary: collection },
      { weight: 1, arbitrary: jsonValue }
    ),
    choices
  )
  .map(([value, seeds]) => new YamlPrinter(seeds).document(value))

export const jsonSample: fc.Arbitrary<Sample> = fc.tuple(collection, choices).map(([value, seeds]) => {
  const commented = (seeds[0] as number) % 2 === 0
  const end = (seeds[1] as number) % 4 === 0 ? "\r\n" : "\n"
  const indent = [0, 2, 4, 2][(seeds[2] as number) % 4]
  const reading: Reading = { ...yaml12, format: commented ? "jsonc" : "json" }
  const plain = JSON.stringify(value, undefined, indent)
  if (!commented || indent === 0) return { text: plain.replaceAll("\n", end), reading, comments: 0 }
  let comments = 0
  const rows = plain.split("\n").map((row, i) => {
    if ((seeds[i % 40] as number) % 3 > 0) return row
    comments++
    const mark = (seeds[(i + 7) % 40] as number) % 2 === 0 ? `// #${comments}#` : `/* #${comments}# */`
    return (seeds[(i + 3) % 40] as number) % 3 > 0 ? `${row} ${mark}` : `${" ".repeat(4)}${mark}\n${row}`
  })
  return { text: rows.join("\n").replaceAll("\n", end) + end, reading, comments }
})

class YamlPrinter {
  readonly #seeds: ReadonlyArray<number>
  #at = 0
  #comments = 0
  #anchors = 0
  readonly #shared: boolean
  readonly #step: number
  readonly #indentless: boolean

  constructor(seeds: ReadonlyArray<number>) {
    this.#seeds = seeds
    this.#step = 2 + this.#pick(3)
    this.#indentless = this.#pick(2) === 0
    this.#shared = this.#pick(3) === 0
  }

  document(value: Json): Sample {
    const rows: Array<string> = []
    if (this.#pick(4) === 0) rows.push(`${this.#comment()}`, ...(this.#pick(2) === 0 ? [""] : []))
    if (this.#pick(5) === 0) rows.push("---")
    rows.push(...this.#root(value))
    if (this.#pick(5) === 0) rows.push("", this.#comment())
    const end = this.#pick(5) === 0 ? "\r\n" : "\n"
    const text = (this.#pick(9) === 0 ? "\ufeff" : "") + rows.join(end) + (this.#pick(4) === 0 ? "" : end)
    const reading: Reading = this.#pick(4) === 0 ? { ...yaml12, yaml: "1.1", merge: true } : yaml12
    return { text, reading, comments: this.#comments }
  }

  #root(value: Json): ReadonlyArray<string> {
    if (typeof value !== "object" || value === null || isEmpty(value)) return [JSON.stringify(value)]
    return this.#pick(8) === 0 ? [this.#flow(value)] : this.#block(value, 0)
  }

  #block(value: Json & object, column: number): ReadonlyArray<string> {
    const rows: Array<string> = []
    const indent = " ".repeat(column)
    const spaced = this.#pick(5) === 0
    const entries: ReadonlyArray<readonly [string, Json]> = isList(value)
      ? value.map((item) => ["-", item] as const)
      : Object.entries(value).map(([key, item]) => [`${this.#key(key)}:`, item as Json] as const)
    for (const [i, [label, item]] of entries.entries()) {
      if (spaced && i > 0) rows.push(this.#pick(4) === 0 ? " ".repeat(column + this.#pick(9)) : "")
      if (this.#pick(6) === 0) rows.push(indent + this.#comment())
      rows.push(...this.#entry(label, item, column))
      if (this.#pick(15) === 0) rows.push(`${indent}  ${this.#comment()}`)
    }
    return rows
  }

  /** An entry, here and there with an anchor, or an alias of one before. */
  #entry(label: string, value: Json, column: number): ReadonlyArray<string> {
    if (!this.#shared || this.#pick(4) > 0) return this.#plainEntry(label, value, column)
    const indent = " ".repeat(column)
    if (this.#anchors > 0 && this.#pick(2) === 0) {
      const ending = this.#pick(6) === 0 ? ` ${this.#comment()}` : ""
      return [`${indent}${label} *a${1 + this.#pick(this.#anchors)}${ending}`]
    }
    const [head, ...rest] = this.#plainEntry(label, value, column) as [string, ...Array<string>]
    // A block collection cannot start on the line of its anchor.
    if (label === "-" && rest.length > 0 && /^ *- (?:-|[^|>"'#]*:)/.test(head)) return [head, ...rest]
    if (/^ *- (?:-|[\w"']+:)/.test(head)) return [head, ...rest]
    return [`${indent}${label} &a${++this.#anchors}${head.slice(column + label.length)}`, ...rest]
  }

  #plainEntry(label: string, value: Json, column: number): ReadonlyArray<string> {
    const head = " ".repeat(column) + label
    const ending = this.#pick(6) === 0 ? ` ${this.#comment()}` : ""
    if (typeof value === "object" && value !== null && !isEmpty(value)) {
      if (this.#pick(5) === 0) return [`${head} ${this.#flow(value)}${ending}`]
      const inner =
        label === "-" ? column + 2 : isList(value) && this.#indentless ? column : column + this.#step
      const rows = this.#block(value, inner)
      const first = rows[0] as string
      if (label !== "-" || first.trimStart().startsWith("#") || this.#pick(6) === 0)
        return [head + ending, ...rows]
      return [head + first.slice(column + 1), ...rows.slice(1)]
    }
    if (value === null && this.#pick(2) === 0) return [head + ending]
    if (typeof value === "string") {
      const indent = " ".repeat(column + 2)
      if (/^[a-z]+(?:[ \n][a-z]+)*\n?$/.test(value) && value.includes("\n") && this.#pick(2) === 0) {
        const chomp = value.endsWith("\n") ? "" : "-"
        return [
          `${head} |${chomp}${ending}`,
          ...value
            .trimEnd()
            .split("\n")
            .map((row) => indent + row)
        ]
      }
      if (/^[a-z]+(?: [a-z]+)+$/.test(value) && this.#pick(2) === 0) {
        const words = value.split(" ").map((word) => indent + word)
        return this.#pick(2) === 0 ? [`${head} >-`, ...words] : [head, ...words]
      }
    }
    return [`${head} ${this.#scalar(value)}${ending}`]
  }

  #flow(value: Json): string {
    if (typeof value !== "object" || value === null) return this.#scalar(value)
    const pad = this.#pick(2) === 0 ? " " : ""
    if (isList(value)) return `[${pad}${value.map((item) => this.#flow(item)).join(", ")}${pad}]`
    const pairs = Object.entries(value).map(([key, item]) => `${this.#key(key)}: ${this.#flow(item as Json)}`)
    return `{${pad}${pairs.join(", ")}${pad}}`
  }

  #key(key: string): string {
    return /^[a-z]+$/.test(key) && key !== "true" && this.#pick(4) > 0 ? key : quoted(key)
  }

  #scalar(value: Json): string {
    if (typeof value !== "string") return JSON.stringify(value)
    if (/^[a-z]{2,}(?: [a-z]+)*$/.test(value) && value !== "true" && this.#pick(4) > 0) return value
    return /^[\w .#:,-]*$/.test(value) && this.#pick(2) === 0 ? `'${value}'` : quoted(value)
  }

  #comment(): string {
    this.#comments++
    return `# #${this.#comments}#`
  }

  #pick(count: number): number {
    const seed = this.#seeds[this.#at++ % this.#seeds.length] as number
    return (seed + this.#at) % count
  }
}

const isEmpty = (value: Json & object): boolean => Object.keys(value).length === 0

/** JSON's spelling, which YAML takes too, but for a few characters. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f")
