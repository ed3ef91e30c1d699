/**
 * What a callback of a server answers: the reply, the new state, and what happens next. Steps are effects
 * that have already succeeded, so a callback may return one as it is or `yield*` others before it.
 */
import { Exit } from "effect"
import type * as ExitReason from "./ExitReason.ts"

/** What the server does before it looks into its mailbox, or how long it waits for something to be there. */
export type Next<C> =
  | {
      /** Handed to `handleContinue` before any message, also those that wait already. */
      readonly continue: C
    }
  | {
      /** When no message comes within so many milliseconds, `info` gets `IdleTimeout`. */
      readonly idleAfter: number
    }

/** See `Next.idleAfter`. */
export class IdleTimeout {
  readonly _tag = "IdleTimeout"
}

export class Started<State, C> {
  readonly _tag = "Started"
  readonly state: State
  readonly next: Next<C> | undefined

  constructor(state: State, next: Next<C> | undefined) {
    this.state = state
    this.next = next
  }
}

export class Ignored {
  readonly _tag = "Ignored"
}

export class NoReply<State, C> {
  readonly _tag = "NoReply"
  readonly state: State
  readonly next: Next<C> | undefined

  constructor(state: State, next: Next<C> | undefined) {
    this.state = state
    this.next = next
  }
}

export class Replied<A, E, State, C> {
  readonly _tag = "Replied"
  readonly answer: Exit.Exit<A, E>
  readonly state: State
  readonly next: Next<C> | undefined

  constructor(answer: Exit.Exit<A, E>, state: State, next: Next<C> | undefined) {
    this.answer = answer
    this.state = state
    this.next = next
  }
}

export class Stopped<A, E, State> {
  readonly _tag = "Stopped"
  readonly reason: ExitReason.ExitReason
  readonly state: State
  readonly answer: Exit.Exit<A, E> | undefined

  constructor(reason: ExitReason.ExitReason, state: State, answer: Exit.Exit<A, E> | undefined) {
    this.reason = reason
    this.state = state
    this.answer = answer
  }
}

/** What `init` may answer. */
export type InitStep<State, C> = Started<State, C> | Ignored | Stopped<never, never, undefined>
/** What `cast`, `info` and `handleContinue` may answer. */
export type Step<State, C> = NoReply<State, C> | Stopped<never, never, State>
/** What a `call` may answer. Without a reply, `GenServer.replyTo` has to send it later. */
export type CallStep<A, E, State, C> = Replied<A, E, State, C> | NoReply<State, C> | Stopped<A, E, State>

type Done<A> = Exit.Exit<A>

/** From `init`: the server runs. */
export const started = <State, C = never>(state: State, next?: Next<C>): Done<Started<State, C>> =>
  Exit.succeed(new Started(state, next))

/** From `init`: there is nothing to run, which is not an error. */
export const ignore: Done<Ignored> = Exit.succeed(new Ignored())

/** From `init`: it cannot run. `terminate` is not called. */
export const refuse = (reason: ExitReason.ExitReason): Done<Stopped<never, never, undefined>> =>
  Exit.succeed(new Stopped<never, never, undefined>(reason, undefined, undefined))

export const noReply = <State, C = never>(state: State, next?: Next<C>): Done<NoReply<State, C>> =>
  Exit.succeed(new NoReply(state, next))

export const reply = <A, State, C = never>(
  value: A,
  state: State,
  next?: Next<C>
): Done<Replied<A, never, State, C>> =>
  Exit.succeed(new Replied<A, never, State, C>(Exit.succeed(value), state, next))

/** Fails the caller with `error`; the server lives on. */
export const replyError = <E, State, C = never>(
  error: E,
  state: State,
  next?: Next<C>
): Done<Replied<never, E, State, C>> =>
  Exit.succeed(new Replied<never, E, State, C>(Exit.fail(error), state, next))

/** Ends the server: `terminate` runs, then it exits with `reason`. */
export const stop = <State>(
  reason: ExitReason.ExitReason,
  state: State
): Done<Stopped<never, never, State>> =>
  Exit.succeed(new Stopped<never, never, State>(reason, state, undefined))

/** As `stop`; the caller gets its reply after `terminate`. */
export const stopReply = <A, State>(
  reason: ExitReason.ExitReason,
  value: A,
  state: State
): Done<Stopped<A, never, State>> =>
  Exit.succeed(new Stopped<A, never, State>(reason, state, Exit.succeed(value)))
