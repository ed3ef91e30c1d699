/**
 * Runs every `scenarios/*.scenario` through the built command line. A scenario is one file: what it shows, then
 * sections that begin with `=== name`:
 *
 *     === args              the command line, an argument a line
 *     === file: PATH        a file in the working folder (any number)
 *     === stdin             standard input
 *     === env               NAME=value lines
 *     === stdout            what is expected on standard output
 *     === stderr            the same for standard error; unchecked where the section is missing
 *     === status            the expected exit code
 *     === after: PATH       a file as it is expected afterwards; every other file has to be as it was
 *
 * `[..]` in what is expected stands for anything on its line: a scenario says only what it is about, so that a better
 * wording of a message changes few of them.
 *
 * `UPDATE_SCENARIOS=1 npx vitest run test/cli/scenarios.test.ts` writes stdout, status and what is there of the other
 * expectations anew; look at the difference before you commit it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import metadata from "../../package.json" with { type: "json" }
import { emptyFolder } from "../Folder.ts"
import { build, pipewright } from "./Built.ts"

interface Section {
  readonly name: string
  readonly text: string
}

const folder = join(import.meta.dirname, "scenarios")
const { version } = metadata
const update = process.env.UPDATE_SCENARIOS === "1"

const parse = (text: string): { readonly intro: string; readonly sections: ReadonlyArray<Section> } => {
  const parts = text.split(/^=== (.*)\n/m)
  const sections: Array<Section> = []
  for (let i = 1; i < parts.length; i += 2)
    sections.push({ name: parts[i] as string, text: parts[i + 1] as string })
  return { intro: parts[0] as string, sections }
}

const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

/** The expected text where the actual one is as it says, else the actual one: comparing the two shows the difference. */
const expected = (pattern: string, actual: string): string => {
  const wanted = pattern.split("\n")
  const lines = actual.split("\n")
  return lines.map((line, i) => (matches(wanted[i] ?? "", line) ? wanted[i] : line)).join("\n")
}

/** Whether the parts between the wildcards come one after the other. */
const matches = (pattern: string, line: string): boolean => {
  const [first = "", ...rest] = pattern.split("[..]")
  if (rest.length === 0) return pattern === line
  const last = rest.pop() as string
  if (!line.startsWith(first) || !line.endsWith(last) || line.length < first.length + last.length)
    return false
  let at = first.length
  for (const part of rest) {
    const found = line.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= line.length - last.length
}

beforeAll(() => build())

describe("scenarios", () => {
  for (const name of readdirSync(folder).sort()) {
    test(name.replace(/\.scenario$/, "").replaceAll("-", " "), () => {
      const { intro, sections } = parse(readFileSync(join(folder, name), "utf8"))
      const section = (wanted: string): string | undefined =>
        sections.find(({ name }) => name === wanted)?.text
      const files = (kind: string): ReadonlyArray<readonly [string, string]> =>
        sections.flatMap(({ name, text }) =>
          name.startsWith(`${kind}: `) ? [[name.slice(kind.length + 2), text]] : []
        )
      const working = emptyFolder()
      for (const [path, text] of files("file")) {
        mkdirSync(dirname(join(working, path)), { recursive: true })
        writeFileSync(join(working, path), text)
      }
      const env = Object.fromEntries(
        lines(section("env") ?? "").map((line) => [
          line.slice(0, line.indexOf("=")),
          line.slice(line.indexOf("=") + 1)
        ])
      )
      const result = pipewright(working, lines(section("args") ?? ""), {
        stdin: section("stdin") ?? "",
        env
      })
      // What differs from run to run.
      const plain = (text: string): string =>
        text.replaceAll(working, "<folder>").replaceAll(version, "<version>")
      const { status } = result
      const stdout = plain(result.stdout)
      const stderr = plain(result.stderr)
      const now = (path: string): string => readFileSync(join(working, path), "utf8")
      if (update) {
        const written = new Map(files("file"))
        const kept = sections.filter(({ name }) => !/^(?:stdout|stderr|status|after: .*)$/.test(name))
        const changed = [...new Set([...written.keys(), ...files("after").map(([path]) => path)])].filter(
          (path) => now(path) !== written.get(path)
        )
        const rewritten: ReadonlyArray<Section> = [
          ...kept,
          { name: "stdout", text: expected(section("stdout") ?? "", stdout) },
          ...(section("stderr") === undefined
            ? []
            : [{ name: "stderr", text: expected(section("stderr") ?? "", stderr) }]),
          { name: "status", text: `${status}\n` },
          ...changed.map((path) => ({ name: `after: ${path}`, text: now(path) }))
        ]
        writeFileSync(
          join(folder, name),
          intro + rewritten.map(({ name, text }) => `=== ${name}\n${text}`).join("")
        )
        return
      }
      expect(expected(section("stdout") ?? "", stdout)).toBe(section("stdout"))
      if (section("stderr") !== undefined)
        expect(expected(section("stderr") ?? "", stderr)).toBe(section("stderr"))
      expect(`${status}\n`).toBe(section("status"))
      const after = new Map(files("after"))
      for (const [path, text] of files("file")) expect(now(path)).toBe(after.get(path) ?? text)
      for (const [path, text] of after) expect(now(path)).toBe(text)
    })
  }
})
