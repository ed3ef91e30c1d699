/**
 * Salvage: repairs text that does not parse, and text that parses but not as meant.
 *
 * First the text is read exactly. Where that fails, or the document is not what the dialect expects, repairs are
 * searched: first of what befell the whole text on its way (fences, prose, escapes, tabs), then of each damaged place.
 * The cheapest repairs win, by how surprising the slips are and how well the text then reads. Nothing is printed
 * anew: a repair is a few edits of the original text, with its evidence and what else could have been meant.
 */
import type { Document } from "./Document.ts"
import { readDocument } from "./Reader.ts"
import type { Reading } from "./Reading.ts"
import { Judge } from "./salvage/Judge.ts"
import { Salvager } from "./salvage/Salvager.ts"
import type { TextEdit } from "./TextEdit.ts"

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
}

/**
 * How badly a reading fits what the dialect expects: 0 fits, else the cost in nats of making it fit. Handed in,
 * so that salvage knows no dialect.
 */
export type Misfit = (document: Document) => number

/** A place at which a document departs from what is expected, and what that costs in nats. */
export interface Fault {
  readonly start: number
  readonly cost: number
}

export interface SalvageOptions {
  /** The text's document, where it has been read already. */
  readonly document?: Document
  /**
   * Where a document departs from what is expected. Without it only text that does not parse, repeated keys and what
   * stands around the document are repaired.
   */
  readonly faults?: (document: Document) => ReadonlyArray<Fault>
}

/** Never throws; a text that cannot be mended comes back `unparseable` with the problems in its document. */
export const salvage = (
  text: string,
  reading: Reading,
  misfit: Misfit,
  options: SalvageOptions = {}
): Salvaged => {
  const document = options.document ?? readDocument(text, reading)
  const judge = new Judge(reading, misfit, options.faults, text.length)
  const verdict = judge.judge(document)
  if (verdict.reads && verdict.misfit === 0) return { repairs: [], document, damage: "none" }
  return new Salvager(text, judge, verdict).run()
}
