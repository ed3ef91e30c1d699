/**
 * The order in which woken processes run. One queue for each Effect scheduler, first come first served:
 * whoever is woken runs after those woken before, never inside the stack of the one that woke it. A turn
 * goes on for a bounded number of processes and then lets the event loop in, so that a busy pair of
 * servers starves neither timers nor sockets.
 */
import type { Fiber, Scheduler } from "effect"

const maxPerTurn = 1024

class RunQueue {
  private tasks: Array<() => void> = []
  private head = 0
  private scheduled = false
  private later: Array<() => void> = []
  private readonly dispatcher: Scheduler.SchedulerDispatcher

  constructor(scheduler: Scheduler.Scheduler) {
    this.dispatcher = scheduler.makeDispatcher()
  }

  schedule(task: () => void): void {
    this.tasks.push(task)
    if (this.scheduled) return
    this.scheduled = true
    this.dispatcher.scheduleTask(this.turn, 0)
  }

  /** Runs `task` when this turn is over: for housekeeping that a busy turn need not repeat. */
  afterTurn(task: () => void): void {
    this.later.push(task)
    if (!this.scheduled) this.schedule(() => {})
  }

  private readonly turn = (): void => {
    let left = maxPerTurn
    try {
      while (this.head < this.tasks.length && left-- > 0) {
        const task = this.tasks[this.head] as () => void
        this.head++
        task()
      }
      if (this.later.length > 0) {
        const later = this.later
        this.later = []
        for (const task of later) task()
      }
    } finally {
      if (this.head >= this.tasks.length) {
        this.tasks = []
        this.head = 0
        this.scheduled = false
      } else {
        // Drop what has run only when it is the larger half: copying stays linear in the tasks.
        if (this.head * 2 > this.tasks.length) {
          this.tasks = this.tasks.slice(this.head)
          this.head = 0
        }
        this.dispatcher.scheduleTask(this.turn, 0)
      }
    }
  }
}

export type { RunQueue }

const queues = new WeakMap<Scheduler.Scheduler, RunQueue>()

/** The queue of the scheduler under which a fiber runs. */
export const ofFiber = (fiber: Fiber.Fiber<unknown, unknown>): RunQueue => {
  const scheduler = fiber.cache.scheduler
  let queue = queues.get(scheduler)
  if (queue === undefined) {
    queue = new RunQueue(scheduler)
    queues.set(scheduler, queue)
  }
  return queue
}
