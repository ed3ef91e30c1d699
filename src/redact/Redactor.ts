/**
 * Redaction: secrets out of a text before it leaves the machine, and back into what comes home. Every secret has one
 * placeholder, the same wherever it stands.
 */
import { findSecrets } from "./Secrets.ts"

/** Characters from which a secret is looked for in other places than its own. */
const shortest = 6

export class Redactor {
  readonly #placeholders = new Map<string, string>()
  readonly #secrets = new Map<string, string>()
  readonly #stem: string

  /** `source` is the text that the secrets come from: placeholders never look like anything in it. */
  constructor(source: string) {
    let stem = "PIPEWRIGHT_SECRET"
    while (source.includes(stem)) stem += "_X"
    this.#stem = stem
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
    const known = this.#replaceKnown(text)
    let result = ""
    let at = 0
    for (const { start, end } of findSecrets(known)) {
      const piece = known.slice(start, end)
      if (piece.includes(this.#stem)) continue
      result += known.slice(at, start) + this.#hide(piece)
      at = end
    }
    return result + known.slice(at)
  }

  /** The text with the secrets in place of their placeholders. */
  restore(text: string): string {
    if (this.#secrets.size === 0 || !text.includes(this.#stem)) return text
    return text.replaceAll(
      new RegExp(`${this.#stem}_\\d+(?!\\d)`, "g"),
      (placeholder) => this.#secrets.get(placeholder) ?? placeholder
    )
  }

  /** Whether a text holds a secret in the open. */
  reveals(text: string): boolean {
    return this.#secretsFor(text).length > 0
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
  #secretsFor(text: string): ReadonlyArray<readonly [secret: string, placeholder: string]> {
    return [...this.#placeholders]
      .filter(([secret]) => secret.length >= shortest && text.includes(secret))
      .sort(([a], [b]) => b.length - a.length)
  }

  /** What was found in the source is a secret in every other text too, even where it looks like nothing there. */
  #replaceKnown(text: string): string {
    let result = text
    for (const [secret, placeholder] of this.#secretsFor(text))
      result = result.replaceAll(secret, placeholder)
    return result
  }
}
