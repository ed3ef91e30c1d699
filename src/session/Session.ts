/**
 * A session: one refinement whose every event goes into the journal, and which goes on from there wherever it was
 * interrupted. This is what the process of a session runs, the first time and after every crash.
 *
 * Steps are notes as long as the session asked nobody outside: lost, they are worked out again with the same
 * result. Calls, and everything after the first one, are durable before the session goes on.
 */
import { Cause, Clock, Effect, Exit, Option, Schema } from "effect"
import { type Refined, run } from "../refine/Refinement.ts"
import type { Trajectory, TrajectoryEvent } from "../refine/Trajectory.ts"
import type { ServerRef } from "../supervise/Call.ts"
import * as GenServer from "../supervise/GenServer.ts"
import type { HostedRecipe } from "./HostedRecipe.ts"
import type { JournalError, SessionTaken } from "./JournalError.ts"
import { type Blob, blobOf, type JournalEvent, type Record, version } from "./JournalEvent.ts"
import type { JournalProtocol } from "./JournalServer.ts"
import type { JournalStore } from "./JournalStore.ts"
import { CallGivenUp, SessionCalls } from "./SessionCalls.ts"
import { type CallState, type SessionState, stateOf } from "./SessionState.ts"

/** A session cannot go on; its reason is in the journal. */
export class SessionFailed extends Schema.TaggedError<SessionFailed>()("SessionFailed", {
  session: Schema.String,
  reason: Schema.String,
  /** What is in the journal cannot be read by this recipe: to begin anew is all that helps. */
  unreadable: Schema.optionalKey(Schema.Boolean)
}) {
  override get message(): string {
    return `Session ${this.session} failed: ${this.reason}`
  }
}

/** How often in a row a session is taken up without getting anywhere. */
const patience = 2

export interface SessionOptions<C, E, A extends string, S extends string, Err, R> {
  readonly id: string
  readonly recipe: HostedRecipe<C, E, A, S, Err, R>
  readonly title: string
  readonly input: C
  readonly store: JournalStore
  readonly server: ServerRef<JournalProtocol>
  /** Whether the journal may hold something of it. */
  readonly known: boolean
  /** Why the process before crashed, in words. */
  readonly crash?: string | undefined
}

export type SessionError = SessionFailed | SessionTaken | JournalError

/** Runs a session to its end. A defect is a crash: the process is to be started anew, and this with it. */
export const refine = <C, E, A extends string, S extends string, Err, R>(
  options: SessionOptions<C, E, A, S, Err, R>
): Effect.Effect<Refined<C, E, A, S>, SessionError | Err, R> =>
  Effect.gen(function* () {
    const { id, server, known } = options
    // What the process before noted may still lie with the journal's.
    if (known) yield* append(server, [])
    const state = known ? yield* current(options) : undefined
    const session = new Session(options, state)
    if (state?.foreign === true)
      return yield* new SessionFailed({
        session: id,
        reason: "it is of another journal, for which nobody vouched"
      })
    if (state === undefined) yield* session.open
    else if (state.status === "failed")
      return yield* new SessionFailed({ session: id, reason: state.reason ?? "" })
    else if (state.status === "open") yield* session.takeUp(state)
    const trajectory = state === undefined ? [] : yield* session.restore(state)
    if (state?.status === "ended") {
      const { outcome, reason = "" } = state
      return { status: outcome as S, reason, trajectory }
    }
    return yield* run(session.recipe, options.input, trajectory).pipe(
      Effect.onExit((exit) =>
        Exit.isFailure(exit) && exit.cause.reasons.some(Cause.isFailReason)
          ? session.fail(messageOf(exit.cause))
          : Effect.void
      )
    )
  })

/** What the journal knows of the session; one whose end was none is as if it was cut off there. */
const current = <C, E, A extends string, S extends string, Err, R>({
  id,
  store,
  recipe
}: SessionOptions<C, E, A, S, Err, R>): Effect.Effect<SessionState | undefined, JournalError> =>
  Effect.map(store.read(id), (entries) => {
    const state = stateOf(entries)
    if (state?.status !== "ended" || recipe.goesOn?.(state.outcome as S) !== true) return state
    const { next, changed: at } = state
    const entry = { version, session: id, number: next, at, event: { _tag: "TakenUp" } } as const
    const open = stateOf([...entries, entry])
    return open === undefined ? undefined : { ...open, next }
  })

class Session<C, E, A extends string, S extends string, Err, R> {
  readonly #options: SessionOptions<C, E, A, S, Err, R>
  readonly #calls: Map<string, CallState>
  readonly #addresses = new Map<string, string>()
  #next: number
  /** Whether somebody outside was asked: what came of it must not be lost. */
  #asked: boolean
  /** The candidate of the last proposal, which its event does not carry. */
  #proposed: C | undefined

  constructor(options: SessionOptions<C, E, A, S, Err, R>, state: SessionState | undefined) {
    this.#options = options
    this.#calls = new Map(state?.calls)
    this.#next = state?.next ?? 0
    this.#asked = this.#calls.size > 0
  }

  get open() {
    const { recipe, title, input } = this.#options
    const { address, blobs } = this.#name(recipe.textOf(input))
    return this.#write(
      { _tag: "Opened", recipe: recipe.name, title, settings: recipe.settings, input: address },
      blobs
    )
  }

  takeUp(state: SessionState): Effect.Effect<void, SessionError> {
    if (state.tries < patience) return this.#append({ _tag: "TakenUp" }, [])
    const { crash } = this.#options
    const reason = `it crashed ${patience + 1} times at the same step${crash === undefined ? "" : `: ${crash}`}`
    return Effect.andThen(
      this.#append({ _tag: "Failed", reason }, []),
      Effect.fail(new SessionFailed({ session: state.id, reason }))
    )
  }

  /** Where the journal already cannot be written to, the failure itself is what counts. */
  fail(reason: string): Effect.Effect<void> {
    return Effect.ignore(this.#append({ _tag: "Failed", reason }, []))
  }

  /** The recipe, with every event journaled and every call of a step known by it. */
  get recipe(): HostedRecipe<C, E, A, S, Err | SessionError, R> {
    const { recipe } = this.#options
    return {
      ...recipe,
      evaluate: (candidate) =>
        this.#withCalls(`evaluate ${recipe.hashOf(candidate)}`, recipe.evaluate(candidate)),
      propose: (approach, trajectory) =>
        Effect.tap(
          this.#withCalls(`propose ${trajectory.length}`, recipe.propose(approach, trajectory)),
          (proposal) =>
            Effect.sync(() => {
              this.#proposed = proposal._tag === "candidate" ? proposal.candidate : undefined
            })
        ),
      record: (event) => Effect.andThen(this.#record(event), recipe.record?.(event) ?? Effect.void)
    }
  }

  /** The trajectory so far. A candidate that was proposed and not yet evaluated is evaluated now. */
  restore(state: SessionState) {
    const self = this
    const { recipe, store } = this.#options
    return Effect.gen(function* () {
      const trajectory: Array<TrajectoryEvent<C, E, A>> = []
      const first = state.trajectory.find(({ _tag }) => _tag === "Evaluated")
      if (first !== undefined && first.candidate !== state.opened.input)
        return yield* new SessionFailed({
          session: state.id,
          reason: "its first text in the journal is not the one it was begun with"
        })
      for (const event of state.trajectory) {
        if (event._tag === "Proposed") {
          const { _tag, candidate, kept, approach, ...rest } = event
          trajectory.push({ ...rest, _tag: "proposed", approach: approach as A })
        } else trajectory.push(yield* self.#restoreEvaluated(event))
      }
      const input = recipe.hashOf(self.#options.input)
      // What a journal says of its texts is not believed.
      const judged = trajectory.filter((event) => event._tag === "evaluated")
      if (judged.length > 0 && !judged.some(({ hash }) => hash === input))
        return yield* new SessionFailed({
          session: state.id,
          reason: "none of its texts is the one that is there now",
          unreadable: true
        })
      const last = state.trajectory.at(-1)
      if (state.status === "open" && last?._tag === "Proposed" && last.candidate !== undefined) {
        const candidate = recipe.candidateOf((yield* store.blob(last.candidate)) ?? "")
        if (last.kept !== undefined) recipe.restoreCandidate?.(candidate, last.kept)
        const evaluation = yield* self.recipe.evaluate(candidate)
        const event: TrajectoryEvent<C, E, A> = {
          _tag: "evaluated",
          iteration: last.iteration,
          candidate,
          hash: recipe.hashOf(candidate),
          score: recipe.scoreOf(evaluation),
          evaluation
        }
        trajectory.push(event)
        yield* self.recipe.record?.(event) ?? Effect.void
      }
      return trajectory as Trajectory<C, E, A>
    })
  }

  #restoreEvaluated(event: Extract<SessionState["trajectory"][number], { _tag: "Evaluated" }>) {
    const { recipe, store, id } = this.#options
    return Effect.gen(function* () {
      const text = yield* store.blob(event.candidate)
      if (text === undefined)
        return yield* new SessionFailed({
          session: id,
          reason: `the text ${event.candidate} is not in the journal`,
          unreadable: true
        })
      const candidate = yield* Effect.try({
        try: () => recipe.candidateOf(text),
        catch: (error) =>
          new SessionFailed({
            session: id,
            reason: error instanceof Error ? error.message : String(error),
            unreadable: true
          })
      })
      const evaluation = yield* recipe.restore(candidate, event.evaluation)
      // What a text is worth is judged, not believed.
      return {
        _tag: "evaluated",
        iteration: event.iteration,
        candidate,
        hash: recipe.hashOf(candidate),
        score: recipe.scoreOf(evaluation),
        evaluation
      } as const
    })
  }

  #record(event: TrajectoryEvent<C, E, A>): Effect.Effect<void, SessionError> {
    const { recipe } = this.#options
    switch (event._tag) {
      case "evaluated": {
        const { iteration, candidate, hash, score, evaluation } = event
        const { address, blobs } = this.#name(recipe.textOf(candidate))
        const kept = recipe.keep(evaluation, candidate)
        return this.#write(
          { _tag: "Evaluated", iteration, candidate: address, hash, score, evaluation: kept },
          blobs
        )
      }
      case "proposed": {
        if (event.outcome !== "candidate" || this.#proposed === undefined)
          return this.#write({ ...event, _tag: "Proposed" }, [])
        const { address, blobs } = this.#name(recipe.textOf(this.#proposed))
        const kept = recipe.keepCandidate?.(this.#proposed)
        return this.#write(
          { ...event, _tag: "Proposed", candidate: address, ...(kept === undefined ? {} : { kept }) },
          blobs
        )
      }
      case "ended":
        return this.#write({ ...event, _tag: "Ended" }, [])
    }
  }

  /** The address of a text, and the text itself where the journal has not had it from here. */
  #name(text: string): { readonly address: string; readonly blobs: ReadonlyArray<Blob> } {
    const known = this.#addresses.get(text)
    if (known !== undefined) return { address: known, blobs: [] }
    const blob = blobOf(text)
    this.#addresses.set(text, blob.address)
    return { address: blob.address, blobs: [blob] }
  }

  #withCalls<X, XE, XR>(step: string, work: Effect.Effect<X, XE, XR>): Effect.Effect<X, XE, XR> {
    return Effect.provideService(work, SessionCalls, {
      session: this.#options.id,
      step,
      begin: (key) => this.#begin(`${step} ${key}`),
      keep: (key, reply) => this.#keep(`${step} ${key}`, reply)
    })
  }

  #begin(key: string): Effect.Effect<Option.Option<Schema.Json>, CallGivenUp> {
    const known = this.#calls.get(key)
    if (known?.reply !== undefined) return Effect.succeed(Option.some(known.reply))
    const attempt = (known?.attempts ?? 0) + 1
    if (attempt > 2) return Effect.fail(new CallGivenUp({ session: this.#options.id, key }))
    this.#asked = true
    this.#calls.set(key, { attempts: attempt })
    return Effect.as(Effect.orDie(this.#append({ _tag: "CallBegun", key, attempt }, [])), Option.none())
  }

  #keep(key: string, reply: Schema.Json): Effect.Effect<void> {
    this.#calls.set(key, { attempts: this.#calls.get(key)?.attempts ?? 1, reply })
    return Effect.orDie(this.#append({ _tag: "CallAnswered", key, reply }, []))
  }

  #write(event: JournalEvent, blobs: ReadonlyArray<Blob>): Effect.Effect<void, SessionError> {
    if (this.#asked) return this.#append(event, blobs)
    return Effect.flatMap(this.#entry(event, blobs), (record) =>
      GenServer.cast(this.#options.server, "note", [record])
    )
  }

  #append(event: JournalEvent, blobs: ReadonlyArray<Blob>): Effect.Effect<void, SessionTaken> {
    return Effect.flatMap(this.#entry(event, blobs), (record) => append(this.#options.server, [record]))
  }

  #entry(event: JournalEvent, blobs: ReadonlyArray<Blob>): Effect.Effect<Record> {
    return Effect.map(Clock.currentTimeMillis, (at) => ({
      entry: { version, session: this.#options.id, number: this.#next++, at, event },
      blobs
    }))
  }
}

/** Without a journal there is no session: it crashes with it, and is taken up when the journal is back. */
const append = (
  server: ServerRef<JournalProtocol>,
  records: ReadonlyArray<Record>
): Effect.Effect<void, SessionTaken> =>
  Effect.catchTag(GenServer.call(server, "append", records, { timeout: Infinity }), "CallError", (error) =>
    Effect.die(error)
  )

const messageOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}
