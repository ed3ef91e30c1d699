/**
 * Records in an SQLite file. They outlive the process; only a loss of power may take the last of them, since nothing
 * that is learned is worth waiting for the disk.
 */
import { SqliteFile } from "../../session/SqliteFile.ts"
import type { RecordKind, RecordStore, StoredRecord } from "./RecordStore.ts"

const schema = `
create table if not exists record (
  kind text not null, key text not null, at real not null, json text not null,
  primary key (kind, key)) without rowid;
create index if not exists record_age on record (kind, at);
`

/** Throws where the file cannot be used, which is then as it was. */
export const sqliteRecords = (path: string): RecordStore & { readonly close: () => void } => {
  const file = new SqliteFile(path, {
    title: "knowledge",
    version: 1,
    schema,
    tables: ["record"],
    synchronous: "normal"
  })
  return {
    place: path,
    put: (records, most) =>
      file.transaction(() => {
        const put = file.prepare("insert or replace into record (kind, key, at, json) values (?, ?, ?, ?)")
        for (const { kind, key, at, json } of records) put.run(kind, key, at, json)
        const trim = file.prepare(
          "delete from record where kind = ?1 and key in (select key from record where kind = ?1 order by at desc, key limit -1 offset ?2)"
        )
        for (const kind of new Set(records.map(({ kind }) => kind))) trim.run(kind, most)
      }),
    get: (kind, key) => {
      const row = file.prepare("select * from record where kind = ? and key = ?").get(kind, key)
      return row === undefined ? undefined : recordOf(row)
    },
    all: (kind) => file.prepare("select * from record where kind = ? order by key").all(kind).map(recordOf),
    forget: (kind) => Number(file.prepare("delete from record where kind = ?").run(kind).changes),
    close: () => file.close()
  }
}

const recordOf = (row: { readonly [column: string]: unknown }): StoredRecord => ({
  kind: String(row.kind) as RecordKind,
  key: String(row.key),
  at: Number(row.at),
  json: String(row.json)
})
