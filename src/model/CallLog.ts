/**
 * The record of calls: a call that is in it is never made again. A cassette is one (a file of its own); the journal
 * of a session may be another.
 */
import { Context, Effect, Option, Schema } from "effect"
import type { ModelReply, ModelRequest } from "./ModelRequest.ts"

/** A run may only replay, and this call was not recorded. */
export class NotRecorded extends Schema.TaggedError<NotRecorded>()("NotRecorded", {
  key: Schema.String,
  file: Schema.String,
  /** The line in which the record breaks off, where it does. */
  cutAt: Schema.optionalKey(Schema.Int)
}) {
  override get message(): string {
    if (this.cutAt !== undefined)
      return `${this.file} breaks off in line ${this.cutAt}, before the answer to what is asked now. Record it anew with --record ${this.file}.`
    return `${this.file} holds no answer to what is asked now: the input, the settings or pipewright itself changed since it was recorded. Record it anew with --record ${this.file}.`
  }
}

/** The call must not be made: it may have been made before, and nobody knows what came of it. */
export class CallRefused extends Schema.TaggedError<CallRefused>()("CallRefused", {
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

export interface CallLog {
  /** The recorded reply; a failure where there is none and none may be asked for. */
  readonly recall: (key: string) => Effect.Effect<Option.Option<ModelReply>, NotRecorded | CallRefused>
  /** Keeps a reply, durably, before anybody uses it. */
  readonly keep: (key: string, request: ModelRequest, reply: ModelReply) => Effect.Effect<void>
}

/** The record in force; by default none. */
export const CallLog = Context.Reference<CallLog>("pipewright/model/CallLog", {
  defaultValue: () => ({ recall: () => Effect.succeed(Option.none()), keep: () => Effect.void })
})

/** Whose calls these are. */
export interface CallOwner {
  /**
   * The same words asked twice in one scope are two calls; the same words asked by the same scope again, after a
   * crash or in a replay, are the same call.
   */
  readonly scope: string
  /** What outlives the process: repeated after a crash, a call carries the idempotency key that it had. */
  readonly session: string | undefined
  /** Where an owner begins anew in the same process: how often it asked what, counted from there. */
  readonly occurrences?: Map<string, number>
}

export const CallOwner = Context.Reference<CallOwner>("pipewright/model/CallOwner", {
  defaultValue: () => ({ scope: "", session: undefined })
})
