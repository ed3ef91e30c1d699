/**
 * The dry run: what GitLab would find when it makes the pipeline and gives its jobs to runners. Nothing runs.
 *
 * Jobs that surely are in no pipeline, runners, files and variables are looked at; what the declared context does not
 * speak of is unknown.
 */
import type { Check } from "../../diagnose/Dialect.ts"
import { check, type Say } from "./check/Say.ts"
import type { Pipeline } from "./model/Pipeline.ts"
import { files } from "./run/Files.ts"
import { presence } from "./run/Presence.ts"
import { runners } from "./run/Runners.ts"
import { usedVariables } from "./run/Variables.ts"

export const dryRun: Check = check((pipeline, say) => {
  for (const look of looks) look(pipeline, say)
})

const looks: ReadonlyArray<(pipeline: Pipeline, say: Say) => void> = [presence, runners, files, usedVariables]
