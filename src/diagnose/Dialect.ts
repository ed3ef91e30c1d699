/**
 * The shape of a plug: all that the core asks of one kind of pipeline.
 */
import type { Json, Node } from "../document/Node.ts"
import type { Reading } from "../document/Reading.ts"
import type { Diagnostic, Unknown } from "./Diagnostic.ts"
import type { Grammar } from "./Grammar.ts"
import type { Rules } from "./Rule.ts"

/** What exists outside the file, as far as the user declared it. What is not declared is unknown, not absent. */
export interface PipelineContext {
  readonly providers?: ReadonlyArray<string>
  readonly tools?: ReadonlyArray<string>
  readonly secrets?: ReadonlyArray<string>
  readonly variables?: ReadonlyArray<string>
  readonly runnerLabels?: ReadonlyArray<string>
  /** Paths relative to the root of the project. */
  readonly files?: ReadonlyArray<string>
}

/** What a check sees: the tree as the safe fixes of the earlier stages leave it, with ranges of the text as it is. */
export interface View {
  readonly text: string
  readonly roots: ReadonlyArray<Node>
  /** Which kind of file (a key of the grammar's `start`). */
  readonly kind: string
  readonly path: string | undefined
  readonly context: PipelineContext
}

export interface Findings {
  readonly diagnostics: ReadonlyArray<Diagnostic>
  readonly unknowns: ReadonlyArray<Unknown>
}

/** One semantic check, or the dry run: a pure function, one file each. */
export type Check = (view: View) => Findings

export interface Dialect {
  readonly id: string
  readonly title: string
  readonly reading: Reading
  readonly grammar: Grammar
  readonly rules: Rules
  /** Whether a file at this path (with `/`, relative) is of this dialect by its place alone. */
  readonly ownsPath: (path: string) => boolean
  /** 0..1: how much a tree looks like this dialect, by its root keys. */
  readonly resembles: (root: Node) => number
  /** Which kind of file it is (a key of the grammar's `start`). */
  readonly kindOf: (path: string | undefined, root: Node | undefined) => string
  /**
   * What a required key that is missing most likely held, where a constant of the grammar cannot say it. `pointer`
   * is that of the map the key belongs in.
   */
  readonly missing?: (root: Node, pointer: string, key: string) => Json | undefined
  /**
   * Whether a value is at home under a key of this map, where the dialect knows more than the grammar: the inputs of an
   * action that many use. `undefined` where it knows nothing.
   */
  readonly suits?: (map: Node, key: string, value: Node) => boolean | undefined
  /**
   * The shape that each document of a stream is to have; `undefined` for one that should not be there. Without it
   * the first document has the shape of its kind, and there is no second.
   */
  readonly shapesOf?: (roots: ReadonlyArray<Node>, kind: string) => ReadonlyArray<string | undefined>
  /**
   * The verdict on a tree, where somebody else than the grammar gives it (a schema's validator): then the grammar only
   * explains.
   */
  readonly accepts?: (root: Node) => boolean
  /** What is wrong with a tree that `accepts` refuses and the grammar finds nothing in. */
  readonly rootCauses?: (root: Node, document: number) => ReadonlyArray<Diagnostic>
  readonly semantic: ReadonlyArray<Check>
  readonly execution: Check
}
