/**
 * All semantic checks of GitLab CI/CD.
 */
import type { Check } from "../../../diagnose/Dialect.ts"
import { extending } from "./Extends.ts"
import { jobs } from "./Jobs.ts"
import { needs } from "./Needs.ts"
import { ruleExpressions } from "./RuleExpressions.ts"
import { rules } from "./Rules.ts"
import { stages } from "./Stages.ts"

export const checks: ReadonlyArray<Check> = [jobs, extending, stages, needs, ruleExpressions, rules]
