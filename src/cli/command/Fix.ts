/**
 * `pipewright fix`: repairs in place what is safe to repair.
 */
import { Command } from "effect/cli"
import { shared, writing } from "../Flags.ts"
import { files, runFiles } from "./Files.ts"

export const fix = Command.make("fix", { files, ...shared, ...writing }, ({ files, ...flags }) =>
  runFiles("fix", files, flags)
).pipe(
  Command.withDescription("Repair files in place: all safe fixes, and with --unsafe also the likely ones."),
  Command.withExamples([
    { command: "pipewright fix --diff .", description: "Show what would change" },
    { command: "pipewright fix --unsafe ci.yml", description: "Apply the likely fixes too" }
  ])
)
