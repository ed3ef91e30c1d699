/**
 * All semantic checks of AI workflows.
 */
import type { Check } from "../../diagnose/Dialect.ts"
import { claudeOptions } from "./check/ClaudeOptions.ts"
import { expressions } from "./check/Expressions.ts"
import { functions } from "./check/Functions.ts"
import { jsonSchemas } from "./check/JsonSchemas.ts"
import { loops } from "./check/Loops.ts"
import { models } from "./check/Models.ts"
import { pipelines } from "./check/Pipelines.ts"
import { prompts } from "./check/Prompts.ts"
import { resultFields } from "./check/ResultFields.ts"
import { sessions } from "./check/Sessions.ts"
import { stepNames } from "./check/StepNames.ts"
import { stepReferences } from "./check/StepReferences.ts"
import { templates } from "./check/Templates.ts"
import { variables } from "./check/Variables.ts"

export const checks: ReadonlyArray<Check> = [
  stepNames,
  stepReferences,
  expressions,
  templates,
  variables,
  resultFields,
  loops,
  functions,
  prompts,
  sessions,
  claudeOptions,
  models,
  jsonSchemas,
  pipelines
]
