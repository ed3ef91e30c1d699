/**
 * A session: one run of a command over its inputs. Reads each input, does to it what the command does, writes it
 * where that is wanted, and counts what came of it. Nothing that happens to one input stops the others.
 */
import { existsSync } from "node:fs"
import { Cause, Deferred, Effect, Fiber } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { dialectById, dialects } from "../dialect/Dialects.ts"
import { declaredSchema } from "../dialect/json-schema/DeclaredSchema.ts"
import { type Config, dialectAt, schemaAt } from "../pipeline/Config.ts"
import type { GivenUp } from "../pipeline/GivenUp.ts"
import { assess, assessUnreadable } from "./Assess.ts"
import type { Baseline } from "./Baseline.ts"
import { type ExitStatus, statusOf, worse } from "./ExitStatus.ts"
import type { Input } from "./Inputs.ts"
import type { Operated } from "./Operation.ts"
import { operations } from "./Operations.ts"
import { count, emptySummary, type Outcome } from "./Outcome.ts"
import type { Output } from "./Output.ts"
import { Recognition } from "./Recognition.ts"
import type { Request } from "./Request.ts"
import { SchemaDialects, schemaOf } from "./SchemaFile.ts"
import * as SourceFile from "./SourceFile.ts"
import { readStdin, type Stdin } from "./Stdin.ts"

/** What became of one input. */
export interface Worked {
  readonly input: Input
  readonly result:
    | { readonly _tag: "operated"; readonly operated: Operated; readonly written: boolean }
    | { readonly _tag: "undecodable"; readonly problem: SourceFile.Undecodable }
    | { readonly _tag: "passed over" }
    | { readonly _tag: "failed"; readonly error: SourceFile.FileError }
    | { readonly _tag: "stopped" }
    | { readonly _tag: "crashed"; readonly cause: Cause.Cause<never> }
}

export class Session {
  status: ExitStatus = 0
  summary = emptySummary
  readonly #request: Request
  readonly #config: Config
  readonly #baseline: Baseline
  readonly #output: Output["Service"]
  /** Inputs that were written and not yet told of. */
  readonly #written = new Map<Input, Worked["result"]>()

  constructor(request: Request, config: Config, baseline: Baseline, output: Output["Service"]) {
    this.#request = request
    this.#config = config
    this.#baseline = baseline
    this.#output = output
  }

  /** Works on one input; nothing that happens to it stops the run. */
  work(input: Input) {
    return this.#attempt(input).pipe(
      Effect.catchTags({
        FileError: (error) => Effect.succeed<Worked["result"]>({ _tag: "failed", error }),
        GivenUp: ({ reason }) =>
          Effect.succeed<Worked["result"]>({ _tag: "failed", error: givenUp(input.shown, reason) })
      }),
      Effect.catchCause((cause) =>
        Cause.hasInterrupts(cause)
          ? Effect.failCause(cause)
          : Effect.succeed<Worked["result"]>({ _tag: "crashed", cause })
      ),
      Effect.map((result): Worked => ({ input, result }))
    )
  }

  /** As `work`, unless the run is to stop: then what is not done by now stays undone, and nothing is half done. */
  workUntil<Stop>(stop: Deferred.Deferred<Stop>, input: Input) {
    const session = this
    return Effect.gen(function* () {
      const stopped: Worked = { input, result: { _tag: "stopped" } }
      if (Deferred.isDoneUnsafe(stop)) return stopped
      const fiber = yield* Effect.forkChild(session.work(input))
      const worked = yield* Effect.raceFirst(Fiber.join(fiber), Effect.as(Deferred.await(stop), undefined))
      if (worked !== undefined) return worked
      yield* Fiber.interrupt(fiber)
      // A file that was just being written is done.
      const result = session.#written.get(input)
      return result === undefined ? stopped : { input, result }
    })
  }

  /** Counts what became of an input, and makes the outcome that is printed. */
  tell({ input, result }: Worked): Outcome | undefined {
    const { flags } = this.#request
    this.#written.delete(input)
    switch (result._tag) {
      case "passed over":
      case "stopped":
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
      const dialect = yield* session.#dialectOf(input, source.text)
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
      return yield* Effect.uninterruptible(
        Effect.map(session.#write(source, operated), (written) => {
          const result = { _tag: "operated", operated, written } as const
          if (written) session.#written.set(input, result)
          return result
        })
      )
    })
  }

  /** The dialect of an input: by its settings, by its place, by the schema that it names itself, by what it looks like. */
  #dialectOf(input: Input, text: string): Effect.Effect<Dialect | undefined, SourceFile.FileError | GivenUp> {
    const place = input.place ?? ""
    const schema = schemaAt(this.#config, place)
    if (schema !== undefined) return Effect.flatMap(SchemaDialects, (make) => make(schema))
    const id = dialectAt(this.#config, place)
    if (id !== undefined) return Effect.succeed(dialectById(id))
    const own = schemaOf(declaredSchema(text), input.path)
    // What a file says of itself is more than what it looks like; what its place says is more than that.
    if (own !== undefined && existsSync(own) && !isPlaced(place))
      return Effect.flatMap(SchemaDialects, (make) => make(own))
    return Effect.gen(function* () {
      const known = yield* (yield* Recognition)(input.place, text, input.named)
      return known === undefined && own !== undefined ? yield* (yield* SchemaDialects)(own) : known
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
    return dialectAt(this.#config, place ?? "") !== undefined || (place !== undefined && isPlaced(place))
  }
}

/** Whether a dialect owns files of that path. */
const isPlaced = (place: string): boolean => dialects.some((dialect) => dialect.ownsPath(place))

/** Neither read nor written: what became of the file is not known, which is more than a finding. */
const givenUp = (path: string, reason: string): SourceFile.FileError =>
  new SourceFile.FileError({
    path,
    problem: `it was given up and is as it was: ${reason.endsWith(".") ? reason : `${reason}.`}`
  })

const passedOver = { _tag: "passed over" } as const

const unrecognised: SourceFile.Undecodable = {
  rule: "unrecognised",
  message: "This file is not recognised as any dialect, neither by its path nor by its content.",
  help: `Say which it is with --dialect: ${dialects.map((dialect) => dialect.id).join(", ")}.`,
  line: 1,
  column: 1
}
