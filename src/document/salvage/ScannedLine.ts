/**
 * A line of a scanned text, and the collections that are open where it starts.
 */

/** An open collection. Frames are shared between lines, so keeping one for every line costs nothing. */
export interface Frame {
  readonly kind: "map" | "seq"
  readonly col: number
  /** The line that opened it. */
  readonly line: number
  readonly parent: Frame | undefined
}

export interface ScannedLine {
  /** Offset of its first character, and of the end of its text without the line end. */
  readonly start: number
  readonly end: number
  /** Columns of indentation; a tab counts as one. */
  readonly col: number
  /** `entry` opens with a key or a dash; `text` is the inside of a scalar; `flow` the inside of `[…]` or `{…}`. */
  kind: "blank" | "comment" | "entry" | "text" | "flow" | "marker" | "stray"
  /** The collections that were open where the line starts. */
  frame: Frame | undefined
}

/** The lines of a text; what they are beyond blank and comment, the scan finds out. */
export const splitLines = (text: string): Array<ScannedLine> => {
  const lines: Array<ScannedLine> = []
  // A carriage return by itself ends a line as well: as a line feed, offsets stay what they are.
  const source = /\r(?!\n)/.test(text) ? text.replaceAll(/\r(?!\n)/g, "\n") : text
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const length = text.length
  for (;;) {
    let end = source.indexOf("\n", start)
    const last = end === -1
    if (last) end = length
    let stop = end
    if (stop > start && text.charCodeAt(stop - 1) === 13) stop--
    let col = 0
    while (start + col < stop && (text.charCodeAt(start + col) === 32 || text.charCodeAt(start + col) === 9))
      col++
    const blank = start + col === stop
    lines.push({
      start,
      end: stop,
      col,
      kind: blank ? "blank" : text.charCodeAt(start + col) === 35 ? "comment" : "text",
      frame: undefined
    })
    if (last) return lines
    start = end + 1
  }
}

/** The open level whose column is nearest; one of that kind, and the deeper one, where two are as near. */
export const nearest = (frame: Frame, col: number, kind: Frame["kind"]): Frame => {
  let best = frame
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    const closer = Math.abs(at.col - col) - Math.abs(best.col - col)
    if (closer < 0 || (closer === 0 && best.kind !== kind && at.kind === kind)) best = at
  }
  return best
}
