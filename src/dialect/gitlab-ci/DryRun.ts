/**
 * The dry run: builds the graph of jobs and looks at what each of them needs by the time it starts. Nothing runs.
 */
import type { Check } from "../../diagnose/Dialect.ts"

export const dryRun: Check = () => ({ diagnostics: [], unknowns: [] })
