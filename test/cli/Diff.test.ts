import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { lineMapper, unifiedDiff } from "../../src/cli/Diff.ts"
import { emptyFolder } from "../Folder.ts"

test("equal texts have no diff", () => {
  expect(unifiedDiff("a.yml", "a\n", "a\n")).toBe("")
})

test("a change shows three lines around it", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n"
  expect(unifiedDiff("dir/a.yml", before, before.replace("5", "five"))).toBe(
    "--- a/dir/a.yml\n+++ b/dir/a.yml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
  )
})

test("a missing final line break is told", () => {
  expect(unifiedDiff("a", "x", "x\n")).toBe(
    "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n"
  )
})

test("names that would break the header are quoted as git does", () => {
  expect(unifiedDiff('we"ird\n.yml', "", "x\n")).toContain('--- "a/we\\"ird\\012.yml"\n')
})

test("patch makes the one text of the other", () => {
  const folder = emptyFolder()
  const line = fc.constantFrom("a", "b", "c", "", "  indented", "\ttab", "carriage\r")
  const text = fc
    .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
    .map(([lines, ends]) => lines.join("\n") + (ends ? "\n" : ""))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const file = join(folder, "a")
      writeFileSync(file, before)
      const diff = unifiedDiff("a", before, after)
      if (diff !== "") {
        writeFileSync(join(folder, "p"), diff)
        execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "p"], {
          cwd: folder,
          // Whatever repository the test runs in is none of its business.
          env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
          stdio: "pipe"
        })
      }
      expect(readFileSync(file, "utf8")).toBe(after)
    }),
    { numRuns: 60, seed: 7 }
  )
})

test("a diff is as short as the longest common subsequence allows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 }),
      fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 }),
      (old, now) => {
        const text = (lines: ReadonlyArray<string>): string => lines.map((line) => `${line}\n`).join("")
        const body = unifiedDiff("x", text(old), text(now)).split("\n").slice(2)
        const changed = body.filter((line) => /^[+-]/.test(line)).length
        expect(changed).toBe(old.length + now.length - 2 * common(old, now))
      }
    ),
    { seed: 11 }
  )
})

test("large texts that have nothing in common stay cheap", () => {
  const before = Array.from({ length: 20_000 }, (_, i) => `a${i}\n`).join("")
  const after = Array.from({ length: 20_000 }, (_, i) => `b${i}\n`).join("")
  expect(unifiedDiff("x", before, after).split("\n").length).toBe(40_000 + 4)
})

test("lines of the new text map to those of the old", () => {
  const line = lineMapper("1\n2\n3\n4\n", "0\n1\n2\nthree\n4\n")
  expect([1, 2, 3, 4, 5].map(line)).toEqual([1, 1, 2, 3, 4])
})

const common = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      const row = table[i + 1] as Array<number>
      row[j + 1] =
        x === y
          ? ((table[i] as Array<number>)[j] as number) + 1
          : Math.max((table[i] as Array<number>)[j + 1] as number, row[j] as number)
    }
  }
  return table[a.length]?.[b.length] ?? 0
}
