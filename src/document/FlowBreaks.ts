/**
 * Flow collections whose lines stand no deeper than what they belong to.
 *
 * The letter of YAML wants them deeper, and the `yaml` package ends the collection where they are not. libyaml, and all
 * that is built upon it, does not look at indentation within brackets. For such a reader the package is shown the
 * collection on one line: the breaks and comments between its parts are blanked, so that every offset holds.
 */

/** Past this many characters a collection is not looked through, nor all of them past so many times the text. */
const longest = 20_000
const often = 8

/** The text with the collections at these brackets on one line each; undefined where that changes nothing. */
export const withoutFlowBreaks = (text: string, brackets: ReadonlyArray<number>): string | undefined => {
  const pieces: Array<string> = []
  let done = 0
  let looked = 0
  for (const start of [...brackets].sort((a, b) => a - b)) {
    if (start < done) continue
    looked += longest
    if (looked > often * text.length + longest) break
    const blanked = blanksOf(text, start)
    for (const [from, to] of blanked) {
      pieces.push(text.slice(done, from), " ".repeat(to - from))
      done = to
    }
  }
  if (done === 0) return undefined
  pieces.push(text.slice(done))
  return pieces.join("")
}

type Blanks = ReadonlyArray<readonly [from: number, to: number]>

/** What parts the parts of the collection at `start`; nothing where the collection has no end. */
const blanksOf = (text: string, start: number): Blanks => {
  const blanks: Array<readonly [number, number]> = []
  const closers: Array<string> = []
  const limit = Math.min(text.length, start + longest)
  /** Whether a plain text goes on. */
  let plain = false
  let at = start
  while (at < limit) {
    const char = text.charAt(at)
    if (char === "[" || char === "{") closers.push(char === "[" ? "]" : "}")
    else if (char === "]" || char === "}") {
      if (closers.pop() !== char) return []
      if (closers.length === 0) return blanks
    } else if (char === "\n" || char === "\r") {
      if (isMarker(text, at + 1)) return []
      // Between two words a break is a blank of the text.
      if (!plain || endsPlain(text, at)) blanks.push([at, at + 1])
    } else if (char === "#" && /\s/.test(text.charAt(at - 1))) {
      const end = lineEnd(text, at)
      blanks.push([at, end])
      plain = false
      at = end
      continue
    } else if ((char === '"' || char === "'") && !plain) {
      const close = behindQuote(text, at, limit)
      if (close === -1) return []
      at = close
      continue
    }
    if (!/\s/.test(char))
      plain = !",[]{}:".includes(char) || (char === ":" && !/[\s,[\]{}]/.test(text.charAt(at + 1)))
    at++
  }
  return []
}

const lineEnd = (text: string, from: number): number => {
  const found = text.indexOf("\n", from)
  if (found === -1) return text.length
  return text.charAt(found - 1) === "\r" ? found - 1 : found
}

/** Whether a document ends on the line that begins there. */
const isMarker = (text: string, from: number): boolean =>
  /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(from, from + 4))

/** Whether what comes behind the break is no more of a plain text. */
const endsPlain = (text: string, from: number): boolean => {
  const next = /\S/.exec(text.slice(from, from + 2000))
  return next !== null && ",]}#".includes(next[0])
}

/** Offset behind the quote that closes the one at `from`; -1 where there is none. */
const behindQuote = (text: string, from: number, limit: number): number => {
  const quote = text.charAt(from)
  for (let at = from + 1; at < limit; at++) {
    const char = text.charAt(at)
    if (char === "\\" && quote === '"') at++
    else if (char === quote) {
      if (quote !== "'" || text.charAt(at + 1) !== "'") return at + 1
      at++
    }
  }
  return -1
}
