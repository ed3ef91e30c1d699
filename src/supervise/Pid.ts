/**
 * A process as others hold it: one fiber with an identity, a mailbox, links and watchers. It keeps
 * Erlang's rules for how processes die and who hears of it:
 *
 * - a process ends with an `ExitReason`, and the processes linked to it receive that as an exit signal
 * - an exit signal other than `Normal` ends its receiver, unless that traps exits and gets an `ExitMessage`
 * - `Kill` cannot be trapped, and the links of the victim see `Killed`
 *
 * One thing is Effect's own: a process has a Scope, closed when its code has ended and before anyone hears
 * of the death, so that a successor finds the resources free. Only a killed process is dead at once, while
 * its finalizers still run.
 */
import { Context, Effect, type Exit, type Fiber, Scope } from "effect"
import * as Deadline from "./Deadline.ts"
import * as ExitReason from "./ExitReason.ts"
import { LinkTree } from "./LinkTree.ts"
import { type Admission, Mailbox } from "./Mailbox.ts"
import * as RunQueue from "./RunQueue.ts"
import { deliver } from "./SignalQueue.ts"

/** The process whose code is running, undefined in a fiber that belongs to none. */
export const Self = Context.Reference<Pid | undefined>("pipewright/supervise/Self", {
  defaultValue: () => undefined
})

/** Someone who wants to know of a death. */
export interface Watcher {
  died(process: Pid, reason: ExitReason.ExitReason): void
}

/**
 * Someone who waits for an answer of a process. The process keeps them in a list that costs no more than two
 * assignments, for one comes and goes with every call.
 */
export abstract class Waiter extends Deadline.Deadline {
  /** @internal */ before: Waiter | undefined = undefined
  /** @internal */ after: Waiter | undefined = undefined

  /** The process ended without an answer. */
  abstract abandoned(reason: ExitReason.ExitReason): void
}

/** What a process that traps exits receives instead of the signal. `from` is undefined outside of processes. */
export class ExitMessage {
  readonly _tag = "Exit"
  readonly from: Pid | undefined
  readonly reason: ExitReason.ExitReason

  constructor(from: Pid | undefined, reason: ExitReason.ExitReason) {
    this.from = from
    this.reason = reason
  }
}

export interface SpawnOptions {
  /** For people and reports; it need not be unique. */
  readonly name?: string | undefined
  /** Link it to the process that spawns it, which becomes its parent. */
  readonly link: boolean
}

let lastId = 0

export class Pid {
  readonly id: number = ++lastId
  readonly name: string | undefined
  /** The process that started this one and is linked to it. */
  readonly parent: Pid | undefined
  /** @internal */ trapsExits = false
  /** @internal */ readonly mailbox = new Mailbox()
  /** @internal */ admission: Admission | undefined = undefined
  /** @internal */ readonly runQueue: RunQueue.RunQueue
  /** @internal The services of its code without those of one process only: its children start from them. */
  readonly services: Context.Context<never>
  /** @internal */ readonly context: Context.Context<never>
  private readonly scope = Scope.makeUnsafe()
  private reason: ExitReason.ExitReason | undefined = undefined
  /** The reason with which it will end: its code is on the way out already. */
  private leaving: ExitReason.ExitReason | undefined = undefined
  /** An exit signal has come and will be obeyed at its next turn: it must not look at messages any more. @internal */
  doomed = false
  private links: LinkTree<Pid> | undefined = undefined
  private watchers: Set<Watcher> | undefined = undefined
  private lastWaiter: Waiter | undefined = undefined
  private fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined
  private resume: ((effect: Effect.Effect<void>) => void) | undefined = undefined

  private constructor(fiber: Fiber.Fiber<unknown, unknown>, options: SpawnOptions) {
    this.name = options.name
    this.parent = options.link ? fiber.getRef(Self) : undefined
    this.runQueue = RunQueue.ofFiber(fiber)
    this.services = sharedServices(fiber.context)
    this.context = this.services.pipe(Context.add(Self, this), Context.add(Scope.Scope, this.scope))
    if (this.parent !== undefined) this.link(this.parent)
  }

  /** Starts a process that runs `body` at its next turn. Its services are those of `fiber`. */
  static spawn(
    fiber: Fiber.Fiber<unknown, unknown>,
    options: SpawnOptions,
    body: (self: Pid) => Effect.Effect<unknown, unknown, unknown>
  ): Pid {
    const pid = new Pid(fiber, options)
    pid.runQueue.schedule(() => pid.run(body))
    return pid
  }

  /** Why it ended; undefined while it lives. */
  get exitReason(): ExitReason.ExitReason | undefined {
    return this.reason
  }

  get isAlive(): boolean {
    return this.reason === undefined
  }

  toString(): string {
    return `${this.name ?? "process"}#${this.id}`
  }

  /** Delivers a message; a dead process takes none. */
  push(message: unknown): void {
    if (this.reason !== undefined) return
    this.mailbox.push(message)
    this.wake()
  }

  /** Lets the process look at its mailbox again. */
  wake(): void {
    const resume = this.resume
    if (resume === undefined) return
    this.resume = undefined
    this.runQueue.schedule(() => {
      // A signal that came meanwhile comes first.
      if (this.doomed) this.obey()
      else resume(Effect.void)
    })
  }

  /** Waits for the next wake-up. Only the process's own fiber may wait. */
  get park(): Effect.Effect<void> {
    return Effect.callback((resume) => {
      this.resume = resume
    })
  }

  /** Links both ways. False if `other` is gone. */
  link(other: Pid): boolean {
    if (other === this) return true
    if (!other.isAlive || !this.isAlive) return false
    this.links ??= new LinkTree()
    other.links ??= new LinkTree()
    this.links.add(other)
    other.links.add(this)
    return true
  }

  unlink(other: Pid): void {
    this.links?.delete(other)
    other.links?.delete(this)
  }

  /** Calls `watcher` once at its death. Not called when it is dead already: look at `exitReason` first. */
  watch(watcher: Watcher): void {
    this.watchers ??= new Set()
    this.watchers.add(watcher)
  }

  unwatch(watcher: Watcher): void {
    this.watchers?.delete(watcher)
  }

  /** Tells `waiter` when the process ends before it has answered. */
  awaitedBy(waiter: Waiter): void {
    const last = this.lastWaiter
    waiter.before = last
    if (last !== undefined) last.after = waiter
    this.lastWaiter = waiter
  }

  /** The waiter has its answer, or waits no longer. */
  answered(waiter: Waiter): void {
    const { before, after } = waiter
    if (before !== undefined) before.after = after
    if (after !== undefined) after.before = before
    else if (this.lastWaiter === waiter) this.lastWaiter = before
    waiter.before = waiter.after = undefined
  }

  /** Sends an exit signal as `from`. */
  signal(from: Pid | undefined, reason: ExitReason.ExitReason): void {
    deliver(() => this.receive(from, reason, false))
  }

  /** The code of the process is done; it ends with this reason whatever its exit says. */
  leave(reason: ExitReason.ExitReason): void {
    this.leaving ??= reason
  }

  /** Whether an exit signal or its own decision is taking it down. */
  get isLeaving(): boolean {
    return this.leaving !== undefined
  }

  private run(body: (self: Pid) => Effect.Effect<unknown, unknown, unknown>): void {
    if (this.reason !== undefined) return
    if (this.leaving !== undefined) {
      this.die(this.leaving)
      return
    }
    const code = Effect.withFiber((fiber) => {
      this.fiber = fiber
      return body(this)
    })
    // The body's requirements are in the context: `services` came from the fiber that had them.
    const fiber = Effect.runForkWith(this.context)(code as Effect.Effect<unknown, unknown>)
    fiber.addObserver((exit) => this.ended(exit))
  }

  private ended(exit: Exit.Exit<unknown, unknown>): void {
    this.leaving ??= ExitReason.fromExit(exit)
    const reason = this.leaving
    const closing = Scope.closeUnsafe(this.scope, exit)
    if (closing === undefined) this.die(reason)
    else Effect.runForkWith(this.context)(closing).addObserver(() => this.die(reason))
  }

  private receive(from: Pid | undefined, reason: ExitReason.ExitReason, linked: boolean): void {
    if (this.reason !== undefined) return
    // A link that was taken away before the signal came protects.
    if (linked && from !== undefined && this.links?.delete(from) !== true) return
    if (reason._tag === "Kill" && !linked) {
      this.kill()
    } else if (this.leaving !== undefined) {
      // It is going down with another reason already.
    } else if (this.trapsExits) {
      this.push(new ExitMessage(from, reason))
    } else if (reason._tag !== "Normal" || from === this) {
      this.leaving = reason
      this.doomed = true
      // It dies when its turn comes, after those who were woken before.
      if (from === this) this.obey()
      else this.runQueue.schedule(() => this.obey())
    }
  }

  /** Carries out the exit signal that has come. */
  private obey(): void {
    this.doomed = false
    this.fiber?.interruptUnsafe()
  }

  private kill(): void {
    this.leaving = ExitReason.killed
    this.doomed = false
    this.fiber?.interruptUnsafe()
    this.die(ExitReason.killed)
  }

  private die(reason: ExitReason.ExitReason): void {
    if (this.reason !== undefined) return
    this.reason = reason
    this.resume = undefined
    this.mailbox.clear()
    this.admission?.close()
    const links = this.links
    const watchers = this.watchers
    this.links = this.watchers = this.fiber = undefined
    deliver(() => {
      if (links !== undefined) for (const other of links) other.receive(this, reason, true)
      if (watchers !== undefined) for (const watcher of watchers) watcher.died(this, reason)
      this.abandonWaiters(reason)
    })
  }

  /** In the order in which they began to wait. */
  private abandonWaiters(reason: ExitReason.ExitReason): void {
    let waiter = this.lastWaiter
    while (waiter?.before !== undefined) waiter = waiter.before
    while (waiter !== undefined) {
      const next: Waiter | undefined = waiter.after
      waiter.abandoned(reason)
      waiter = next
    }
  }
}

const stripped = new WeakMap<Context.Context<never>, Context.Context<never>>()

/**
 * A context without the process and the scope it belongs to. The answer is the same object for the same
 * context, so that a hundred thousand processes share one table of services.
 */
export const sharedServices = (context: Context.Context<never>): Context.Context<never> => {
  const self = Context.get(context, Self)
  if (self !== undefined && self.context === context) return self.services
  let services = stripped.get(context)
  if (services === undefined) {
    const owned = context.mapUnsafe.has(Self.key) || context.mapUnsafe.has(Scope.Scope.key)
    services = owned ? Context.omit(Self, Scope.Scope)(context) : context
    stripped.set(context, services as Context.Context<never>)
  }
  return services as Context.Context<never>
}
