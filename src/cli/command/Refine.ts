/**
 * `pipewright refine`: runs the refinement loop until a file is accepted or nothing more can be done.
 */
import { Command } from "effect/cli"
import { modelling, patterning, refining, shared, writing } from "../Flags.ts"
import { files, runFiles } from "./Files.ts"

export const refine = Command.make(
  "refine",
  { files, ...shared, ...writing, ...patterning, ...refining, ...modelling },
  ({ files, ...flags }) => runFiles("refine", files, flags)
).pipe(
  Command.withDescription(
    "Repair files round by round until they are accepted, with a model if you name one."
  ),
  Command.withExamples([
    { command: "pipewright refine --diff ci.yml", description: "Show what would change" },
    { command: "pipewright refine --preset expert .", description: "Few, small steps" },
    {
      command: "pipewright refine --model anthropic:claude-opus-4-5 --max-cost 0.50 ci.yml",
      description: "Ask a model for what needs understanding, for half a dollar at most"
    }
  ])
)
