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
