/**
 * Seals: texts that are made of one source, kept without its secrets. In place of each secret stands by what the source
 * has it, so that whoever has the source, or a later state of it that still has the secrets, has the texts too; nobody
 * else has.
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
  #found: ReadonlySet<string> | undefined

  constructor(source: string) {
    this.#source = source
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
    if (!text.includes(mark)) return text
    const byDigest = new Map([...this.#secrets].map((secret) => [digest(secret), secret]))
    return text.replaceAll(anySeal, (seal, of: string, start: string, length: string) => {
      const there = this.#source.slice(Number(start), Number(start) + Number(length))
      return byDigest.get(of) ?? (digest(there) === of ? there : seal)
    })
  }

  openAll<A>(value: A): A {
    return mapTexts(value, (text) => this.open(text)) as A
  }

  /** All that were found in the source. */
  get #secrets(): ReadonlySet<string> {
    this.#found ??= new Set(
      linesOf(this.#source, findSecrets(this.#source)).map(({ start, end }) => this.#source.slice(start, end))
    )
    return this.#found
  }

  #known(text: string): string {
    const present = [...this.#secrets]
      .filter((secret) => secret.length >= shortest && text.includes(secret))
      .sort((a, b) => b.length - a.length)
    if (present.length === 0) return text
    return text.replaceAll(
      new RegExp(present.map(escaped).join("|"), "g"),
      (secret) => this.#reference(secret) ?? secret
    )
  }

  /** Nobody who does not know the secret can make it. */
  #reference(secret: string): string | undefined {
    const at = this.#source.indexOf(secret)
    return at < 0 ? undefined : `${mark}${digest(secret)}_${at}_${secret.length}_`
  }
}

const digest = (secret: string): string =>
  createHash("sha256").update(`seal ${secret}`).digest("hex").slice(0, 16)

const anySeal = new RegExp(`${mark}([0-9a-f]{16})_(\\d+)_(\\d+)_`, "g")

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
