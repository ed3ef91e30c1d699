/**
 * Talking to servers: `call` waits for the reply, `cast` does not. A caller never waits for the dead: the
 * call fails with `CallError` as soon as the server is gone, and after its timeout in any case. The server
 * is not told of a timeout; a reply that comes late is dropped.
 */
import { Data, Effect, Exit } from "effect"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { Pid, Self, Waiter } from "./Pid.ts"
import * as Process from "./Process.ts"
import type * as Protocol from "./Protocol.ts"

declare const speaks: unique symbol

/** A running server that speaks the protocol `P`. */
export interface Server<in out P> extends Pid {
  readonly [speaks]?: (protocol: P) => P
}

/** A name under which a server that speaks `P` may be found; see `Registry.name`. */
export interface Name<in out P> {
  readonly [speaks]?: (protocol: P) => P
  /** Who holds the name now. */
  readonly whereIs: () => Pid | undefined
  /** Takes the name for a process; answers with the one that already holds it. */
  readonly register: (pid: Pid) => Pid | undefined
}

export type ServerRef<P> = Server<P> | Name<P>

/** The server did not reply: it is gone, took too long, or dropped the request. */
export class CallError extends Data.TaggedError("CallError")<{
  readonly request: string
  readonly server: string
  readonly reason: ExitReason.ExitReason
}> {
  /** What the caller exits with when it does not handle this. */
  get exitReason(): ExitReason.ExitReason {
    return ExitReason.callFailed(this.reason)
  }

  override get message(): string {
    return `call ${this.request} to ${this.server} failed: ${ExitReason.format(this.reason)}`
  }
}

export interface CallOptions {
  /** Milliseconds to wait for the reply: 5000 unless stated, `Infinity` for ever. */
  readonly timeout?: number
}

const defaultTimeout = 5000

/** Sends a request and waits for its reply. */
export const call = <P, Name extends keyof Protocol.Calls<P> & string>(
  server: ServerRef<P>,
  request: Name,
  ...rest: [Protocol.Argument<Protocol.Calls<P>[Name]>] extends [undefined]
    ? [argument?: undefined, options?: CallOptions]
    : [argument: Protocol.Argument<Protocol.Calls<P>[Name]>, options?: CallOptions]
): Effect.Effect<
  Protocol.Reply<Protocol.Calls<P>[Name]>,
  Protocol.ReplyError<Protocol.Calls<P>[Name]> | CallError
> =>
  Effect.withFiber((fiber) => {
    const pid = resolve(server)
    if (pid === undefined) return fail(request, "unknown", ExitReason.noProcess)
    if (!pid.isAlive) return fail(request, String(pid), ExitReason.noProcess)
    if (fiber.getRef(Self) === pid) return fail(request, String(pid), ExitReason.callingSelf)
    return Effect.callback((resume) => {
      const pending = new Call(pid, request, rest[0], resume)
      pid.awaitedBy(pending)
      Deadline.start(pending, rest[1]?.timeout ?? defaultTimeout, fiber)
      const admission = pid.admission
      if (admission === undefined) pid.push(pending)
      else admission.offer(pid.mailbox, pending)
      return Effect.sync(() => pending.withdraw())
    })
  })

/** Sends a request without waiting for anything but room in a bounded mailbox. Nobody hears if the server is gone. */
export const cast = <P, Name extends keyof Protocol.Casts<P> & string>(
  server: ServerRef<P>,
  request: Name,
  ...rest: [Protocol.Argument<Protocol.Casts<P>[Name]>] extends [undefined]
    ? [argument?: undefined]
    : [argument: Protocol.Argument<Protocol.Casts<P>[Name]>]
): Effect.Effect<void> =>
  Effect.suspend(() => {
    const pid = resolve(server)
    if (pid === undefined) return Effect.void
    const message = new Cast(request, rest[0])
    if (pid.admission !== undefined) return Process.send(pid, message)
    pid.push(message)
    return Effect.void
  })

/** Sends a plain message, which the server's `info` handles. */
export const info = <P>(server: ServerRef<P>, message: Protocol.Info<P>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const pid = resolve(server)
    return pid === undefined ? Effect.void : Process.send(pid, message)
  })

/** Whom a server may still owe a reply. */
export interface From<in out A, in out E = never> {
  /** @internal */ readonly answer: (answer: Exit.Exit<A, E>) => void
}

/** Replies to a call whose callback answered without a reply. Only the first reply counts. */
export const replyTo = <A, E>(from: From<A, E>, value: A): Effect.Effect<void> =>
  Effect.sync(() => from.answer(Exit.succeed(value)))

/** As `replyTo`, with a failure for the caller. */
export const failTo = <A, E>(from: From<A, E>, error: E): Effect.Effect<void> =>
  Effect.sync(() => from.answer(Exit.fail(error)))

/** @internal A request that is not answered, as it lies in the mailbox. */
export class Cast {
  readonly name: string
  readonly argument: unknown

  constructor(name: string, argument: unknown) {
    this.name = name
    this.argument = argument
  }
}

/** @internal A request as it lies in the mailbox, and the caller that waits behind it. */
export class Call extends Waiter {
  readonly name: string
  readonly argument: unknown
  private readonly server: Pid
  private readonly resume: (effect: Effect.Effect<never, never>) => void
  private open = true

  constructor(
    server: Pid,
    name: string,
    argument: unknown,
    resume: (effect: Effect.Effect<never, never>) => void
  ) {
    super()
    this.server = server
    this.name = name
    this.argument = argument
    this.resume = resume
  }

  answer(answer: Exit.Exit<unknown, unknown>): void {
    if (!this.open) return
    this.withdraw()
    const resume = this.resume
    this.server.runQueue.schedule(() => resume(answer as Exit.Exit<never, never>))
  }

  /** Nobody waits for the answer any more, and if it waits for room itself, it need not come in. */
  withdraw(): void {
    if (!this.open) return
    this.open = false
    Deadline.cancel(this)
    this.server.answered(this)
    this.server.admission?.withdraw(this)
  }

  abandoned(reason: ExitReason.ExitReason): void {
    this.fail(reason)
  }

  expire(): void {
    this.fail(ExitReason.timeout)
  }

  /** The mailbox had no room. */
  dropped(): void {
    this.fail(ExitReason.overloaded)
  }

  private fail(reason: ExitReason.ExitReason): void {
    this.answer(Exit.fail(new CallError({ request: this.name, server: String(this.server), reason })))
  }

  // As a sender into a bounded mailbox; the reply tells the caller all it needs.
  get message(): this {
    return this
  }

  push(message: unknown): void {
    if (this.open) this.server.push(message)
  }

  admitted(): void {}
}

/** @internal */
export const resolve = <P>(server: ServerRef<P>): Pid | undefined =>
  server instanceof Pid ? server : (server as Name<P>).whereIs()

const fail = (
  request: string,
  server: string,
  reason: ExitReason.ExitReason
): Effect.Effect<never, CallError> => Effect.fail(new CallError({ request, server, reason }))
