/**
 * Committed: the file as it was last committed, where somebody keeps its versions. A file that breaks often loses
 * something on the way; what it lost is then there to be looked up.
 */
import { Context, Effect } from "effect"

/** The text of that version; `undefined` where there is none. Asked for only before a model is. */
export const Committed = Context.Reference<Effect.Effect<string | undefined>>(
  "pipewright/pipeline/Committed",
  { defaultValue: () => Effect.undefined }
)
