/**
 * What salvage answers: the repairs of a text with their evidence, and the document as they leave it.
 */
import type { Document } from "./Document.ts"
import type { TextEdit } from "./TextEdit.ts"

export interface Range {
  readonly start: number
  readonly end: number
}

/** One leniency, with its evidence. */
export interface Repair {
  /** Rule id (`rules/text/rules.yaml`): `tab-indent`, `markdown-fence`, `missing-colon`, … */
  readonly rule: string
  /** What is wrong here, in one sentence. */
  readonly message: string
  /** What the edit does: `Close the quote`. */
  readonly title: string
  readonly edits: ReadonlyArray<TextEdit>
  /** Where the damage is, in the original text. */
  readonly start: number
  readonly end: number
  /** Further lines with the same fault, where one decision mends them all. */
  readonly further?: { readonly message: string; readonly at: ReadonlyArray<Range> }
  /** Surprise in nats: how unlikely such a slip is. */
  readonly cost: number
  readonly applicability: "safe" | "unsafe" | "display"
  /** 0..1 */
  readonly confidence: number
  /** Other repairs of the same damage that read almost as well. */
  readonly alternatives: ReadonlyArray<{ readonly title: string; readonly edits: ReadonlyArray<TextEdit> }>
}

export type Damage = "none" | "minor_fixes" | "major_fixes" | "unparseable"

export interface Salvaged {
  readonly repairs: ReadonlyArray<Repair>
  /** The document as all repairs leave it; its offsets are those of the repaired text. */
  readonly document: Document
  readonly damage: Damage
  /** Damaged places that were not come to, where there is more than can be looked at in one go. */
  readonly left?: Left
}

/** What was left: how many places, and the first of them in the original text. */
export interface Left extends Range {
  readonly count: number
}

/** How badly a reading fits what the dialect expects. Handed in, so that salvage knows no dialect. */
export type Misfit = (document: Document) => Fitness

export interface Fitness {
  /** 0 fits, else the cost in nats of making it fit. */
  readonly misfit: number
  /**
   * What speaks against a reading though it fits: that it puts much where anything goes. A text may well do so by
   * right, and then all its readings do: this tells readings from each other, and says of none that it is at fault.
   */
  readonly hidden: number
}

/** A place at which a document departs from what is expected, and what that costs in nats. */
export interface Fault {
  readonly start: number
  readonly cost: number
}
