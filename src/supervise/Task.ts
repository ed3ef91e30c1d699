/**
 * A piece of work that runs in a process of its own and gives back one value. Started under a
 * `TaskSupervisor`; awaited here. The one who started a task by `async` is linked to it and falls with it;
 * with `asyncNoLink` the failure comes only where the result is asked for.
 */
import { Data, Effect, Exit, Option } from "effect"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { type Pid, Self, type Watcher } from "./Pid.ts"

export interface Task<out A, out E = never> {
  readonly pid: Pid
  /** How its work ended by itself; undefined while it runs, and when something else ended it. */
  readonly exit: () => Exit.Exit<A, E> | undefined
}

/** The task ended without a result, or did not end in time. */
export class TaskExit extends Data.TaggedError("TaskExit")<{
  readonly task: string
  readonly reason: ExitReason.ExitReason
}> {
  /** What the one who awaits exits with when it does not handle this. */
  get exitReason(): ExitReason.ExitReason {
    return ExitReason.callFailed(this.reason)
  }

  override get message(): string {
    return `task ${this.task} failed: ${ExitReason.format(this.reason)}`
  }
}

const defaultTimeout = 5000

/**
 * The result of a task. Fails as the task failed, with `TaskExit` when its process was ended by something
 * else or the time (milliseconds, 5000 unless stated) is over; a task that is late goes on.
 */
export const await_ = <A, E>(
  task: Task<A, E>,
  options?: { readonly timeout?: number }
): Effect.Effect<A, E | TaskExit> =>
  Effect.flatMap(
    outcome(task, options?.timeout ?? defaultTimeout),
    (exit) => exit ?? Effect.fail(new TaskExit({ task: String(task.pid), reason: ExitReason.timeout }))
  )

export { await_ as await }

/** As `await`, but a task that is late is no failure: none. The result is an Exit. */
export const poll = <A, E>(
  task: Task<A, E>,
  options?: { readonly timeout?: number }
): Effect.Effect<Option.Option<Exit.Exit<A, E | TaskExit>>> =>
  Effect.map(outcome(task, options?.timeout ?? defaultTimeout), Option.fromUndefinedOr)

/**
 * Ends a task: asks it with `Shutdown` and kills it after `timeout` milliseconds (5000 unless stated), or kills
 * it at once. Answers with the result if there was one already.
 */
export const shutdown = <A, E>(
  task: Task<A, E>,
  how: "brutal_kill" | { readonly timeout: number } = { timeout: defaultTimeout }
): Effect.Effect<Option.Option<Exit.Exit<A, E | TaskExit>>> =>
  Effect.withFiber((fiber) => {
    const self = fiber.getRef(Self)
    self?.unlink(task.pid)
    task.pid.signal(self, how === "brutal_kill" ? ExitReason.kill : ExitReason.shutdown)
    return Effect.map(
      outcome(task, how === "brutal_kill" ? Infinity : how.timeout, () =>
        task.pid.signal(self, ExitReason.kill)
      ),
      (exit) => {
        // Ended by this very request: there is no result, and that is no failure.
        const asked =
          task.exit() === undefined && task.pid.exitReason !== undefined && endsByRequest(task.pid.exitReason)
        return asked ? Option.none() : Option.fromUndefinedOr(exit)
      }
    )
  })

const endsByRequest = (reason: ExitReason.ExitReason): boolean =>
  reason._tag === "Shutdown" || reason._tag === "Killed"

/** How a task ended; undefined when the time was over before. With `late`, that is run then and the end awaited. */
const outcome = <A, E>(
  task: Task<A, E>,
  timeout: number,
  late?: () => void
): Effect.Effect<Exit.Exit<A, E | TaskExit> | undefined> =>
  Effect.withFiber((fiber) => {
    const { pid } = task
    const ended = (reason: ExitReason.ExitReason): Exit.Exit<A, E | TaskExit> => {
      return task.exit() ?? Exit.fail(new TaskExit({ task: String(pid), reason }))
    }
    if (pid.exitReason !== undefined) return Effect.succeed(ended(pid.exitReason))
    return Effect.callback((resume) => {
      const ending = new Ending(
        (reason) => pid.runQueue.schedule(() => resume(Effect.succeed(ended(reason)))),
        () => {
          if (late !== undefined) late()
          else {
            pid.unwatch(ending)
            resume(Effect.succeed(undefined))
          }
        }
      )
      pid.watch(ending)
      Deadline.start(ending, timeout, fiber)
      return Effect.sync(() => {
        pid.unwatch(ending)
        Deadline.cancel(ending)
      })
    })
  })

class Ending extends Deadline.Deadline implements Watcher {
  private readonly ended: (reason: ExitReason.ExitReason) => void
  private readonly late: () => void

  constructor(ended: (reason: ExitReason.ExitReason) => void, late: () => void) {
    super()
    this.ended = ended
    this.late = late
  }

  died(_: Pid, reason: ExitReason.ExitReason): void {
    Deadline.cancel(this)
    this.ended(reason)
  }

  expire(): void {
    this.late()
  }
}
