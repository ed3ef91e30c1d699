/**
 * What code may do with processes: start them, end them, send and receive, link and monitor. Plain fibers
 * may start, send to, signal and await processes too; links, monitors and a mailbox need a process of
 * one's own (`spawn`, or `run` at the edge of a program).
 */
import { Data, Deferred, Effect, Option, type Scope } from "effect"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { Pid, Self, type Watcher } from "./Pid.ts"

export { ExitMessage, Pid, Self } from "./Pid.ts"

/** Starts a process that runs `body`, with the process's own scope. Nobody hears of its end unless they link, monitor or await it. */
export const spawn = <A, E, R>(
  body: Effect.Effect<A, E, R>,
  options?: { readonly name?: string }
): Effect.Effect<Pid, never, Exclude<R, Scope.Scope>> =>
  Effect.withFiber((fiber) => Effect.succeed(Pid.spawn(fiber, { ...options, link: false }, () => body)))

/** Starts a process linked to this one, which becomes its parent. */
export const spawnLink = <A, E, R>(
  body: Effect.Effect<A, E, R>,
  options?: { readonly name?: string }
): Effect.Effect<Pid, never, Exclude<R, Scope.Scope>> =>
  Effect.withFiber((fiber) =>
    fiber.getRef(Self) === undefined
      ? outside("spawnLink")
      : Effect.succeed(Pid.spawn(fiber, { ...options, link: true }, () => body))
  )

/**
 * Runs an effect as a process and waits for its result. Fails with `ProcessDown` when an exit signal took
 * the process down. Interrupting the wait kills the process.
 */
export const run = <A, E, R>(
  body: Effect.Effect<A, E, R>,
  options?: { readonly name?: string }
): Effect.Effect<A, E | ProcessDown, Exclude<R, Scope.Scope>> =>
  Effect.suspend(() => {
    const result = Deferred.makeUnsafe<A, E>()
    const observed = Effect.onExit(body, (exit) =>
      exit._tag === "Success" ? Deferred.done(result, exit) : Effect.void
    )
    return Effect.flatMap(spawn(observed, options), (pid) =>
      awaitExit(pid).pipe(
        Effect.onInterrupt(() => sendExit(pid, ExitReason.kill)),
        Effect.flatMap((reason): Effect.Effect<A, E | ProcessDown> => {
          if (reason._tag === "Normal") return Deferred.await(result)
          if (reason._tag === "Failure") return Effect.failCause(reason.cause as never)
          return Effect.fail(new ProcessDown({ pid, exitReason: reason }))
        })
      )
    )
  })

/** A process ended for another reason than its own result. */
export class ProcessDown extends Data.TaggedError("ProcessDown")<{
  readonly pid: Pid
  readonly exitReason: ExitReason.ExitReason
}> {
  override get message(): string {
    return `${this.pid} ended: ${ExitReason.format(this.exitReason)}`
  }
}

/** The running process. Dies in a fiber that belongs to none. */
export const self: Effect.Effect<Pid> = Effect.withFiber((fiber) => {
  const pid = fiber.getRef(Self)
  return pid === undefined ? outside("self") : Effect.succeed(pid)
})

/** Ends the running process with a reason. Callbacks and finalizers that are due still run. */
export const exit = (reason: ExitReason.ExitReason): Effect.Effect<never> =>
  Effect.die(new ExitReason.ProcessExit({ reason }))

/**
 * Sends an exit signal: the target ends with `reason` unless it traps exits, ignores `Normal`, and cannot
 * escape `Kill`. Returns when the signal has arrived, not when the target is gone.
 */
export const sendExit = (target: Pid, reason: ExitReason.ExitReason): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    target.signal(fiber.getRef(Self), reason)
    return Effect.void
  })

/** From now on exit signals become `ExitMessage`s (or no longer do). */
export const trapExits = (trap: boolean): Effect.Effect<void> =>
  Effect.map(self, (pid) => {
    pid.trapsExits = trap
  })

/** Links this process with another; if that is gone already, exits with (or, when trapping, receives) `NoProcess`. */
export const link = (other: Pid): Effect.Effect<void> =>
  Effect.flatMap(self, (pid) => {
    if (pid.link(other)) return Effect.void
    if (!pid.trapsExits) return exit(ExitReason.noProcess)
    pid.signal(other, ExitReason.noProcess)
    return Effect.void
  })

export const unlink = (other: Pid): Effect.Effect<void> => Effect.map(self, (pid) => pid.unlink(other))

/** Waits for the end of a process and answers with its reason. */
export const awaitExit = (target: Pid): Effect.Effect<ExitReason.ExitReason> =>
  Effect.callback((resume) => {
    if (target.exitReason !== undefined) return resume(Effect.succeed(target.exitReason))
    const watcher: Watcher = {
      died: (process, reason) => process.runQueue.schedule(() => resume(Effect.succeed(reason)))
    }
    target.watch(watcher)
    return Effect.sync(() => target.unwatch(watcher))
  })

/** Puts a message into the mailbox of a process. A dead process takes none, a full one may make you wait. */
export const send = (target: Pid, message: unknown): Effect.Effect<void> =>
  Effect.suspend(() => {
    const admission = target.admission
    if (admission === undefined) {
      target.push(message)
      return Effect.void
    }
    return Effect.callback<void>((resume) => {
      const sender = {
        message,
        push: (admitted: unknown) => target.push(admitted),
        admitted: () => target.runQueue.schedule(() => resume(Effect.void))
      }
      if (admission.offer(target.mailbox, sender)) return resume(Effect.void)
      return Effect.sync(() => admission.withdraw(sender))
    })
  })

/** The next message of this process, oldest first; it waits for one. */
export const receive: Effect.Effect<unknown> = Effect.suspend(() => receiveWhere(Option.some))

/** The oldest message that `select` accepts, as it maps it; the others stay in the mailbox. It waits for one. */
export const receiveWhere = <A>(select: (message: unknown) => Option.Option<A>): Effect.Effect<A> =>
  Effect.flatMap(self, (pid) => takeOrPark(pid, select))

/** As `receiveWhere`, but waits at most `millis`. */
export const receiveWithin = <A>(
  millis: number,
  select: (message: unknown) => Option.Option<A>
): Effect.Effect<Option.Option<A>> =>
  Effect.withFiber((fiber) =>
    Effect.flatMap(self, (pid) => {
      const alarm = new Alarm(pid)
      Deadline.start(alarm, millis, fiber)
      return takeOrPark(pid, select, alarm).pipe(
        Effect.map((message) => (message === timedOut ? Option.none() : Option.some(message))),
        Effect.ensuring(Effect.sync(() => Deadline.cancel(alarm)))
      )
    })
  )

/** Wakes a process that waits for a message when the time is over. */
class Alarm extends Deadline.Deadline {
  rang = false
  private readonly pid: Pid

  constructor(pid: Pid) {
    super()
    this.pid = pid
  }

  expire(): void {
    this.rang = true
    this.pid.wake()
  }
}

const timedOut = Symbol("timed out")

function takeOrPark<A>(pid: Pid, select: (message: unknown) => Option.Option<A>): Effect.Effect<A>
function takeOrPark<A>(
  pid: Pid,
  select: (message: unknown) => Option.Option<A>,
  alarm: Alarm
): Effect.Effect<A | typeof timedOut>
function takeOrPark<A>(
  pid: Pid,
  select: (message: unknown) => Option.Option<A>,
  alarm?: Alarm
): Effect.Effect<A | typeof timedOut> {
  return Effect.suspend(() => {
    if (pid.doomed) return pid.park as Effect.Effect<never>
    let selected: Option.Option<A> = Option.none()
    pid.mailbox.takeFirst((message) => {
      selected = select(message)
      return Option.isSome(selected)
    })
    if (Option.isSome(selected)) return Effect.succeed((selected as Option.Some<A>).value)
    if (alarm?.rang) return Effect.succeed(timedOut)
    return Effect.flatMap(pid.park, () => (alarm ? takeOrPark(pid, select, alarm) : takeOrPark(pid, select)))
  })
}

/** A mistake in the program, not a state that could be handled. */
const outside = (name: string): Effect.Effect<never> =>
  Effect.die(new Error(`Process.${name} needs a process: start one with Process.spawn or Process.run`))
