/** A counter as each actor library has it: what the supervise bench runs against the others. */
import { createRequire } from "node:module"
import { Deferred, Effect, Queue } from "effect"
import type * as Nact from "nact"
import { GenServer } from "../../../src/supervise/index.ts"

export interface Contestant {
  readonly name: string
  /** One caller after another request: `count` round trips. */
  readonly calls: (count: number) => Promise<void>
  /** `count` requests without reply, until the last is handled. */
  readonly casts: (count: number) => Promise<void>
  /** Starts `count` counters and waits until they are ready; they live as long as what it gives back. */
  readonly spawns: (count: number) => Promise<unknown>
}

interface Counting {
  call: { increment(by: number): number }
  cast: { add(by: number): void }
}

/** The counter that the measurements start. */
export const Counter = GenServer.define<Counting>()({
  name: "counter",
  init: (start: number) => GenServer.started(start),
  call: { increment: (by, count) => GenServer.reply(count + by, count + by) },
  cast: { add: (by, count) => GenServer.noReply(count + by) }
})

/** A GenServer, called with the default timeout. */
export const genServer = async (): Promise<Contestant> => {
  const server = await Effect.runPromise(GenServer.start(Counter, 0))
  return {
    name: "GenServer",
    calls: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          for (let i = 0; i < count; i++) yield* GenServer.call(server, "increment", 1)
        })
      ),
    casts: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          for (let i = 0; i < count; i++) yield* GenServer.cast(server, "add", 1)
          yield* GenServer.call(server, "increment", 0)
        })
      ),
    spawns: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const servers: Array<unknown> = []
          for (let i = 0; i < count; i++) servers.push(yield* GenServer.start(Counter, 0))
          return servers
        })
      )
  }
}

type Request =
  | { readonly _tag: "Increment"; readonly by: number; readonly reply: Deferred.Deferred<number> }
  | { readonly _tag: "Add"; readonly by: number }

/** The least that an actor on Effect can be: a queue, a fiber that takes from it, a deferred for each reply. */
const startBare = Effect.gen(function* () {
  const queue = yield* Queue.unbounded<Request>()
  let count = 0
  yield* Effect.forkDetach(
    Effect.gen(function* () {
      for (;;) {
        const request = yield* Queue.take(queue)
        count += request.by
        if (request._tag === "Increment") yield* Deferred.succeed(request.reply, count)
      }
    })
  )
  return queue
})

const increment = Effect.fnUntraced(function* (queue: Queue.Queue<Request>, by: number) {
  const reply = yield* Deferred.make<number>()
  yield* Queue.offer(queue, { _tag: "Increment", by, reply })
  return yield* Deferred.await(reply)
})

export const bare = async (): Promise<Contestant> => {
  const queue = await Effect.runPromise(startBare)
  return {
    name: "bare Effect",
    calls: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          for (let i = 0; i < count; i++) yield* increment(queue, 1)
        })
      ),
    casts: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          for (let i = 0; i < count; i++) yield* Queue.offer(queue, { _tag: "Add", by: 1 })
          yield* increment(queue, 0)
        })
      ),
    spawns: (count) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const queues: Array<unknown> = []
          for (let i = 0; i < count; i++) queues.push(yield* startBare)
          // The fibers start with the next turn.
          yield* Effect.sleep(0)
          return queues
        })
      )
  }
}

export const nact = async (): Promise<Contestant> => {
  // A CommonJS package whose types do not say so.
  const { dispatch, query, spawn, start } = createRequire(import.meta.url)("nact") as typeof Nact
  type Message = { readonly by: number; readonly sender?: Nact.Ref<number> }
  const system = start()
  // Its own random names collide sooner or later.
  let started = 0
  const startOne = () =>
    spawn(
      system,
      (count: number | undefined, { by, sender }: Message) => {
        const next = (count ?? 0) + by
        if (sender !== undefined) dispatch(sender, next)
        return next
      },
      `counter-${started++}`
    )
  const actor = startOne()
  const ask = (by: number) => query(actor, (sender: Nact.Ref<number>) => ({ by, sender }), 5000)
  return {
    name: "nact",
    calls: async (count) => {
      for (let i = 0; i < count; i++) await ask(1)
    },
    casts: async (count) => {
      for (let i = 0; i < count; i++) dispatch(actor, { by: 1 })
      await ask(0)
    },
    spawns: async (count) => {
      const actors: Array<unknown> = []
      for (let i = 0; i < count; i++) actors.push(startOne())
      return actors
    }
  }
}
