/**
 * All semantic checks of AI workflows.
 */
import type { Check } from "../../diagnose/Dialect.ts"
import { stepNames } from "./check/StepNames.ts"
import { stepReferences } from "./check/StepReferences.ts"

export const checks: ReadonlyArray<Check> = [stepNames, stepReferences]
