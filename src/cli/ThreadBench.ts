/**
 * A workbench in threads: texts of a batch are judged and repaired off the main thread, which stays free to write,
 * to show progress and to hear Ctrl-C. A text on which a thread spends too long or too much memory is given up alone.
 *
 * A thread has the settings from its start, with what was learned of fixes; of the options of a call, which are made
 * of the same settings, it gets the path.
 */
import { availableParallelism } from "node:os"
import { resolve } from "node:path"
import { Context, Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { Validation } from "../diagnose/Validator.ts"
import { dialectById, dialects } from "../dialect/Dialects.ts"
import type { Config } from "../pipeline/Config.ts"
import { GivenUp } from "../pipeline/GivenUp.ts"
import type { LlmRequest } from "../pipeline/LlmRefiner.ts"
import type { AskedModel } from "../pipeline/ModelAnswer.ts"
import { here, Workbench } from "../pipeline/Workbench.ts"
import type { Workers, WorkersOptions } from "../worker/Workers.ts"
import { type Build, Builder, buildHere } from "./Enhancing.ts"
import { type DialectName, type Errand, type Errands, nameOf } from "./Errand.ts"
import { optionsOf } from "./Operation.ts"
import { type Recognise, Recognition } from "./Recognition.ts"
import { RemoteValidation } from "./RemoteValidation.ts"
import { type MakeSchemaDialect, SchemaDialects, schemaDialect } from "./SchemaFile.ts"
import { FileError } from "./SourceFile.ts"

/** Files for which one more thread pays: each has to load its code, and to get warm. */
const worthAThread = 64

/** How many threads, and what each may take. `file` is the module that they run. */
export const workersFor = (file: URL, config: Config, files: number): WorkersOptions => ({
  file,
  data: { config },
  threads: Math.min(config.jobs, availableParallelism(), Math.ceil(files / worthAThread)),
  timeout: config.timeout * 1000,
  memory: config.memory
})

/** The services that send work to the threads, for one run. */
export const inThreads = (workers: Workers): Context.Context<never> =>
  Context.mergeAll(
    Context.make(Workbench, benchOf(workers)),
    Context.make(Recognition, recogniseBy(workers)),
    Context.make(Builder, buildBy(workers)),
    Context.make(SchemaDialects, schemasBy(workers))
  )

const send = <K extends keyof Errands>(
  workers: Workers,
  tag: K,
  errand: Errands[K]["errand"]
): Effect.Effect<Errands[K]["result"], GivenUp> =>
  workers.run({ ...errand, _tag: tag } as Errand).pipe(
    Effect.map((result) => result as Errands[K]["result"]),
    Effect.catch(({ cause, reason }) =>
      // What threw is a mistake of ours and told as such, with its stack.
      cause === "crash"
        ? Effect.die(new Error(reason))
        : Effect.fail(new GivenUp({ reason: `${reason}; ${more[cause]} gives it more` }))
    )
  )

const more = { time: "--timeout", memory: "PIPEWRIGHT_MEMORY" } as const

const benchOf = (workers: Workers): Workbench => ({
  validate: (text, dialect, options = {}) =>
    elsewhere(
      dialect,
      () => here.validate(text, dialect, options),
      (name) =>
        Effect.map(
          send(workers, "validate", { text, place: options.path, dialect: name }),
          (findings) => new RemoteValidation(text, dialect, options, findings)
        )
    ),

  repair: (text, dialect, options = {}) =>
    elsewhere(
      dialect,
      () => here.repair(text, dialect, options),
      (name) =>
        Effect.map(send(workers, "repair", { text, place: options.path, dialect: name }), (repaired) => ({
          ...repaired,
          before: new RemoteValidation(text, dialect, options, repaired.before),
          after: new RemoteValidation(repaired.text, dialect, options, repaired.after)
        }))
    ),

  apply: (validation, fixes, options, by) => {
    const { text, dialect } = validation
    return elsewhere(
      dialect,
      () => here.apply(validation, fixes, options, by),
      (name) => send(workers, "apply", { text, place: options.path, dialect: name, fixes, by })
    )
  },

  // A thread knows the patterns by the settings.
  mend: (validation, library, options) =>
    elsewhere(
      validation.dialect,
      () => here.mend(validation, library, options),
      (dialect) => send(workers, "mend", { ...on(validation), dialect })
    ),

  example: (validation, library, approach) =>
    elsewhere(
      validation.dialect,
      () => here.example(validation, library, approach),
      (dialect) => send(workers, "example", { ...on(validation), dialect, approach })
    ),

  breaksOff: (validation) =>
    elsewhere(
      validation.dialect,
      () => here.breaksOff(validation),
      (dialect) => send(workers, "breaksOff", { ...on(validation), dialect })
    ),

  question: (request, model) =>
    elsewhere(
      request.validation.dialect,
      () => here.question(request, model),
      (dialect) => send(workers, "question", { ...about(request, model), dialect })
    ),

  answer: (request, model, reply) =>
    elsewhere(
      request.validation.dialect,
      () => here.answer(request, model, reply),
      (dialect) => send(workers, "answer", { ...about(request, model), dialect, reply })
    )
})

const on = ({ text, path }: Validation) => ({ text, place: path })

/** Without what the thread has itself, the validation and the settings, and what is nobody's business, the key. */
const about = (
  { validation, validate: _, ...inquiry }: LlmRequest,
  { id, tools, output, context }: AskedModel
) => ({ ...on(validation), inquiry, model: { id, tools, output, context } })

/** A dialect that no thread could make for itself stays here. */
const elsewhere = <A>(
  dialect: Dialect,
  local: () => Effect.Effect<A, GivenUp>,
  remote: (name: DialectName) => Effect.Effect<A, GivenUp>
): Effect.Effect<A, GivenUp> => {
  const name = nameOf(dialect)
  return name === undefined ? local() : remote(name)
}

/** A schema is made ready in a thread first, where what takes too long is ended; then it is known to be usable. */
const schemasBy = (workers: Workers): MakeSchemaDialect => {
  const asked = new Map<string, Effect.Effect<Dialect, FileError>>()
  return (path) => {
    const file = resolve(path)
    const before = asked.get(file)
    if (before !== undefined) return before
    const ready = send(workers, "prepare", { file }).pipe(
      Effect.catch(({ reason }) => Effect.succeed(`it cannot be made ready: ${reason}.`)),
      Effect.flatMap((problem) =>
        problem === undefined ? schemaDialect(path, "later") : Effect.fail(new FileError({ path, problem }))
      )
    )
    // Asked for once, however many files it is for.
    const once = Effect.runSync(Effect.cached(ready))
    asked.set(file, once)
    return once
  }
}

const recogniseBy =
  (workers: Workers): Recognise =>
  (place, text, lenient) => {
    // By its place a file is known without a look inside.
    const owner = place === undefined ? undefined : dialects.find((dialect) => dialect.ownsPath(place))
    return owner !== undefined
      ? Effect.succeed(owner)
      : Effect.map(send(workers, "recognise", { text, place, lenient }), (id) =>
          id === undefined ? undefined : dialectById(id)
        )
  }

/** A thread knows the patterns by the settings. */
const buildBy =
  (workers: Workers): Build =>
  (text, dialect, config, place, request) => {
    const name = nameOf(dialect)
    if (name === undefined) return buildHere(text, dialect, config, place, request)
    return Effect.map(send(workers, "enhance", { text, place, dialect: name, request }), (built) => {
      if (built._tag === "unknown") return built
      const options = optionsOf(config, place)
      return {
        ...built,
        before: new RemoteValidation(text, dialect, options, built.before),
        after: new RemoteValidation(built.text, dialect, options, built.after)
      }
    })
  }
