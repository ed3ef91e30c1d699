/**
 * The life of a server: its init, the loop that hands one message after the other to its callbacks, and its
 * end. Types stop at this door: `GenServer.define` has checked that callbacks and protocol fit.
 */
import { Effect } from "effect"
import { Call, Cast, type Name } from "./Call.ts"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { Admission, type MailboxOptions } from "./Mailbox.ts"
import { DownMessage } from "./Monitor.ts"
import { ExitMessage, type Pid } from "./Pid.ts"
import { IdleTimeout, Ignored, type Next, NoReply, Replied, Started, Stopped } from "./Step.ts"

type Callback<Arguments extends ReadonlyArray<unknown>> = (
  ...args: Arguments
) => Effect.Effect<unknown, unknown, never>

/** A server definition without its types. `call` and `cast` have no prototype, so any name may be looked up. */
export interface Behaviour {
  readonly name: string
  readonly trapExits?: boolean
  readonly mailbox?: MailboxOptions
  readonly init: Callback<[args: unknown]>
  readonly call: { readonly [name: string]: Callback<[argument: unknown, state: unknown, from: Call]> }
  readonly cast: { readonly [name: string]: Callback<[argument: unknown, state: unknown]> }
  readonly info?: Callback<[message: unknown, state: unknown]>
  readonly handleContinue?: Callback<[what: unknown, state: unknown]>
  readonly terminate?: Callback<[reason: ExitReason.ExitReason, state: unknown]>
}

/** Who waits to hear whether the server has started. */
export interface Starter {
  started(): void
  ignored(): void
  failed(reason: ExitReason.ExitReason): void
  alreadyStarted(holder: Pid): void
}

/** A request to end, in line with the other messages. */
export class StopRequest {
  readonly reason: ExitReason.ExitReason

  constructor(reason: ExitReason.ExitReason) {
    this.reason = reason
  }
}

/** Runs the server in the process `self` until it ends. */
export const serve = (
  self: Pid,
  behaviour: Behaviour,
  args: unknown,
  name: Name<never> | undefined,
  starter: Starter
): Effect.Effect<void> => {
  const server = new ServerLoop(self, behaviour, starter)
  // Plain `yield`s spare an iterator for each message; `gen` only types the delegating kind.
  const code = Effect.gen(
    () => server.run(args, name) as Generator<Effect.Effect<never, unknown>, End, never>
  )
  return Effect.catchCause(code, (cause) =>
    // An exit signal interrupted the code: nothing more is to be done here.
    self.isLeaving ? Effect.interrupt : Effect.succeed({ reason: ExitReason.fromCause(cause) })
  ).pipe(Effect.flatMap((end) => server.end(end)))
}

/** How a server came to its end, and the last reply it owes. */
interface End {
  readonly reason: ExitReason.ExitReason
  readonly reply?: () => void
}

class ServerLoop {
  private readonly self: Pid
  private readonly behaviour: Behaviour
  /** Undefined once the server runs. */
  private starter: Starter | undefined
  private state: unknown = undefined

  constructor(self: Pid, behaviour: Behaviour, starter: Starter) {
    this.self = self
    this.behaviour = behaviour
    this.starter = starter
  }

  *run(
    args: unknown,
    name: Name<never> | undefined
  ): Generator<Effect.Effect<unknown, unknown>, End, unknown> {
    const { self, behaviour } = this
    self.trapsExits = behaviour.trapExits === true
    if (behaviour.mailbox !== undefined) self.admission = new Admission(behaviour.mailbox, isRequest)
    const holder = name?.register(self)
    if (holder !== undefined) {
      this.starter?.alreadyStarted(holder)
      this.starter = undefined
      self.leave(ExitReason.normal)
      return notStarted
    }
    const first = yield behaviour.init(args)
    if (first instanceof Ignored) {
      this.starter?.ignored()
      this.starter = undefined
      self.leave(ExitReason.normal)
      return notStarted
    }
    if (first instanceof Stopped) return { reason: first.reason }
    if (!(first instanceof Started)) return { reason: ExitReason.badReturn(first) }
    this.state = first.state
    this.starter?.started()
    this.starter = undefined

    let next: Next<unknown> | undefined = first.next
    for (;;) {
      let step: unknown
      let from: Call | undefined
      if (next !== undefined && "continue" in next) {
        step = yield this.continue(next.continue)
      } else {
        let message: unknown
        if (self.mailbox.size > 0 && !self.doomed) message = self.mailbox.shift()
        else if (next === undefined) {
          // A stale wake-up may find nothing.
          do yield self.park
          while (self.mailbox.size === 0 || self.doomed)
          message = self.mailbox.shift()
        } else message = yield awaitMessage(self, next.idleAfter)
        self.admission?.taken(message)

        if (message instanceof Call) {
          from = message
          const handler = behaviour.call[message.name] ?? this.noSuch("call", message.name)
          step = yield handler(message.argument, this.state, message)
          if (step instanceof Replied) {
            this.state = step.state
            next = step.next
            message.answer(step.answer)
            continue
          }
        } else if (message instanceof Cast) {
          const handler = behaviour.cast[message.name] ?? this.noSuch("cast", message.name)
          step = yield handler(message.argument, this.state)
        } else if (message instanceof StopRequest) {
          return { reason: message.reason }
        } else if (
          message instanceof ExitMessage &&
          message.from !== undefined &&
          message.from === self.parent
        ) {
          return { reason: message.reason }
        } else if (behaviour.info !== undefined) {
          step = yield behaviour.info(message, this.state)
        } else {
          next = undefined
          continue
        }
      }
      if (step instanceof NoReply) {
        this.state = step.state
        next = step.next
      } else if (step instanceof Stopped) {
        const { state, reason, answer } = step
        this.state = state
        return from !== undefined && answer !== undefined
          ? { reason, reply: () => from.answer(answer) }
          : { reason }
      } else {
        return { reason: ExitReason.badReturn(step) }
      }
    }
  }

  /** Runs `terminate` and lets the process end with the reason, or with that of a crash in `terminate`. */
  end(end: End): Effect.Effect<void> {
    const { self, behaviour } = this
    // An exit signal came first.
    if (end === notStarted || self.isLeaving) return Effect.void
    if (this.starter !== undefined) {
      this.starter.failed(end.reason)
      self.leave(end.reason)
      return Effect.void
    }
    const done = (reason: ExitReason.ExitReason) => {
      end.reply?.()
      self.leave(reason)
      return Effect.void
    }
    const terminate = behaviour.terminate
    if (terminate === undefined) return done(end.reason)
    return Effect.matchCauseEffect(
      Effect.suspend(() => terminate(end.reason, this.state)),
      {
        onSuccess: () => done(end.reason),
        onFailure: (cause) => (self.isLeaving ? Effect.interrupt : done(ExitReason.fromCause(cause)))
      }
    )
  }

  private continue(what: unknown): Effect.Effect<unknown, unknown> {
    const { handleContinue, name } = this.behaviour
    if (handleContinue === undefined) throw new TypeError(`the server ${name} has no handleContinue`)
    return handleContinue(what, this.state)
  }

  private noSuch(kind: "call" | "cast", name: string): never {
    throw new TypeError(`the server ${this.behaviour.name} has no ${kind} ${name}`)
  }
}

/** The process leaves by itself: there is neither a state to terminate nor anybody to tell. */
const notStarted: End = { reason: ExitReason.normal }

const isRequest = (message: unknown): boolean =>
  !(
    message instanceof ExitMessage ||
    message instanceof DownMessage ||
    message instanceof StopRequest ||
    message instanceof IdleTimeout
  )

/** The next message, or `IdleTimeout` when none comes in time. */
const awaitMessage = (self: Pid, millis: number): Effect.Effect<unknown> =>
  Effect.withFiber((fiber) => {
    const alarm = new IdleAlarm(self)
    Deadline.start(alarm, millis, fiber)
    const look: Effect.Effect<unknown> = Effect.suspend(() => {
      if (self.doomed || (self.mailbox.size === 0 && !alarm.rang)) return Effect.andThen(self.park, look)
      Deadline.cancel(alarm)
      return Effect.succeed(self.mailbox.size > 0 ? self.mailbox.shift() : new IdleTimeout())
    })
    return look
  })

class IdleAlarm extends Deadline.Deadline {
  rang = false
  private readonly self: Pid

  constructor(self: Pid) {
    super()
    this.self = self
  }

  expire(): void {
    this.rang = true
    this.self.wake()
  }
}
