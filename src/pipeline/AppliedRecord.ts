/**
 * What was applied to a text, as the recipe `pipeline` keeps it in a journal with an evaluation.
 */
import { type Option, Schema } from "effect"
import { Diagnostic } from "../diagnose/Diagnostic.ts"
import { Fix } from "../diagnose/Fix.ts"
import type { Applied } from "./AutoRepair.ts"

const Position = Schema.Struct({ line: Schema.Int, column: Schema.Int })

export const readApplied: (kept: unknown) => Option.Option<ReadonlyArray<Applied>> =
  Schema.decodeUnknownOption(
    Schema.Array(
      Schema.Struct({
        diagnostic: Diagnostic,
        fix: Fix,
        round: Schema.Int,
        from: Position,
        to: Position,
        by: Schema.optionalKey(Schema.Literals(["rule", "model", "pattern"]))
      })
    )
  )
