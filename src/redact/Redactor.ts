/**
 * Redaction: secrets out of a text before it leaves the machine, and back into what comes home. Every secret has one
 * placeholder, the same wherever it stands.
 */

import { findSecrets } from "./Secrets.ts"
import type { Range } from "./SecretView.ts"

/** Characters from which a secret is looked for in other places than its own. */
const shortest = 6

export class Redactor {
  readonly #placeholders = new Map<string, string>()
  readonly #secrets = new Map<string, string>()
  readonly #stem: string

  /**
   * `sources` are the texts that the secrets come from, states of one file: placeholders never look like anything in
   * them. One that reads better shows secrets that another hides.
   */
  constructor(...sources: ReadonlyArray<string>) {
    let stem = "PIPEWRIGHT_SECRET"
    while (sources.some((source) => source.includes(stem))) stem += "_X"
    this.#stem = stem
    for (const source of new Set(sources))
      for (const { start, end } of findSecrets(source)) this.#hide(source.slice(start, end))
  }

  /** With what every placeholder begins. */
  get stem(): string {
    return this.#stem
  }

  get size(): number {
    return this.#secrets.size
  }

  /** The text with placeholders for all that is known to be secret or looks like it. */
  redact(text: string): string {
    const { known, placeholders } = this.#withKnown(text)
    const result = new Writing(this.#stem)
    let at = 0
    const copy = (to: number): void => {
      result.write(known.slice(at, to))
      at = to
    }
    for (const range of without(findSecrets(known), placeholders)) {
      copy(range.start)
      result.write(this.#hide(known.slice(range.start, range.end)))
      at = range.end
    }
    copy(known.length)
    return result.text
  }

  /** The text with the secrets in place of their placeholders. */
  restore(text: string): string {
    if (this.#secrets.size === 0 || !text.includes(this.#stem)) return text
    return text.replaceAll(
      new RegExp(`(${this.#stem}_\\d+)(?:_(?=[0-9_]))?`, "g"),
      (written, placeholder: string) => this.#secrets.get(placeholder) ?? written
    )
  }

  /** Whether a text holds a secret in the open. */
  reveals(text: string): boolean {
    return (
      this.#secretsIn(text).length > 0 ||
      this.#shortOnes().some((secret) => new RegExp(standing(secret), "u").test(text))
    )
  }

  /** Whether a text has what looks like a placeholder. */
  isPlaceholder(text: string): boolean {
    return text.includes(`${this.#stem}_`)
  }

  /** A secret of several lines is hidden line by line, so that the text keeps its lines and their indentation. */
  #hide(secret: string): string {
    return secret.replaceAll(/[^\s](?:[^\r\n]*[^\s])?/g, (line) => this.#learn(line))
  }

  #learn(secret: string): string {
    const known = this.#placeholders.get(secret)
    if (known !== undefined) return known
    const placeholder = `${this.#stem}_${this.#placeholders.size + 1}`
    this.#placeholders.set(secret, placeholder)
    this.#secrets.set(placeholder, secret)
    return placeholder
  }

  /** Those that stand in a text, the longest first. Short ones are known by their place alone. */
  #secretsIn(text: string): ReadonlyArray<string> {
    return [...this.#placeholders.keys()]
      .filter((secret) => secret.length >= shortest && text.includes(secret))
      .sort((a, b) => b.length - a.length)
  }

  /** Short ones that are no ordinary words: they count where they stand as words of their own. */
  #shortOnes(): ReadonlyArray<string> {
    return [...this.#placeholders.keys()].filter(
      (secret) => secret.length < shortest && secret.length > 2 && /[^\p{L}]/u.test(secret)
    )
  }

  /**
   * What was found in the source is a secret in every other text too, even where it looks like nothing there. What is
   * written is never looked through again: a secret may be a part of the placeholders themselves.
   */
  #withKnown(text: string): { readonly known: string; readonly placeholders: ReadonlyArray<Range> } {
    const alternatives = [
      `${this.#stem}_\\d+(?:_(?=[0-9_]))?`,
      ...this.#secretsIn(text).map(escaped),
      ...this.#shortOnes().map(standing)
    ]
    const result = new Writing(this.#stem)
    const placeholders: Array<Range> = []
    let at = 0
    for (const { 0: found, index } of text.matchAll(new RegExp(alternatives.join("|"), "gu"))) {
      result.write(text.slice(at, index))
      at = index + found.length
      const start = result.text.length
      result.write(this.#placeholders.get(found) ?? found)
      placeholders.push({ start, end: result.text.length })
    }
    result.write(text.slice(at))
    return { known: result.text, placeholders }
  }
}

/** A text that is put together so that every placeholder ends where it ended. */
class Writing {
  readonly #end: RegExp
  text = ""

  constructor(stem: string) {
    this.#end = new RegExp(`${stem}_\\d+$`)
  }

  /** Digits right behind a placeholder would make another one of it. */
  write(words: string): void {
    const apart = /^[0-9_]/.test(words) && this.#end.test(this.text.slice(-endAtMost))
    this.text += apart ? `_${words}` : words
  }
}

/** Characters of a placeholder at most. */
const endAtMost = 200

/** Ranges less what others cover; both are in order. */
const without = (ranges: ReadonlyArray<Range>, others: ReadonlyArray<Range>): ReadonlyArray<Range> =>
  ranges.flatMap(({ start, end }) => {
    const left: Array<Range> = []
    let at = start
    for (const other of others) {
      if (other.end <= at || other.start >= end) continue
      if (other.start > at) left.push({ start: at, end: other.start })
      at = other.end
    }
    if (at < end) left.push({ start: at, end })
    return left
  })

/** As a word of its own. */
const standing = (secret: string): string => `(?<![\\p{L}\\p{N}_])${escaped(secret)}(?![\\p{L}\\p{N}_])`

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
