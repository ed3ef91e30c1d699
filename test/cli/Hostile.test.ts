/**
 * Settings and records that are not what they should be: each is told in a message of its own, with the exit code for what
 * cannot be used, and neither the files of the project nor anybody else's are touched.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright, type Run } from "./Built.ts"

beforeAll(() => build())

const file = ".github/workflows/ci.yml"
const broken = "on: push\njobs:\n  build:\n    runs_on: ubuntu-latest\n    steps:\n      - run: make\n"
const fixed = broken.replace("runs_on", "runs-on")

const project = (): string => {
  const folder = emptyFolder()
  mkdirSync(join(folder, ".github/workflows"), { recursive: true })
  writeFileSync(join(folder, file), broken)
  return folder
}

const deep = (times: number, inner = ""): string => "[".repeat(times) + inner + "]".repeat(times)

/** A message of a few lines, the exit code for what cannot be used, and a file that is as it was. */
const refuses = (folder: string, { status, stderr }: Run, message: string | RegExp): void => {
  expect(stderr).toMatch(message)
  expect(stderr.length).toBeLessThan(1000)
  expect(stderr).not.toMatch(/internal error|\n {4}at /)
  expect(status).toBe(2)
  expect(readFileSync(join(folder, file), "utf8")).toBe(broken)
}

type Put = (path: string) => void

const text =
  (content: string | Uint8Array): Put =>
  (path) =>
    writeFileSync(path, content)
const folderAt: Put = (path) => void mkdirSync(path)
const linkTo =
  (target: string): Put =>
  (path) =>
    symlinkSync(target, path)
const pipe: Put = (path) => void execFileSync("mkfifo", [path])

describe("a config", () => {
  test.each<readonly [what: string, name: string, put: Put, message: string | RegExp]>([
    ["that is a folder", "json", folderAt, "json: it cannot be read: it is a folder, not a file\n"],
    ["that is a pipe", "yaml", pipe, "yaml: it cannot be read: it is a named pipe, not a file\n"],
    ["that is a device", "yaml", linkTo("/dev/zero"), "it is a device, not a file\n"],
    ["that leads nowhere", "yaml", linkTo("nowhere"), "there is no such file\n"],
    ["that leads to itself", "json", linkTo("pipewright.config.json"), "links go in a circle\n"],
    ["that is too large", "yaml", text("a".repeat(1_100_000)), "it is larger than 1 MB\n"],
    ["that is not UTF-8", "json", text(Uint8Array.of(0x7b, 0xff, 0x7d)), "it is not UTF-8\n"],
    ["that is nested deep", "json", text(deep(50_000)), "a config is a map of settings\n"],
    [
      "of keys of all objects",
      "json",
      text('{"__proto__":{},"constructor":1}'),
      "`__proto__` is no setting\n"
    ]
  ])("%s", (_, end, put, message) => {
    const folder = project()
    put(join(folder, `pipewright.config.${end}`))
    refuses(folder, pipewright(folder, ["fix", file]), message)
  })
})

describe("a record that is read", () => {
  const cassette = '{"cassette":1,"model":"compatible:x"}\n'
  const request = (parameters: string): string =>
    `{"model":"x","system":"","messages":[],"tools":[{"name":"a","parameters":${parameters}}],"toolChoice":"auto","maxOutputTokens":1}`
  const entry = (evaluation: string): string =>
    `{"entry":{"version":1,"session":"a","number":0,"at":0,"event":{"_tag":"Evaluated","iteration":0,"candidate":"a","hash":"a","score":1,"evaluation":${evaluation}}}}`
  test.each<readonly [what: string, args: ReadonlyArray<string>, put: Put, message: string]>([
    ["cassette", ["refine", "--replay", "x", file], pipe, "x: it is a named pipe, not a file."],
    ["cassette", ["refine", "--replay", "x", file], linkTo("/dev/zero"), "x: it is a device, not a file."],
    [
      "cassette",
      ["refine", "--replay", "x", file],
      text(`${cassette}{"key":"a","request":${request(deep(20_000))},"reply":{}}\n\n`),
      "x: line 2 is not one of a cassette."
    ],
    ["baseline", ["fix", "--baseline", "x", file], pipe, "x: it is a named pipe, not a file."],
    ["baseline", ["fix", "--baseline", "x", file], text('{"__proto__":[]}'), "x: it is no baseline"],
    ["journal", ["sessions", "import", "x"], linkTo("/dev/zero"), "x: it is a device, not a file."],
    ["journal", ["sessions", "import", "x"], text(entry(deep(20_000))), "x: line 1 is not one of a journal."],
    ["journal", ["sessions", "import", "x"], text(Uint8Array.of(0xff)), "x: it is not UTF-8."],
    ["learning", ["learn", "import", "x"], folderAt, "x: it is a folder, not a file."],
    [
      "learning",
      ["learn", "import", "x"],
      text(`{"knowledge":${deep(20_000)}}`),
      "x: line 1 is none of what was learned."
    ]
  ])("%s: pipewright %j", (_, args, put, message) => {
    const folder = project()
    put(join(folder, "x"))
    refuses(folder, pipewright(folder, args), message)
    expect(existsSync(join(folder, ".pipewright"))).toBe(false)
  })
})

describe("records that lead elsewhere", () => {
  test.each(["journal.db", "journal.db-wal", "journal.db-shm"])(
    "by %s are neither read nor written",
    (name) => {
      const folder = project()
      mkdirSync(join(folder, ".pipewright"))
      const outside = emptyFolder()
      symlinkSync(join(outside, "theirs"), join(folder, ".pipewright", name))
      refuses(
        folder,
        pipewright(folder, ["refine", "--resume", file]),
        `.pipewright/journal.db: ${name} is a symbolic link, not a file. Move it away`
      )
      expect(readdirSync(outside)).toEqual([])
    }
  )

  test("by their folder are neither read nor written", () => {
    const folder = project()
    const outside = emptyFolder()
    writeFileSync(join(outside, "knowledge.db"), "")
    symlinkSync(outside, join(folder, ".pipewright"))
    const message = ".pipewright: it is a symbolic link, and a folder of this name is needed. Move it away"
    for (const args of [
      ["refine", "--resume", file],
      ["sessions", "list"],
      ["learn", "analyze"],
      ["learn", "apply"]
    ])
      refuses(folder, pipewright(folder, args), message)
    const run = pipewright(folder, ["fix", file])
    expect(run.stderr).toContain(`note: ${message}`)
    expect(run.status).toBe(0)
    expect(readFileSync(join(folder, file), "utf8")).toBe(fixed)
    expect(readdirSync(outside)).toEqual(["knowledge.db"])
    expect(readFileSync(join(outside, "knowledge.db"), "utf8")).toBe("")
  })

  test("cannot be learned from, which keeps nobody from working", () => {
    const folder = project()
    mkdirSync(join(folder, ".pipewright"))
    symlinkSync("/dev/zero", join(folder, ".pipewright/knowledge.db"))
    const run = pipewright(folder, ["fix", file])
    expect(run.stderr).toContain("knowledge.db is a symbolic link, not a file.")
    expect(run.status).toBe(0)
    expect(readFileSync(join(folder, file), "utf8")).toBe(fixed)
  })
})

describe("a journal that is damaged", () => {
  const change = (folder: string, statement: string): void => {
    const database = new DatabaseSync(join(folder, ".pipewright/journal.db"))
    database.exec(statement)
    database.close()
  }

  test.each([
    ["that is no JSON", "{"],
    ["of another kind", '{"_tag":"Other"}'],
    ["that is nested deep", deep(20_000)],
    ["that is a text", '"Opened"']
  ])("by an entry %s is left as it is", (_, event) => {
    const folder = project()
    pipewright(folder, ["refine", "--resume", file])
    writeFileSync(join(folder, file), broken)
    change(
      folder,
      `insert into entry (session, number, at, version, event) values ('a', 0, 0, 1, '${event}')`
    )
    const message =
      ".pipewright/journal.db: the journal is damaged: entry 0 of session a is none. Move the file away"
    for (const args of [
      ["refine", "--resume", file],
      ["sessions", "list"],
      ["learn", "analyze"]
    ])
      refuses(folder, pipewright(folder, args), message)
  })

  test("by a text that is gone keeps no file from being refined", () => {
    const folder = project()
    pipewright(folder, ["refine", "--resume", file])
    writeFileSync(join(folder, file), broken)
    change(folder, "delete from blob")
    expect(pipewright(folder, ["refine", "--resume", file]).status).toBe(0)
    expect(readFileSync(join(folder, file), "utf8")).toBe(fixed)
  })
})
