/**
 * Runs `check`, `fix` or `refine` over all inputs: settles the config, finds the inputs, works on each, writes what
 * has changed, and feeds the formats, one outcome at a time and in the order of the inputs.
 *
 * What goes wrong with one input is reported and leaves the others alone.
 */
import { Cause, Effect, Option, Stream } from "effect"
import { dialectById, dialects, recognise } from "../dialect/Dialects.ts"
import { type Config, dialectAt } from "../pipeline/Config.ts"
import { assess, assessUnreadable } from "./Assess.ts"
import { Baseline, readBaseline, writeBaseline } from "./Baseline.ts"
import { catalogue } from "./Catalogue.ts"
import { type ExitStatus, statusOf, worse } from "./ExitStatus.ts"
import type { RefiningFlags, SharedFlags, WritingFlags } from "./Flags.ts"
import type { Format } from "./format/Format.ts"
import type { FormatTarget } from "./format/FormatName.ts"
import { formats } from "./format/Formats.ts"
import { find, type Input } from "./Inputs.ts"
import { type Command, type Operated, operations } from "./Operation.ts"
import { count, emptySummary, type Outcome } from "./Outcome.ts"
import { fileSink, Output, type Sink } from "./Output.ts"
import { progress } from "./Progress.ts"
import { print, settle, strayRules, strayVariables } from "./Settle.ts"
import * as SourceFile from "./SourceFile.ts"
import { readStdin, type Stdin } from "./Stdin.ts"

export interface Request {
  readonly command: Command
  readonly args: ReadonlyArray<string>
  readonly flags: SharedFlags & Partial<WritingFlags & RefiningFlags>
  readonly version: string
  /** The working folder, absolute. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Answers with the exit code. Settings that cannot be used, and a baseline that cannot be read, are failures. */
export const run = Effect.fn("Run.run")(function* (request: Request) {
  const { command, args, flags, folder } = request
  const output = yield* Output
  const resolved = yield* settle(flags, folder, request.environment)
  const { config } = resolved
  if (flags.printConfig) {
    yield* output.out.write(print(resolved, flags.format[0]?.name ?? "pretty"))
    return 0 as ExitStatus
  }
  for (const note of [...strayVariables(request.environment), ...strayRules(resolved)]) {
    yield* say(output.err, `note: ${note}`)
  }
  const baseline = yield* baselineOf(flags, config, folder)
  const { inputs, problems, notes } = yield* find(args, {
    folder,
    all: config.dialect !== undefined,
    exclude: config.exclude,
    stdinPath: Option.getOrUndefined(flags.stdinFilePath)
  })
  for (const note of notes) yield* say(output.err, `note: ${note}`)
  // What is printed of standard input's result must not be mixed with anything else.
  const piped = command !== "check" && flags.diff !== true && inputs.some(({ path }) => path === undefined)
  const targets = yield* openFormats(request, config, piped ? { ...output, out: output.err } : output)
  const session = new Session(request, config, baseline, output)
  for (const target of targets) yield* target.sink.write(target.format.begin)
  const shown = progress(output.err)
  let done = 0
  yield* Stream.fromIterable(inputs).pipe(
    Stream.mapEffect((input) => session.work(input), { concurrency: config.jobs }),
    Stream.runForEach((worked) =>
      Effect.gen(function* () {
        yield* shown.step(++done, inputs.length, worked.input.shown)
        const outcome = session.tell(worked)
        if (outcome === undefined) return
        if (targets.some(({ sink }) => sink.terminal)) yield* shown.clear
        for (const { format, sink } of targets) yield* sink.write(format.outcome(outcome))
      })
    )
  )
  yield* shown.clear
  const summary = {
    ...session.summary,
    problems: [...problems, ...session.summary.problems],
    dryRun: flags.diff === true
  }
  for (const { format, sink, finish } of targets) {
    yield* sink.write(format.end(summary))
    yield* finish
  }
  for (const problem of summary.problems) yield* say(output.err, `error: ${problem.message}`)
  let status = problems.length > 0 ? worse(session.status, 2) : session.status
  if (summary.files === 0) {
    status = worse(status, 4)
    if (problems.length === 0) yield* say(output.err, nothing(args))
  }
  if (flags.updateBaseline && config.baseline !== undefined) {
    yield* writeBaseline(folder, config.baseline, baseline)
  } else if (baseline.gone > 0) {
    const gone = plural(baseline.gone, "finding")
    yield* say(output.err, `note: ${gone} of the baseline gone; --update-baseline forgets them`)
  }
  return status === 1 && (flags.exitZero || flags.updateBaseline) ? 0 : status
}, Effect.scoped)

/** What became of one input. */
interface Worked {
  readonly input: Input
  readonly result:
    | { readonly _tag: "operated"; readonly operated: Operated; readonly written: boolean }
    | { readonly _tag: "undecodable"; readonly problem: SourceFile.Undecodable }
    | { readonly _tag: "passed over" }
    | { readonly _tag: "failed"; readonly error: SourceFile.FileError }
    | { readonly _tag: "crashed"; readonly cause: Cause.Cause<never> }
}

/** The state of one run. */
class Session {
  status: ExitStatus = 0
  summary = emptySummary
  readonly #request: Request
  readonly #config: Config
  readonly #baseline: Baseline
  readonly #output: Output["Service"]

  constructor(request: Request, config: Config, baseline: Baseline, output: Output["Service"]) {
    this.#request = request
    this.#config = config
    this.#baseline = baseline
    this.#output = output
  }

  /** Works on one input; nothing that happens to it stops the run. */
  work(input: Input) {
    return this.#attempt(input).pipe(
      Effect.catchTag("FileError", (error) => Effect.succeed<Worked["result"]>({ _tag: "failed", error })),
      Effect.catchCause((cause) =>
        Cause.hasInterrupts(cause)
          ? Effect.failCause(cause)
          : Effect.succeed<Worked["result"]>({ _tag: "crashed", cause })
      ),
      Effect.map((result): Worked => ({ input, result }))
    )
  }

  /** Counts what became of an input, and makes the outcome that is printed. */
  tell({ input, result }: Worked): Outcome | undefined {
    const { flags } = this.#request
    switch (result._tag) {
      case "passed over":
        return undefined
      case "failed":
        this.#problem(result.error, 2)
        return undefined
      case "crashed":
        this.#problem(
          new SourceFile.FileError({
            path: input.shown,
            problem: `internal error: ${Cause.pretty(result.cause)}`,
            help: "Please report it with the file."
          }),
          3
        )
        return undefined
      default: {
        this.#baseline.look(input.place ?? input.shown)
        const outcome =
          result._tag === "operated"
            ? assess(
                input,
                result.operated,
                this.#config,
                this.#baseline,
                flags.diff === true,
                result.written
              )
            : assessUnreadable(input, result.problem, this.#baseline)
        this.summary = count(this.summary, outcome)
        this.status = worse(this.status, statusOf(outcome, this.#config.failOn, flags.diff === true))
        return outcome
      }
    }
  }

  #problem(error: SourceFile.FileError, status: ExitStatus): void {
    this.summary = {
      ...this.summary,
      files: this.summary.files + 1,
      problems: [...this.summary.problems, error]
    }
    this.status = worse(this.status, status)
  }

  #attempt(input: Input) {
    const session = this
    return Effect.gen(function* () {
      const { limits } = session.#config
      const source: SourceFile.SourceFile | Stdin =
        input.path === undefined
          ? yield* readStdin(limits.size)
          : yield* SourceFile.read(input.path, limits.size, input.shown)
      if (source.undecodable !== undefined) {
        if (!input.named && !session.#claimed(input)) return passedOver
        yield* session.#echo(source)
        return { _tag: "undecodable", problem: source.undecodable } as const
      }
      const place = input.place
      const id = dialectAt(session.#config, place ?? "")
      const dialect = id === undefined ? recognise(place, source.text) : dialectById(id)
      if (dialect === undefined) {
        if (!input.named) return passedOver
        yield* session.#echo(source)
        return { _tag: "undecodable", problem: unrecognised } as const
      }
      const operated = yield* operations[session.#request.command](
        source.text,
        dialect,
        session.#config,
        place
      )
      const written = yield* session.#write(source, operated)
      return { _tag: "operated", operated, written } as const
    })
  }

  /** Writes what has changed, where the command writes at all. */
  #write(source: SourceFile.SourceFile | Stdin, { before, after }: Operated) {
    const { command, flags } = this.#request
    if (command === "check" || flags.diff === true) return Effect.succeed(false)
    if (!("target" in source)) return Effect.as(this.#output.out.write(after.text), false)
    if (after.text === before.text) return Effect.succeed(false)
    return Effect.as(SourceFile.write(source, after.text), true)
  }

  /** Standard input that cannot be worked on goes through as it came. */
  #echo(source: SourceFile.SourceFile | Stdin) {
    const { command, flags } = this.#request
    return command === "check" || flags.diff === true || "target" in source
      ? Effect.void
      : this.#output.out.write(source.bytes)
  }

  /** Whether a dialect owns the place of a file that cannot be read, so that it must not be passed over in silence. */
  #claimed({ place }: Input): boolean {
    return (
      dialectAt(this.#config, place ?? "") !== undefined ||
      (place !== undefined && dialects.some((dialect) => dialect.ownsPath(place)))
    )
  }
}

const passedOver = { _tag: "passed over" } as const

const unrecognised: SourceFile.Undecodable = {
  rule: "unrecognised",
  message: "No dialect recognises this file, neither by its place nor by what it holds",
  help: `Say which it is with --dialect: ${dialects.map((dialect) => dialect.id).join(", ")}.`,
  line: 1,
  column: 1
}

const baselineOf = (flags: SharedFlags, config: Config, folder: string) => {
  if (config.baseline === undefined) {
    return flags.updateBaseline
      ? Effect.fail(
          new SourceFile.FileError({
            path: "--update-baseline",
            problem: "it has no file to write to.",
            help: "Name one with --baseline FILE."
          })
        )
      : Effect.succeed(new Baseline())
  }
  return readBaseline(folder, config.baseline, flags.updateBaseline)
}

interface Target {
  readonly format: Format
  readonly sink: Sink
  readonly finish: Effect.Effect<void, SourceFile.FileError>
}

/** The formats that were asked for, with where each goes. People get `pretty`, and GitHub its annotations. */
const openFormats = Effect.fnUntraced(function* (
  request: Request,
  config: Config,
  output: Output["Service"]
) {
  const { flags, folder, command, version, environment } = request
  const asked: ReadonlyArray<FormatTarget> = flags.format
  const human = ["pretty", "concise"]
  const toOut = asked.filter(({ file }) => file === undefined)
  const wanted: Array<FormatTarget> = [
    ...asked,
    ...(toOut.length === 0 ? [{ name: "pretty", file: undefined } as const] : [])
  ]
  const targets: Array<Target> = []
  const open = (target: FormatTarget, sink: Sink, finish: Target["finish"] = Effect.void): number =>
    targets.push({
      format: formats[target.name]({
        command,
        version,
        color: sink.color,
        terminal: sink.terminal,
        folder,
        rules: catalogue,
        failOn: config.failOn
      }),
      sink,
      finish
    })
  for (const target of wanted) {
    if (target.file === undefined) open(target, output.out)
    else {
      const sink = yield* fileSink(folder, target.file)
      open(target, sink, sink.finish)
    }
  }
  if (environment.GITHUB_ACTIONS === "true" && !asked.some(({ name }) => name === "github")) {
    // The runner reads annotations from both streams; a program that reads the other format must not.
    const mixes = toOut.every(({ name }) => human.includes(name))
    open({ name: "github", file: undefined }, mixes ? output.out : output.err)
  }
  return targets
})

const say = (sink: Sink, line: string): Effect.Effect<void> => sink.write(`${line}\n`)

const nothing = (args: ReadonlyArray<string>): string =>
  args.length === 0
    ? "error: no inputs. Name files, folders or globs; `.` is this folder, `-` standard input."
    : "error: no inputs: nothing that was named is a pipeline. With --dialect every YAML and JSON file of a folder is taken."
