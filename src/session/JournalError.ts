/**
 * What can go wrong with a journal.
 */
import { Schema } from "effect"

/** The journal cannot be opened, read or written. */
export class JournalError extends Schema.TaggedError<JournalError>()("JournalError", {
  place: Schema.String,
  problem: Schema.String,
  help: Schema.String
}) {
  override get message(): string {
    return `${this.place}: ${this.problem} ${this.help}`
  }
}

/** Another process wrote to the same session: only one may host it. */
export class SessionTaken extends Schema.TaggedError<SessionTaken>()("SessionTaken", {
  session: Schema.String
}) {
  override get message(): string {
    return `Session ${this.session} is run by another process. Wait for its end, then try again.`
  }
}
