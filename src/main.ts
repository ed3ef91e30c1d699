/**
 * The command line's process: wires services together and ends with the exit code.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Effect, Exit, Layer } from "effect"
import metadata from "../package.json" with { type: "json" }
import { builtIns, presenter, runCli } from "./cli/Cli.ts"
import { ExitCode } from "./cli/ExitCode.ts"
import { worse } from "./cli/ExitStatus.ts"
import { Invocation } from "./cli/Invocation.ts"
import { Output } from "./cli/Output.ts"

const invocation = Layer.succeed(Invocation, {
  version: metadata.version,
  line: process.argv.slice(2),
  folder: process.cwd(),
  environment: process.env,
  worker: new URL(import.meta.url.endsWith(".ts") ? "worker.ts" : "worker.js", import.meta.url),
  controller: async (setup) =>
    setup === undefined
      ? (await import("./pipeline/Controller.ts")).Controller.layerOffline
      : (await import("./pipeline/ModelSetup.ts")).controllerWithModel(setup),
  estimating: async (setup) => (await import("./pipeline/ModelSetup.ts")).estimatingController(setup)
})

const program = runCli(process.argv.slice(2)).pipe(
  Effect.provide(
    Layer.mergeAll(invocation, builtIns, presenter, ExitCode.layer, Output.layer, NodeServices.layer)
  )
)

// Where nothing else is said, signals are left to the system, which ends the process at once; see cli/Signals.
Effect.runFork(program).addObserver((exit) => {
  if (Exit.isFailure(exit)) console.error(Cause.pretty(exit.cause))
  // An output stream that failed has left its code with the process.
  const lost = process.exitCode === 2 ? 2 : 0
  process.stdout.write("", () => process.exit(Exit.isSuccess(exit) ? worse(exit.value, lost) : 3))
})
