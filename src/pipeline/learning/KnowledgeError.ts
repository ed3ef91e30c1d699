/**
 * What can go wrong with what was learned.
 */
import { Schema } from "effect"

/** What was learned cannot be opened, read or written; nothing in it was changed. */
export class KnowledgeError extends Schema.TaggedError<KnowledgeError>()("KnowledgeError", {
  place: Schema.String,
  problem: Schema.String,
  help: Schema.String
}) {
  override get message(): string {
    return `${this.place}: ${this.problem} ${this.help}`
  }
}
