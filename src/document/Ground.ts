/**
 * All that the parts of a splice share.
 */
import type { BlockLayout, Collection } from "./BlockLayout.ts"
import type { Comments } from "./Comments.ts"
import type { Habits } from "./Habits.ts"
import type { Lines } from "./Lines.ts"
import type { Node } from "./Node.ts"
import type { Origins } from "./Origins.ts"
import type { Provenance } from "./Provenance.ts"
import type { ScalarText } from "./ScalarText.ts"
import type { TextEdit } from "./TextEdit.ts"

export interface Ground {
  readonly lines: Lines
  readonly layout: BlockLayout
  readonly habits: Habits
  readonly scalars: ScalarText
  readonly comments: Comments
  readonly made: Provenance
  readonly origins: Origins
}

/** The edits that make the text of one collection that of another of its kind; undefined where nothing would stay. */
export type EditsOf = (source: Collection, next: Collection) => ReadonlyArray<TextEdit> | undefined

export const countOf = (collection: Collection): number =>
  collection.kind === "map" ? collection.pairs.length : collection.items.length

/** The anchor and the tag of a node as they are written before it. */
export const propertiesOf = (node: Node): string => {
  if (node.kind === "alias") return ""
  const anchor = node.anchor === undefined ? "" : `&${node.anchor}`
  const { tag } = node
  return tag === undefined ? anchor : anchor === "" ? tag : `${anchor} ${tag}`
}
