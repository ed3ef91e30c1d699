/**
 * Monitors: hearing of another process's end without sharing its fate. A monitor goes one way, fires once,
 * and two monitors on the same process are two.
 */
import { Effect } from "effect"
import * as ExitReason from "./ExitReason.ts"
import type { Pid, Watcher } from "./Pid.ts"
import * as Process from "./Process.ts"

/** What a monitoring process receives. The reason is `NoProcess` if there was nothing to monitor any more. */
export class DownMessage {
  readonly _tag = "Down"
  readonly monitor: Monitor
  readonly from: Pid
  readonly reason: ExitReason.ExitReason

  constructor(monitor: Monitor, from: Pid, reason: ExitReason.ExitReason) {
    this.monitor = monitor
    this.from = from
    this.reason = reason
  }
}

export class Monitor implements Watcher {
  readonly target: Pid
  private readonly owner: Pid
  private readonly ownerDied: Watcher

  /** @internal Use `monitor`. */
  constructor(owner: Pid, target: Pid) {
    this.owner = owner
    this.target = target
    this.ownerDied = { died: () => target.unwatch(this) }
    if (target.isAlive) {
      target.watch(this)
      owner.watch(this.ownerDied)
    } else this.report(ExitReason.noProcess)
  }

  died(_: Pid, reason: ExitReason.ExitReason): void {
    this.owner.unwatch(this.ownerDied)
    this.report(reason)
  }

  /** @internal Use `demonitor`. */
  cancel(): void {
    this.target.unwatch(this)
    this.owner.unwatch(this.ownerDied)
    this.owner.mailbox.takeFirst((message) => message instanceof DownMessage && message.monitor === this)
  }

  private report(reason: ExitReason.ExitReason): void {
    this.owner.push(new DownMessage(this, this.target, reason))
  }
}

/** From now on this process receives a `DownMessage` when `target` ends, at once if it has ended. */
export const monitor = (target: Pid): Effect.Effect<Monitor> =>
  Effect.map(Process.self, (self) => new Monitor(self, target))

/** Takes a monitor away, and its `DownMessage` out of the mailbox if that has come already. */
export const demonitor = (monitor: Monitor): Effect.Effect<void> => Effect.sync(() => monitor.cancel())
