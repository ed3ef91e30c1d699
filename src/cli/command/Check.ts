/**
 * `pipewright check`: judges files and never writes.
 */
import { Command } from "effect/cli"
import { shared } from "../Flags.ts"
import { files, runFiles } from "./Files.ts"

export const check = Command.make("check", { files, ...shared }, ({ files, ...flags }) =>
  runFiles("check", files, flags)
).pipe(
  Command.withDescription("Report what is wrong with pipeline files, and how to fix it. Writes nothing."),
  Command.withExamples([
    { command: "pipewright check .", description: "Every pipeline below this folder" },
    { command: "pipewright check --format sarif=out.sarif .", description: "For a code scanning service" }
  ])
)
