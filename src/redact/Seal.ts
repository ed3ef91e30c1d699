/**
 * Seals: texts that are made of one source, kept without its secrets. In place of each secret stands where the source
 * has it, so that whoever has the source, and nobody else, has the texts too.
 */
import { createHash } from "node:crypto"
import { findSecrets } from "./Secrets.ts"
import type { Range } from "./SecretView.ts"

/** Shorter secrets are sealed only where they were found: they would be found in ordinary words. */
const shortest = 6

/** With what every seal begins, of whatever source. */
const mark = "PIPEWRIGHT_SEALED_"

export class Seal {
  readonly #source: string
  /** Nobody who does not know the source can make a seal of it. */
  readonly #stem: string
  #secrets: ReadonlyArray<string> | undefined

  constructor(source: string) {
    this.#source = source
    this.#stem = `${mark}${createHash("sha256").update(`seal ${source}`).digest("hex").slice(0, 16)}`
  }

  /** The text with a reference in place of every secret that the source has. */
  close(text: string): string {
    let result = ""
    let at = 0
    for (const { start, end } of linesOf(text, findSecrets(text))) {
      result +=
        this.#known(text.slice(at, start)) +
        (this.#reference(text.slice(start, end)) ?? text.slice(start, end))
      at = end
    }
    return result + this.#known(text.slice(at))
  }

  /** All texts of a value, sealed; secrets of the source alone are looked for in them. */
  closeAll<A>(value: A): A {
    return mapTexts(value, (text) => this.#known(text)) as A
  }

  open(text: string): string {
    return text.replaceAll(
      new RegExp(`${this.#stem}_(\\d+)_(\\d+)_`, "g"),
      (_, start: string, length: string) => this.#source.slice(Number(start), Number(start) + Number(length))
    )
  }

  openAll<A>(value: A): A {
    return mapTexts(value, (text) => this.open(text)) as A
  }

  #known(text: string): string {
    this.#secrets ??= [
      ...new Set(
        linesOf(this.#source, findSecrets(this.#source)).map(({ start, end }) =>
          this.#source.slice(start, end)
        )
      )
    ]
      .filter((secret) => secret.length >= shortest)
      .sort((a, b) => b.length - a.length)
    const present = this.#secrets.filter((secret) => text.includes(secret))
    if (present.length === 0) return text
    return text.replaceAll(
      new RegExp(present.map(escaped).join("|"), "g"),
      (secret) => this.#reference(secret) ?? secret
    )
  }

  #reference(secret: string): string | undefined {
    const at = this.#source.indexOf(secret)
    return at < 0 ? undefined : `${this.#stem}_${at}_${secret.length}_`
  }
}

const anySeal = new RegExp(`${mark}[0-9a-f]{16}_\\d+_\\d+_`, "g")

/** Whether a text has seals that were not opened. */
export const isSealed = (text: string): boolean => text.search(anySeal) >= 0

/** The text with the same words in place of every seal, whatever its source. */
export const withoutSeals = (text: string, by: string): string => text.replaceAll(anySeal, by)

/** A secret of several lines line by line: it may be indented in another way elsewhere. */
const linesOf = (text: string, ranges: ReadonlyArray<Range>): ReadonlyArray<Range> =>
  ranges.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(/[^\s](?:[^\r\n]*[^\s])?/g)].map(({ 0: line, index }) => ({
      start: start + index,
      end: start + index + line.length
    }))
  )

const mapTexts = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === "string") return change(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]))
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
