/**
 * Which patterns are at hand: ours, and those of the folder that the settings name.
 */
import { Effect } from "effect"
import { libraryOf, PatternLibrary } from "../pattern/PatternLibrary.ts"
import type { Config } from "../pipeline/Config.ts"

/** Fails with `PatternError` where the folder cannot be used. */
export const shelf = ({ patterns }: Pick<Config, "patterns">) =>
  patterns === undefined
    ? PatternLibrary
    : Effect.gen(function* () {
        const { readPatterns } = yield* Effect.promise(() => import("../pattern/PatternFolder.ts"))
        return libraryOf(yield* readPatterns(patterns))
      })
