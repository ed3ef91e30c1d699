/**
 * A diagnostic: one root cause at one place, with what to do about it.
 */
import { Schema } from "effect"
import { Fix } from "./Fix.ts"

export const Stage = Schema.Literals(["syntax", "schema", "semantic", "execution"])
export type Stage = typeof Stage.Type

export const stages: ReadonlyArray<Stage> = ["syntax", "schema", "semantic", "execution"]

export const Severity = Schema.Literals(["error", "warning", "info"])
export type Severity = typeof Severity.Type

export const Diagnostic = Schema.Struct({
  stage: Stage,
  /** Id of the rule, such as `unknown-key`. */
  rule: Schema.String,
  severity: Severity,
  /** What is wrong, naming what and where; one sentence. */
  message: Schema.String,
  /** Why it is wrong, where the message does not say it already. */
  why: Schema.optionalKey(Schema.String),
  /** What to do. */
  help: Schema.optionalKey(Schema.String),
  /** Which document of a stream. */
  document: Schema.Int,
  pointer: Schema.String,
  /** Offsets into the text, end exclusive. */
  start: Schema.Int,
  end: Schema.Int,
  fixes: Schema.Array(Fix)
})
export type Diagnostic = typeof Diagnostic.Type

/** Something that cannot be judged from the file alone: never an error, never deducted. */
export const Unknown = Schema.Struct({
  rule: Schema.String,
  message: Schema.String,
  document: Schema.Int,
  pointer: Schema.String,
  start: Schema.Int,
  end: Schema.Int
})
export type Unknown = typeof Unknown.Type
