import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import * as GitIgnore from "../../src/cli/GitIgnore.ts"
import { emptyFolder } from "../Folder.ts"

/** Patterns with the files they leave out of those below; git itself is asked whether it agrees. */
const cases: ReadonlyArray<readonly [patterns: string, ignored: ReadonlyArray<string>]> = [
  ["*.yml\n", ["a.yml", "sub/a.yml", "sub/deep/a.yml", "out/a.yml", "{x}.yml", ".hidden/a.yml"]],
  ["/a.yml\n", ["a.yml"]],
  ["sub/\n", ["sub/a.yml", "sub/b.json", "sub/deep/a.yml"]],
  ["sub/a.yml", ["sub/a.yml"]],
  ["*.yml\n!a.yml\n", ["{x}.yml"]],
  ["**/deep\n", ["sub/deep/a.yml"]],
  ["sub/**\n", ["sub/a.yml", "sub/b.json", "sub/deep/a.yml"]],
  ["# comment\n\n  \nout\n", ["out/a.yml"]],
  ["{x}.yml\n", ["{x}.yml"]],
  ["a.*\r\n", ["a.yml", "sub/a.yml", "sub/deep/a.yml", "out/a.yml", ".hidden/a.yml"]],
  ["[ab].json\n", ["sub/b.json"]],
  ["s?b/deep/\n", ["sub/deep/a.yml"]],
  [".hidden\n", [".hidden/a.yml"]]
]

const files = ["a.yml", "sub/a.yml", "sub/b.json", "sub/deep/a.yml", "out/a.yml", "{x}.yml", ".hidden/a.yml"]

const ignored = (patterns: string): ReadonlyArray<string> => {
  const rules = [GitIgnore.parse("/root", patterns)]
  return files.filter((file) => {
    // A search does not enter a folder that is left out.
    for (let at = dirname(file); at !== "."; at = dirname(at)) {
      if (GitIgnore.ignores(rules, `/root/${at}`, true)) return true
    }
    return GitIgnore.ignores(rules, `/root/${file}`, false)
  })
}

test.each(cases)("%j", (patterns, expected) => {
  expect(ignored(patterns)).toEqual(expected)
})

test("git agrees with every case", () => {
  for (const [patterns, expected] of cases) {
    const folder = emptyFolder()
    execFileSync("git", ["init", "-q"], { cwd: folder })
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), "")
    }
    writeFileSync(join(folder, ".gitignore"), patterns)
    const seen = execFileSync("git", ["ls-files", "-o", "--exclude-standard", "-z"], {
      cwd: folder,
      encoding: "utf8"
    }).split("\0")
    expect(files.filter((file) => !seen.includes(file))).toEqual(expected)
  }
})

test("a pattern of very many blanks is read in a moment", () => {
  expect(ignored(`a.yml${" ".repeat(200_000)}x\n`)).toEqual([])
})
