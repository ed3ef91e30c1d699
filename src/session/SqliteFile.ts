/**
 * An SQLite file of a project's own records: only its owner may read it, one process at a time writes, and what is
 * in it outlives the process. Whatever such a file holds, it is opened here: a file that is another program's, or that
 * a newer version wrote, is refused before a byte of it has changed.
 *
 * After a crash SQLite takes from the write-ahead log what was committed whole. What is torn behind that is dropped,
 * and `dropped` says so.
 */
import { chmodSync, lstatSync, mkdirSync } from "node:fs"
import { basename, dirname } from "node:path"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { kindOfFile } from "../document/TextFile.ts"
import { isLocked, SqliteFileRefused } from "./SqliteTrouble.ts"
import { tornBytes } from "./WriteAheadLog.ts"

export interface SqliteLayout {
  /** What the file is, for messages: `journal`. */
  readonly title: string
  readonly version: number
  /** Statements that make what is not there yet. */
  readonly schema: string
  /** The names of all tables that a file of this layout may have. */
  readonly tables: ReadonlyArray<string>
  /** `full`: a commit is on the disk when it returns. `normal`: it outlives the process, not a loss of power. */
  readonly synchronous: "full" | "normal"
}

/** Milliseconds that SQLite waits while another process writes, and this one stands still; see `patiently`. */
const moment = 50

export class SqliteFile {
  /** What had to be dropped when the file was opened, in words; undefined where nothing was. */
  readonly dropped: string | undefined
  readonly #database: DatabaseSync

  /** Opens a file, or makes it. Throws what SQLite throws, and `SqliteFileRefused`. */
  constructor(path: string, layout: SqliteLayout) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    refuseStray(path)
    const torn = tornBytes(path)
    this.#database = opened(path, layout)
    try {
      this.#makeReady(path, layout)
    } catch (error) {
      this.#database.close()
      throw error
    }
    this.dropped =
      torn === 0 ? undefined : `${torn} bytes at the end of the log were not written whole and are dropped`
  }

  exec(statements: string): void {
    this.#database.exec(statements)
  }

  prepare(statement: string): StatementSync {
    return this.#database.prepare(statement)
  }

  /** All or nothing. */
  transaction<A>(work: () => A): A {
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

  /** Gives the room of what was deleted back to the disk, unless another process is at work just now. */
  tidy(): void {
    try {
      this.#database.exec("vacuum; pragma wal_checkpoint(truncate)")
    } catch (error) {
      if (!isLocked(error)) throw error
    }
  }

  close(): void {
    this.#database.close()
  }

  #makeReady(path: string, layout: SqliteLayout): void {
    // Records may hold what is secret: only the owner may read them.
    chmodSync(path, 0o600)
    // Nothing is promised yet, so nothing is waited for: a file that a loss of power left half made is made again.
    this.#database.exec("pragma synchronous = normal; pragma journal_mode = wal")
    if (versionOf(this.#database) !== layout.version)
      this.transaction(() => this.#database.exec(`${layout.schema}; pragma user_version = ${layout.version}`))
    this.#database.exec(`pragma synchronous = ${layout.synchronous}`)
  }
}

/** Looks before anything is written: to switch on the write-ahead log is to write already. */
const opened = (path: string, layout: SqliteLayout): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: moment })
  try {
    refuseForeign(database, layout)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** What is there has to be files, and in the folder itself: a link that came with a project may lead anywhere. */
const refuseStray = (path: string): void => {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) {
    const found = lstatSync(file, { throwIfNoEntry: false })
    if (found === undefined || found.isFile()) continue
    const kind = found.isSymbolicLink() ? "a symbolic link" : kindOfFile(found)
    throw new SqliteFileRefused(
      `${basename(file)} is ${kind}, not a file.`,
      "Move it away; a new one is made."
    )
  }
}

const refuseForeign = (database: DatabaseSync, { title, version, tables }: SqliteLayout): void => {
  const names = database
    .prepare("select name from sqlite_schema where type = 'table'")
    .all()
    .map(({ name }) => String(name))
  const [first] = names
  if (first !== undefined && !names.some((name) => tables.includes(name)))
    throw new SqliteFileRefused(
      `it is a database of another program (it has a table ${first}).`,
      "Move the file away; a new one is made."
    )
  const written = versionOf(database)
  if (written > version)
    throw new SqliteFileRefused(
      `it was written by a newer pipewright (${title} version ${written}).`,
      "Use that one, or move the file away."
    )
}

/** 0 where nothing has been written yet. */
const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare("pragma user_version").get()?.user_version)
