/**
 * The values of an enum as words: found once for all places where one of them is expected, with what is written in their
 * place compared with each of them only once.
 */
import type { Json } from "../document/Node.ts"
import { fold, type Near, nearest } from "./Nearest.ts"

/** Texts whose nearest words are kept. */
const remembered = 1000

const made = new WeakMap<object, EnumWords>()

/** The same one for the same values. */
export const enumWords = (source: { readonly values: ReadonlyArray<unknown> }): EnumWords => {
  const before = made.get(source)
  if (before !== undefined) return before
  const words = new EnumWords(source.values)
  made.set(source, words)
  return words
}

export class EnumWords {
  readonly byText: ReadonlyMap<string, Json>
  /** Those that are texts, folded. */
  readonly folded: ReadonlyArray<{ readonly value: string; readonly folded: string }>
  readonly #near = new Map<string, ReadonlyArray<Near>>()

  constructor(values: ReadonlyArray<unknown>) {
    this.byText = new Map(values.map((value) => [String(value), value as Json]))
    this.folded = values.flatMap((value) => (typeof value === "string" ? { value, folded: fold(value) } : []))
  }

  /** The words that the text was plausibly meant as, the likeliest first. */
  near(text: string): ReadonlyArray<Near> {
    const before = this.#near.get(text)
    if (before !== undefined) return before
    if (this.#near.size >= remembered) this.#near.clear()
    const near = nearest(text, this.byText.keys())
    this.#near.set(text, near)
    return near
  }
}
