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
import type { Fault, Misfit, Salvaged } from "./Salvaged.ts"
import { Judge } from "./salvage/Judge.ts"
import { Salvager } from "./salvage/Salvager.ts"

export type { Damage, Fault, Fitness, Left, Misfit, Repair, Salvaged } from "./Salvaged.ts"

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
