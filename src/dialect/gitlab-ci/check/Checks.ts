/**
 * All semantic checks of GitLab CI/CD.
 */
import type { Check } from "../../../diagnose/Dialect.ts"
import { environments } from "./Environments.ts"
import { extending } from "./Extends.ts"
import { header } from "./Header.ts"
import { includes } from "./Includes.ts"
import { inputs } from "./Inputs.ts"
import { jobInputs } from "./JobInputs.ts"
import { jobs } from "./Jobs.ts"
import { keeping } from "./Keeping.ts"
import { matrices } from "./Matrices.ts"
import { needs } from "./Needs.ts"
import { references } from "./References.ts"
import { refs } from "./Refs.ts"
import { ruleExpressions } from "./RuleExpressions.ts"
import { rules } from "./Rules.ts"
import { runOn } from "./RunOn.ts"
import { stages } from "./Stages.ts"
import { variables } from "./Variables.ts"

export const checks: ReadonlyArray<Check> = [
  // What it finds is one item for two: the others look at them apart.
  runOn,
  jobs,
  extending,
  references,
  stages,
  needs,
  ruleExpressions,
  rules,
  header,
  inputs,
  jobInputs,
  includes,
  environments,
  keeping,
  matrices,
  variables,
  refs
]
