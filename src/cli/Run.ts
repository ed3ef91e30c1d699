/**
 * Runs `check`, `fix` or `refine` over all inputs: settles the config, finds the inputs, works on each, and feeds the
 * formats, one outcome at a time and in the order of the inputs.
 */
import { dirname } from "node:path"
import { Context, Deferred, Effect, Option, Stream } from "effect"
import { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { Committed } from "../pipeline/Committed.ts"
import type { Config, Resolved } from "../pipeline/Config.ts"
import { ConfigError } from "../pipeline/ConfigError.ts"
import { RefinementHost, RefinementListener } from "../pipeline/RefinementHost.ts"
import { Baseline, readBaseline, writeBaseline } from "./Baseline.ts"
import { type ExitStatus, worse } from "./ExitStatus.ts"
import type { SharedFlags } from "./Flags.ts"
import { plural } from "./format/Format.ts"
import { oneLine, visible } from "./format/Visible.ts"
import { hosting, isJournaled } from "./Hosting.ts"
import { inOrder } from "./InOrder.ts"
import { find, type Input } from "./Inputs.ts"
import { controllerFor, estimate } from "./Modelling.ts"
import { informed, Notebook, openNotebook } from "./Notebook.ts"
import { Output, type Sink } from "./Output.ts"
import { narrator, progress } from "./Progress.ts"
import type { Request } from "./Request.ts"
import { schemaDialect } from "./SchemaFile.ts"
import { Session } from "./Session.ts"
import { print, settle, strayRules, strayVariables } from "./Settle.ts"
import { shelf } from "./Shelf.ts"
import { exitCodeOf, firstSignal, type Signal } from "./Signals.ts"
import { FileError } from "./SourceFile.ts"
import { openTargets } from "./Targets.ts"
import { sweep } from "./Temporary.ts"

/** Answers with the exit code. Settings that cannot be used, and a baseline that cannot be read, are failures. */
export const run = Effect.fn("Run.run")(function* (request: Request) {
  const { command, args, flags, folder } = request
  const contradiction = contradictionIn(flags)
  if (contradiction !== undefined) return yield* contradiction
  const output = yield* Output
  const resolved = yield* worded(yield* informed(yield* settle(flags, folder, request.environment), folder))
  const { config } = resolved
  if (flags.printConfig) {
    yield* output.out.write(print(resolved, flags.format[0]?.name ?? "pretty"))
    return 0 as ExitStatus
  }
  for (const note of [...strayVariables(request.environment), ...strayRules(resolved)]) {
    yield* say(output.err, `note: ${oneLine(note)}`)
  }
  const baseline = yield* baselineOf(flags, config, folder)
  const { inputs, problems, notes } = yield* find(args, {
    folder,
    all: config.dialect !== undefined || config.schema !== undefined,
    exclude: config.exclude,
    stdinPath: Option.getOrUndefined(flags.stdinFilePath)
  })
  for (const note of notes) yield* say(output.err, `note: ${oneLine(note)}`)
  if (flags.estimate === true) {
    yield* output.out.write(yield* estimate(request, config, baseline, inputs))
    return 0 as ExitStatus
  }
  const writes = command !== "check" && flags.diff !== true
  if (writes) yield* Effect.promise(() => sweepBeside(inputs))
  const services = yield* controllerFor(request, config)
  const library = yield* shelf(config)
  const workers = yield* workersOf(request, resolved, inputs)
  const { hostOf, journaled, settled } = yield* hosting(request, config, inputs, workers)
  const notebook = yield* openNotebook(request, config, journaled)
  const bench = workers === undefined ? Context.empty() : (yield* threadBench).inThreads(workers)
  // Without threads schemas are made ready here: while one that takes for ever does, Ctrl-C must still end the process.
  if (workers === undefined)
    for (const schema of [config.schema, ...config.overrides.map((each) => each.schema)])
      if (schema !== undefined) yield* Effect.ignore(schemaDialect(schema))
  // While threads work this one hears what comes; where it works itself, the system has to end it.
  const stop = workers === undefined ? Deferred.makeUnsafe<Signal>() : yield* firstSignal
  // What is printed of standard input's result must not be mixed with anything else.
  const piped = writes && inputs.some(({ path }) => path === undefined)
  const targets = yield* openTargets(request, config, piped ? { ...output, out: output.err } : output)
  const session = new Session(request, config, baseline, output)
  for (const target of targets) yield* target.sink.write(target.format.begin)
  const shown = progress(output.err)
  const committedOf = yield* committedBy(request, config)
  let done = 0
  let left = 0
  yield* inOrder(inputs, { jobs: config.jobs, ahead }, (input) =>
    session.workUntil(stop, input).pipe(
      Effect.provide(services),
      Effect.provide(bench),
      Effect.provideService(RefinementHost, hostOf(input)),
      Effect.provideService(Committed, committedOf(input)),
      Effect.provideService(Notebook, notebook),
      Effect.provideService(PatternLibrary, library),
      Effect.provideService(RefinementListener, narrator(input.shown, shown)),
      Effect.tap(({ result }) => {
        if (result._tag !== "stopped") return shown.step(++done, inputs.length, input.shown)
        left++
        return Effect.void
      })
    )
  ).pipe(
    Stream.runForEach((worked) =>
      Effect.gen(function* () {
        const outcome = session.tell(worked)
        if (outcome === undefined) return
        if (targets.some(({ sink }) => sink.terminal)) yield* shown.clear
        for (const { format, sink } of targets) yield* sink.write(format.outcome(outcome))
      })
    )
  )
  yield* shown.clear
  yield* settled
  const summary = {
    ...session.summary,
    problems: [...problems, ...session.summary.problems],
    dryRun: flags.diff === true
  }
  for (const { format, sink, finish } of targets) {
    yield* sink.write(format.end(summary))
    // A report in a file is whole or not there.
    if (left === 0) yield* finish
  }
  for (const problem of summary.problems) yield* say(output.err, `error: ${problem.message}`)
  if (left > 0) {
    yield* say(output.err, stopped(done, left, wayOn(request, journaled)))
    return exitCodeOf(yield* Deferred.await(stop))
  }
  let status: ExitStatus = problems.length > 0 ? worse(session.status, 2) : session.status
  if (summary.files === 0 && session.summary.problems.length === 0) {
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

/** Options that cannot both be meant. */
const contradictionIn = ({
  record,
  replay,
  resume,
  noJournal
}: Request["flags"]): ConfigError | undefined => {
  const given = [
    ...(record?._tag === "Some" ? ["--record"] : []),
    ...(replay?._tag === "Some" ? ["--replay"] : []),
    ...(resume === true ? ["--resume"] : []),
    ...(noJournal === true ? ["--no-journal"] : [])
  ]
  const [one, other] = given
  // What is recorded or replayed has no journal anyhow.
  if (other === undefined || (other === "--no-journal" && one !== "--resume")) return undefined
  return new ConfigError({
    where: "command line",
    problems: [`\`${one}\` and \`${other}\` contradict each other`],
    help: "Leave one of them out."
  })
}

/** The settings with the words of the file of synonyms that they name. */
const worded = Effect.fnUntraced(function* (resolved: Resolved) {
  const { synonyms } = resolved.config
  if (synonyms === undefined) return resolved
  const { readVocabulary } = yield* Effect.promise(() => import("./SynonymFile.ts"))
  return { ...resolved, config: { ...resolved.config, vocabulary: yield* readVocabulary(synonyms) } }
})

/** Takes away what runs that were killed left beside the inputs. */
const sweepBeside = async (inputs: ReadonlyArray<Input>): Promise<void> => {
  const folders = new Set(inputs.flatMap(({ path }) => (path === undefined ? [] : [dirname(path)])))
  for (const folder of folders) await sweep(folder)
}

const threadBench = Effect.promise(() => import("./ThreadBench.ts"))

/** Outcomes that may wait for an earlier one to be told. */
const ahead = 256

/** Files that are a batch: fewer are done before a thread has started. */
const batch = 8

/**
 * Threads are for batches, and for what takes its time anyway: refining in a journal. Who sets a limit of time wants it
 * kept, and a schema of the user's may hold patterns that take for ever.
 */
const workersOf = Effect.fnUntraced(function* (
  request: Request,
  { config, origins }: Resolved,
  inputs: ReadonlyArray<Input>
) {
  const several = inputs.length > 1 && (inputs.length >= batch || config.schema !== undefined)
  if (!several && !isJournaled(request, config, inputs) && origins.get("timeout") === "default")
    return undefined
  const { make } = yield* Effect.promise(() => import("../worker/Workers.ts"))
  return make((yield* threadBench).workersFor(request.worker, config, inputs.length))
})

/** How an input was last committed, where a model is asked. A cassette holds all that its run depends on. */
const committedBy = Effect.fnUntraced(function* ({ command, flags }: Request, { model, limits }: Config) {
  const asks = command === "refine" && model.name !== undefined
  if (!asks || flags.record?._tag === "Some" || flags.replay?._tag === "Some")
    return (_: Input): Effect.Effect<string | undefined> => Effect.undefined
  const { committedFile } = yield* Effect.promise(() => import("./CommittedFile.ts"))
  return ({ path }: Input) => (path === undefined ? Effect.undefined : committedFile(path, limits.size))
})

const baselineOf = (flags: SharedFlags, config: Config, folder: string) => {
  if (config.baseline === undefined) {
    return flags.updateBaseline
      ? Effect.fail(
          new FileError({
            path: "--update-baseline",
            problem: "it has no file to write to.",
            help: "Name one with --baseline FILE."
          })
        )
      : Effect.succeed(new Baseline())
  }
  return readBaseline(folder, config.baseline, flags.updateBaseline)
}

const stopped = (done: number, left: number, command: string): string =>
  `stopped: ${done} of ${plural(done + left, "file")} done, ${left} not; these are as they were.\nGo on with: ${command}`

/** The command that goes on with a run that was stopped. */
const wayOn = ({ command, line }: Request, journaled: boolean): string => {
  const [first = "", ...rest] = line
  const words =
    journaled && first === command && !rest.includes("--resume") ? [first, "--resume", ...rest] : line
  return ["pipewright", ...words].map(quoted).join(" ")
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

const say = (sink: Sink, line: string): Effect.Effect<void> => sink.write(`${visible(line)}\n`)

const nothing = (args: ReadonlyArray<string>): string =>
  args.length === 0
    ? "error: no inputs. Name files, folders or globs; `.` is this folder, `-` standard input."
    : "error: nothing to check: no pipeline was found in what was named. With --dialect every YAML and JSON file in a folder is checked."
