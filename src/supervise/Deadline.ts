/**
 * Timeouts at the price of a list node. Nearly every call ends long before its timeout, so a timer for
 * each would cost more than the call. Deadlines of the same duration expire in the order in which they
 * were set: one queue for each duration, and one sleeping fiber for each queue that waits for its head.
 * Time is the Effect Clock of the caller, so that a test clock moves deadlines too.
 */
import { Clock, Context, Duration, Effect, type Fiber, Scheduler } from "effect"
import * as RunQueue from "./RunQueue.ts"

/** Something that may expire. Subclass it to carry the deadline without another object. */
export abstract class Deadline {
  /** @internal */ previous: Deadline | undefined = undefined
  /** @internal */ next: Deadline | undefined = undefined
  /** @internal */ queue: DeadlineQueue | undefined = undefined
  /** @internal */ at = 0

  /** Called once, unless the deadline was cancelled before. */
  abstract expire(): void
}

/** Starts a deadline `millis` from now; zero or less expires at the next turn, infinity never. */
export const start = (deadline: Deadline, millis: number, fiber: Fiber.Fiber<unknown, unknown>): void => {
  if (millis === Infinity) return
  queueOf(fiber, Math.max(0, millis)).add(deadline)
}

export const cancel = (deadline: Deadline): void => deadline.queue?.remove(deadline)

class DeadlineQueue {
  private head: Deadline | undefined = undefined
  private tail: Deadline | undefined = undefined
  private sleeper: Fiber.Fiber<void> | undefined = undefined
  private closing = false
  private readonly clock: Clock.Clock
  private readonly runQueue: RunQueue.RunQueue
  private readonly context: Context.Context<never>
  private readonly millis: number
  private readonly forget: () => void

  constructor(fiber: Fiber.Fiber<unknown, unknown>, millis: number, forget: () => void) {
    this.clock = fiber.getRef(Clock.Clock)
    this.runQueue = RunQueue.ofFiber(fiber)
    this.context = Context.make(Clock.Clock, this.clock).pipe(
      Context.add(Scheduler.Scheduler, fiber.getRef(Scheduler.Scheduler))
    ) as Context.Context<never>
    this.millis = millis
    this.forget = forget
  }

  add(deadline: Deadline): void {
    deadline.queue = this
    deadline.at = now(this.clock) + this.millis
    deadline.previous = this.tail
    if (this.tail === undefined) this.head = deadline
    else this.tail.next = deadline
    this.tail = deadline
    this.sleeper ??= Effect.runForkWith(this.context)(this.watch)
  }

  remove(deadline: Deadline): void {
    if (deadline.previous === undefined) this.head = deadline.next
    else deadline.previous.next = deadline.next
    if (deadline.next === undefined) this.tail = deadline.previous
    else deadline.next.previous = deadline.previous
    deadline.previous = deadline.next = deadline.queue = undefined
    if (this.head === undefined && !this.closing) {
      this.closing = true
      this.runQueue.afterTurn(this.close)
    }
  }

  /** A sleeping timer would keep the program from ending; but a queue that is refilled at once keeps it. */
  private readonly close = (): void => {
    this.closing = false
    if (this.head !== undefined) return
    this.sleeper?.interruptUnsafe()
    this.sleeper = undefined
    this.forget()
  }

  private readonly watch: Effect.Effect<void> = Effect.suspend(() => {
    for (;;) {
      const first = this.head
      if (first === undefined) {
        this.sleeper = undefined
        return Effect.void
      }
      const left = first.at - now(this.clock)
      // A timer may fire a fraction early: sleep whole milliseconds.
      if (left > 0) return Effect.andThen(this.clock.sleep(Duration.millis(Math.ceil(left))), this.watch)
      this.remove(first)
      first.expire()
    }
  })
}

const queues = new WeakMap<Clock.Clock, Map<number, DeadlineQueue>>()

const queueOf = (fiber: Fiber.Fiber<unknown, unknown>, millis: number): DeadlineQueue => {
  const clock = fiber.getRef(Clock.Clock)
  let byDuration = queues.get(clock)
  if (byDuration === undefined) {
    byDuration = new Map()
    queues.set(clock, byDuration)
  }
  let queue = byDuration.get(millis)
  if (queue === undefined) {
    const durations = byDuration
    queue = new DeadlineQueue(fiber, millis, () => durations.delete(millis))
    byDuration.set(millis, queue)
  }
  return queue
}

/** Milliseconds that only ever grow: the wall clock may be set back. */
const now = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
