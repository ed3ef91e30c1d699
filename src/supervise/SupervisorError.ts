/** What the requests to supervisors can fail with, besides the supervisor itself being gone (`CallError`). */
import { Data } from "effect"
import * as ExitReason from "./ExitReason.ts"
import type { Pid } from "./Pid.ts"

/** No child has this id, or this process is no child. */
export class ChildNotFound extends Data.TaggedError("ChildNotFound")<{ readonly child: string }> {}

/** The child runs; it would have to be terminated first. */
export class ChildRunning extends Data.TaggedError("ChildRunning")<{ readonly child: string }> {}

/** The child is between two attempts to restart it. */
export class ChildRestarting extends Data.TaggedError("ChildRestarting")<{ readonly child: string }> {}

/** A child with this id runs already, or its server's name is taken. */
export class ChildAlreadyStarted extends Data.TaggedError("ChildAlreadyStarted")<{
  readonly child: string
  readonly pid: Pid
}> {}

/** A child with this id is known but does not run: `restartChild` starts it. */
export class ChildAlreadyPresent extends Data.TaggedError("ChildAlreadyPresent")<{
  readonly child: string
}> {}

/** The child did not start. A specification that was new is not kept. */
export class ChildStartFailed extends Data.TaggedError("ChildStartFailed")<{
  readonly child: string
  readonly reason: ExitReason.ExitReason
}> {
  override get message(): string {
    return `child ${this.child} did not start: ${ExitReason.format(this.reason)}`
  }
}

/** The specification cannot be accepted; `problem` says what is wrong with it. */
export class BadChildSpec extends Data.TaggedError("BadChildSpec")<{ readonly problem: string }> {
  override get message(): string {
    return this.problem
  }
}

/** The dynamic supervisor has as many children as it may have. */
export class MaxChildren extends Data.TaggedError("MaxChildren")<{ readonly maxChildren: number }> {}
