/**
 * A report: all that the four stages found in one document.
 */
import { Schema } from "effect"
import { Diagnostic, Unknown } from "./Diagnostic.ts"

/** The damage to the text: none, mended by small edits, mended by large ones, not mendable. */
export const Damage = Schema.Literals(["none", "minor_fixes", "major_fixes", "unparseable"])
export type Damage = typeof Damage.Type

export const Report = Schema.Struct({
  dialect: Schema.String,
  damage: Damage,
  /** Stages that could be judged; a text without a tree has only `syntax`. */
  judged: Schema.Array(Schema.Literals(["syntax", "schema", "semantic", "execution"])),
  /** In order of position. */
  diagnostics: Schema.Array(Diagnostic),
  unknowns: Schema.Array(Unknown),
  /** Damaged places of the text beyond those that are listed, where there are too many to look at in one go. */
  unlisted: Schema.optionalKey(Schema.Int)
})
export type Report = typeof Report.Type
