/**
 * The process of one thread: gives it a job, and answers with the result or with why there is none. Work that takes
 * too long, or that the thread dies of, fails its own caller only: the thread is killed, and the next job gets a new
 * one. A thread is started when the first job comes, and kept warm for those behind it.
 *
 * Time counts from when the thread has the job and its code is loaded, so that a slow start is nobody's fault. Where Node
 * can tell, it is the time in which the thread had a processor: a busy machine is nobody's fault either.
 */
import { Worker } from "node:worker_threads"
import { Clock, Effect } from "effect"
import type { From } from "../supervise/Call.ts"
import * as GenServer from "../supervise/GenServer.ts"
import * as Process from "../supervise/Process.ts"
import type { Notice, Order } from "./ThreadMessage.ts"
import { WorkFailed } from "./WorkFailed.ts"

export interface ThreadProtocol {
  call: {
    /** One at a time. */
    work(job: object): Effect.Effect<unknown, WorkFailed>
  }
  cast: {
    /** Nobody waits for the job any longer. */
    drop(): void
    /** @internal */ heard(event: ThreadEvent): void
    /** @internal */ late(number: number): void
  }
}

export interface ThreadOptions {
  /** The module that a thread runs; it calls `serveJobs`. */
  readonly file: URL
  /** What it finds as `workerData`. */
  readonly data: unknown
  /** Milliseconds that a job may take. */
  readonly timeout: number
  /** Megabytes that the heap of a thread may have. */
  readonly memory: number
}

/** Megabytes of a thread's heap that are for what is new. */
const nursery = 12

/** How many times as long a job may be there as it may compute, if its thread gets no processor. */
const starving = 10

/** Milliseconds after which to look again, at least. */
const shortest = 10

/** Milliseconds in which a thread has to give account, whatever it does. */
const grace = 1000

/** What became of a thread, and of which. */
interface ThreadEvent {
  readonly thread: Worker
  readonly notice:
    | Notice
    | { readonly _tag: "ended"; readonly error: Error | undefined; readonly code: number }
}

interface Job extends Order {
  readonly from: From<unknown, WorkFailed>
}

/** The state: the thread that runs, and the job that it has or waits for it to be ready. */
class Desk {
  readonly options: ThreadOptions
  thread: Worker | undefined = undefined
  ready = false
  job: Job | undefined = undefined
  count = 0
  stopClock: Effect.Effect<void> = Effect.void
  /** When the thread got the job, and what it had computed by then, in milliseconds. */
  since = 0
  computed: number | undefined = undefined

  constructor(options: ThreadOptions) {
    this.options = options
  }
}

export const ThreadServer = GenServer.define<ThreadProtocol>()({
  name: "thread",
  trapExits: true,

  init: (options: ThreadOptions) => GenServer.started(new Desk(options)),

  call: {
    work: (job, desk, from) =>
      Effect.gen(function* () {
        if (desk.job !== undefined) {
          return yield* GenServer.replyError(
            new WorkFailed({ cause: "crash", reason: "the thread is busy" }),
            desk
          )
        }
        desk.job = { number: desk.count++, job, from }
        if (desk.thread === undefined) desk.thread = begin(desk.options, yield* Process.self)
        else if (desk.ready) yield* post(desk)
        return yield* GenServer.noReply(desk)
      })
  },

  cast: {
    drop: (_, desk) =>
      Effect.andThen(desk.job === undefined ? Effect.void : end(desk), GenServer.noReply(desk)),

    heard: ({ thread, notice }, desk) =>
      // What a killed thread still had to say concerns nobody.
      Effect.andThen(thread === desk.thread ? hear(desk, notice) : Effect.void, GenServer.noReply(desk)),

    late: (number, desk) =>
      Effect.gen(function* () {
        if (desk.job?.number !== number) return yield* GenServer.noReply(desk)
        const left = yield* timeLeft(desk)
        if (left > 0) {
          yield* wind(desk, left)
          return yield* GenServer.noReply(desk)
        }
        const seconds = desk.options.timeout / 1000
        yield* failed(desk, "time", `it takes longer than ${seconds} ${seconds === 1 ? "second" : "seconds"}`)
        yield* end(desk)
        return yield* GenServer.noReply(desk)
      })
  },

  terminate: (_, desk) => end(desk)
})

const hear = (desk: Desk, notice: ThreadEvent["notice"]): Effect.Effect<void, never, never> => {
  if (notice._tag !== "ended") desk.computed = notice.computed
  switch (notice._tag) {
    case "ready":
      desk.ready = true
      return desk.job === undefined ? Effect.void : post(desk)
    case "done":
      return settled(desk, notice.number, (from) => GenServer.replyTo(from, notice.result))
    case "threw":
      return settled(desk, notice.number, (from) =>
        GenServer.failTo(from, new WorkFailed({ cause: "crash", reason: notice.report }))
      )
    case "ended": {
      const { error, code } = notice
      const memory = (error as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY"
      const failure = memory
        ? failed(desk, "memory", `it needs more than ${desk.options.memory} MB of memory`)
        : failed(desk, "crash", error?.stack ?? `its thread ended with code ${code}`)
      return Effect.andThen(failure, end(desk))
    }
  }
}

/** Gives the thread its job, and it so much time. */
const post = (desk: Desk): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { thread, job } = desk
    if (thread === undefined || job === undefined) return
    thread.postMessage({ number: job.number, job: job.job } satisfies Order)
    desk.since = yield* Clock.currentTimeMillis
    yield* wind(desk, desk.options.timeout)
  })

/** Looks after the job in so many milliseconds. */
const wind = (desk: Desk, duration: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { job } = desk
    if (job === undefined) return
    const self: GenServer.Server<ThreadProtocol> = yield* Process.self
    const clock = yield* Clock.Clock
    const fiber = yield* Effect.forkDetach(
      Effect.sleep(duration).pipe(
        // Where this thread was busy itself, an answer that is there already still counts.
        Effect.andThen(Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))),
        Effect.andThen(GenServer.cast(self, "late", job.number)),
        Effect.provideService(Clock.Clock, clock)
      )
    )
    desk.stopClock = Effect.sync(() => fiber.interruptUnsafe())
  })

/** Milliseconds that the thread may still compute on its job. */
const timeLeft = (desk: Desk): Effect.Effect<number> =>
  Effect.gen(function* () {
    const { thread, computed, since, options } = desk
    const elapsed = (yield* Clock.currentTimeMillis) - since
    if (computed === undefined || thread?.cpuUsage === undefined || elapsed >= starving * options.timeout)
      return 0
    const usage = yield* Effect.raceFirst(
      Effect.tryPromise(() => thread.cpuUsage()),
      Effect.as(Effect.sleep(grace), undefined)
    ).pipe(Effect.orElseSucceed(() => undefined))
    if (usage === undefined) return 0
    const left = options.timeout - ((usage.user + usage.system) / 1000 - computed)
    return left <= 0 ? 0 : Math.max(left, shortest)
  })

const settled = (
  desk: Desk,
  number: number,
  answer: (from: Job["from"]) => Effect.Effect<void>
): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { job } = desk
    if (job?.number !== number) return Effect.void
    desk.job = undefined
    return Effect.andThen(desk.stopClock, answer(job.from))
  })

const failed = (desk: Desk, cause: WorkFailed["cause"], reason: string): Effect.Effect<void> =>
  desk.job === undefined
    ? Effect.void
    : settled(desk, desk.job.number, (from) => GenServer.failTo(from, new WorkFailed({ cause, reason })))

/** Kills the thread, whatever it does, and forgets its job. */
const end = (desk: Desk): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { thread } = desk
    desk.thread = undefined
    desk.ready = false
    desk.job = undefined
    return Effect.andThen(
      desk.stopClock,
      Effect.sync(() => void thread?.terminate())
    )
  })

const begin = ({ file, data, memory }: ThreadOptions, self: GenServer.Server<ThreadProtocol>): Worker => {
  const thread = new Worker(file, {
    workerData: data,
    // What a job leaves behind is short-lived; a larger nursery only keeps memory from the others.
    resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: nursery }
  })
  const tell = (notice: ThreadEvent["notice"]): void =>
    Effect.runSync(GenServer.cast(self, "heard", { thread, notice }))
  let error: Error | undefined
  thread.on("message", tell)
  thread.on("messageerror", (problem) => {
    error = problem
    void thread.terminate()
  })
  thread.on("error", (problem) => {
    error = problem instanceof Error ? problem : new Error(String(problem))
  })
  thread.on("exit", (code) => tell({ _tag: "ended", error, code }))
  return thread
}
