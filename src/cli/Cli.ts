/**
 * The command line: the commands together, errors of usage, and the exit code.
 */
import { Cause, Console, Effect, Layer } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import { check } from "./command/Check.ts"
import { enhance } from "./command/Enhance.ts"
import { explain } from "./command/Explain.ts"
import { feedback } from "./command/Feedback.ts"
import { fix } from "./command/Fix.ts"
import { init } from "./command/Init.ts"
import { learn } from "./command/Learn.ts"
import { models } from "./command/Models.ts"
import { patterns } from "./command/Patterns.ts"
import { refine } from "./command/Refine.ts"
import { sessions } from "./command/Sessions.ts"
import { ExitCode } from "./ExitCode.ts"
import type { ExitStatus } from "./ExitStatus.ts"
import { visible } from "./format/Visible.ts"
import { Invocation } from "./Invocation.ts"
import { Output } from "./Output.ts"

export const pipewright = Command.make("pipewright").pipe(
  Command.withDescription(
    "Repairs pipeline files: the smallest change that makes them valid, every change explained."
  ),
  Command.withSubcommands([
    check,
    fix,
    refine,
    enhance,
    patterns,
    feedback,
    learn,
    sessions,
    explain,
    init,
    models
  ])
)

/** Runs a command line and answers with the exit code of the contract. */
export const runCli = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const { version } = yield* Invocation
  const { err } = yield* Output
  const exitCode = yield* ExitCode
  const fail = (status: ExitStatus, text: string) =>
    Effect.andThen(err.write(visible(text)), exitCode.raise(status))
  yield* Command.runWith(pipewright, { version })(args).pipe(
    Effect.catchIf(CliError.isCliError, () => exitCode.raise(2)),
    Effect.catchTags({
      ConfigError: (error) => fail(2, `error: ${error.message}\n`),
      ModelNameError: (error) => fail(2, `error: ${error.message}\n`),
      CassetteError: (error) => fail(2, `error: ${error.message}\n`),
      FileError: (error) => fail(2, `error: ${error.message}\n`),
      PatternError: (error) => fail(2, `error: ${error.message}\n`)
    }),
    Effect.catchCause((cause) =>
      Cause.hasInterrupts(cause)
        ? Effect.failCause(cause)
        : fail(
            3,
            `internal error: ${Cause.pretty(cause)}\nPlease report it with the command and its input.\n`
          )
    )
  )
  return yield* exitCode.get
})

/** The options that every command has. */
export const builtIns = CliConfig.layer({
  builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions]
})

/** Help goes to standard output; errors of usage go to standard error, without burying them under the help. */
export const presenter = Layer.succeed(CliOutput.Presenter, {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.gen(function* () {
          const formatter = yield* CliOutput.Formatter
          yield* Console.error(formatter.formatErrors(event.errors).trim())
          yield* Console.error(`\nRun \`${event.commandPath.join(" ")} --help\` for usage.`)
        })
      : CliOutput.defaultPresenter.present(event)
})
