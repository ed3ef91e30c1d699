/**
 * The shapes of this dialect's own rule files, by file name.
 */
import { Schema } from "effect"

const Words = Schema.Array(Schema.String)
const Renames = Schema.Record(Schema.String, Schema.String)

/** `rules/gitlab-ci/language.yaml`: `rules:if`, inputs, durations. */
const language = Schema.Struct({
  operatorSlips: Renames,
  foreignVariables: Renames,
  foreignTexts: Renames,
  sources: Renames,
  /** Fewest and most arguments. */
  inputFunctions: Schema.Record(Schema.String, Schema.Tuple([Schema.Int, Schema.Int])),
  inputTypes: Words,
  inputTypeSynonyms: Renames,
  contexts: Words,
  componentFields: Words,
  units: Words,
  numbers: Words,
  refKeywords: Words,
  refSynonyms: Renames,
  providedVariables: Words,
  usualOrder: Words
})

export const schemas = { language }
