/**
 * What `check`, `fix` and `refine` have in common: their argument, and the way to the code that does the work, which
 * is loaded only when it is needed, so that help and errors of usage come at once.
 */
import { Effect } from "effect"
import { Argument } from "effect/cli"
import { ExitCode } from "../ExitCode.ts"
import type { ModellingFlags, PatterningFlags, RefiningFlags, SharedFlags, WritingFlags } from "../Flags.ts"
import { Invocation } from "../Invocation.ts"
import type { Command } from "../Request.ts"

export const files = Argument.String("files").pipe(
  Argument.withDescription("Files, folders, globs, or - for standard input"),
  Argument.variadic()
)

export const runFiles = Effect.fnUntraced(function* (
  command: Command,
  args: ReadonlyArray<string>,
  flags: SharedFlags & Partial<WritingFlags & PatterningFlags & RefiningFlags & ModellingFlags>
) {
  const { version, line, folder, environment, worker, controller, estimating } = yield* Invocation
  const exitCode = yield* ExitCode
  const { run } = yield* Effect.promise(() => import("../Run.ts"))
  const status = yield* run({
    command,
    args,
    flags,
    version,
    line,
    folder,
    environment,
    worker,
    controller,
    estimating
  })
  yield* exitCode.raise(status)
})
