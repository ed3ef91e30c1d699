/**
 * All semantic checks of GitLab CI/CD.
 */
import type { Check } from "../../../diagnose/Dialect.ts"

export const checks: ReadonlyArray<Check> = []
