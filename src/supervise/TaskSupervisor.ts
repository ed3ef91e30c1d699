/**
 * A supervisor for tasks: dynamic, its children temporary. What runs under it is stopped with it, is counted,
 * and can be limited; whether a failure reaches the one who started the task is decided by how it was started.
 */
import { Effect, type Exit, type Scope, Stream } from "effect"
import type { CallError, ServerRef } from "./Call.ts"
import type * as ChildSpec from "./ChildSpec.ts"
import * as DynamicSupervisor from "./DynamicSupervisor.ts"
import * as ExitReason from "./ExitReason.ts"
import type * as GenServer from "./GenServer.ts"
import type { Pid } from "./Pid.ts"
import * as Process from "./Process.ts"
import type { ChildNotFound } from "./SupervisorError.ts"
import type * as Task from "./Task.ts"
import { TaskWindow, type WindowOptions } from "./TaskWindow.ts"

export type TaskSupervisor = DynamicSupervisor.DynamicSupervisor
type Ref = ServerRef<DynamicSupervisor.Protocol>

export interface Options {
  /** Default `task-supervisor`. */
  readonly name?: string
  /** Tasks beyond it are refused. Default any number. */
  readonly maxChildren?: number
}

export const start = (options?: Options): Effect.Effect<TaskSupervisor, GenServer.StartError> =>
  DynamicSupervisor.start(named(options))

export const startLink = (options?: Options): Effect.Effect<TaskSupervisor, GenServer.StartError> =>
  DynamicSupervisor.startLink(named(options))

export const startScoped = (
  options?: Options
): Effect.Effect<TaskSupervisor, GenServer.StartError, Scope.Scope> =>
  DynamicSupervisor.startScoped(named(options))

/** A task supervisor as a child of another supervisor. */
export const child = (
  id: string,
  options?: Options & { readonly start?: GenServer.StartOptions<DynamicSupervisor.Protocol> }
): ChildSpec.ChildSpec => DynamicSupervisor.child(id, named(options), options)

const named = (options: Options | undefined): DynamicSupervisor.Options => ({
  name: "task-supervisor",
  ...options
})

/** Starts work whose result nobody waits for. With `restart: "transient"` a crash starts it anew. */
export const startChild = <A, E, R>(
  supervisor: Ref,
  work: Effect.Effect<A, E, R>,
  options?: { readonly restart?: ChildSpec.Restart; readonly shutdown?: ChildSpec.Shutdown }
): Effect.Effect<Pid, DynamicSupervisor.StartChildError | CallError, Exclude<R, Scope.Scope>> =>
  Effect.map(
    DynamicSupervisor.startChild(supervisor, {
      id: "task",
      restart: "temporary",
      ...options,
      start: Process.spawnLink(work, { name: "task" })
    }),
    running
  )

/** Starts a task linked to this process: if either crashes, so does the other. Await it with `Task.await`. */
export const async = <A, E, R>(
  supervisor: Ref,
  work: Effect.Effect<A, E, R>
): Effect.Effect<Task.Task<A, E>, DynamicSupervisor.StartChildError | CallError, Exclude<R, Scope.Scope>> =>
  Effect.flatMap(Process.self, (self) => launch(supervisor, work, (pid) => pid.link(self)))

/** Starts a task whose crash concerns only those who await it. */
export const asyncNoLink = <A, E, R>(
  supervisor: Ref,
  work: Effect.Effect<A, E, R>
): Effect.Effect<Task.Task<A, E>, DynamicSupervisor.StartChildError | CallError, Exclude<R, Scope.Scope>> =>
  launch(supervisor, work, () => {})

/** The tasks that run. */
export const children = (supervisor: Ref): Effect.Effect<ReadonlyArray<Pid>, CallError> =>
  Effect.map(DynamicSupervisor.whichChildren(supervisor), (all) =>
    all.flatMap(({ process }) => (process === "restarting" ? [] : [process]))
  )

export const terminateChild = (supervisor: Ref, task: Pid): Effect.Effect<void, ChildNotFound | CallError> =>
  DynamicSupervisor.terminateChild(supervisor, task)

export interface StreamOptions extends WindowOptions {}

type StreamError = Task.TaskExit | DynamicSupervisor.StartChildError | CallError

/**
 * Runs `work` on each item, so many at a time, and streams the results. The tasks are linked to the running
 * process: a crash of one takes it along. Tasks still running when the stream ends are killed.
 */
export const asyncStream = <Item, A, E, R>(
  supervisor: Ref,
  items: Iterable<Item>,
  work: (item: Item) => Effect.Effect<A, E, R>,
  options?: StreamOptions
): Stream.Stream<Exit.Exit<A, E | Task.TaskExit>, StreamError, Exclude<R, Scope.Scope>> =>
  stream(items, (item) => async(supervisor, work(item)), options)

/** As `asyncStream`; a crash is only that item's result. */
export const asyncStreamNoLink = <Item, A, E, R>(
  supervisor: Ref,
  items: Iterable<Item>,
  work: (item: Item) => Effect.Effect<A, E, R>,
  options?: StreamOptions
): Stream.Stream<Exit.Exit<A, E | Task.TaskExit>, StreamError, Exclude<R, Scope.Scope>> =>
  stream(items, (item) => asyncNoLink(supervisor, work(item)), options)

const stream = <Item, A, E, SE, R>(
  items: Iterable<Item>,
  begin: (item: Item) => Effect.Effect<Task.Task<A, E>, SE, R>,
  options: StreamOptions | undefined
): Stream.Stream<Exit.Exit<A, E | Task.TaskExit>, SE | Task.TaskExit, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const window = new TaskWindow(items, begin, options ?? {})
      yield* Effect.addFinalizer(() => Effect.sync(() => window.close()))
      return Stream.unfold(window, (window) =>
        Effect.map(window.next(), (exit) => (exit === undefined ? undefined : ([exit, window] as const)))
      )
    })
  )

/** Starts a task that begins once `prepare` has seen its process, so that no failure comes before the link. */
const launch = <A, E, R>(
  supervisor: Ref,
  work: Effect.Effect<A, E, R>,
  prepare: (pid: Pid) => void
): Effect.Effect<Task.Task<A, E>, DynamicSupervisor.StartChildError | CallError, Exclude<R, Scope.Scope>> =>
  Effect.suspend(() => {
    let result: Exit.Exit<A, E> | undefined
    let waiting: Pid | undefined
    let abandoned = false
    const body = Effect.flatMap(Process.self, (self) => {
      waiting = self
      return (abandoned ? Process.exit(ExitReason.shutdown) : Process.receive).pipe(
        Effect.andThen(work),
        Effect.onExit((exit) =>
          Effect.sync(() => {
            if (!self.isLeaving) result = exit
          })
        )
      )
    })
    // Nobody would tell it to begin.
    const abandon = Effect.sync(() => {
      abandoned = true
      waiting?.signal(undefined, ExitReason.kill)
    })
    return startChild(supervisor, body).pipe(
      Effect.onInterrupt(() => abandon),
      Effect.map((pid): Task.Task<A, E> => {
        prepare(pid)
        pid.push(begin)
        return { pid, exit: () => result }
      })
    )
  })

const begin = Symbol("begin")

/** A task that is spawned is there: only servers may have nothing to run. */
const running = (pid: Pid | undefined): Pid => {
  if (pid === undefined) throw new Error("a task without a process")
  return pid
}
