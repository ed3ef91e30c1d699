/**
 * The workbench: where texts are judged and repaired. By default that is right here; a batch does it in threads, so
 * that a text that keeps a processor busy for ever can be given up.
 */
import { Context, Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { Fix } from "../diagnose/Fix.ts"
import { type ValidateOptions, type Validation, validate } from "../diagnose/Validator.ts"
import {
  type Applied,
  type Author,
  applyFixes,
  autoRepair,
  type Repaired,
  type RepairOptions
} from "./AutoRepair.ts"
import type { GivenUp } from "./GivenUp.ts"

export interface Workbench {
  readonly validate: (
    text: string,
    dialect: Dialect,
    options?: ValidateOptions
  ) => Effect.Effect<Validation, GivenUp>
  readonly repair: (
    text: string,
    dialect: Dialect,
    options?: RepairOptions
  ) => Effect.Effect<Repaired, GivenUp>
  /** Applies fixes from elsewhere as one transaction; `undefined` where they do not make progress. */
  readonly apply: (
    validation: Validation,
    fixes: ReadonlyArray<Fix>,
    options: RepairOptions,
    by: Author
  ) => Effect.Effect<{ readonly text: string; readonly applied: ReadonlyArray<Applied> } | undefined, GivenUp>
}

/** Works in this very thread, and gives nothing up. */
export const here: Workbench = {
  validate: (text, dialect, options) => Effect.sync(() => validate(text, dialect, options)),
  repair: (text, dialect, options) => Effect.sync(() => autoRepair(text, dialect, options)),
  apply: (validation, fixes, options, by) => Effect.sync(() => applyFixes(validation, fixes, options, by))
}

export const Workbench = Context.Reference<Workbench>("pipewright/pipeline/Workbench", {
  defaultValue: () => here
})
