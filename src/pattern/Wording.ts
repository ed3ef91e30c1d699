/**
 * The wording of a pipeline: whether a phrase occurs in what it says, as whole words and whatever the case. Texts are
 * cut at a length, so that a large file costs no more than a page of it.
 */
import type { Json } from "../document/Node.ts"
import { isList } from "../document/Tree.ts"

export class Wording {
  readonly #text: string
  readonly #known = new Map<string, boolean>()

  /** Of all keys and texts of a value, `most` characters at most. */
  constructor(value: Json, most: number) {
    const parts: Array<string> = []
    let length = 0
    let visits = 0
    const open: Array<Json> = [value]
    for (let at = open.pop(); at !== undefined && length < most && visits++ < most; at = open.pop()) {
      if (isList(at)) for (let i = at.length - 1; i >= 0; i--) open.push(at[i] as Json)
      else if (typeof at === "object" && at !== null) {
        for (const key of Object.keys(at).reverse()) open.push(at[key] as Json, key)
      } else if (typeof at === "string") {
        const text = at.slice(0, most - length)
        parts.push(text)
        length += text.length + 1
      }
    }
    this.#text = parts.join("\n").toLowerCase()
  }

  /** Whether the phrase stands there, not as part of longer words. */
  has(phrase: string): boolean {
    const known = this.#known.get(phrase)
    if (known !== undefined) return known
    const found = occurs(this.#text, phrase.toLowerCase())
    this.#known.set(phrase, found)
    return found
  }
}

const occurs = (text: string, phrase: string): boolean => {
  if (phrase === "") return false
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!isWord(text, at - 1, phrase, 0) && !isWord(text, at + phrase.length, phrase, phrase.length - 1))
      return true
  }
  return false
}

/** Whether the character beside a phrase belongs to the same word as the phrase's own at that end. */
const isWord = (text: string, beside: number, phrase: string, end: number): boolean =>
  letter.test(text[beside] ?? " ") && letter.test(phrase[end] as string)

const letter = /[\p{L}\p{N}_]/u

/** The words of a name: `setUpNode`, `set-up node` and `set_up_node` have the same. */
export const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .slice(0, 200)
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")

/** Whether all words of the phrase stand in the name, one after the other. */
export const names = (name: ReadonlyArray<string>, phrase: ReadonlyArray<string>): boolean =>
  phrase.length > 0 && name.some((_, at) => phrase.every((word, index) => name[at + index] === word))
