/**
 * Work on a text was given up: it took too long, needed too much memory, or its session failed. The reason is for
 * people. Nothing that happens within a text is a failure; what a text has wrong is in its report.
 */
import { Schema } from "effect"

export class GivenUp extends Schema.TaggedError<GivenUp>()("GivenUp", { reason: Schema.String }) {
  override get message(): string {
    return this.reason
  }
}
