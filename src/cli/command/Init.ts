/**
 * `pipewright init`: writes a config file to begin with.
 */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { Preset } from "../../pipeline/Settings.ts"
import { ExitCode } from "../ExitCode.ts"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"

export const init = Command.make(
  "init",
  {
    preset: Flag.Literals("preset", Preset.literals).pipe(
      Flag.withDescription("A set of defaults"),
      Flag.withDefault("intermediate")
    ),
    type: Flag.Literals("type", ["yaml", "ts", "json"]).pipe(
      Flag.withDescription("Kind of config file"),
      Flag.withDefault("yaml")
    ),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("Replace an existing config file"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  ({ preset, type, force }) =>
    Effect.gen(function* () {
      const { folder } = yield* Invocation
      const { out, err } = yield* Output
      const exitCode = yield* ExitCode
      const { writeStarter } = yield* Effect.promise(() => import("../Starter.ts"))
      yield* writeStarter(folder, type, preset, force).pipe(
        Effect.matchEffect({
          onFailure: (error) => Effect.andThen(err.write(`error: ${error.message}\n`), exitCode.raise(2)),
          onSuccess: (name) => out.write(`${name} is written. Try \`pipewright check .\` next.\n`)
        })
      )
    })
).pipe(Command.withDescription("Write a config file to start with."))
