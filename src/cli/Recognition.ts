/**
 * How the command line finds out the dialect of a text: right here by default, in a thread where a batch works in
 * threads, since to look at a tree is to read it.
 */
import { Context, Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { recognise } from "../dialect/Dialects.ts"
import type { GivenUp } from "../pipeline/GivenUp.ts"

/** As `recognise`. */
export type Recognise = (
  place: string | undefined,
  text: string,
  lenient: boolean
) => Effect.Effect<Dialect | undefined, GivenUp>

export const Recognition = Context.Reference<Recognise>("pipewright/cli/Recognition", {
  defaultValue: () => (place, text, lenient) => Effect.sync(() => recognise(place, text, lenient))
})
