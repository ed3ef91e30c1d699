/**
 * Stopping a child as its specification says: ask with `Shutdown`, wait, then kill. The supervisor does
 * nothing else meanwhile; its other messages wait.
 */
import { Effect } from "effect"
import type { Shutdown } from "./ChildSpec.ts"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { type Pid, Self, type Watcher } from "./Pid.ts"

/** Stops a process linked to this one and returns when it is gone. Its exit signal does not come any more. */
export const stop = (pid: Pid, shutdown: Shutdown): Effect.Effect<void> => stopAll([{ pid, shutdown }])

/** As `stop`, for several at the same time: each has its own time to end. */
export const stopAll = (
  children: ReadonlyArray<{ readonly pid: Pid; readonly shutdown: Shutdown }>
): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const self = fiber.getRef(Self)
    return Effect.callback<void>((resume) => {
      let left = 1
      const gone = () => {
        if (--left === 0) resume(Effect.void)
      }
      for (const { pid, shutdown } of children) {
        if (!pid.isAlive) continue
        left++
        const ending = new Ending(pid, gone)
        if (self !== undefined) self.unlink(pid)
        if (shutdown === "brutal_kill") pid.signal(self, ExitReason.kill)
        else {
          pid.signal(self, ExitReason.shutdown)
          if (shutdown !== "infinity" && pid.isAlive) Deadline.start(ending, shutdown, fiber)
        }
      }
      gone()
    })
  })

/** A child on its way out. */
class Ending extends Deadline.Deadline implements Watcher {
  private readonly pid: Pid
  private readonly gone: () => void

  constructor(pid: Pid, gone: () => void) {
    super()
    this.pid = pid
    this.gone = gone
    pid.watch(this)
  }

  died(): void {
    Deadline.cancel(this)
    this.pid.runQueue.schedule(this.gone)
  }

  expire(): void {
    this.pid.signal(undefined, ExitReason.kill)
  }
}
