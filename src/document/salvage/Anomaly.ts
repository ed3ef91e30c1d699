/**
 * Where a text stops making sense, and in which way: the places at which repairs are tried.
 */

export type Trouble =
  /** A tab in the indentation. */
  | "tab"
  /** The column matches no open level. */
  | "indent"
  /** An entry below a value that was already complete. */
  | "below-value"
  /** A dash among the keys of a map. */
  | "dash"
  /** A key among the items of a list. */
  | "key"
  /** Text without a colon where a key has to stand. */
  | "no-colon"
  /** A colon inside a plain value. */
  | "colon-in-value"
  /** A value that starts with a character that means something else. */
  | "needs-quote"
  | "unclosed-quote"
  /** A backslash that double quotes do not take. */
  | "escape"
  /** More text behind a value that was complete. */
  | "after-value"
  /** Something inside, or at the end of, a flow collection. */
  | "flow"
  /** A line of a block scalar that stands further left than its first line. */
  | "dedented"
  /** Something behind `|` or `>` that does not belong there. */
  | "block-header"
  /** A document marker where none is needed, or in the midst of things. */
  | "marker"

export interface Anomaly {
  readonly trouble: Trouble
  readonly line: number
  readonly start: number
  readonly end: number
}
