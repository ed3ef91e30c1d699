/**
 * The command line's process: wires services together and ends with the exit code.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Exit, Layer } from "effect"
import metadata from "../package.json" with { type: "json" }
import { builtIns, presenter, runCli } from "./cli/Cli.ts"
import { ExitCode } from "./cli/ExitCode.ts"
import { Invocation } from "./cli/Invocation.ts"
import { Output } from "./cli/Output.ts"

const invocation = Layer.succeed(Invocation, {
  version: metadata.version,
  folder: process.cwd(),
  environment: process.env,
  controller: async () => (await import("./pipeline/Controller.ts")).Controller.layerOffline
})

runCli(process.argv.slice(2)).pipe(
  Effect.provide(Layer.mergeAll(invocation, builtIns, presenter, ExitCode.layer, Output.layer, NodeServices.layer)),
  (main) =>
    NodeRuntime.runMain(main, {
      disableErrorReporting: true,
      // Interrupted: what a shell expects of a process that ended by Ctrl-C.
      teardown: (exit, end) => end(Exit.isSuccess(exit) ? (exit.value as number) : 130)
    })
)
