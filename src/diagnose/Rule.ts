/**
 * A rule as data: what its diagnostics say besides the message of the case, and what its page in the
 * documentation shows. Rule texts live in `rules/<dialect>/rules.yaml`, keyed by rule id.
 */
import { Schema } from "effect"
import { Severity, Stage } from "./Diagnostic.ts"

const Words = Schema.optionalKey(Schema.Array(Schema.String))

export const Rule = Schema.Struct({
  stage: Stage,
  severity: Severity,
  /** A short sentence: what is forbidden or demanded. */
  title: Schema.String,
  /** Why it matters: what the engine does with such a file. */
  why: Schema.String,
  /** What to do. */
  help: Schema.String,
  /** A complete file that breaks the rule, and the same file as `fix` (with `--unsafe` where `unsafe`) leaves it. */
  example: Schema.optionalKey(
    Schema.Struct({
      before: Schema.String,
      after: Schema.optionalKey(Schema.String),
      unsafe: Schema.optionalKey(Schema.Boolean),
      /** Where the file lies, for rules that its place decides. */
      path: Schema.optionalKey(Schema.String),
      /** What was declared to exist outside of the file, for rules that need to know. */
      context: Schema.optionalKey(
        Schema.Struct({
          providers: Words,
          tools: Words,
          secrets: Words,
          variables: Words,
          runnerLabels: Words,
          files: Words
        })
      )
    })
  )
})
export type Rule = typeof Rule.Type

export const Rules = Schema.Record(Schema.String, Rule)
export type Rules = typeof Rules.Type
