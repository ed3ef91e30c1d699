/**
 * Typed protocols: what may be said to a server, and what it answers. A protocol is an interface of
 * functions that nobody calls; the compiler reads requests and replies from them:
 *
 * ```ts
 * interface Bank {
 *   call: {
 *     balance(): number
 *     withdraw(amount: number): Effect.Effect<number, Overdrawn>
 *   }
 *   cast: { audit(): void }
 *   info: Tick
 * }
 * ```
 *
 * A call whose function returns a plain type always gets that reply; one that returns an `Effect<A, E>` may
 * also be answered with a failure `E`, which is the caller's failure and leaves the server alive.
 */
import type { Effect } from "effect"

// biome-ignore lint/suspicious/noExplicitAny: a constraint that every function of one parameter satisfies
type Requests = { readonly [name: string]: (argument: any) => unknown }

export interface Protocol {
  readonly call?: object
  readonly cast?: object
  readonly info?: unknown
  readonly continue?: unknown
}

type Section<P, Name extends "call" | "cast"> = P extends { readonly [K in Name]: infer S }
  ? S
  : Record<never, never>

export type Calls<P> = Section<P, "call">
export type Casts<P> = Section<P, "cast">
/** Messages that are neither call nor cast, besides those the runtime sends. */
export type Info<P> = P extends { readonly info: infer I } ? I : never
/** What `init` and callbacks may hand to `handleContinue`. */
export type Continue<P> = P extends { readonly continue: infer C } ? C : never

/** The argument of a request; `undefined` for one without. */
export type Argument<F> = F extends (argument: infer A) => unknown
  ? unknown extends A
    ? undefined
    : A
  : never

export type Reply<F> = F extends Requests[string] ? Succeeds<ReturnType<F>> : never

export type ReplyError<F> = F extends Requests[string] ? FailsWith<ReturnType<F>> : never

// Tuples, so that a request that is never answered (`never`) is not taken apart as an empty union.
type Succeeds<R> = [R] extends [never] ? never : R extends Effect.Effect<infer A, infer _E, infer _R> ? A : R

type FailsWith<R> = [R] extends [never]
  ? never
  : R extends Effect.Effect<infer _A, infer E, infer _R>
    ? E
    : never
