/**
 * The dry run: the workflow as it would go, job by job, without running anything.
 */
import type { Check } from "../../diagnose/Dialect.ts"

export const dryRun: Check = () => ({ diagnostics: [], unknowns: [] })
