/**
 * The register of semantic checks, in the order in which their findings are read best.
 */
import type { Check } from "../../../diagnose/Dialect.ts"

export const checks: ReadonlyArray<Check> = []
