/**
 * Enhancement as people call it: what can be repaired by rule is repaired first, then the pipeline is built up in the
 * stages of `Progressive`.
 */
import type { Result } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { CapabilityError } from "../pattern/CapabilityError.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { type Enhanced, type EnhanceOptions, enhance } from "../pattern/Progressive.ts"
import { autoRepair, type RepairOptions } from "./AutoRepair.ts"

/** Pure and synchronous. Fails with `CapabilityError` where a target capability is unknown. */
export const enhanceRepaired = (
  text: string,
  dialect: Dialect,
  library: PatternLibrary,
  options: Omit<EnhanceOptions, "repair"> & RepairOptions = {}
): Result.Result<Enhanced, CapabilityError> =>
  enhance(text, dialect, library, {
    ...options,
    repair: (validation) => {
      const { after, applied } = autoRepair(validation.text, dialect, options)
      return { validation: after, made: applied.map((each) => ({ ...each, by: "rule" as const })) }
    }
  })
