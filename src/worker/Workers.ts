/**
 * Workers: threads for what keeps a processor busy, each under a process of its own and all under one supervisor. A
 * job that never ends or eats all memory is killed and fails alone; neither its siblings nor the one who waits are
 * held up.
 *
 * ```
 * workers (rest_for_one)
 * ├─ names
 * └─ threads (one_for_one)
 *    ├─ thread 0
 *    └─ …
 * ```
 */
import { Effect, type Scope, Semaphore } from "effect"
import * as ChildSpec from "../supervise/ChildSpec.ts"
import * as ExitReason from "../supervise/ExitReason.ts"
import * as GenServer from "../supervise/GenServer.ts"
import * as Registry from "../supervise/Registry.ts"
import * as Supervisor from "../supervise/Supervisor.ts"
import { type ThreadOptions, type ThreadProtocol, ThreadServer } from "./ThreadServer.ts"
import { WorkFailed } from "./WorkFailed.ts"

export interface WorkersOptions extends ThreadOptions {
  /** Threads at most. One that is not needed is not started. */
  readonly threads: number
}

export interface Workers {
  /** The supervisor, to be started in somebody's tree; until then no work is done. */
  readonly child: ChildSpec.ChildSpec
  /** Has a job done by a thread that is free, as soon as one is. Interrupted, the work is killed. */
  readonly run: (job: object) => Effect.Effect<unknown, WorkFailed>
}

export const make = ({ threads, ...thread }: WorkersOptions): Workers => {
  const names = Registry.make<number>({ keys: "unique" })
  const servers = Array.from({ length: threads }, (_, at) => Registry.name<ThreadProtocol, number>(names, at))
  // The last that became free is the next to work: the others need not even be started.
  const free = [...servers].reverse()
  const turn = Semaphore.makeUnsafe(threads)
  return {
    child: Supervisor.child("workers", {
      strategy: "rest_for_one",
      children: [
        Registry.child(names),
        Supervisor.child("threads", {
          children: servers.map((name, at) =>
            ChildSpec.server(ThreadServer, thread, { id: `thread ${at}`, start: { name } })
          )
        })
      ]
    }),
    run: (job) =>
      turn.withPermit(
        Effect.acquireUseRelease(
          Effect.sync(() => free.pop() as GenServer.Name<ThreadProtocol>),
          (server) =>
            GenServer.call(server, "work", job, { timeout: Infinity }).pipe(
              Effect.catchTag("CallError", ({ reason }) =>
                Effect.fail(new WorkFailed({ cause: "crash", reason: ExitReason.format(reason) }))
              ),
              Effect.onInterrupt(() => GenServer.cast(server, "drop"))
            ),
          (server) => Effect.sync(() => free.push(server))
        )
      )
  }
}

/** Workers that run until the scope closes, where there is no tree for them. */
export const startScoped = (
  options: WorkersOptions
): Effect.Effect<Workers, GenServer.StartError, Scope.Scope> => {
  const workers = make(options)
  return Effect.as(Supervisor.startScoped({ name: "workers", children: [workers.child] }), workers)
}
