/**
 * What `enhance` and `patterns apply` were asked for, and where a text is built up: right here, or in a thread where a
 * batch works in threads.
 */
import { Context, Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { PatternLibrary } from "../pattern/PatternLibrary.ts"
import type { Config } from "../pipeline/Config.ts"
import type { GivenUp } from "../pipeline/GivenUp.ts"
import type { Built, EnhanceRequest } from "./Enhancement.ts"
import type { Operation } from "./Operation.ts"
import { FileError } from "./SourceFile.ts"

/** What the command line asks for. */
export const Enhancing = Context.Reference<EnhanceRequest>("pipewright/cli/Enhancing", {
  defaultValue: () => ({ pattern: undefined, capabilities: [], until: undefined })
})

export type Build = (
  text: string,
  dialect: Dialect,
  config: Config,
  place: string | undefined,
  request: EnhanceRequest
) => Effect.Effect<Built, GivenUp>

export const buildHere: Build = (text, dialect, config, place, request) =>
  Effect.gen(function* () {
    const library = yield* PatternLibrary
    const { build } = yield* Effect.promise(() => import("./Enhancement.ts"))
    return build(text, dialect, config, place, library, request)
  })

export const Builder = Context.Reference<Build>("pipewright/cli/Builder", { defaultValue: () => buildHere })

export const enhance: Operation = (text, dialect, config, place) =>
  Effect.gen(function* () {
    const build = yield* Builder
    const built = yield* build(text, dialect, config, place, yield* Enhancing)
    if (built._tag === "unknown")
      return yield* new FileError({
        path: place ?? "<stdin>",
        problem: built.problem,
        help: built.help
      })
    const { before, after, applied, enhancement } = built
    return { before, after, applied, rolledBack: [], refinement: undefined, enhancement }
  })
