/**
 * Views of a text in which a secret that was split or escaped stands in one piece: with the joints of strings taken out
 * (`"ghp_" + "abc"`, a backslash at the end of a line), with the lines run together, or with what escapes stand for in
 * place of the escapes. Every character knows where it stands in the text.
 */

export interface Range {
  readonly start: number
  readonly end: number
}

export interface SecretView {
  readonly text: string
  /**
   * How sure it is that the text is meant like this: `whole` in so many words, `joined` where strings were put together,
   * `loose` where words that only stand beside each other were run together, so that only clear cases count.
   */
  readonly kind: "whole" | "joined" | "loose"
  /** The ranges of the text that a range of the view comes from. */
  readonly origins: (range: Range) => ReadonlyArray<Range>
}

export const viewsOf = (text: string): ReadonlyArray<SecretView> => [
  { text, kind: "whole", origins: (range) => [range] },
  ...replaced(text, joints, () => "", "joined"),
  ...replaced(text, neighbours, () => "", "loose"),
  ...replaced(text, escapes, unescaped, "whole")
]

/** Between two halves of one string: its end, an operator or a line's end, and the next one's beginning. */
const joints =
  /["'][ \t]{0,8}(?:[+.][ \t]{0,8})?(?:\\?\r?\n[ \t]{0,80})?(?:[+.][ \t]{0,8})?["']|\\\r?\n[ \t]{0,80}/g

/** Between lines, and between the items of a list. */
const neighbours = /[ \t]*\r?\n[ \t]*(?:["']?\+?[ \t]*["']?)|["'][ \t]{0,8},[ \t]{0,8}["']/g

/** One character in the spellings of shells, YAML, JSON, addresses and HTML. */
const escapes =
  /\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[0-3][0-7]{2}|\\["'/\\n]|&#(?:[0-9]{2,3}|x[0-9a-fA-F]{2});|%[0-9a-fA-F]{2}/g

const unescaped = (written: string): string => {
  const code = (digits: string, radix: number): string => String.fromCharCode(Number.parseInt(digits, radix))
  if (written.startsWith("&#x")) return code(written.slice(3, -1), 16)
  if (written.startsWith("&#")) return code(written.slice(2, -1), 10)
  if (written.startsWith("%")) return code(written.slice(1), 16)
  if (/^\\[xu]/.test(written)) return code(written.slice(2), 16)
  if (/^\\[0-7]/.test(written)) return code(written.slice(1), 8)
  return written === "\\n" ? "\n" : written.slice(1)
}

/** A run of characters of the view; where `length` is not `taken`, they stand for something else in the text. */
interface Piece {
  readonly at: number
  readonly length: number
  readonly from: number
  readonly taken: number
}

/**
 * The view in which every match is replaced; none where there is no match. It has only the lines around the matches,
 * unless the matches are what is between lines.
 */
const replaced = (
  text: string,
  places: RegExp,
  by: (match: string) => string,
  kind: SecretView["kind"]
): ReadonlyArray<SecretView> => {
  const pieces: Array<Piece> = []
  let view = ""
  let from = 0
  // The end of the line of the last match.
  let lineEnd = 0
  const keep = (words: string, taken: number): void => {
    if (words !== "") pieces.push({ at: view.length, length: words.length, from, taken })
    view += words
    from += taken
  }
  const finishLine = (): void => {
    keep(text.slice(from, lineEnd), lineEnd - from)
    view += "\n"
  }
  let matched = false
  for (const match of text.matchAll(places)) {
    const end = match.index + match[0].length
    if (kind !== "loose" && match.index > lineEnd) {
      if (matched) finishLine()
      // With the line before it, which may have its name.
      from = Math.max(lineEnd, text.lastIndexOf("\n", text.lastIndexOf("\n", match.index - 1) - 1) + 1)
    }
    matched = true
    keep(text.slice(from, match.index), match.index - from)
    keep(by(match[0]), match[0].length)
    if (end > lineEnd) lineEnd = kind === "loose" ? text.length : endOfLine(text, end)
  }
  if (!matched) return []
  keep(text.slice(from, lineEnd), lineEnd - from)
  const origins = ({ start, end }: Range): ReadonlyArray<Range> => {
    const found: Array<{ start: number; end: number }> = []
    for (let i = firstAt(pieces, start); i < pieces.length; i++) {
      const { at, from, length, taken } = pieces[i] as Piece
      if (at >= end) break
      const low = Math.max(start, at)
      const high = Math.min(end, at + length)
      if (high <= low) continue
      const exact = length === taken
      const next = exact
        ? { start: from + low - at, end: from + high - at }
        : { start: from, end: from + taken }
      const last = found.at(-1)
      if (last !== undefined && last.end === next.start) last.end = next.end
      else found.push(next)
    }
    return found
  }
  return [{ text: view, kind, origins }]
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}

/** The first piece that ends after an offset. */
const firstAt = (pieces: ReadonlyArray<Piece>, offset: number): number => {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    const piece = pieces[middle] as Piece
    if (piece.at + piece.length <= offset) low = middle + 1
    else high = middle
  }
  return low
}
