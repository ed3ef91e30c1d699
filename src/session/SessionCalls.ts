/**
 * Calls to the world outside that a session makes: each is journaled before it is made and again when it is
 * answered. An answered call is never made again. One that was in flight at a crash is repeated once, with the
 * idempotency key that it had, so that the other side can tell it is the same; after a second crash it is given up.
 */
import { createHash } from "node:crypto"
import { Context, Effect, Option, Schema } from "effect"

/** A call was in flight at two crashes: whether it was made cannot be known, and it is not made a third time. */
export class CallGivenUp extends Schema.TaggedError<CallGivenUp>()("CallGivenUp", {
  session: Schema.String,
  key: Schema.String
}) {
  override get message(): string {
    return `A call was in flight when the program ended, twice; it is not made a third time. Begin anew without --resume.`
  }
}

export interface SessionCalls {
  /** The session that the calls belong to; none where nothing outlives the process. */
  readonly session: string | undefined
  /** The step that the calls belong to: the same call in two steps is two calls. */
  readonly step: string
  /** The answer that is known already; otherwise the call is about to be made, which is journaled. */
  readonly begin: (key: string) => Effect.Effect<Option.Option<Schema.Json>, CallGivenUp>
  /** The answer, durable when this returns. */
  readonly keep: (key: string, reply: Schema.Json) => Effect.Effect<void>
}

/** The calls of the step that runs; without a session nothing is kept. */
export const SessionCalls = Context.Reference<SessionCalls>("pipewright/session/SessionCalls", {
  defaultValue: () => ({
    session: undefined,
    step: "",
    begin: () => Effect.succeed(Option.none()),
    keep: () => Effect.void
  })
})

/** Makes a call once. `key` tells it from others of the same step; the reply has to be JSON. */
export const once = <A extends Schema.Json, E, R>(
  key: string,
  call: (idempotencyKey: string) => Effect.Effect<A, E, R>
): Effect.Effect<Schema.Json, E | CallGivenUp, R> =>
  Effect.gen(function* () {
    const calls = yield* SessionCalls
    const known = yield* calls.begin(key)
    if (Option.isSome(known)) return known.value
    const reply = yield* call(idempotencyKey(calls, key))
    yield* calls.keep(key, reply)
    return reply
  })

/** Short, and of characters that every server takes in a header. */
const idempotencyKey = ({ session, step }: SessionCalls, key: string): string =>
  createHash("sha256")
    .update(`${session ?? process.pid} ${step} ${key}`)
    .digest("base64url")
