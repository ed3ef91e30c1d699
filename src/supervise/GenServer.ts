/**
 * A server: a process that holds a state and handles one message after the other. What it can be asked is
 * its `Protocol`; how it answers is a definition with one callback for each request. It is supervised, so it
 * may simply crash where it does not know what to do: callers hear of it at once, a supervisor starts it anew
 * from `init`, and the message that killed it is gone.
 *
 * ```ts
 * interface Counter { call: { increment(by: number): number }; cast: { reset(): void } }
 *
 * const Counter = GenServer.define<Counter>()({
 *   name: "counter",
 *   init: (start: number) => GenServer.started(start),
 *   call: { increment: (by, count) => GenServer.reply(count + by, count + by) },
 *   cast: { reset: () => GenServer.noReply(0) }
 * })
 * ```
 */
import { Data, Effect, type Scope } from "effect"
import {
  type CallError,
  CallError as CallFailure,
  type From,
  type Name,
  resolve,
  type Server,
  type ServerRef
} from "./Call.ts"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import type { MailboxOptions } from "./Mailbox.ts"
import type { DownMessage } from "./Monitor.ts"
import { type ExitMessage, Pid, Self, type Watcher } from "./Pid.ts"
import type * as Protocol from "./Protocol.ts"
import { type Behaviour, type Starter, StopRequest, serve } from "./ServerLoop.ts"
import type { CallStep, IdleTimeout, InitStep, Step } from "./Step.ts"

export {
  CallError,
  type CallOptions,
  call,
  cast,
  type From,
  failTo,
  info,
  type Name,
  replyTo,
  type Server,
  type ServerRef
} from "./Call.ts"
export {
  type CallStep,
  IdleTimeout,
  type InitStep,
  ignore,
  type Next,
  noReply,
  refuse,
  reply,
  replyError,
  type Step,
  started,
  stop,
  stopReply
} from "./Step.ts"

/** What the runtime itself may send to `info`. Exits come only to servers that trap them. */
export type SystemMessage = ExitMessage | DownMessage | IdleTimeout

type CallHandler<F, State, C> = (
  argument: Protocol.Argument<F>,
  state: State,
  from: From<Protocol.Reply<F>, Protocol.ReplyError<F>>
) => Effect.Effect<CallStep<Protocol.Reply<F>, Protocol.ReplyError<F>, State, C>, unknown, unknown>

type CastHandler<F, State, C> = (
  argument: Protocol.Argument<F>,
  state: State
) => Effect.Effect<Step<State, C>, unknown, unknown>

/** The callbacks besides `init`. A callback that fails or dies crashes the server with that as its reason. */
export type Callbacks<P, State> = {
  readonly [K in "call" as keyof Protocol.Calls<P> extends never ? never : K]: {
    readonly [N in keyof Protocol.Calls<P>]: CallHandler<Protocol.Calls<P>[N], State, Protocol.Continue<P>>
  }
} & {
  readonly [K in "cast" as keyof Protocol.Casts<P> extends never ? never : K]: {
    readonly [N in keyof Protocol.Casts<P>]: CastHandler<Protocol.Casts<P>[N], State, Protocol.Continue<P>>
  }
} & {
  /** Any other message. Without this callback they are dropped. */
  readonly info?: (
    message: Protocol.Info<P> | SystemMessage,
    state: State
  ) => Effect.Effect<Step<State, Protocol.Continue<P>>, unknown, unknown>
  /** What a callback left to be done before the next message. */
  readonly handleContinue?: (
    what: Protocol.Continue<P>,
    state: State
  ) => Effect.Effect<Step<State, Protocol.Continue<P>>, unknown, unknown>
  /**
   * The last callback: after a callback stopped the server or crashed, after `GenServer.shutdown`, and in a server
   * that traps exits when its parent ended. One that does not trap exits and receives an exit signal, or one that
   * is killed, is gone without it.
   */
  readonly terminate?: (
    reason: ExitReason.ExitReason,
    state: State
  ) => Effect.Effect<unknown, unknown, unknown>
}

export interface Options {
  /** For people and reports; it need not be unique. */
  readonly name: string
  /** Receive exit signals as messages, and run `terminate` when the supervisor stops it. Default false. */
  readonly trapExits?: boolean
  /** Limits the requests that wait. Default unbounded. */
  readonly mailbox?: MailboxOptions
}

/** A server that speaks `P`, ready to be started with `Args`; its callbacks need the services `R`. */
export interface Definition<in out P, in Args, out R> extends Options {
  readonly "~speaks"?: (protocol: P) => P
  readonly "~args"?: (args: Args) => void
  readonly "~needs"?: () => R
}

type Requirements<T> = T extends (...args: never) => Effect.Effect<infer _A, infer _E, infer R>
  ? R
  : T extends object
    ? { [K in keyof T]: Requirements<T[K]> }[keyof T]
    : never

/** Defines a server that speaks the protocol `P`. The state's type is what `init` starts with. */
export const define =
  <P>() =>
  <Args, State, RInit, Given extends Callbacks<P, State>>(
    definition: Options & {
      readonly init: (args: Args) => Effect.Effect<InitStep<State, Protocol.Continue<P>>, unknown, RInit>
    } & Given
  ): Definition<P, Args, Exclude<RInit | Requirements<Omit<Given, keyof Options | "init">>, Scope.Scope>> => {
    const given = definition as object as Behaviour
    // Without a prototype, names such as `toString` are just names.
    const behaviour: Behaviour = {
      ...given,
      call: Object.assign(Object.create(null), given.call),
      cast: Object.assign(Object.create(null), given.cast)
    }
    return behaviour
  }

/** A server's `init` had nothing to run. */
export class StartIgnored extends Data.TaggedError("StartIgnored")<{ readonly server: string }> {}

/** A server's `init` refused, crashed, or took too long. */
export class StartFailed extends Data.TaggedError("StartFailed")<{
  readonly server: string
  readonly reason: ExitReason.ExitReason
}> {
  override get message(): string {
    return `${this.server} did not start: ${ExitReason.format(this.reason)}`
  }
}

/** The name is held by another process. */
export class AlreadyStarted extends Data.TaggedError("AlreadyStarted")<{
  readonly server: string
  readonly pid: Pid
}> {}

export type StartError = StartIgnored | StartFailed | AlreadyStarted

export interface StartOptions<in out P> {
  /** Registers the server under a name before `init` runs. */
  readonly name?: Name<P>
  /** Milliseconds that `init` may take; then it is killed. Default: any. */
  readonly timeout?: number
}

/**
 * Starts a server and waits for its `init`. Nothing ends it but itself, `shutdown` or an exit signal; inside a
 * process you nearly always want `startLink`, elsewhere `startScoped`.
 */
export const start = <P, Args, R>(
  definition: Definition<P, Args, R>,
  args: Args,
  options?: StartOptions<P>
): Effect.Effect<Server<P>, StartError, R> => launch(definition, args, options, false)

/** Starts a server linked to this process, which becomes its parent. Supervisors start their children so. */
export const startLink = <P, Args, R>(
  definition: Definition<P, Args, R>,
  args: Args,
  options?: StartOptions<P>
): Effect.Effect<Server<P>, StartError, R> => launch(definition, args, options, true)

/**
 * Starts a server that is shut down when the scope closes: it has `shutdown` milliseconds to end (5000 unless stated),
 * then it is killed.
 */
export const startScoped = <P, Args, R>(
  definition: Definition<P, Args, R>,
  args: Args,
  options?: StartOptions<P> & { readonly shutdown?: number }
): Effect.Effect<Server<P>, StartError, R | Scope.Scope> =>
  Effect.acquireRelease(
    start(definition, args, options),
    (server) => {
      const timeout = options?.shutdown ?? 5000
      return Effect.catch(shutdown(server, { reason: ExitReason.shutdown, timeout }), () =>
        Effect.sync(() => server.signal(undefined, ExitReason.kill))
      )
    },
    // An interrupted start leaves nothing behind.
    { interruptible: true }
  )

/**
 * Ends a server after the messages that wait already: `terminate` runs, and this returns when it is gone. Fails
 * when the server was not there, ended with another reason, or did not end in time.
 */
export const shutdown = <P>(
  server: ServerRef<P>,
  options?: {
    /** Default `Normal`. */
    readonly reason?: ExitReason.ExitReason
    /** Milliseconds; default as long as it takes. */
    readonly timeout?: number
  }
): Effect.Effect<void, CallError> =>
  Effect.withFiber((fiber) => {
    const pid = resolve(server)
    const wanted = options?.reason ?? ExitReason.normal
    const failed = (reason: ExitReason.ExitReason) =>
      Effect.fail(new CallFailure({ request: "shutdown", server: String(pid ?? "unknown"), reason }))
    if (pid === undefined || !pid.isAlive) return failed(ExitReason.noProcess)
    if (fiber.getRef(Self) === pid) return failed(ExitReason.callingSelf)
    return Effect.callback((resume) => {
      const farewell = new Farewell(pid, (reason) =>
        resume(ExitReason.equals(reason, wanted) ? Effect.void : failed(reason))
      )
      Deadline.start(farewell, options?.timeout ?? Infinity, fiber)
      pid.push(new StopRequest(wanted))
      return Effect.sync(() => farewell.forget())
    })
  })

/** Waits for a process to end, or for the time to be over. */
class Farewell extends Deadline.Deadline implements Watcher {
  private readonly pid: Pid
  private readonly gone: (reason: ExitReason.ExitReason) => void

  constructor(pid: Pid, gone: (reason: ExitReason.ExitReason) => void) {
    super()
    this.pid = pid
    this.gone = gone
    pid.watch(this)
  }

  died(_: Pid, reason: ExitReason.ExitReason): void {
    Deadline.cancel(this)
    this.pid.runQueue.schedule(() => this.gone(reason))
  }

  expire(): void {
    this.forget()
    this.gone(ExitReason.timeout)
  }

  forget(): void {
    this.pid.unwatch(this)
    Deadline.cancel(this)
  }
}

const launch = <P, Args, R>(
  definition: Definition<P, Args, R>,
  args: Args,
  options: StartOptions<P> | undefined,
  link: boolean
): Effect.Effect<Server<P>, StartError, R> =>
  Effect.withFiber((fiber) => {
    if (link && fiber.getRef(Self) === undefined) {
      return Effect.die(new Error("GenServer.startLink needs a process; elsewhere use start or startScoped"))
    }
    return Effect.callback<Pid, StartError>((resume) => {
      const launching = new Launching(definition.name, resume)
      const behaviour = definition as object as Behaviour
      const pid = Pid.spawn(fiber, { name: definition.name, link }, (self) =>
        serve(self, behaviour, args, options?.name as Name<never> | undefined, launching)
      )
      launching.watch(pid)
      Deadline.start(launching, options?.timeout ?? Infinity, fiber)
      return Effect.sync(() => launching.abandon())
    })
  })

/** The one who waits for `init`. */
class Launching extends Deadline.Deadline implements Starter, Watcher {
  private readonly server: string
  private readonly resume: (effect: Effect.Effect<Pid, StartError>) => void
  /** Until the one who waits knows how it went. */
  private pid: Pid | undefined = undefined
  private settled = false

  constructor(server: string, resume: (effect: Effect.Effect<Pid, StartError>) => void) {
    super()
    this.server = server
    this.resume = resume
  }

  watch(pid: Pid): void {
    this.pid = pid
    pid.watch(this)
  }

  started(): void {
    if (this.pid !== undefined) this.settle(Effect.succeed(this.pid))
  }

  ignored(): void {
    this.settle(Effect.fail(new StartIgnored({ server: this.server })))
  }

  failed(reason: ExitReason.ExitReason): void {
    this.settle(Effect.fail(new StartFailed({ server: this.server, reason })))
  }

  alreadyStarted(pid: Pid): void {
    this.settle(Effect.fail(new AlreadyStarted({ server: this.server, pid })))
  }

  died(_: Pid, reason: ExitReason.ExitReason): void {
    this.failed(reason)
  }

  expire(): void {
    this.abandon()
    this.failed(ExitReason.timeout)
  }

  /** Nobody waits any longer: what has not started, or is not known to have, must not stay. */
  abandon(): void {
    const pid = this.pid
    if (pid === undefined) return
    pid.unwatch(this)
    if (pid.parent !== undefined) pid.unlink(pid.parent)
    pid.signal(undefined, ExitReason.kill)
  }

  private settle(outcome: Effect.Effect<Pid, StartError>): void {
    const pid = this.pid
    if (pid === undefined || this.settled) return
    this.settled = true
    Deadline.cancel(this)
    pid.unwatch(this)
    pid.runQueue.schedule(() => {
      this.pid = undefined
      this.resume(outcome)
    })
  }
}
