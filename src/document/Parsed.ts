/**
 * What a reader makes of a text, before it becomes a document.
 */
import type { Problem } from "./Document.ts"
import type { Node } from "./Node.ts"

export interface Parsed {
  readonly roots: ReadonlyArray<Node>
  /** In no particular order. */
  readonly problems: ReadonlyArray<Problem>
  /** Whether a map may have a key twice. */
  readonly repeated: boolean
}
