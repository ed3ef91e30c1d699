/**
 * Compaction: what a session that is over can do without. Its input, its best result, its proposals and its end stay;
 * the answers of calls, which are the bulk, and what lay in between go.
 */
import type { Entry } from "./JournalEvent.ts"
import { stateOf } from "./SessionState.ts"

/** The entries of one session that may be forgotten; none while it is open. */
export const dispensable = (entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const state = stateOf(entries)
  if (state === undefined || state.status === "open") return []
  const first = entries.find(({ event }) => event._tag === "Evaluated")?.event
  return entries.filter(({ event }) => {
    switch (event._tag) {
      case "TakenUp":
      case "CallBegun":
      case "CallAnswered":
        return true
      case "Evaluated":
        return event !== first && event !== state.best
      default:
        return false
    }
  })
}
