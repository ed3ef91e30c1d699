/**
 * A process whose work is to keep others running. It starts its children in order, restarts them by its
 * strategy when they crash, gives up (with `Shutdown`, which its own supervisor sees) when they crash too
 * often, and stops them in reverse order when it ends. Code below a supervisor need not be prepared for
 * everything: what is not handled becomes a crash, and a crash becomes a fresh start from a known state.
 *
 * ```ts
 * const supervisor = yield* Supervisor.startScoped({
 *   children: [ChildSpec.server(Cache, undefined), ChildSpec.server(Poller, { everySeconds: 10 })],
 *   strategy: "rest_for_one"
 * })
 * ```
 *
 * A restart that fails is retried at once and counts as another restart; between two tries the supervisor
 * serves its other messages. A failure at the first start is not retried: what was started is stopped again
 * and the start fails.
 */
import { Effect, type Scope } from "effect"
import { type CallError, call, type Server, type ServerRef } from "./Call.ts"
import * as ChildSpec from "./ChildSpec.ts"
import * as ExitReason from "./ExitReason.ts"
import { type Child, Family, type Flags, type Verdict } from "./Family.ts"
import * as GenServer from "./GenServer.ts"
import type { Pid } from "./Pid.ts"
import * as Process from "./Process.ts"
import {
  BadChildSpec,
  ChildAlreadyPresent,
  ChildAlreadyStarted,
  ChildNotFound,
  ChildRestarting,
  ChildRunning,
  ChildStartFailed
} from "./SupervisorError.ts"

export type { AutoShutdown, Flags, Strategy } from "./Family.ts"

export type StartChildError = BadChildSpec | ChildAlreadyPresent | ChildAlreadyStarted | ChildStartFailed

export interface Protocol {
  call: {
    startChild(spec: ChildSpec.ChildSpec): Effect.Effect<Pid | undefined, StartChildError>
    terminateChild(id: string): Effect.Effect<void, ChildNotFound>
    restartChild(
      id: string
    ): Effect.Effect<
      Pid | undefined,
      ChildNotFound | ChildRunning | ChildRestarting | ChildStartFailed | ChildAlreadyStarted
    >
    deleteChild(id: string): Effect.Effect<void, ChildNotFound | ChildRunning | ChildRestarting>
    whichChildren(): ReadonlyArray<ChildInfo>
    countChildren(): ChildCount
  }
  cast: { tryAgain(id: string): void }
}

export type Supervisor = Server<Protocol>

export interface Options<out R = never> extends Flags {
  /** For people and reports. Default `supervisor`. */
  readonly name?: string
  /** In start order. An effect is run at each start of the supervisor, in its process. */
  readonly children:
    | ReadonlyArray<ChildSpec.ChildSpec<R>>
    | Effect.Effect<ReadonlyArray<ChildSpec.ChildSpec<R>>, unknown, R>
}

export interface ChildInfo {
  readonly id: string
  readonly process: Pid | "restarting" | undefined
  readonly type: "worker" | "supervisor"
}

export interface ChildCount {
  /** Specifications, whether their children run or not. */
  readonly specs: number
  /** Processes that run. */
  readonly active: number
  readonly supervisors: number
  readonly workers: number
}

/** Starts a supervisor and its children; nothing ends it but `GenServer.shutdown` or an exit signal. */
export const start = <R = never>(
  options: Options<R>,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<Supervisor, GenServer.StartError, R> =>
  GenServer.start(named(options), options, startOptions)

/** Starts a supervisor linked to this process, which becomes its parent. */
export const startLink = <R = never>(
  options: Options<R>,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<Supervisor, GenServer.StartError, R> =>
  GenServer.startLink(named(options), options, startOptions)

/** Starts a supervisor that is stopped, children first, when the scope closes. */
export const startScoped = <R = never>(
  options: Options<R>,
  startOptions?: GenServer.StartOptions<Protocol>
): Effect.Effect<Supervisor, GenServer.StartError, R | Scope.Scope> =>
  GenServer.startScoped(named(options), options, { ...startOptions, shutdown: Infinity })

/** A supervisor as a child of another. */
export const child = <R = never>(
  id: string,
  options: Options<R>,
  spec?: Omit<Partial<ChildSpec.ChildSpec>, "id" | "start" | "type">
): ChildSpec.ChildSpec<R> => ({ ...spec, id, type: "supervisor", start: startLink({ name: id, ...options }) })

/**
 * Starts one more child, after those that are there. The answer is undefined when it had nothing to run. The
 * services that the child needs are those of the caller.
 */
export const startChild = <R>(
  supervisor: ServerRef<Protocol>,
  spec: ChildSpec.ChildSpec<R>
): Effect.Effect<Pid | undefined, StartChildError | CallError, R> =>
  Effect.flatMap(ChildSpec.withServices(spec), (ready) =>
    call(supervisor, "startChild", ready, asLongAsItTakes)
  )

/** Stops a child. Its specification stays, unless it is temporary. */
export const terminateChild = (
  supervisor: ServerRef<Protocol>,
  id: string
): Effect.Effect<void, ChildNotFound | CallError> => call(supervisor, "terminateChild", id, asLongAsItTakes)

/** Starts a child that is known but does not run. */
export const restartChild = (
  supervisor: ServerRef<Protocol>,
  id: string
): Effect.Effect<
  Pid | undefined,
  ChildNotFound | ChildRunning | ChildRestarting | ChildStartFailed | ChildAlreadyStarted | CallError
> => call(supervisor, "restartChild", id, asLongAsItTakes)

/** Forgets a child that does not run. */
export const deleteChild = (
  supervisor: ServerRef<Protocol>,
  id: string
): Effect.Effect<void, ChildNotFound | ChildRunning | ChildRestarting | CallError> =>
  call(supervisor, "deleteChild", id, asLongAsItTakes)

/** The children in start order. */
export const whichChildren = (
  supervisor: ServerRef<Protocol>
): Effect.Effect<ReadonlyArray<ChildInfo>, CallError> =>
  call(supervisor, "whichChildren", undefined, asLongAsItTakes)

export const countChildren = (supervisor: ServerRef<Protocol>): Effect.Effect<ChildCount, CallError> =>
  call(supervisor, "countChildren", undefined, asLongAsItTakes)

/** A supervisor may be busy stopping a child that has minutes to end. */
const asLongAsItTakes = { timeout: Infinity }

const named = <R>(options: Options<R>): GenServer.Definition<Protocol, Options<R>, R> =>
  // What the children need, `startLink` and its kin ask for.
  ({ ...behaviour, name: options.name ?? "supervisor" }) as GenServer.Definition<
    Protocol,
    Options<never>,
    never
  > as never

const behaviour = GenServer.define<Protocol>()({
  name: "supervisor",
  trapExits: true,

  init: (options: Options) =>
    Effect.gen(function* () {
      const family = new Family(yield* Process.self, options)
      const specs = Effect.isEffect(options.children) ? yield* options.children : options.children
      for (const spec of specs) {
        const problem =
          family.problem(spec) ??
          (family.find(spec.id) === undefined ? undefined : `two children have the id ${spec.id}`)
        if (problem !== undefined) return yield* GenServer.refuse(ExitReason.badChildSpec(problem))
        family.add(ChildSpec.complete(spec))
      }
      const failure = yield* family.startInOrder(family.all())
      if (failure === undefined) return yield* GenServer.started(family)
      yield* family.stopInReverse(family.all())
      const reason = ExitReason.failedToStartChild(failure.child.spec.id, failure.reason)
      return yield* GenServer.refuse(ExitReason.shutdownWith(reason))
    }),

  call: {
    startChild: (spec, family) =>
      Effect.gen(function* () {
        const id = spec.id
        const problem = family.problem(spec)
        if (problem !== undefined) return yield* GenServer.replyError(new BadChildSpec({ problem }), family)
        const known = family.find(id)
        if (typeof known?.process === "object") {
          return yield* GenServer.replyError(
            new ChildAlreadyStarted({ child: id, pid: known.process }),
            family
          )
        }
        if (known !== undefined)
          return yield* GenServer.replyError(new ChildAlreadyPresent({ child: id }), family)
        const child = family.add(ChildSpec.complete(spec))
        const outcome = yield* family.start(child)
        if (outcome._tag === "Started") return yield* GenServer.reply(outcome.pid, family)
        family.remove(child)
        return yield* GenServer.replyError(notStarted(id, outcome), family)
      }),

    terminateChild: (id, family) =>
      Effect.gen(function* () {
        const child = family.find(id)
        if (child === undefined) return yield* GenServer.replyError(new ChildNotFound({ child: id }), family)
        yield* family.stop(child)
        return yield* GenServer.reply(undefined, family)
      }),

    restartChild: (id, family) =>
      Effect.gen(function* () {
        const child = stoppedChild(family, id)
        if ("_tag" in child) return yield* GenServer.replyError(child, family)
        const outcome = yield* family.start(child)
        if (outcome._tag === "Started") return yield* GenServer.reply(outcome.pid, family)
        return yield* GenServer.replyError(notStarted(id, outcome), family)
      }),

    deleteChild: (id, family) =>
      Effect.gen(function* () {
        const child = stoppedChild(family, id)
        if ("_tag" in child) return yield* GenServer.replyError(child, family)
        family.remove(child)
        return yield* GenServer.reply(undefined, family)
      }),

    whichChildren: (_, family) =>
      GenServer.reply(
        Array.from(family.all(), ({ spec, process }) => ({ id: spec.id, process, type: spec.type })),
        family
      ),

    countChildren: (_, family) => GenServer.reply(count(family.all()), family)
  },

  cast: {
    tryAgain: (id, family) => Effect.flatMap(family.tryAgain(id), (verdict) => act(verdict, family))
  },

  info: (message, family) =>
    message._tag === "Exit" && message.from !== undefined
      ? Effect.flatMap(family.ended(message.from, message.reason), (verdict) => act(verdict, family))
      : GenServer.noReply(family),

  terminate: (_, family) => family.stopInReverse(family.all())
})

/** Carries out what the family decided. A retry takes its place behind the messages that wait. */
const act = Effect.fnUntraced(function* (verdict: Verdict, family: Family) {
  switch (verdict._tag) {
    case "Continue":
      return yield* GenServer.noReply(family)
    case "Shutdown":
      return yield* GenServer.stop(ExitReason.shutdown, family)
    case "TryAgain": {
      const self: Supervisor = yield* Process.self
      yield* GenServer.cast(self, "tryAgain", verdict.id)
      return yield* GenServer.noReply(family)
    }
  }
})

const notStarted = (id: string, outcome: Exclude<ChildSpec.Outcome, { readonly _tag: "Started" }>) =>
  outcome._tag === "Failed"
    ? new ChildStartFailed({ child: id, reason: outcome.reason })
    : new ChildAlreadyStarted({ child: id, pid: outcome.pid })

/** A child that is known and does not run, or why there is none. */
const stoppedChild = (family: Family, id: string): Child | ChildNotFound | ChildRestarting | ChildRunning => {
  const child = family.find(id)
  if (child === undefined) return new ChildNotFound({ child: id })
  if (child.process === "restarting") return new ChildRestarting({ child: id })
  return child.process === undefined ? child : new ChildRunning({ child: id })
}

const count = (children: Iterable<Child>): ChildCount => {
  let specs = 0
  let active = 0
  let supervisors = 0
  for (const { spec, process } of children) {
    specs++
    if (typeof process === "object" && process.isAlive) active++
    if (spec.type === "supervisor") supervisors++
  }
  return { specs, active, supervisors, workers: specs - supervisors }
}
