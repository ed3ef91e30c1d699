/**
 * Words of a text, each kept once: keys and values of a pipeline come again and again, and a tree in which equal words
 * are one string takes less memory and is walked faster.
 */
export class Words {
  /** By hash; a word makes way for the next one with its hash. */
  readonly #known: Array<string>
  readonly #mask: number

  /** `size` is that of the text, in characters. */
  constructor(size: number) {
    const count = size < 20_000 ? 128 : 1024
    this.#known = new Array<string>(count).fill("")
    this.#mask = count - 1
  }

  /** `source.slice(start, end)`. */
  slice(source: string, start: number, end: number): string {
    const length = end - start
    if (length > longest || length === 0) return source.slice(start, end)
    const middle = start + (length >> 1)
    const hash =
      (((length * 31 + source.charCodeAt(start)) * 31 + source.charCodeAt(middle)) * 31 +
        source.charCodeAt(end - 1)) &
      this.#mask
    const known = this.#known[hash] as string
    if (known.length === length && isAt(source, start, known)) return known
    const word = source.slice(start, end)
    this.#known[hash] = word
    return word
  }
}

const longest = 24

const isAt = (source: string, start: number, word: string): boolean => {
  for (let at = 0; at < word.length; at++) {
    if (source.charCodeAt(start + at) !== word.charCodeAt(at)) return false
  }
  return true
}
