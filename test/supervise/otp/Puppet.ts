/** A plain process that does what it is told and reports every other message it gets. */
import { Deferred, Effect } from "effect"
import { Monitor, Process } from "../../../src/supervise/index.ts"
import type { Trace } from "./Trace.ts"
import { describe } from "./Worker.ts"

class Job {
  readonly work: Effect.Effect<void>

  constructor(work: Effect.Effect<void>) {
    this.work = work
  }
}

/** The life of a puppet; without a name it keeps to itself what it gets. */
export const live = (
  trace: Trace,
  options: { readonly name?: string; readonly trap: boolean }
): Effect.Effect<never> =>
  Effect.gen(function* () {
    const self = yield* Process.self
    yield* Process.trapExits(options.trap)
    const n = options.name === undefined ? 0 : trace.incarnation(options.name)
    if (options.name !== undefined) {
      trace.follow(self, "proc", options.name, n)
      trace.emit({ ev: "spawn", proc: options.name, n })
    }
    for (;;) {
      const message = yield* Process.receive
      if (message instanceof Job) yield* message.work
      else if (options.name !== undefined)
        trace.emit({ ev: "msg", proc: options.name, n, msg: text(trace, message) })
    }
  })

const text = (trace: Trace, message: unknown): unknown =>
  message instanceof Process.ExitMessage || message instanceof Monitor.DownMessage
    ? describe(trace, message)
    : message

/** Lets a puppet do something and waits until it is done or the puppet is gone. */
export const within = <A, E>(puppet: Process.Pid, work: Effect.Effect<A, E>): Effect.Effect<A, E | Gone> =>
  Effect.gen(function* () {
    if (!puppet.isAlive) return yield* Effect.fail(new Gone(true))
    const done = Deferred.makeUnsafe<A, E>()
    yield* Process.send(
      puppet,
      new Job(Effect.flatMap(recoverable(work), (exit) => Deferred.done(done, exit)))
    )
    return yield* Effect.raceFirst(
      Deferred.await(done),
      Effect.flatMap(Process.awaitExit(puppet), () => Effect.fail(new Gone(false)))
    )
  })

/** A failure is the answer; a defect is the puppet's own end. */
const recoverable = <A, E>(work: Effect.Effect<A, E>) =>
  Effect.match(work, {
    onSuccess: (value) => ({ _tag: "Success", value }) as const,
    onFailure: (error) => ({ _tag: "Failure", error }) as const
  }).pipe(
    Effect.flatMap((result) =>
      Effect.exit(result._tag === "Success" ? Effect.succeed(result.value) : Effect.fail(result.error))
    )
  )

/** The puppet was dead before, or died of what it was told to do. */
export class Gone {
  readonly _tag = "Gone"
  readonly before: boolean

  constructor(before: boolean) {
    this.before = before
  }
}
