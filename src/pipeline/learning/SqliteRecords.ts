/**
 * Records in an SQLite file. They outlive the process; only a loss of power may take the last of them, since nothing
 * that is learned is worth waiting for the disk.
 */
import { SqliteFile, SqliteFileRefused } from "../../session/SqliteFile.ts"
import { KnowledgeError } from "./KnowledgeError.ts"
import type { RecordKind, RecordStore, StoredRecord } from "./RecordStore.ts"

const schema = `
create table if not exists record (
  kind text not null, key text not null, at real not null, json text not null,
  primary key (kind, key)) without rowid;
create index if not exists record_age on record (kind, at);
`

/** Throws `KnowledgeError` where the file cannot be used, which is then as it was. */
export const sqliteRecords = (path: string): RecordStore & { readonly close: () => void } => {
  const attempt = <A>(run: () => A): A => {
    try {
      return run()
    } catch (error) {
      throw problemAt(path, error)
    }
  }
  const file = attempt(
    () =>
      new SqliteFile(path, {
        title: "knowledge",
        version: 1,
        schema,
        tables: ["record"],
        synchronous: "normal"
      })
  )
  return {
    place: path,
    put: (records, most) =>
      attempt(() =>
        file.transaction(() => {
          const put = file.prepare("insert or replace into record (kind, key, at, json) values (?, ?, ?, ?)")
          for (const { kind, key, at, json } of records) put.run(kind, key, at, json)
          const trim = file.prepare(
            "delete from record where kind = ?1 and key in (select key from record where kind = ?1 order by at desc, key limit -1 offset ?2)"
          )
          for (const kind of new Set(records.map(({ kind }) => kind))) trim.run(kind, most)
        })
      ),
    get: (kind, key) =>
      attempt(() => {
        const row = file.prepare("select * from record where kind = ? and key = ?").get(kind, key)
        return row === undefined ? undefined : recordOf(row)
      }),
    all: (kind) =>
      attempt(() => file.prepare("select * from record where kind = ? order by key").all(kind).map(recordOf)),
    forget: (kind) =>
      attempt(() => Number(file.prepare("delete from record where kind = ?").run(kind).changes)),
    close: () => attempt(() => file.close())
  }
}

const recordOf = (row: { readonly [column: string]: unknown }): StoredRecord => ({
  kind: String(row.kind) as RecordKind,
  key: String(row.key),
  at: Number(row.at),
  json: String(row.json)
})

const problemAt = (place: string, error: unknown): KnowledgeError => {
  if (error instanceof KnowledgeError) return error
  if (error instanceof SqliteFileRefused)
    return new KnowledgeError({ place, problem: error.problem, help: error.help })
  return new KnowledgeError({
    place,
    problem: `what was learned cannot be used (${error instanceof Error ? error.message : String(error)}).`,
    help: "Free the disk or move the file away; a new one is made. Or work without it: --no-learning."
  })
}
