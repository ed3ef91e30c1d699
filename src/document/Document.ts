/**
 * A document: one source text with its tree and the range of every node.
 */
import { LineIndex } from "./LineIndex.ts"
import type { MapNode, Node, Pair } from "./Node.ts"
import type { Reading } from "./Reading.ts"

/** A place where the text does not parse, or breaks a limit. */
export interface Problem {
  /**
   * Stable word for the kind: `bad-indent`, `unclosed-quote`, `tab`, `unknown-alias`, … (`YamlProblem`, `JsonReader`,
   * `ControlCharacters`). With `limit-…` (`Limits`) the document has no tree.
   */
  readonly code: string
  readonly message: string
  readonly start: number
  readonly end: number
}

/** A key that a map has already. Trees keep both pairs. */
export interface Duplicate {
  readonly document: number
  readonly map: MapNode
  readonly pointer: string
  readonly first: Pair
  readonly again: Pair
}

export class Document {
  readonly text: string
  readonly reading: Reading
  /** The documents of the stream; one for JSON; none where nothing but comments is written. */
  readonly roots: ReadonlyArray<Node>
  readonly problems: ReadonlyArray<Problem>
  readonly duplicates: ReadonlyArray<Duplicate>
  #lines: LineIndex | undefined

  constructor(
    text: string,
    reading: Reading,
    roots: ReadonlyArray<Node>,
    problems: ReadonlyArray<Problem>,
    duplicates: ReadonlyArray<Duplicate>
  ) {
    this.text = text
    this.reading = reading
    this.roots = roots
    this.problems = problems
    this.duplicates = duplicates
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text)
    return this.#lines
  }
}
