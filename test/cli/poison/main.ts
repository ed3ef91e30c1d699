/**
 * The command line with threads that can be poisoned; otherwise as `src/main.ts` wires it.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { builtIns, presenter, runCli } from "../../../src/cli/Cli.ts"
import { ExitCode } from "../../../src/cli/ExitCode.ts"
import { Invocation } from "../../../src/cli/Invocation.ts"
import { Output } from "../../../src/cli/Output.ts"
import { Controller } from "../../../src/pipeline/Controller.ts"
import { controllerWithModel } from "../../../src/pipeline/ModelSetup.ts"

const invocation = Layer.succeed(Invocation, {
  version: "0.0.0",
  line: process.argv.slice(2),
  folder: process.cwd(),
  environment: process.env,
  worker: new URL("worker.ts", import.meta.url),
  controller: async (setup) => (setup === undefined ? Controller.layerOffline : controllerWithModel(setup)),
  estimating: () => Promise.reject(new Error("nothing is estimated here"))
})

const program = runCli(process.argv.slice(2)).pipe(
  Effect.provide(
    Layer.mergeAll(invocation, builtIns, presenter, ExitCode.layer, Output.layer, NodeServices.layer)
  )
)

process.exit(await Effect.runPromise(program))
