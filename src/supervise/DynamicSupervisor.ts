/**
 * A supervisor for children that come and go: it starts empty, children are started on demand and known by
 * their process, any number from the same specification. Each is restarted by itself (`one_for_one`); at the
 * end all are stopped at the same time, for none depends on another.
 */
import { Effect, type Scope } from "effect"
import { type CallError, call, type Server, type ServerRef } from "./Call.ts"
import * as ChildSpec from "./ChildSpec.ts"
import * as ExitReason from "./ExitReason.ts"
import { monotonicMillis } from "./Family.ts"
import * as GenServer from "./GenServer.ts"
import type { Pid } from "./Pid.ts"
import * as Process from "./Process.ts"
import * as Report from "./Report.ts"
import { type Limits, RestartIntensity } from "./RestartIntensity.ts"
import type { ChildCount } from "./Supervisor.ts"
import {
  BadChildSpec,
  ChildAlreadyStarted,
  ChildNotFound,
  ChildStartFailed,
  MaxChildren
} from "./SupervisorError.ts"
import * as Termination from "./Termination.ts"

export type StartChildError = BadChildSpec | MaxChildren | ChildAlreadyStarted | ChildStartFailed

export interface Protocol {
  call: {
    startChild(spec: ChildSpec.ChildSpec): Effect.Effect<Pid | undefined, StartChildError>
    terminateChild(child: Pid): Effect.Effect<void, ChildNotFound>
    whichChildren(): ReadonlyArray<ChildInfo>
    countChildren(): ChildCount
  }
  cast: { tryAgain(child: Pid): void }
}

export type DynamicSupervisor = Server<Protocol>

export interface Options extends Limits {
  /** For people and reports. Default `dynamic-supervisor`. */
  readonly name?: string
  /** Children beyond it are refused. Default any number. */
  readonly maxChildren?: number
}

export interface ChildInfo {
  readonly id: string
  readonly process: Pid | "restarting"
  readonly type: "worker" | "supervisor"
}

export const start = (
  options?: Options,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<DynamicSupervisor, GenServer.StartError> =>
  GenServer.start(named(options), options ?? {}, startOptions)

/** Starts a dynamic supervisor linked to this process, which becomes its parent. */
export const startLink = (
  options?: Options,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<DynamicSupervisor, GenServer.StartError> =>
  GenServer.startLink(named(options), options ?? {}, startOptions)

/** Starts a dynamic supervisor that is stopped, and its children with it, when the scope closes. */
export const startScoped = (
  options?: Options,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<DynamicSupervisor, GenServer.StartError, Scope.Scope> =>
  GenServer.startScoped(named(options), options ?? {}, { ...startOptions, shutdown: Infinity })

/** A dynamic supervisor as a child of another supervisor. */
export const child = (
  id: string,
  options?: Options,
  spec?: Omit<Partial<ChildSpec.ChildSpec>, "id" | "start" | "type"> & {
    readonly start?: GenServer.StartOptions<Protocol>
  }
): ChildSpec.ChildSpec => {
  const { start: startOptions, ...rest } = spec ?? {}
  return { ...rest, id, type: "supervisor", start: startLink({ name: id, ...options }, startOptions) }
}

/**
 * Starts a child. The answer is undefined when it had nothing to run: then nothing of it is kept. The services
 * that the child needs are those of the caller.
 */
export const startChild = <R>(
  supervisor: ServerRef<Protocol>,
  spec: ChildSpec.ChildSpec<R>
): Effect.Effect<Pid | undefined, StartChildError | CallError, R> =>
  Effect.flatMap(ChildSpec.withServices(spec), (ready) =>
    call(supervisor, "startChild", ready, asLongAsItTakes)
  )

/** Stops a child for good. */
export const terminateChild = (
  supervisor: ServerRef<Protocol>,
  child: Pid
): Effect.Effect<void, ChildNotFound | CallError> =>
  call(supervisor, "terminateChild", child, asLongAsItTakes)

export const whichChildren = (
  supervisor: ServerRef<Protocol>
): Effect.Effect<ReadonlyArray<ChildInfo>, CallError> =>
  call(supervisor, "whichChildren", undefined, asLongAsItTakes)

export const countChildren = (supervisor: ServerRef<Protocol>): Effect.Effect<ChildCount, CallError> =>
  call(supervisor, "countChildren", undefined, asLongAsItTakes)

const asLongAsItTakes = { timeout: Infinity }

const named = (options: Options | undefined): GenServer.Definition<Protocol, Options, never> => ({
  ...behaviour,
  name: options?.name ?? behaviour.name
})

interface Child {
  readonly spec: ChildSpec.Complete
  readonly restarting: boolean
}

/** Children by their process; one whose restart failed stays under the process that it had. */
class Brood {
  readonly children = new Map<Pid, Child>()
  readonly intensity: RestartIntensity
  readonly maxChildren: number

  private readonly supervisor: Pid

  constructor(supervisor: Pid, options: Options) {
    this.supervisor = supervisor
    this.intensity = new RestartIntensity(options)
    this.maxChildren = options.maxChildren ?? Infinity
  }

  report({ spec }: Child, what: Report.What): Effect.Effect<void> {
    return Report.send({ ...what, supervisor: this.supervisor, child: spec.id })
  }
}

const behaviour = GenServer.define<Protocol>()({
  name: "dynamic-supervisor",
  trapExits: true,

  init: (options: Options) =>
    Effect.flatMap(Process.self, (self) => GenServer.started(new Brood(self, options))),

  call: {
    startChild: (given, brood) =>
      Effect.gen(function* () {
        const problem = ChildSpec.problem(given)
        if (problem !== undefined) return yield* GenServer.replyError(new BadChildSpec({ problem }), brood)
        const { children, maxChildren } = brood
        if (children.size >= maxChildren)
          return yield* GenServer.replyError(new MaxChildren({ maxChildren }), brood)
        const spec = ChildSpec.complete(given)
        const outcome = yield* ChildSpec.run(spec)
        switch (outcome._tag) {
          case "Started":
            if (outcome.pid !== undefined) children.set(outcome.pid, { spec, restarting: false })
            return yield* GenServer.reply(outcome.pid, brood)
          case "AlreadyStarted":
            return yield* GenServer.replyError(
              new ChildAlreadyStarted({ child: spec.id, pid: outcome.pid }),
              brood
            )
          case "Failed":
            return yield* GenServer.replyError(
              new ChildStartFailed({ child: spec.id, reason: outcome.reason }),
              brood
            )
        }
      }),

    terminateChild: (process, brood) =>
      Effect.gen(function* () {
        const child = brood.children.get(process)
        if (child === undefined)
          return yield* GenServer.replyError(new ChildNotFound({ child: String(process) }), brood)
        yield* Termination.stop(process, child.spec.shutdown)
        brood.children.delete(process)
        return yield* GenServer.reply(undefined, brood)
      }),

    whichChildren: (_, brood) =>
      GenServer.reply(
        Array.from(
          brood.children,
          ([process, { spec, restarting }]): ChildInfo => ({
            id: spec.id,
            process: restarting ? "restarting" : process,
            type: spec.type
          })
        ),
        brood
      ),

    countChildren: (_, brood) => {
      let active = 0
      let supervisors = 0
      for (const { spec, restarting } of brood.children.values()) {
        if (!restarting) active++
        if (spec.type === "supervisor") supervisors++
      }
      const specs = brood.children.size
      return GenServer.reply({ specs, active, supervisors, workers: specs - supervisors }, brood)
    }
  },

  cast: {
    tryAgain: (process, brood) => {
      const child = brood.children.get(process)
      return child?.restarting ? restart(process, child, brood) : GenServer.noReply(brood)
    }
  },

  info: (message, brood) => {
    if (message._tag !== "Exit" || message.from === undefined) return GenServer.noReply(brood)
    const child = brood.children.get(message.from)
    if (child === undefined) return GenServer.noReply(brood)
    return ended(message.from, message.reason, child, brood)
  },

  terminate: (_, brood) =>
    Termination.stopAll(Array.from(brood.children, ([pid, { spec }]) => ({ pid, shutdown: spec.shutdown })))
})

const ended = Effect.fnUntraced(function* (
  process: Pid,
  reason: ExitReason.ExitReason,
  child: Child,
  brood: Brood
) {
  const kind = child.spec.restart
  const crashed = kind === "permanent" || !ExitReason.isExpected(reason)
  if (crashed) yield* brood.report(child, { _tag: "ChildEnded", process, reason })
  if (crashed && kind !== "temporary") return yield* restart(process, child, brood)
  brood.children.delete(process)
  return yield* GenServer.noReply(brood)
})

/** Replaces the process of a child, unless there were too many restarts already. */
const restart = Effect.fnUntraced(function* (process: Pid, child: Child, brood: Brood) {
  const { children, intensity } = brood
  if (!intensity.add(yield* monotonicMillis)) {
    children.delete(process)
    yield* brood.report(child, { _tag: "GaveUp" })
    return yield* GenServer.stop(ExitReason.shutdown, brood)
  }
  const outcome = yield* ChildSpec.run(child.spec)
  if (outcome._tag === "Started") {
    children.delete(process)
    if (outcome.pid !== undefined) children.set(outcome.pid, { spec: child.spec, restarting: false })
    return yield* GenServer.noReply(brood)
  }
  if (outcome._tag === "Failed") yield* brood.report(child, { _tag: "StartFailed", reason: outcome.reason })
  children.set(process, { spec: child.spec, restarting: true })
  // The next try takes its place behind the messages that wait.
  const self: DynamicSupervisor = yield* Process.self
  yield* GenServer.cast(self, "tryAgain", process)
  return yield* GenServer.noReply(brood)
})
