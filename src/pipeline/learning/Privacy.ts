/**
 * What may be kept of a file: its texts and values without their secrets. Placeholders are all alike, so that the same
 * text is kept the same whatever else the file holds; nobody puts the secrets back.
 */
import type { Json } from "../../document/Node.ts"
import { Redactor } from "../../redact/Redactor.ts"
import { learning } from "./rules.generated.ts"

/** In place of every secret. */
export const placeholder = "PIPEWRIGHT_SECRET"

export class Privacy {
  readonly #redactor: Redactor

  /** `texts` are the states of the file that everything comes from: what is secret in one is so in all. */
  constructor(...texts: ReadonlyArray<string>) {
    this.#redactor = new Redactor([...new Set(texts)].join("\n"))
  }

  text(text: string): string {
    return this.#redactor.redact(text).replaceAll(/PIPEWRIGHT_SECRET(?:_X)*_\d+/g, placeholder)
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
}
