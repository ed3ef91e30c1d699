/**
 * A mishap: one thing that may have happened to a whole text, with the ways to undo it, the likelier first.
 */
import type { Slip } from "./Slip.ts"

export type Mishap = ReadonlyArray<Slip>
