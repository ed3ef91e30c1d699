/**
 * Why a piece of work came to nothing. Its thread is gone with it, or lives on where the work only threw.
 */
import { Schema } from "effect"

/**
 * - `time`: it took longer than it may
 * - `memory`: it needed more than its thread may have
 * - `crash`: it threw, or its thread ended
 */
export class WorkFailed extends Schema.TaggedError<WorkFailed>()("WorkFailed", {
  cause: Schema.Literals(["time", "memory", "crash"]),
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}
