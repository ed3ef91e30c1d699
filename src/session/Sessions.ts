/**
 * Sessions: the running tree, and the refinements in it. One process per refinement; a crash of one is its own, and it
 * goes on where the journal says. When the journal's process crashes the sessions behind it are started anew too.
 *
 * ```
 * pipewright (rest_for_one)
 * ├─ names        processes by their role
 * ├─ journal      writes entries, many with one flush
 * ├─ …            what a program puts between: knowledge, models, workers
 * └─ sessions     (dynamic) one process per refinement
 * ```
 */
import { randomUUID } from "node:crypto"
import { Cause, Context, Deferred, Effect, Exit, Layer, Option, PubSub, Stream } from "effect"
import type { Refined } from "../refine/Refinement.ts"
import type { CallError } from "../supervise/Call.ts"
import * as ChildSpec from "../supervise/ChildSpec.ts"
import * as DynamicSupervisor from "../supervise/DynamicSupervisor.ts"
import * as ExitReason from "../supervise/ExitReason.ts"
import * as GenServer from "../supervise/GenServer.ts"
import * as Process from "../supervise/Process.ts"
import * as Registry from "../supervise/Registry.ts"
import * as Supervisor from "../supervise/Supervisor.ts"
import type { HostedRecipe } from "./HostedRecipe.ts"
import { Journal } from "./Journal.ts"
import { JournalError } from "./JournalError.ts"
import type { Entry } from "./JournalEvent.ts"
import { type JournalProtocol, JournalServer } from "./JournalServer.ts"
import type { JournalStore } from "./JournalStore.ts"
import { refine, type SessionError, SessionFailed } from "./Session.ts"
import { type SessionState, statesOf } from "./SessionState.ts"

export interface RunOptions<C> {
  /** What is refined, for people: the path of a file. */
  readonly title: string
  readonly input: C
  /** The session to take up; otherwise a new one begins. */
  readonly session?: string | undefined
}

export interface SessionsOptions {
  /** Children of the tree between the journal and the sessions, in start order. */
  readonly between?: ReadonlyArray<ChildSpec.ChildSpec>
  /** Sessions at a time at most; further ones are refused. Default any number. */
  readonly maxSessions?: number
}

export class Sessions extends Context.Service<
  Sessions,
  {
    /** Hosts a refinement and waits for its result. */
    readonly run: <C, E, A extends string, S extends string, Err, R>(
      recipe: HostedRecipe<C, E, A, S, Err, R>,
      options: RunOptions<C>
    ) => Effect.Effect<Refined<C, E, A, S>, SessionError | Err, R>
    /** Has everything on the disk that was noted so far. */
    readonly settled: Effect.Effect<void, JournalError>
    /** What the journal knows of all sessions, in the order in which they began. */
    readonly states: Effect.Effect<ReadonlyMap<string, SessionState>, JournalError>
    /** Every entry from now on, when it is durable. A reader that is slow by thousands misses the oldest. */
    readonly events: Stream.Stream<Entry>
    /** The sessions that run. */
    readonly running: Effect.Effect<number, CallError>
  }
>()("pipewright/session/Sessions") {
  /** The tree, which ends with the scope: sessions first, the journal last. */
  static readonly layerWith = (options: SessionsOptions = {}) =>
    Layer.effect(
      Sessions,
      Effect.suspend(() => make(options))
    )
  static readonly layer = Sessions.layerWith()
}

/** Entries that a slow reader of `events` may be behind. */
const behind = 4096

/**
 * Crashes of sessions in `maxSeconds` before the tree gives up. Each session is given up by itself after a few, so this
 * is only for what no session survives.
 */
const limits = { maxRestarts: 1000, maxSeconds: 5 }

/** The same for the journal, which may wait ten seconds for a lock before each crash. */
const treeLimits = { maxRestarts: 3, maxSeconds: 120 }

const make = Effect.fnUntraced(function* ({ between = [], maxSessions }: SessionsOptions) {
  const journal = yield* Journal
  /** What the journal's process crashed of last. */
  let trouble: JournalError | undefined
  const store: JournalStore = {
    ...journal,
    commit: (records, flush) =>
      Effect.tapError(journal.commit(records, flush), (error) =>
        Effect.sync(() => {
          trouble = error
        })
      )
  }
  const published = yield* PubSub.sliding<Entry>(behind)
  const names = Registry.make<string>({ keys: "unique" })
  const server = Registry.name<JournalProtocol, string>(names, "journal")
  const sessions = Registry.name<DynamicSupervisor.Protocol, string>(names, "sessions")
  const tree = yield* Supervisor.startScoped({
    name: "pipewright",
    strategy: "rest_for_one",
    ...treeLimits,
    children: [
      Registry.child(names),
      ChildSpec.server(JournalServer, { store, published }, { id: "journal", start: { name: server } }),
      ...between,
      DynamicSupervisor.child(
        "sessions",
        { ...limits, ...(maxSessions === undefined ? {} : { maxChildren: maxSessions }) },
        { start: { name: sessions } }
      )
    ]
  })
  /** The supervisor of sessions, as soon as it runs. */
  const hosting = Effect.fnUntraced(function* (session: string) {
    for (;;) {
      const host = sessions.whereIs()
      if (host?.isAlive) return host
      if (tree.exitReason !== undefined) {
        if (trouble !== undefined) return yield* trouble
        const reason = `the tree of processes ended: ${ExitReason.format(tree.exitReason)}`
        return yield* new SessionFailed({ session, reason })
      }
      yield* Effect.yieldNow
    }
  })
  /** Ends the process of a session, whichever it is by now. */
  const end = (session: string) =>
    Effect.gen(function* () {
      for (const { id, process } of yield* DynamicSupervisor.whichChildren(sessions)) {
        if (id !== `session ${session}` || process === "restarting") continue
        yield* DynamicSupervisor.terminateChild(sessions, process)
      }
    }).pipe(Effect.ignore)

  const settled = Effect.mapError(
    GenServer.call(server, "append", [], { timeout: Infinity }),
    ({ message }) =>
      trouble ?? new JournalError({ place: "the journal", problem: message, help: "Run the command again." })
  )

  return Sessions.of({
    settled,
    run: <C, E, A extends string, S extends string, Err, R>(
      recipe: HostedRecipe<C, E, A, S, Err, R>,
      { title, input, session }: RunOptions<C>
    ) =>
      Effect.gen(function* () {
        const id = session ?? randomUUID()
        const result = Deferred.makeUnsafe<Refined<C, E, A, S>, SessionError | Err>()
        let known = session !== undefined
        let crash: string | undefined
        const body = Effect.suspend(() => {
          const work = refine({ id, recipe, title, input, store, server, known, crash })
          known = true
          return work
        }).pipe(
          Effect.onExit((exit) => {
            if (isFinal(exit)) return Deferred.done(result, exit)
            crash = ExitReason.format(ExitReason.fromExit(exit))
            return Effect.void
          }),
          // A failure is a result. Only a defect is a crash, after which the session is taken up.
          Effect.catchCause((cause) =>
            cause.reasons.some(Cause.isFailReason) ? Effect.void : Effect.failCause(cause)
          )
        )
        const spec = ChildSpec.effect(`session ${id}`, body, {
          restart: "transient",
          shutdown: "brutal_kill"
        })
        for (;;) {
          const host = yield* hosting(id)
          const process = yield* Effect.result(DynamicSupervisor.startChild(sessions, spec))
          if (process._tag === "Failure" && process.failure._tag !== "CallError")
            return yield* new SessionFailed({ session: id, reason: process.failure.message })
          const answer = yield* Effect.raceFirst(
            Effect.map(Deferred.await(result), Option.some),
            Effect.as(Process.awaitExit(host), Option.none())
          ).pipe(Effect.onInterrupt(() => end(id)))
          // Its supervisor went down with the journal, and is back with it: the session goes on from there.
          if (Option.isSome(answer)) return answer.value
        }
      }),
    // What was noted and waits for others belongs to it.
    states: settled.pipe(Effect.ignore, Effect.andThen(store.readAll), Effect.map(statesOf)),
    events: Stream.fromPubSub(published),
    running: Effect.map(DynamicSupervisor.countChildren(sessions), ({ active }) => active)
  })
})

/** Whether a session is at its end; a crash is not the end. */
const isFinal = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isSuccess(exit) || exit.cause.reasons.some(Cause.isFailReason)
