/**
 * `pipewright enhance`: repairs files and builds them up to complete pipelines, stage by stage.
 */
import { Option } from "effect"
import { Command, Flag } from "effect/cli"
import { EnhanceStage } from "../../pattern/RuleData.ts"
import { patterning, shared, writing } from "../Flags.ts"
import { files } from "./Files.ts"
import { runEnhance } from "./Patterns.ts"

export const enhance = Command.make(
  "enhance",
  {
    files,
    pattern: Flag.String("pattern").pipe(
      Flag.withDescription("The pattern to complete (default: the one that the file clearly follows)"),
      Flag.withMetavar("NAME"),
      Flag.optional
    ),
    capabilities: Flag.String("with").pipe(
      Flag.withDescription("A step, pattern or feature that must be there afterwards. May be repeated"),
      Flag.withMetavar("NAME"),
      Flag.atLeast(0)
    ),
    until: Flag.Literals("until", EnhanceStage.literals).pipe(
      Flag.withDescription("The last stage to run (default: all five)"),
      Flag.optional
    ),
    ...patterning,
    ...shared,
    ...writing
  },
  ({ files, pattern, capabilities, until, ...flags }) =>
    runEnhance(
      {
        pattern: Option.getOrUndefined(pattern),
        capabilities,
        until: Option.getOrUndefined(until)
      },
      files,
      flags
    )
).pipe(
  Command.withDescription("Repair files and complete them: missing steps, settings, error handling, speed."),
  Command.withExamples([
    { command: "pipewright enhance --diff ci.yml", description: "Show what would be added" },
    {
      command: "pipewright enhance --pattern rag_pipeline --with checkpoints answers.yaml",
      description: "Complete a pattern, and see to it that a feature is there"
    }
  ])
)
