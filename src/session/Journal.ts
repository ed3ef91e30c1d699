/**
 * The journal: the append-only events of every session, and the texts that they name. The state of a session is the
 * fold of its events (`SessionState`), so what is in the journal is all that a crash leaves and all that is needed.
 *
 * An entry is acknowledged when a `commit` that flushes returns: in SQLite it is then in the write-ahead log and on the
 * disk, and with it all that was committed before. A commit is all or nothing.
 */
import { Context, Effect, Layer } from "effect"
import type { JournalError } from "./JournalError.ts"
import type { JournalStore } from "./JournalStore.ts"
import { makeMemory } from "./MemoryJournal.ts"

export class Journal extends Context.Service<Journal, JournalStore>()("pipewright/session/Journal") {
  /** Gone with the process. */
  static readonly layerMemory = Layer.effect(Journal, makeMemory)

  /** A database in a file, made where there is none. SQLite is loaded only now. */
  static readonly layerSqlite = (path: string): Layer.Layer<Journal, JournalError> =>
    Layer.effect(
      Journal,
      Effect.flatMap(
        Effect.promise(() => import("./SqliteJournal.ts")),
        ({ makeSqlite }) => makeSqlite(path)
      )
    )
}
