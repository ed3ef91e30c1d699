import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { expect, it } from "vitest"
import { SqliteFile, type SqliteLayout } from "../../src/session/SqliteFile.ts"
import { SqliteFileRefused } from "../../src/session/SqliteTrouble.ts"
import { emptyFolder } from "../Folder.ts"

const layout: SqliteLayout = {
  title: "notebook",
  version: 3,
  schema: "create table if not exists note (text text not null)",
  tables: ["note"],
  synchronous: "normal"
}

const notes = (file: SqliteFile): ReadonlyArray<unknown> =>
  file
    .prepare("select text from note")
    .all()
    .map(({ text }) => text)

const made = (statements: string): string => {
  const path = join(emptyFolder(), "file.db")
  const database = new DatabaseSync(path)
  database.exec(statements)
  database.close()
  return path
}

it("keeps what was written, for its owner only", () => {
  const path = join(emptyFolder(), "deep/down/file.db")
  const file = new SqliteFile(path, layout)
  file.transaction(() => file.exec("insert into note values ('one')"))
  expect(() =>
    file.transaction(() => {
      file.exec("insert into note values ('two')")
      throw new Error("changed my mind")
    })
  ).toThrow("changed my mind")
  file.close()
  const again = new SqliteFile(path, layout)
  expect(notes(again)).toEqual(["one"])
  again.close()
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(statSync(join(path, "..")).mode & 0o077).toBe(0)
})

it.each([
  ["another program's", "create table customer (name text); pragma user_version = 9", "another program"],
  ["a newer version's", "create table note (text text); pragma user_version = 4", "notebook version 4"]
])("leaves %s file as it is", (_, statements, problem) => {
  const path = made(statements)
  const before = readFileSync(path)
  expect(() => new SqliteFile(path, layout)).toThrow(SqliteFileRefused)
  expect(() => new SqliteFile(path, layout)).toThrow(problem)
  expect(readFileSync(path).equals(before)).toBe(true)
})

it("leaves a file that is no database as it is", () => {
  const path = join(emptyFolder(), "file.db")
  mkdirSync(join(path, ".."), { recursive: true })
  const text = "a shopping list, and not a short one: ".repeat(40)
  writeFileSync(path, text)
  expect(() => new SqliteFile(path, layout)).toThrow("not a database")
  expect(readFileSync(path, "utf8")).toBe(text)
})

it("leaves nothing open where the file cannot be made ready", () => {
  const folder = emptyFolder()
  const path = join(folder, "file.db")
  expect(() => new SqliteFile(path, { ...layout, schema: "create nonsense" })).toThrow("nonsense")
  // Who closes a database last takes its log away.
  expect(readdirSync(folder)).toEqual(["file.db"])
})
