/**
 * The children of one supervisor and the rules by which they are started, restarted and stopped: in order,
 * and in reverse. One clause for each case, as OTP's `supervisor` has it. Runs in the supervisor's process.
 */
import { Clock, Effect } from "effect"
import * as ChildSpec from "./ChildSpec.ts"
import * as ExitReason from "./ExitReason.ts"
import type { Pid } from "./Pid.ts"
import * as Report from "./Report.ts"
import { type Limits, RestartIntensity } from "./RestartIntensity.ts"
import * as Termination from "./Termination.ts"

/**
 * Whom a crash concerns besides the one that crashed:
 * - `one_for_one`: nobody
 * - `one_for_all`: all others are stopped, in reverse order, and all are started anew
 * - `rest_for_one`: so are those that were started after it
 */
export type Strategy = "one_for_one" | "one_for_all" | "rest_for_one"

/** Whether the end of significant children, of one or of all, ends the supervisor with `Shutdown`. */
export type AutoShutdown = "never" | "any_significant" | "all_significant"

export interface Flags extends Limits {
  /** Default `one_for_one`. */
  readonly strategy?: Strategy
  /** Default `never`. */
  readonly autoShutdown?: AutoShutdown
}

export interface Child {
  readonly spec: ChildSpec.Complete
  /** Undefined when it ended for good, was terminated, or had nothing to run. */
  process: Pid | "restarting" | undefined
}

/** A supervisor goes on after a child's end, or has to stop, or should try this child again soon. */
export type Verdict =
  | { readonly _tag: "Continue" }
  | { readonly _tag: "Shutdown" }
  | { readonly _tag: "TryAgain"; readonly id: string }

const goOn: Verdict = { _tag: "Continue" }
const shutDown: Verdict = { _tag: "Shutdown" }

export class Family {
  /** In start order. */
  private readonly children = new Map<string, Child>()
  private readonly byProcess = new Map<Pid, Child>()
  private readonly intensity: RestartIntensity
  private readonly strategy: Strategy
  private readonly autoShutdown: AutoShutdown

  private readonly supervisor: Pid

  constructor(supervisor: Pid, flags: Flags) {
    this.supervisor = supervisor
    this.intensity = new RestartIntensity(flags)
    this.strategy = flags.strategy ?? "one_for_one"
    this.autoShutdown = flags.autoShutdown ?? "never"
  }

  get size(): number {
    return this.children.size
  }

  all(): IterableIterator<Child> {
    return this.children.values()
  }

  find(id: string): Child | undefined {
    return this.children.get(id)
  }

  /** Why a specification cannot join, if so. */
  problem(spec: ChildSpec.ChildSpec<unknown>): string | undefined {
    const wrong = ChildSpec.problem(spec)
    if (wrong !== undefined || spec.significant !== true) return wrong
    if (this.autoShutdown === "never")
      return `${spec.id} is significant, but the supervisor never shuts down for it`
    if ((spec.restart ?? "permanent") === "permanent") return `${spec.id} is significant, but permanent`
    return undefined
  }

  /** Adds a child without starting it. */
  add(spec: ChildSpec.Complete): Child {
    const child: Child = { spec, process: undefined }
    this.children.set(spec.id, child)
    return child
  }

  remove(child: Child): void {
    this.detach(child)
    this.children.delete(child.spec.id)
  }

  start(child: Child): Effect.Effect<ChildSpec.Outcome> {
    return Effect.flatMap(ChildSpec.run(child.spec), (outcome): Effect.Effect<ChildSpec.Outcome> => {
      if (outcome._tag === "Failed") {
        return Effect.as(this.report(child, { _tag: "StartFailed", reason: outcome.reason }), outcome)
      }
      if (outcome._tag === "Started") {
        if (outcome.pid !== undefined) this.attach(child, outcome.pid)
        else if (child.spec.restart === "temporary") this.remove(child)
        else this.detach(child)
      }
      return Effect.succeed(outcome)
    })
  }

  /** Starts children in order, up to the first that fails. */
  startInOrder(children: Iterable<Child>): Effect.Effect<Failure | undefined> {
    const self = this
    return Effect.gen(function* () {
      for (const child of children) {
        const outcome = yield* self.start(child)
        if (outcome._tag === "Failed") return { child, reason: outcome.reason }
        if (outcome._tag === "AlreadyStarted") {
          return { child, reason: ExitReason.of(`already started as ${outcome.pid}`) }
        }
      }
      return undefined
    })
  }

  /** Stops children, last first. Temporary ones are forgotten, the others keep their place. */
  stopInReverse(children: Iterable<Child>): Effect.Effect<void> {
    const self = this
    return Effect.gen(function* () {
      for (const child of [...children].reverse()) yield* self.stop(child)
    })
  }

  /** Stops one child and leaves it as `stopInReverse` does. */
  stop(child: Child): Effect.Effect<void> {
    const process = child.process
    if (typeof process !== "object") {
      this.forget(child)
      return Effect.void
    }
    return Effect.map(Termination.stop(process, child.spec.shutdown), () => this.forget(child))
  }

  /** A process of the family ended. Those of strangers, and of children stopped meanwhile, concern nobody. */
  ended(process: Pid, reason: ExitReason.ExitReason): Effect.Effect<Verdict> {
    const child = this.byProcess.get(process)
    if (child === undefined) return Effect.succeed(goOn)
    const { restart } = child.spec
    const crashed = restart === "permanent" || !ExitReason.isExpected(reason)
    const reported = crashed ? this.report(child, { _tag: "ChildEnded", process, reason }) : Effect.void
    if (crashed && restart !== "temporary") return Effect.andThen(reported, this.restart(child))
    this.forget(child)
    return Effect.as(reported, this.endsTheSupervisor(child) ? shutDown : goOn)
  }

  /** Another attempt at a child whose restart failed, unless it was dealt with in the meantime. */
  tryAgain(id: string): Effect.Effect<Verdict> {
    const child = this.children.get(id)
    return child?.process === "restarting" ? this.restart(child) : Effect.succeed(goOn)
  }

  private report(child: Child, what: Report.What): Effect.Effect<void> {
    return Report.send({ ...what, supervisor: this.supervisor, child: child.spec.id })
  }

  private restart(child: Child): Effect.Effect<Verdict> {
    return Effect.flatMap(monotonicMillis, (now) => {
      if (!this.intensity.add(now)) {
        this.forget(child)
        return Effect.as(this.report(child, { _tag: "GaveUp" }), shutDown)
      }
      switch (this.strategy) {
        case "one_for_one":
          return this.restartAlone(child)
        case "one_for_all":
          return this.restartGroup([...this.children.values()])
        case "rest_for_one":
          return this.restartGroup(this.from(child))
      }
    })
  }

  private restartAlone(child: Child): Effect.Effect<Verdict> {
    return Effect.map(this.start(child), (outcome) => {
      if (outcome._tag === "Started") return goOn
      return this.failedToRestart(child)
    })
  }

  private restartGroup(group: ReadonlyArray<Child>): Effect.Effect<Verdict> {
    const self = this
    return Effect.gen(function* () {
      yield* self.stopInReverse(group)
      const failure = yield* self.startInOrder(group.filter((child) => self.children.has(child.spec.id)))
      return failure === undefined ? goOn : self.failedToRestart(failure.child)
    })
  }

  private failedToRestart(child: Child): Verdict {
    this.detach(child)
    child.process = "restarting"
    return { _tag: "TryAgain", id: child.spec.id }
  }

  /** A child and those started after it. */
  private from(child: Child): ReadonlyArray<Child> {
    const all = [...this.children.values()]
    return all.slice(all.indexOf(child))
  }

  private endsTheSupervisor(child: Child): boolean {
    if (!child.spec.significant) return false
    switch (this.autoShutdown) {
      case "never":
        return false
      case "any_significant":
        return true
      case "all_significant": {
        for (const other of this.children.values()) {
          if (other.spec.significant && other.process !== undefined) return false
        }
        return true
      }
    }
  }

  private attach(child: Child, process: Pid): void {
    this.detach(child)
    child.process = process
    this.byProcess.set(process, child)
  }

  private detach(child: Child): void {
    if (typeof child.process === "object") this.byProcess.delete(child.process)
    child.process = undefined
  }

  /** The child is not running any more; the specification of a temporary one goes with it. */
  private forget(child: Child): void {
    if (child.spec.restart === "temporary") this.remove(child)
    else this.detach(child)
  }
}

/** The child that could not be started, and why. */
export interface Failure {
  readonly child: Child
  readonly reason: ExitReason.ExitReason
}

/** Milliseconds on a clock that is never set back. */
export const monotonicMillis: Effect.Effect<number> = Effect.map(
  Clock.clockWith((clock) => clock.monotonicTimeNanos),
  (nanos) => Number(nanos / 1_000_000n)
)
