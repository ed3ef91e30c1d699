/**
 * Where a scenario runs: a scheduler that knows whether anything is left to run, and a clock that is either
 * the real one or moves only when nothing else can. With the virtual clock a run is deterministic.
 */
import { Clock, Context, Duration, Effect, type Exit, Scheduler } from "effect"

export class Machine implements Scheduler.Scheduler {
  readonly executionMode = "async"
  private tasks: Array<() => void> = []
  private timers: Array<Timer> = []
  private timerCount = 0
  /** Milliseconds of the virtual clock; it starts in the middle of a second, as on average a real one does. */
  private millis = 1_000_500
  private readonly virtual: boolean
  /** Called whenever an effect that was run has come to its end. */
  ended: () => void = () => {}
  private readonly context: Context.Context<never>

  constructor(options: { readonly virtual: boolean }) {
    this.virtual = options.virtual
    const scheduled = Context.make(Scheduler.Scheduler, this)
    this.context = (
      options.virtual ? Context.add(scheduled, Clock.Clock, this.clock) : scheduled
    ) as Context.Context<never>
  }

  shouldYield(): boolean {
    return false
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return {
      scheduleTask: (task) => {
        this.tasks.push(task)
      },
      flush: () => this.drain()
    }
  }

  get now(): number {
    return this.virtual ? this.millis : performance.now()
  }

  /**
   * Runs an effect to its end; on the virtual clock time passes only while it waits. Others move only if the effect
   * waits for something.
   */
  async run<A, E>(effect: Effect.Effect<A, E>): Promise<Exit.Exit<A, E>> {
    const fiber = Effect.runForkWith(this.context)(effect)
    fiber.addObserver(() => this.ended())
    for (;;) {
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return exit
      if (this.tasks.length > 0) {
        this.drain()
        continue
      }
      if (!this.virtual) await turn()
      else if (!this.advanceToNextTimer(Infinity))
        throw new Error("the scenario waits for something that never comes")
    }
  }

  /** Goes on until nothing moves any more; timers that are set stay set. */
  async settle(): Promise<void> {
    this.drain()
    if (this.virtual) return
    // Timers that are due, and promises, come with the next turns of the event loop.
    for (let quiet = 0; quiet < 3; quiet++) {
      await turn()
      if (this.tasks.length > 0) {
        this.drain()
        quiet = -1
      }
    }
  }

  /** Lets time pass. */
  async advance(millis: number): Promise<void> {
    if (!this.virtual) {
      const end = performance.now() + millis
      while (performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(5, Math.max(0, end - performance.now()))))
        this.drain()
      }
      return
    }
    const end = this.millis + millis
    this.drain()
    while (this.advanceToNextTimer(end)) this.drain()
    this.millis = end
  }

  private drain(): void {
    while (this.tasks.length > 0) {
      const tasks = this.tasks
      this.tasks = []
      for (const task of tasks) task()
    }
  }

  private advanceToNextTimer(limit: number): boolean {
    let next: Timer | undefined
    for (const timer of this.timers) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer
    }
    if (next === undefined || next.at > limit) return false
    this.timers.splice(this.timers.indexOf(next), 1)
    this.millis = Math.max(this.millis, next.at)
    next.ring()
    return true
  }

  private readonly sleepFor = (millis: number): Effect.Effect<void> =>
    millis === Infinity
      ? Effect.never
      : Effect.callback<void>((resume) => {
          const timer: Timer = {
            at: this.millis + millis,
            order: this.timerCount++,
            ring: () => resume(Effect.void)
          }
          this.timers.push(timer)
          return Effect.sync(() => {
            const index = this.timers.indexOf(timer)
            if (index >= 0) this.timers.splice(index, 1)
          })
        })

  private get clock(): Clock.Clock {
    const millis = () => this.millis
    const nanos = () => BigInt(Math.round(this.millis)) * 1_000_000n
    return {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) => this.sleepFor(Duration.toMillis(duration))
    }
  }
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly ring: () => void
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
