/**
 * `pipewright patterns`: known good pipelines: which there are, what they look like, and which a file is like.
 */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { PatternLibrary } from "../../pattern/PatternLibrary.ts"
import type { EnhanceRequest } from "../Enhancement.ts"
import { ExitCode } from "../ExitCode.ts"
import {
  type PatterningFlags,
  patterning,
  type SharedFlags,
  shared,
  type WritingFlags,
  writing
} from "../Flags.ts"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"
import { files, runFiles } from "./Files.ts"

const format = Flag.Literals("format", ["pretty", "json"]).pipe(
  Flag.withDescription("Output"),
  Flag.withDefault("pretty")
)

const dialect = Flag.String("dialect").pipe(
  Flag.withDescription("Only the patterns of this dialect"),
  Flag.withMetavar("ID"),
  Flag.optional
)

const name = Argument.String("name").pipe(Argument.withDescription("Name of a pattern"))

type Pages = typeof import("../PatternPages.ts")

/** Where patterns come from besides the program. */
const sources = { ...patterning, config: shared.config, noConfig: shared.noConfig }

/** The patterns at hand, and whether a dialect that was named has any. */
const browse = <R>(
  flags: PatterningFlags & Pick<SharedFlags, "config" | "noConfig" | "dialect">,
  work: (pages: Pages, library: PatternLibrary) => Effect.Effect<void, never, R>
) =>
  Effect.gen(function* () {
    const { err } = yield* Output
    const exitCode = yield* ExitCode
    const { folder, environment } = yield* Invocation
    const pages = yield* Effect.promise(() => import("../PatternPages.ts"))
    const { settleProject } = yield* Effect.promise(() => import("../Settle.ts"))
    const { shelf } = yield* Effect.promise(() => import("../Shelf.ts"))
    const { config } = yield* settleProject(flags, folder, environment)
    const library = yield* shelf(Option.isNone(flags.patterns) ? config : { patterns: flags.patterns.value })
    const wrong = Option.isNone(flags.dialect)
      ? undefined
      : pages.unknownDialect(flags.dialect.value, library.dialects)
    if (wrong === undefined) return yield* work(pages, library)
    yield* err.write(wrong)
    yield* exitCode.raise(2)
  })

const list = Command.make("list", { dialect, format, ...sources }, (flags) =>
  browse(flags, (pages, library) =>
    Effect.gen(function* () {
      const { out } = yield* Output
      const dialects = Option.isNone(flags.dialect) ? library.dialects : [flags.dialect.value]
      const patterns = dialects.flatMap(library.of)
      yield* out.write(flags.format === "json" ? pages.listJson(patterns) : pages.list(patterns, out.color))
    })
  )
).pipe(Command.withDescription("List the patterns, one per line."))

const show = Command.make(
  "show",
  {
    name,
    dialect,
    format,
    example: Flag.Boolean("example").pipe(
      Flag.withDescription("Print the example alone, ready for a file"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    ...sources
  },
  ({ name, ...flags }) =>
    browse(flags, (pages, library) =>
      Effect.gen(function* () {
        const { out, err } = yield* Output
        const exitCode = yield* ExitCode
        const found = library
          .named(name)
          .filter((pattern) => Option.isNone(flags.dialect) || pattern.dialect === flags.dialect.value)
        const [pattern] = found
        if (pattern === undefined || found.length > 1) {
          yield* err.write(
            pattern === undefined
              ? pages.unknownPattern(name, library.suggestions(name))
              : pages.ambiguousPattern(name, found)
          )
          return yield* exitCode.raise(2)
        }
        if (flags.example) yield* out.write(pattern.example)
        else
          yield* out.write(flags.format === "json" ? pages.pageJson(pattern) : pages.page(pattern, out.color))
      })
    )
).pipe(
  Command.withDescription("Show a pattern: when to use it, its steps, and a complete example."),
  Command.withExamples([
    { command: "pipewright patterns show rag_pipeline", description: "A pattern with its example" },
    {
      command: "pipewright patterns show --example python_ci --dialect gitlab-ci > .gitlab-ci.yml",
      description: "Begin with an example"
    }
  ])
)

const match = Command.make(
  "match",
  {
    files,
    dialect: shared.dialect,
    format,
    top: Flag.Int("top").pipe(Flag.withDescription("Most patterns to show for a file"), Flag.withDefault(3)),
    stdinFilePath: shared.stdinFilePath,
    ...sources
  },
  ({ files, ...flags }) =>
    browse(flags, (_, library) =>
      Effect.gen(function* () {
        const { folder } = yield* Invocation
        const exitCode = yield* ExitCode
        const { printMatches } = yield* Effect.promise(() => import("../PatternMatches.ts"))
        const status = yield* printMatches({
          files,
          folder,
          library,
          dialect: Option.getOrUndefined(flags.dialect),
          stdinPath: flags.stdinFilePath,
          top: Math.max(1, flags.top),
          json: flags.format === "json"
        })
        yield* exitCode.raise(status)
      })
    )
).pipe(
  Command.withDescription("Show which patterns a file follows, how closely, and why."),
  Command.withExamples([
    { command: "pipewright patterns match .github/workflows", description: "All workflows of a folder" }
  ])
)

/** Runs over files what adds to them. */
export const runEnhance = Effect.fnUntraced(function* (
  request: EnhanceRequest,
  args: ReadonlyArray<string>,
  flags: SharedFlags & WritingFlags & PatterningFlags
) {
  const { Enhancing } = yield* Effect.promise(() => import("../Enhancing.ts"))
  yield* Effect.provideService(runFiles("enhance", args, flags), Enhancing, request)
})

const apply = Command.make(
  "apply",
  { name, files, ...patterning, ...shared, ...writing },
  ({ name, files, ...flags }) =>
    runEnhance({ pattern: name, capabilities: [], until: "configure_steps" }, files, flags)
).pipe(
  Command.withDescription("Add what a file lacks of a pattern: steps, settings and their order."),
  Command.withExamples([
    { command: "pipewright patterns apply node_ci --diff ci.yml", description: "Show what would be added" }
  ])
)

export const patterns = Command.make("patterns").pipe(
  Command.withDescription(
    "Known good pipelines: list or show them, find the one a file follows, complete a file."
  ),
  Command.withSubcommands([list, show, match, apply])
)
