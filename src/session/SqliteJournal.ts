/**
 * A journal in an SQLite database: entries and texts in two tables, a write-ahead log that is flushed to the disk with
 * every commit. Several processes may have it open; one at a time writes.
 *
 * After a crash SQLite takes from the log what was committed whole. What is torn behind that was never
 * acknowledged; it is dropped, and `dropped` says so.
 */
import { chmodSync, mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { Effect, Option, Schema, type Scope } from "effect"
import { JournalError } from "./JournalError.ts"
import { addressesIn, Entry, type Record, version } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"
import { tornBytes } from "./WriteAheadLog.ts"

export const makeSqlite = (path: string): Effect.Effect<JournalStore, JournalError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      attempt(path, () => new Database(path)),
      (database) => Effect.sync(() => database.close())
    ),
    (database) => ({
      commit: (records, flush) => attempt(path, () => database.commit(records, flush)),
      read: (session) => attempt(path, () => database.read(session)),
      readAll: attempt(path, () => database.readAll()),
      blob: (address) => attempt(path, () => database.blob(address)),
      forget: (entries) => attempt(path, () => database.forget(entries)),
      dropped: database.dropped
    })
  )

const attempt = <A>(path: string, run: () => A): Effect.Effect<A, JournalError> =>
  Effect.try({
    try: run,
    catch: (error) =>
      error instanceof JournalError
        ? error
        : new JournalError({
            place: path,
            problem: `the journal cannot be used (${error instanceof Error ? error.message : String(error)}).`,
            help: "Free the disk or move the file away; a new one is made."
          })
  })

const tables = `
create table if not exists entry (
  place integer primary key, session text not null, number integer not null,
  at real not null, version integer not null, event text not null, unique (session, number));
create table if not exists blob (address text primary key, text text not null) without rowid;
`

/** Milliseconds to wait while another process writes. */
const patience = 10_000

class Database {
  readonly dropped: string | undefined
  readonly #path: string
  readonly #database: DatabaseSync
  #flush: "now" | "later" = "now"
  readonly #addEntry: StatementSync
  readonly #addBlob: StatementSync

  constructor(path: string) {
    this.#path = path
    // What is refined may hold secrets: only the owner may read it.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const torn = tornBytes(path)
    this.#database = new DatabaseSync(path, { timeout: patience })
    chmodSync(path, 0o600)
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = full")
    this.#refuseNewer()
    this.#database.exec(tables)
    this.#database.exec(`pragma user_version = ${version}`)
    this.dropped =
      torn === 0 ? undefined : `${torn} bytes at the end of the log were not written whole and are dropped`
    this.#addEntry = this.#database.prepare(
      "insert or ignore into entry (session, number, at, version, event) values (?, ?, ?, ?, ?)"
    )
    this.#addBlob = this.#database.prepare("insert or ignore into blob (address, text) values (?, ?)")
  }

  close(): void {
    this.#database.close()
  }

  commit(records: ReadonlyArray<Record>, flush: "now" | "later" = "now"): ReadonlySet<string> {
    // The log is one file: the next flush of it covers what was written without one.
    if (flush !== this.#flush)
      this.#database.exec(`pragma synchronous = ${flush === "now" ? "full" : "normal"}`)
    this.#flush = flush
    return this.#transaction(() => {
      const taken = new Set<string>()
      for (const { entry, blobs } of records) {
        if (taken.has(entry.session)) continue
        const { session, number, at, event } = entry
        const { changes } = this.#addEntry.run(session, number, at, version, JSON.stringify(event))
        if (changes === 0) taken.add(session)
        else for (const { address, text } of blobs) this.#addBlob.run(address, text)
      }
      return taken
    })
  }

  read(session: string): ReadonlyArray<Entry> {
    return this.#database
      .prepare("select * from entry where session = ? order by number")
      .all(session)
      .map((row) => this.#entryOf(row))
  }

  readAll(): ReadonlyArray<Entry> {
    const first = "(select min(place) from entry as other where other.session = entry.session)"
    return this.#database
      .prepare(`select * from entry order by ${first}, number`)
      .all()
      .map((row) => this.#entryOf(row))
  }

  blob(address: string): string | undefined {
    const row = this.#database.prepare("select text from blob where address = ?").get(address)
    return row === undefined ? undefined : String(row.text)
  }

  forget(entries: ReadonlyArray<Pick<Entry, "session" | "number">>): number {
    const bytes = this.#transaction(() => {
      const remove = this.#database.prepare("delete from entry where session = ? and number = ?")
      for (const { session, number } of entries) remove.run(session, number)
      const named = new Set(this.readAll().flatMap(({ event }) => addressesIn(event)))
      const removeBlob = this.#database.prepare("delete from blob where address = ?")
      let freed = 0
      for (const row of this.#database
        .prepare("select address, octet_length(text) as bytes from blob")
        .all()) {
        if (named.has(String(row.address))) continue
        removeBlob.run(String(row.address))
        freed += Number(row.bytes)
      }
      return freed
    })
    this.#database.exec("vacuum; pragma wal_checkpoint(truncate)")
    return bytes
  }

  #transaction<A>(work: () => A): A {
    this.#database.exec("begin immediate")
    try {
      const result = work()
      this.#database.exec("commit")
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback")
      throw error
    }
  }

  #refuseNewer(): void {
    const found = Number(this.#database.prepare("pragma user_version").get()?.user_version)
    if (found <= version) return
    throw new JournalError({
      place: this.#path,
      problem: `it was written by a newer pipewright (journal version ${found}).`,
      help: "Use that one, or move the file away."
    })
  }

  #entryOf(row: object): Entry {
    const raw = row as { readonly [column: string]: unknown }
    const entry = decode({ ...raw, event: JSON.parse(String(raw.event)) })
    if (Option.isSome(entry)) return entry.value
    throw new JournalError({
      place: this.#path,
      problem: `entry ${raw.number} of session ${raw.session} is none that this version knows.`,
      help: "Remove that session with `pipewright sessions prune`, or move the file away."
    })
  }
}

const decode = Schema.decodeUnknownOption(Entry)
