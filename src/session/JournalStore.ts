/**
 * The port behind the journal: what a place that keeps entries has to do.
 */
import type { Effect } from "effect"
import type { JournalError } from "./JournalError.ts"
import type { Entry, Record } from "./JournalEvent.ts"

export interface JournalStore {
  /**
   * Appends entries in order. They are on the disk when this returns, unless `later`: then they outlive the process,
   * and a loss of power only from the next commit that is not. Answers with the sessions whose entries were refused
   * since their numbers are taken: another process wrote to them.
   */
  readonly commit: (
    records: ReadonlyArray<Record>,
    flush?: "now" | "later"
  ) => Effect.Effect<ReadonlySet<string>, JournalError>
  /** The entries of one session in their order. */
  readonly read: (session: string) => Effect.Effect<ReadonlyArray<Entry>, JournalError>
  /** All entries, session by session in the order in which these began. */
  readonly readAll: Effect.Effect<ReadonlyArray<Entry>, JournalError>
  /** The text at an address. */
  readonly blob: (address: string) => Effect.Effect<string | undefined, JournalError>
  /** Forgets entries, and texts that no entry names any longer; answers with the bytes of text that went. */
  readonly forget: (
    entries: ReadonlyArray<Pick<Entry, "session" | "number">>
  ) => Effect.Effect<number, JournalError>
  /** What had to be dropped when the journal was opened, in words; undefined where nothing was. */
  readonly dropped: string | undefined
}
