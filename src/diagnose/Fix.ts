/**
 * A fix: what to do about a diagnostic. AutoRepair, a model and a pattern all answer with this one type.
 */
import { Schema } from "effect"

/** `safe`: surely what the author meant. `unsafe`: may not be. `display`: only an idea, never applied. */
export const Applicability = Schema.Literals(["safe", "unsafe", "display"])
export type Applicability = typeof Applicability.Type

export const TextEdit = Schema.Struct({ start: Schema.Int, end: Schema.Int, text: Schema.String })
export type TextEdit = typeof TextEdit.Type

/** RFC 6902. */
export const Operation = Schema.Union([
  Schema.Struct({ op: Schema.Literals(["add", "replace", "test"]), path: Schema.String, value: Schema.Json }),
  Schema.Struct({ op: Schema.Literal("remove"), path: Schema.String }),
  Schema.Struct({ op: Schema.Literals(["move", "copy"]), from: Schema.String, path: Schema.String })
])
export type Operation = typeof Operation.Type

/**
 * A JSON Patch where there is a tree, text edits where the text does not parse as meant. A patch speaks of the
 * tree as the safe fixes of the earlier stages leave it; text edits speak of the text as it is.
 */
export const Edit = Schema.Union([
  Schema.TaggedStruct("patch", {
    /** Which document of a stream. */
    document: Schema.Int,
    operations: Schema.Array(Operation)
  }),
  Schema.TaggedStruct("text", { edits: Schema.Array(TextEdit) })
])
export type Edit = typeof Edit.Type

export const Fix = Schema.Struct({
  title: Schema.String,
  edit: Edit,
  applicability: Applicability,
  /** 0..1: the share of such fixes that are what the author meant. */
  confidence: Schema.Number,
  /** What it would be had nothing been learned of such fixes; only where that is something else. */
  unlearned: Schema.optionalKey(Schema.Struct({ applicability: Applicability, confidence: Schema.Number }))
})
export type Fix = typeof Fix.Type
