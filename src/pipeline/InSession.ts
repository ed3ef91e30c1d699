/**
 * Refinements as sessions: a host for the Controller under which every event is in a journal, so that what was cut off
 * goes on where it was and no answered call is made again.
 */
import { Effect } from "effect"
import { addressOf } from "../session/JournalEvent.ts"
import type { Sessions } from "../session/Sessions.ts"
import { GivenUp } from "./GivenUp.ts"
import type { RefinementHost } from "./RefinementHost.ts"

export interface SessionHostOptions {
  /** What is refined, for people: the path of a file. */
  readonly title: string
  /** Equal for equal settings, where the Controller's own options are not all that matters. */
  readonly settings?: string
  /**
   * The session to go on with for a text under these settings, as the journal keeps it and by its hash; without one a
   * new session begins.
   */
  readonly takeUp?: (settings: string, text: string, hash: string) => string | undefined
}

/** A session that fails gives its text up, with the reason that is in the journal. */
export const inSession = (
  sessions: Sessions["Service"],
  { title, settings = "", takeUp }: SessionHostOptions
): RefinementHost => ({
  run: (recipe, text) => {
    const hosted = { ...recipe, settings: addressOf(`${settings} ${recipe.settings}`) }
    const session = takeUp?.(hosted.settings, hosted.textOf(text), hosted.hashOf(text))
    const begun = (session: string | undefined) => sessions.run(hosted, { title, input: text, session })
    const run = Effect.catchTag(begun(session), "SessionFailed", (error) =>
      // One whose texts cannot be read any more is of no use, and in nobody's way.
      error.unreadable === true ? begun(undefined) : Effect.fail(error)
    )
    return Effect.mapError(run, (error) => {
      if (error._tag === "GivenUp") return error
      return new GivenUp({ reason: error._tag === "SessionFailed" ? error.reason : error.message })
    })
  }
})
