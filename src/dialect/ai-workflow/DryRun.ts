/**
 * The dry run: walks the steps in the order in which they would run. Nothing runs.
 */
import type { Check } from "../../diagnose/Dialect.ts"

export const dryRun: Check = () => ({ diagnostics: [], unknowns: [] })
