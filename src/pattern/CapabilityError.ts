/**
 * Something was asked for that is neither a step nor a pattern nor a feature of the dialect.
 */
import { Schema } from "effect"

export class CapabilityError extends Schema.TaggedError<CapabilityError>()("CapabilityError", {
  capability: Schema.String,
  dialect: Schema.String,
  /** Names that may have been meant, nearest first. */
  suggestions: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const near = this.suggestions.map((name) => `\`${name}\``).join(" or ")
    return `\`${this.capability}\` is not a step, pattern or feature of ${this.dialect}${near === "" ? "." : `; did you mean ${near}?`}`
  }
}
