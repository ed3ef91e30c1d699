/**
 * A journal in an SQLite database: entries and texts in two tables, a write-ahead log that is flushed to the disk with
 * every commit. Several processes may have it open; one at a time writes. What a crash tore was never acknowledged.
 */
import type { StatementSync } from "node:sqlite"
import { Effect, Option, Schema, type Scope } from "effect"
import { jsonLine } from "../document/JsonLine.ts"
import { JournalError } from "./JournalError.ts"
import { addressesIn, Entry, JournalEvent, type Record, version } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"
import { SqliteFile } from "./SqliteFile.ts"
import { patiently, troubleOf } from "./SqliteTrouble.ts"

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
  patiently(run, (error) =>
    error instanceof JournalError
      ? error
      : new JournalError({ place: path, ...troubleOf(error, "the journal") })
  )

const schema = `
create table if not exists entry (
  place integer primary key, session text not null, number integer not null,
  at real not null, version integer not null, event text not null, unique (session, number));
create table if not exists blob (address text primary key, text text not null) without rowid;
`

class Database {
  readonly dropped: string | undefined
  readonly #path: string
  readonly #database: SqliteFile
  #flush: "now" | "later" = "now"
  readonly #addEntry: StatementSync
  readonly #addBlob: StatementSync

  constructor(path: string) {
    this.#path = path
    this.#database = new SqliteFile(path, {
      title: "journal",
      version,
      schema,
      tables: ["entry", "blob"],
      synchronous: "full"
    })
    this.dropped = this.#database.dropped
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
    return this.#database.transaction(() => {
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
    const bytes = this.#database.transaction(() => {
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
    this.#database.tidy()
    return bytes
  }

  #entryOf(row: object): Entry {
    const raw = row as { readonly [column: string]: unknown }
    const event = decodeEvent(String(raw.event))
    const entry = Option.flatMap(event, (event) => decode({ ...raw, event }))
    if (Option.isSome(entry)) return entry.value
    throw new JournalError({
      place: this.#path,
      problem: `the journal is damaged: entry ${raw.number} of session ${raw.session} is none.`,
      help: "Move the file away; a new one is made."
    })
  }
}

const decodeEvent = jsonLine(JournalEvent)
const decode = Schema.decodeUnknownOption(Entry)
