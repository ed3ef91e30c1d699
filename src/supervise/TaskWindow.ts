/**
 * So many tasks at a time, and their results one by one: what stands behind `TaskSupervisor.asyncStream`. A new
 * task starts when one has ended and somebody asks for more; nothing runs ahead of the reader by more than the
 * width of the window.
 */
import { availableParallelism } from "node:os"
import { Effect, Exit } from "effect"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { type Pid, Self, type Watcher } from "./Pid.ts"
import { type Task, TaskExit } from "./Task.ts"

export interface WindowOptions {
  /** Tasks at the same time. Default: as many as the machine has processors. */
  readonly maxConcurrency?: number
  /** Whether results come in the order of the items (default) or as they are ready. */
  readonly ordered?: boolean
  /** Milliseconds for each task. Default 5000. */
  readonly timeout?: number
  /** What becomes of a task that is late: `exit` (default) fails the reader, `kill_task` is a `TaskExit` among the results. */
  readonly onTimeout?: "exit" | "kill_task"
}

export class TaskWindow<Item, A, E, SE, R> {
  private readonly items: Iterator<Item>
  private readonly begin: (item: Item) => Effect.Effect<Task<A, E>, SE, R>
  private readonly maxConcurrency: number
  private readonly ordered: boolean
  private readonly timeout: number
  private readonly onTimeout: "exit" | "kill_task"
  private readonly running = new Set<Runner<A, E>>()
  /** Results that were not delivered yet, by the place of their item or in the order in which they came. */
  private readonly results = new Map<number, Exit.Exit<A, E | TaskExit>>()
  private exhausted = false
  private started = 0
  private delivered = 0
  private late: TaskExit | undefined = undefined
  private wake: (() => void) | undefined = undefined

  constructor(
    items: Iterable<Item>,
    begin: (item: Item) => Effect.Effect<Task<A, E>, SE, R>,
    options: WindowOptions
  ) {
    this.items = items[Symbol.iterator]()
    this.begin = begin
    this.maxConcurrency = Math.max(1, options.maxConcurrency ?? availableParallelism())
    this.ordered = options.ordered ?? true
    this.timeout = options.timeout ?? 5000
    this.onTimeout = options.onTimeout ?? "exit"
  }

  /** The next result, or undefined after the last. */
  next(): Effect.Effect<Exit.Exit<A, E | TaskExit> | undefined, SE | TaskExit, R> {
    const self = this
    return Effect.gen(function* () {
      for (;;) {
        if (self.late !== undefined) return yield* self.late
        yield* self.fill()
        const result = self.take()
        if (result !== undefined) return result
        if (self.running.size === 0 && self.exhausted) return undefined
        yield* self.change
      }
    })
  }

  /** Kills what still runs. */
  close(): void {
    this.items.return?.()
    for (const runner of this.running) runner.kill()
    this.running.clear()
  }

  private fill(): Effect.Effect<void, SE, R> {
    const self = this
    return Effect.gen(function* () {
      while (!self.exhausted && self.running.size < self.maxConcurrency) {
        const item = self.items.next()
        if (item.done === true) {
          self.exhausted = true
          return
        }
        const place = self.started++
        const task = yield* self.begin(item.value)
        yield* Effect.withFiber((fiber) => {
          const runner = new Runner(task, fiber.getRef(Self), {
            ended: (exit) => self.ended(runner, place, exit),
            late: () => self.overdue(runner, place)
          })
          self.running.add(runner)
          runner.watch()
          Deadline.start(runner, self.timeout, fiber)
          return Effect.void
        })
      }
    })
  }

  private take(): Exit.Exit<A, E | TaskExit> | undefined {
    const result = this.results.get(this.delivered)
    if (result !== undefined) this.results.delete(this.delivered++)
    return result
  }

  private get change(): Effect.Effect<void> {
    return Effect.callback((resume) => {
      if (this.late !== undefined || this.results.has(this.delivered)) return resume(Effect.void)
      this.wake = () => resume(Effect.void)
    })
  }

  private ended(runner: Runner<A, E>, place: number, exit: Exit.Exit<A, E | TaskExit>): void {
    if (!this.running.delete(runner)) return
    this.results.set(this.ordered ? place : this.delivered + this.results.size, exit)
    this.notify(runner)
  }

  private overdue(runner: Runner<A, E>, place: number): void {
    const error = runner.error(ExitReason.timeout)
    runner.kill()
    if (this.onTimeout === "exit") {
      this.late = error
      this.notify(runner)
    } else this.ended(runner, place, Exit.fail(error))
  }

  private notify(runner: Runner<A, E>): void {
    const wake = this.wake
    this.wake = undefined
    if (wake !== undefined) runner.task.pid.runQueue.schedule(wake)
  }
}

/** A task of the window, watched for its end and for being late. */
class Runner<A, E> extends Deadline.Deadline implements Watcher {
  readonly task: Task<A, E>
  private readonly reader: Pid | undefined
  private readonly events: {
    readonly ended: (exit: Exit.Exit<A, E | TaskExit>) => void
    readonly late: () => void
  }

  constructor(
    task: Task<A, E>,
    reader: Pid | undefined,
    events: { readonly ended: (exit: Exit.Exit<A, E | TaskExit>) => void; readonly late: () => void }
  ) {
    super()
    this.task = task
    this.reader = reader
    this.events = events
  }

  watch(): void {
    const { pid } = this.task
    if (pid.exitReason === undefined) pid.watch(this)
    else this.died(pid, pid.exitReason)
  }

  error(reason: ExitReason.ExitReason): TaskExit {
    return new TaskExit({ task: String(this.task.pid), reason })
  }

  kill(): void {
    Deadline.cancel(this)
    this.task.pid.unwatch(this)
    this.reader?.unlink(this.task.pid)
    this.task.pid.signal(this.reader, ExitReason.kill)
  }

  died(_: Pid, reason: ExitReason.ExitReason): void {
    Deadline.cancel(this)
    this.events.ended(this.task.exit() ?? Exit.fail(this.error(reason)))
  }

  expire(): void {
    this.events.late()
  }
}
