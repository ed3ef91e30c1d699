/**
 * Views of a text in which a secret that was split stands in one piece: with the joints of strings taken out
 * (`"ghp_" + "abc"`, a backslash at the end of a line) or with the lines run together. Every character knows where it
 * stands in the text.
 */

export interface Range {
  readonly start: number
  readonly end: number
}

export interface SecretView {
  readonly text: string
  /** Whether words that only stand beside each other were run together, so that only clear cases count. */
  readonly loose: boolean
  /** The ranges of the text that a range of the view comes from. */
  readonly origins: (range: Range) => ReadonlyArray<Range>
}

export const viewsOf = (text: string): ReadonlyArray<SecretView> => [
  { text, loose: false, origins: (range) => [range] },
  without(text, joints, false),
  without(text, /[ \t]*\r?\n[ \t]*(?:["']?\+?[ \t]*["']?)/g, true)
]

/** Between two halves of one string: its end, an operator or a line's end, and the next one's beginning. */
const joints =
  /["'][ \t]{0,8}(?:[+.,][ \t]{0,8})?(?:\\?\r?\n[ \t]{0,80})?(?:[+.][ \t]{0,8})?["']|\\\r?\n[ \t]{0,80}/g

const without = (text: string, gaps: RegExp, loose: boolean): SecretView => {
  const pieces: Array<{ readonly at: number; readonly from: number; readonly length: number }> = []
  let view = ""
  let from = 0
  const keep = (to: number): void => {
    if (to > from) pieces.push({ at: view.length, from, length: to - from })
    view += text.slice(from, to)
  }
  for (const match of text.matchAll(gaps)) {
    keep(match.index)
    from = match.index + match[0].length
  }
  keep(text.length)
  const origins = ({ start, end }: Range): ReadonlyArray<Range> => {
    const found: Array<Range> = []
    for (let i = firstAt(pieces, start); i < pieces.length; i++) {
      const { at, from, length } = pieces[i] as (typeof pieces)[number]
      if (at >= end) break
      const low = Math.max(start, at)
      const high = Math.min(end, at + length)
      if (high > low) found.push({ start: from + low - at, end: from + high - at })
    }
    return found
  }
  return { text: view, loose, origins }
}

/** The first piece that ends after an offset. */
const firstAt = (
  pieces: ReadonlyArray<{ readonly at: number; readonly length: number }>,
  offset: number
): number => {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    const piece = pieces[middle] as (typeof pieces)[number]
    if (piece.at + piece.length <= offset) low = middle + 1
    else high = middle
  }
  return low
}
