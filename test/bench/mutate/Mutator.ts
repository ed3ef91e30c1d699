/**
 * A mutator: one class of error, made in a valid file.
 */
import type { Random } from "./Random.ts"
import type { Mutation, Specimen } from "./Specimen.ts"

export interface Mutator {
  /** The class, as in `cases.jsonl`: `smart_quotes`. */
  readonly name: string
  readonly restore: "exact" | "guess" | "lossy"
  /** The dialects it makes sense for; all by default. */
  readonly dialects?: ReadonlyArray<string>
  /** Nothing where the file has no place for it. */
  readonly mutate: (specimen: Specimen, random: Random) => Mutation | undefined
}
