import { spawnSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { basename, join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { test } from "vitest"
import { decode, read, write } from "../../src/cli/SourceFile.ts"
import { temporaryIn } from "../../src/cli/Temporary.ts"
import { emptyFolder } from "../Folder.ts"

const limit = 1 << 20
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe("decoding", () => {
  test("valid UTF-8 comes back as it is, its byte order mark included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\0"))
        const marked = `\ufeff${text}`
        expect(decode(bytes(marked))).toEqual({ text: marked, undecodable: undefined })
      }),
      { seed: 3 }
    )
  })

  test.each([
    ["an invalid byte at its line and column", [0x61, 0x0a, 0x62, 0xff, 0x0a], "not-utf8", 2, 2],
    ["a character cut by the end", [0x61, 0xe2, 0x82], "not-utf8", 1, 2],
    ["an overlong form", [0xc0, 0xaf], "not-utf8", 1, 1],
    ["a surrogate", [0x61, 0xed, 0xa0, 0x80], "not-utf8", 1, 2],
    ["a NUL byte", [0x61, 0x0a, 0x0a, 0x62, 0x63, 0x00], "binary", 3, 3],
    ["UTF-16 with a mark", [0xff, 0xfe, 0x61, 0x00], "utf16", 1, 1],
    ["UTF-16, big end first, with a mark", [0xfe, 0xff, 0x00, 0x61], "utf16", 1, 1],
    ["UTF-16 without a mark", [0x6f, 0x00, 0x6e, 0x00, 0x3a, 0x00], "utf16", 1, 1],
    ["UTF-16, big end first, without a mark", [0x00, 0x6f, 0x00, 0x6e], "utf16", 1, 1],
    ["UTF-32", [0xff, 0xfe, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], "utf16", 1, 1]
  ])("%s", (_, data, rule, line, column) => {
    expect(decode(Uint8Array.from(data)).undecodable).toMatchObject({ rule, line, column })
  })
})

describe("files", () => {
  it.effect("are replaced whole, with their mode and nothing left beside them", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "a.yml")
      writeFileSync(path, "old\n")
      chmodSync(path, 0o754)
      const inode = statSync(path).ino
      yield* write(yield* read(path, limit), "new\n")
      expect(readFileSync(path, "utf8")).toBe("new\n")
      expect(statSync(path).mode & 0o777).toBe(0o754)
      expect(statSync(path).ino).not.toBe(inode)
      expect(readdirSync(join(path, ".."))).toEqual(["a.yml"])
    })
  )

  it.effect("are as they should be when another run came to the same result", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "a.yml")
      writeFileSync(path, "old\n")
      const source = yield* read(path, limit)
      writeFileSync(path, "new\n")
      yield* write(source, "new\n")
      expect(readFileSync(path, "utf8")).toBe("new\n")
      expect(readdirSync(join(path, ".."))).toEqual(["a.yml"])
    })
  )

  it.effect("that were removed since they were read are not written", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "a.yml")
      writeFileSync(path, "old\n")
      const source = yield* read(path, limit)
      rmSync(path)
      const error = yield* Effect.flip(write(source, "new\n"))
      expect(error.problem).toBe("it was removed by somebody else meanwhile; nothing was written.")
      expect(readdirSync(join(path, ".."))).toEqual([])
    })
  )

  it.effect("with the longest names are written too", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), `${"a".repeat(251)}.yml`)
      writeFileSync(path, "old\n")
      yield* write(yield* read(path, limit), "new\n")
      expect(readFileSync(path, "utf8")).toBe("new\n")
    })
  )

  it.effect("that a killed process left half written go with the next that is written", () =>
    Effect.gen(function* () {
      const folder = emptyFolder()
      const path = join(folder, "a.yml")
      writeFileSync(path, "old\n")
      let left = 0
      const leftBy = (id: number | undefined, machine?: string): string => {
        const [before, own] = basename(temporaryIn(folder)).split("-")
        const name = [before, machine ?? own, id, `${String(left++).padStart(12, "0")}.tmp`].join("-")
        writeFileSync(join(folder, name), "ne")
        return name
      }
      const gone = spawnSync(process.execPath, ["--version"]).pid
      leftBy(gone)
      // Our own number was another's before.
      leftBy(process.pid)
      utimesSync(join(folder, leftBy(1, "0123abcd")), 1, 1)
      const kept = [leftBy(process.ppid), leftBy(gone, "0123abcd"), ".a.yml.tmp", ".pipewright-x.tmp"]
      for (const name of kept) writeFileSync(join(folder, name), "")
      yield* write(yield* read(path, limit), "new\n")
      expect(readdirSync(folder).sort()).toEqual([...kept, "a.yml"].sort())
    })
  )

  it.effect("are not written when they changed since they were read", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "a.yml")
      writeFileSync(path, "old\n")
      const source = yield* read(path, limit)
      writeFileSync(path, "somebody else's\n")
      const error = yield* Effect.flip(write(source, "new\n"))
      expect(error.message).toContain("changed by somebody else")
      expect(readFileSync(path, "utf8")).toBe("somebody else's\n")
      expect(readdirSync(join(path, ".."))).toEqual(["a.yml"])
    })
  )

  it.effect("keep the link that leads to them", () =>
    Effect.gen(function* () {
      const at = emptyFolder()
      writeFileSync(join(at, "real.yml"), "old\n")
      symlinkSync("real.yml", join(at, "link.yml"))
      yield* write(yield* read(join(at, "link.yml"), limit), "new\n")
      expect(readFileSync(join(at, "real.yml"), "utf8")).toBe("new\n")
      expect(readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())).toHaveLength(
        1
      )
    })
  )

  it.effect("past the limit are a finding, and are not read", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "a.yml")
      writeFileSync(path, "x".repeat(101))
      const source = yield* read(path, 100)
      expect(source.undecodable?.rule).toBe("too-large")
      expect(source.text).toBe("")
    })
  )

  it.effect("that are folders are named so", () =>
    Effect.gen(function* () {
      const path = join(emptyFolder(), "sub")
      mkdirSync(path)
      expect((yield* Effect.flip(read(path, limit, "sub"))).message).toBe("sub: it is a folder, not a file.")
    })
  )
})
