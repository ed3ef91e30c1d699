/**
 * Whether another reading of a text that parses is worth believing: an indentation, a dash or a colon may have been
 * meant otherwise, but what is written comes first.
 */
import type { Document } from "../document/Document.ts"
import { readDocument } from "../document/Reader.ts"
import type { Reading } from "../document/Reading.ts"
import type { Repair, Salvaged } from "../document/Salvage.ts"
import { apply } from "../document/TextEdit.ts"
import type { Fit } from "./Fit.ts"
import { costs } from "./rules.generated.ts"

/** The share of the cost of a text that parses, above which another reading of it is not worth believing. */
const believable = 0.7

/** Keys in their place, and the share of all of them, that no other reading may make strangers of; nor half of a few. */
const lossAtMost = 2
const lossOf = 0.25
const lossOfFew = 0.5

/**
 * A text that parses may still be meant otherwise, but another reading has to explain nearly all that is wrong with
 * it: else what is wrong is in the tree, and the text is left alone.
 */
export const worthwhile = (document: Document, salvaged: Salvaged, fit: Fit, reading: Reading): Salvaged => {
  if (document.problems.length > 0 || document.duplicates.length > 0) return salvaged
  if (!salvaged.repairs.some(({ rule }) => rereadings.has(rule))) return salvaged
  if (isWorthwhile(document, salvaged, fit)) return salvaged
  // What the text does show, such as prose around it, is none the less so.
  const repairs = salvaged.repairs.filter(({ rule }) => !rereadings.has(rule))
  const untouched: Salvaged = { repairs: [], document, damage: "none" }
  if (repairs.length === 0) return untouched
  const shown = readDocument(
    apply(
      document.text,
      repairs.flatMap(({ edits }) => edits)
    ),
    reading
  )
  const left: Salvaged = { ...salvaged, repairs, document: shown }
  return shown.problems.length === 0 && isWorthwhile(document, left, fit) ? left : untouched
}

const isWorthwhile = (document: Document, salvaged: Salvaged, fit: Fit): boolean => {
  const edits = salvaged.repairs.reduce(
    (cost, repair) => cost + repair.cost + givenUp(document.text, repair),
    0
  )
  const asWritten = fit.cost(document)
  // Where nothing is known, nothing is wrong: what a reading hides there it has not explained.
  const known = fit.recognised(document)
  const lost = Math.max(0, known - fit.recognised(salvaged.document))
  if (lost > lossAtMost && lost > known * lossOf) return false
  if (lost > 0 && lost >= known * lossOfFew) return false
  const hidden =
    lost * costs.remove.hidden +
    Math.max(0, fit.disguised(salvaged.document) - fit.disguised(document)) * costs.move.blind
  return edits + hidden + fit.cost(salvaged.document) <= believable * asWritten
}

/** What a repair takes away of a text that parses: each line of it but the first is as dear as a key. */
const givenUp = (text: string, repair: Repair): number => {
  const lost = repair.edits.reduce((lines, edit) => {
    // Whole lines only: what goes from within a line, such as a number in front of it, gives up none.
    const before = text.slice(edit.start, edit.end).match(/\S[^\n]*\n/g)?.length ?? 0
    const after = edit.text.match(/\S[^\n]*\n/g)?.length ?? 0
    return lines + Math.max(0, before - after)
  }, 0)
  return rereadings.has(repair.rule) ? Math.max(0, lost - 1) * costs.remove.base : 0
}

/** Slips that a text which parses does not show: it is only read in another way. */
const rereadings: ReadonlySet<string> = new Set([
  "wrong-indent",
  "missing-dash",
  "stray-dash",
  "missing-block-marker",
  "dedented-block",
  "value-before-block",
  "keys-on-one-line",
  "stray-text",
  "truncated"
])
