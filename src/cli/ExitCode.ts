/**
 * The exit code that a command ends with, as it is being found out.
 */
import { Context, Effect, Layer, Ref } from "effect"
import { type ExitStatus, worse } from "./ExitStatus.ts"

export class ExitCode extends Context.Service<
  ExitCode,
  {
    /** Ends with this code, unless a worse one is known. */
    readonly raise: (status: ExitStatus) => Effect.Effect<void>
    readonly get: Effect.Effect<ExitStatus>
  }
>()("pipewright/cli/ExitCode") {
  static readonly layer = Layer.effect(
    ExitCode,
    Effect.map(Ref.make<ExitStatus>(0), (ref) =>
      ExitCode.of({ raise: (status) => Ref.update(ref, (known) => worse(known, status)), get: Ref.get(ref) })
    )
  )
}
