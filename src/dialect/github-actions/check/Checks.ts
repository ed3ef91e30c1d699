/**
 * The register of semantic checks, in the order in which their findings are read best.
 */
import type { Check } from "../../../diagnose/Dialect.ts"
import { actionReferences } from "./ActionReferences.ts"
import { calledInSteps } from "./CalledInSteps.ts"
import { comparisons } from "./Comparisons.ts"
import { conditions } from "./Conditions.ts"
import { expressionNames } from "./ExpressionNames.ts"
import { expressionSyntax } from "./ExpressionSyntax.ts"
import { filters } from "./Filters.ts"
import { ids } from "./Ids.ts"
import { inputReferences } from "./InputReferences.ts"
import { inputs } from "./Inputs.ts"
import { matrices } from "./Matrices.ts"
import { matrixReferences } from "./MatrixReferences.ts"
import { names } from "./Names.ts"
import { needs } from "./Needs.ts"
import { needsReferences } from "./NeedsReferences.ts"
import { properties } from "./Properties.ts"
import { runners } from "./Runners.ts"
import { schedules } from "./Schedules.ts"
import { scripts } from "./Scripts.ts"
import { settings } from "./Settings.ts"
import { shells } from "./Shells.ts"
import { stepReferences } from "./StepReferences.ts"
import { versions } from "./Versions.ts"
import { workflowCalls } from "./WorkflowCalls.ts"

export const checks: ReadonlyArray<Check> = [
  names,
  ids,
  filters,
  schedules,
  inputs,
  needs,
  runners,
  matrices,
  versions,
  calledInSteps,
  workflowCalls,
  actionReferences,
  shells,
  settings,
  scripts,
  expressionSyntax,
  expressionNames,
  conditions,
  comparisons,
  properties,
  stepReferences,
  needsReferences,
  matrixReferences,
  inputReferences
]
