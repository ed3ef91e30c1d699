/**
 * `pipewright models`: which models are known by name, and whether those that are named can be reached.
 */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { ExitCode } from "../ExitCode.ts"
import { modelling, shared } from "../Flags.ts"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"

const names = Argument.String("names").pipe(
  Argument.withDescription("Models to test, as provider:name; without one all known models are listed"),
  Argument.variadic()
)

const json = Flag.Boolean("json").pipe(
  Flag.withDescription("One JSON object per line"),
  Flag.withoutNegation,
  Flag.withDefault(false)
)

export const models = Command.make(
  "models",
  {
    names,
    json,
    apiKeyEnv: modelling.apiKeyEnv,
    baseUrl: modelling.baseUrl,
    config: shared.config,
    noConfig: shared.noConfig
  },
  ({ names, ...flags }) =>
    Effect.gen(function* () {
      const { folder, environment } = yield* Invocation
      const { out } = yield* Output
      const exitCode = yield* ExitCode
      const { listModels } = yield* Effect.promise(() => import("../ModelList.ts"))
      const { text, status } = yield* listModels({ names, flags, folder, environment })
      yield* out.write(text)
      yield* exitCode.raise(status)
    })
).pipe(
  Command.withDescription("List the known language models, or test whether one can be reached."),
  Command.withExamples([
    { command: "pipewright models", description: "All models that have a name, with their prices" },
    { command: "pipewright models openai:gpt-5", description: "Ask the provider whether it has this model" }
  ])
)
