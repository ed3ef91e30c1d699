/**
 * What the journal holds: entries, each an event of one session with its place in it. The schema is the contract
 * with databases and exports of earlier versions: events are added to, never changed.
 */
import { createHash } from "node:crypto"
import { Schema } from "effect"

/** The version that entries are written with. */
export const version = 1

const Spending = Schema.Struct({ calls: Schema.Finite, tokens: Schema.Finite, cost: Schema.Finite })

/** Milliseconds since 1970, within what is a date at all. */
export const Time = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 }))

/** Texts are kept once, under their address; events only name it. */
export const Address = Schema.String

/** A session began. */
export const Opened = Schema.TaggedStruct("Opened", {
  recipe: Schema.String,
  /** What is refined, for people: the path of a file. */
  title: Schema.String,
  /** Equal for equal settings: a session is only taken up under those it was begun with. */
  settings: Schema.String,
  input: Address
})

/** Its process was started anew, after a crash of it or of the whole program, or after an end that was none. */
export const TakenUp = Schema.TaggedStruct("TakenUp", {})

/** A candidate was judged. */
export const Evaluated = Schema.TaggedStruct("Evaluated", {
  iteration: Schema.Int,
  candidate: Address,
  hash: Schema.String,
  score: Schema.Finite,
  /** What the recipe needs to have the evaluation back. */
  evaluation: Schema.Json
})

/** A proposal was made, refused or failed. */
export const Proposed = Schema.TaggedStruct("Proposed", {
  iteration: Schema.Int,
  approach: Schema.String,
  outcome: Schema.Literals(["candidate", "unchanged", "refused", "failed"]),
  reason: Schema.String,
  candidate: Schema.optionalKey(Address),
  /** What the candidate has beside its text. */
  kept: Schema.optionalKey(Schema.Json),
  spent: Schema.optionalKey(Spending),
  end: Schema.optionalKey(Schema.String)
})

/** A call to the world outside is about to be made; `attempt` 2 repeats one that was in flight at a crash. */
export const CallBegun = Schema.TaggedStruct("CallBegun", { key: Schema.String, attempt: Schema.Int })

/** It was answered, and is never made again. */
export const CallAnswered = Schema.TaggedStruct("CallAnswered", { key: Schema.String, reply: Schema.Json })

/** The recipe decided to stop. */
export const Ended = Schema.TaggedStruct("Ended", {
  iteration: Schema.Int,
  status: Schema.String,
  reason: Schema.String
})

/** The session cannot go on. */
export const Failed = Schema.TaggedStruct("Failed", { reason: Schema.String })

/**
 * It was taken in from another journal, and nobody vouched for that: its texts may be of any origin. It can be looked
 * at, and neither goes on nor is learned from. Always the last entry; no export has it.
 */
export const Imported = Schema.TaggedStruct("Imported", {})

export const JournalEvent = Schema.Union([
  Opened,
  TakenUp,
  Evaluated,
  Proposed,
  CallBegun,
  CallAnswered,
  Ended,
  Failed,
  Imported
])
export type JournalEvent = typeof JournalEvent.Type

export const Entry = Schema.Struct({
  version: Schema.Literal(version),
  session: Schema.String,
  /** Counts from 0 within the session, without gaps until it is compacted. */
  number: Schema.Int,
  at: Time,
  event: JournalEvent
})
export type Entry = typeof Entry.Type

/** A text, at its address. */
export interface Blob {
  readonly address: string
  readonly text: string
}

/** An entry, with the texts that it is the first to name. */
export interface Record {
  readonly entry: Entry
  readonly blobs: ReadonlyArray<Blob>
}

/** The address of a text: equal for equal texts. */
export const addressOf = (text: string): string => createHash("sha256").update(text).digest("base64url")

export const blobOf = (text: string): Blob => ({ address: addressOf(text), text })

/** The texts that an event names. */
export const addressesIn = (event: JournalEvent): ReadonlyArray<string> => {
  switch (event._tag) {
    case "Opened":
      return [event.input]
    case "Evaluated":
      return [event.candidate]
    case "Proposed":
      return event.candidate === undefined ? [] : [event.candidate]
    default:
      return []
  }
}
