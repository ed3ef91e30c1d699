/**
 * Calls of models in a session: its journal is their record, so that a call that was answered is never paid again.
 */
import { Effect, Option, Schema } from "effect"
import { CallLog, CallOwner, CallRefused } from "../model/CallLog.ts"
import { ModelReply } from "../model/ModelRequest.ts"
import { SessionCalls } from "../session/SessionCalls.ts"

/** Runs a step of a session with the session's journal as the record of calls; without a session, as it is. */
export const journaled = <A, E, R>(step: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(SessionCalls, (calls) => {
    if (calls.session === undefined) return step
    const log: CallLog = {
      recall: (key) =>
        calls.begin(key).pipe(
          Effect.mapError(({ message }) => new CallRefused({ reason: message })),
          Effect.map((reply) => Option.flatMap(reply, decode))
        ),
      keep: (key, _, reply) => calls.keep(key, encode(reply))
    }
    return step.pipe(
      Effect.provideService(CallLog, log),
      // Calls are told apart within their step, so that a session that is taken up counts as the first time.
      Effect.provideService(CallOwner, {
        scope: calls.step,
        session: calls.session,
        occurrences: new Map()
      })
    )
  })

const decode = Schema.decodeUnknownOption(ModelReply)
const encode = (reply: ModelReply): Schema.Json => reply as unknown as Schema.Json
