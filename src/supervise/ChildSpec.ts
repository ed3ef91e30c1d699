/**
 * How a supervisor starts, restarts and stops a child. The defaults are OTP's: a worker that is always
 * restarted and has five seconds to end.
 */
import { Context, Effect, type Scope } from "effect"
import * as ExitReason from "./ExitReason.ts"
import { type Definition, StartFailed, type StartOptions, startLink } from "./GenServer.ts"
import { type Pid, sharedServices } from "./Pid.ts"
import * as Process from "./Process.ts"

/**
 * - `permanent`: always
 * - `transient`: when it ended other than `Normal` or `Shutdown`
 * - `temporary`: never; its specification is forgotten when it ends
 */
export type Restart = "permanent" | "transient" | "temporary"

/**
 * - `brutal_kill`: killed at once
 * - a number: it gets an exit signal `Shutdown` and so many milliseconds, then it is killed
 * - `infinity`: as long as it takes
 */
export type Shutdown = "brutal_kill" | "infinity" | number

export interface ChildSpec<out R = never> {
  /** Unique among the children of a supervisor; a dynamic supervisor does not look at it. */
  readonly id: string
  /**
   * Starts a process linked to the running one, the supervisor, and returns when it is ready. Failing with
   * `StartIgnored` means that there is nothing to run for now; the specification stays.
   */
  readonly start: Effect.Effect<Pid, unknown, R>
  /** Default `permanent`. */
  readonly restart?: Restart
  /** Default 5000 for a worker, `infinity` for a supervisor. */
  readonly shutdown?: Shutdown
  /** Default `worker`. */
  readonly type?: "worker" | "supervisor"
  /** Whether its end may end the supervisor; see `Supervisor` on auto-shutdown. */
  readonly significant?: boolean
}

/** A server as a child; its id is the server's name unless another is given. */
export const server = <P, Args, R>(
  definition: Definition<P, Args, R>,
  args: Args,
  options?: Omit<Partial<ChildSpec>, "start"> & { readonly start?: StartOptions<P> }
): ChildSpec<R> => {
  const { start, ...spec } = options ?? {}
  return { id: definition.name, ...spec, start: startLink(definition, args, start) }
}

/**
 * An effect as a child. It counts as started at once and ends when the effect does, so a finite one is
 * usually `transient` or `temporary`.
 */
export const effect = <A, E, R>(
  id: string,
  body: Effect.Effect<A, E, R>,
  options?: Omit<Partial<ChildSpec>, "start" | "id">
): ChildSpec<Exclude<R, Scope.Scope>> => ({ ...options, id, start: Process.spawnLink(body, { name: id }) })

/** A specification with nothing left open. */
export interface Complete<R = never> extends ChildSpec<R> {
  readonly restart: Restart
  readonly shutdown: Shutdown
  readonly type: "worker" | "supervisor"
  readonly significant: boolean
}

export const complete = <R>(spec: ChildSpec<R>): Complete<R> => {
  const type = spec.type ?? "worker"
  return {
    id: spec.id,
    start: spec.start,
    restart: spec.restart ?? "permanent",
    shutdown: spec.shutdown ?? (type === "supervisor" ? "infinity" : 5000),
    type,
    significant: spec.significant ?? false
  }
}

/** What is wrong with a specification, if anything. */
export const problem = (spec: ChildSpec<unknown>): string | undefined => {
  if (typeof spec.id !== "string") return "the id is not a text"
  if (!Effect.isEffect(spec.start)) return `start of ${spec.id} is not an effect`
  const { restart, shutdown, type } = spec
  if (restart !== undefined && !["permanent", "transient", "temporary"].includes(restart)) {
    return `restart of ${spec.id} is ${restart}, not permanent, transient or temporary`
  }
  if (type !== undefined && type !== "worker" && type !== "supervisor") {
    return `type of ${spec.id} is ${String(type)}, not worker or supervisor`
  }
  const fine =
    shutdown === undefined ||
    shutdown === "brutal_kill" ||
    shutdown === "infinity" ||
    (typeof shutdown === "number" && shutdown >= 0)
  return fine
    ? undefined
    : `shutdown of ${spec.id} is neither brutal_kill, infinity nor a number of milliseconds`
}

/** The specification with the services of the caller, ready to be sent to a supervisor that has others. */
export const withServices = <R>(spec: ChildSpec<R>): Effect.Effect<ChildSpec, never, R> =>
  Effect.withFiber((fiber) => {
    // What is wrong with it, the supervisor says.
    if (!Effect.isEffect(spec.start)) return Effect.succeed(spec as ChildSpec<never>)
    // The supervisor's own process and scope must stay what `start` sees.
    const services = sharedServices(fiber.context) as Context.Context<R>
    const start = Effect.withFiber<Pid, unknown, R>((supervisor) =>
      sharedServices(supervisor.context) === services
        ? spec.start
        : Effect.updateContext(spec.start, (own: Context.Context<never>) => Context.merge(own, services))
    )
    return Effect.succeed({ ...spec, start: start as Effect.Effect<Pid, unknown> })
  })

/** What came of starting a child: a process, nothing to run (undefined), or why not. */
export type Outcome =
  | { readonly _tag: "Started"; readonly pid: Pid | undefined }
  | { readonly _tag: "AlreadyStarted"; readonly pid: Pid }
  | { readonly _tag: "Failed"; readonly reason: ExitReason.ExitReason }

/** Runs `start` in the supervisor; whatever goes wrong is an outcome. */
export const run = (spec: Complete<never>): Effect.Effect<Outcome> =>
  Effect.matchCauseEffect(spec.start, {
    onSuccess: (pid): Effect.Effect<Outcome> => Effect.succeed({ _tag: "Started", pid }),
    onFailure: (cause): Effect.Effect<Outcome> => {
      const error = cause.reasons.find((reason) => reason._tag === "Fail")?.error
      if (error instanceof StartFailed) return Effect.succeed({ _tag: "Failed", reason: error.reason })
      const tag = typeof error === "object" && error !== null && "_tag" in error ? error._tag : undefined
      if (tag === "StartIgnored") return Effect.succeed({ _tag: "Started", pid: undefined })
      if (tag === "AlreadyStarted")
        return Effect.succeed({ _tag: "AlreadyStarted", pid: (error as { pid: Pid }).pid })
      return Effect.succeed({ _tag: "Failed", reason: ExitReason.fromCause(cause) })
    }
  })
