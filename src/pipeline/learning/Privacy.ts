/**
 * What may be kept of a file: its texts and values without their secrets. Placeholders are all alike, so that the same
 * text is kept the same whatever else the file holds; nobody puts the secrets back.
 *
 * To look for secrets is most of the work of learning, so each line is looked at once: of several states of a file,
 * those lines in which they differ.
 */
import type { Json } from "../../document/Node.ts"
import { withoutSeals } from "../../redact/Seal.ts"
import { findSecrets } from "../../redact/Secrets.ts"
import { learning } from "./rules.generated.ts"

/** In place of every secret. */
export const placeholder = "PIPEWRIGHT_SECRET"

/** Shorter secrets are known by their place alone: they would be found in ordinary words. */
const shortest = 6

export class Privacy {
  /** Lines as they may be kept. */
  readonly #lines = new Map<string, string>()
  readonly #secrets = new Set<string>()

  /** `texts` are the states of the file that everything comes from: what is secret in one is so in all. */
  constructor(...texts: ReadonlyArray<string>) {
    for (const text of texts) this.#learn(withoutSeals(text, placeholder).split("\n"))
  }

  text(given: string): string {
    // The journal keeps texts without their secrets, in its own way.
    const text = withoutSeals(given, placeholder)
    const lines = text.split("\n")
    this.#learn(lines)
    let result = lines.map((line) => this.#lines.get(line) ?? placeholder).join("\n")
    // The longest first: one secret may be a part of another.
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length))
      if (result.includes(secret)) result = result.replaceAll(secret, placeholder)
    return result
  }

  /** On one line and not longer than the limit. */
  line(text: string, limit = learning.limits.title): string {
    const line = this.text(text).replaceAll(/\s+/g, " ").trim()
    return line.length > limit ? `${line.slice(0, limit - 1)}…` : line
  }

  /** A value as JSON. The name that it has in the file may be what makes it a secret. */
  value(name: string, value: Json): string {
    const head = `${JSON.stringify(name)}: `
    const line = this.line(head + JSON.stringify(value), learning.limits.value + head.length)
    return line.startsWith(head) ? line.slice(head.length) : placeholder
  }

  /** Looks at the lines that are new, together, since a secret may go over several. */
  #learn(lines: ReadonlyArray<string>): void {
    const fresh = lines.filter((line) => !this.#lines.has(line))
    if (fresh.length === 0) return
    const hidden = this.#hide(fresh.join("\n")).split("\n")
    for (const [at, line] of fresh.entries()) {
      const now = hidden[at] ?? placeholder
      // A line that is a secret in one place is one in all.
      if (now !== line || !this.#lines.has(line)) this.#lines.set(line, now)
    }
  }

  /** A secret of several lines is hidden line by line, so that the text keeps its lines and their indentation. */
  #hide(text: string): string {
    let result = ""
    let at = 0
    for (const { start, end } of findSecrets(text)) {
      const piece = text.slice(start, end).replaceAll(/[^\s](?:[^\r\n]*[^\s])?/g, (secret) => {
        if (secret.length >= shortest) this.#secrets.add(secret)
        return placeholder
      })
      result += text.slice(at, start) + piece
      at = end
    }
    return result + text.slice(at)
  }
}
