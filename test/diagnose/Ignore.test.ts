import { expect, test } from "vitest"
import type { Diagnostic } from "../../src/diagnose/Diagnostic.ts"
import { applyIgnores } from "../../src/diagnose/Ignore.ts"
import { readDocument } from "../../src/document/Reader.ts"
import { yaml12 } from "../../src/document/Reading.ts"

/** Puts a diagnostic of rule `r` at each `<here>`, and answers which of them remain, with what is said of comments. */
const judge = (source: string, more: Partial<Diagnostic> = {}) => {
  const marks: Array<number> = []
  let text = source
  for (let at = text.indexOf("<here>"); at >= 0; at = text.indexOf("<here>")) {
    marks.push(at)
    text = text.replace("<here>", "")
  }
  const diagnostics = marks.map(
    (start): Diagnostic => ({
      stage: "schema",
      rule: "r",
      severity: "error",
      message: "m",
      document: 0,
      pointer: "",
      start,
      end: start,
      fixes: [],
      ...more
    })
  )
  const document = readDocument(text, yaml12)
  const result = applyIgnores(document, diagnostics, () => ["r", "other"])
  return {
    kept: result.diagnostics.filter(({ rule }) => rule === "r").length,
    ignored: result.ignored.length,
    unused: result.diagnostics.filter(({ rule }) => rule === "unused-ignore"),
    text
  }
}

test.each([
  ["on the line itself", "a: <here>1 # pipewright: ignore[r] because\n", 1, 0],
  ["alone, for the next line", "# pipewright: ignore[r]\na: <here>1\nb: <here>2\n", 1, 1],
  ["over other comments and blank lines", "# pipewright: ignore[r]\n\n# note\na: <here>1\n", 1, 0],
  ["several rules", "a: <here>1 # pipewright: ignore[other, r]\n", 1, 0],
  ["for the whole file", "a: <here>1\nb: <here>2\n# pipewright: ignore-file[r] generated\n", 2, 0],
  [
    "for a block of text that begins on the line",
    "# pipewright: ignore[r]\nrun: |\n  one\n  <here>two\n",
    1,
    0
  ],
  ["in the header of a block", "run: | # pipewright: ignore[r]\n  <here>one\n", 1, 0],
  ["not for the line after the next", "# pipewright: ignore[r]\na: 1\nb: <here>2\n", 0, 1],
  ["not from within a string", "a: '# pipewright: ignore[r]'\nb: <here>1\n", 0, 1],
  ["not from within a block of text", "run: |\n  # pipewright: ignore[r]\n  <here>make\n", 0, 1],
  ["not where the sign is no comment", "a: b#pipewright: ignore[r]<here>\n", 0, 1],
  ["not for another rule", "a: <here>1 # pipewright: ignore[other]\n", 0, 1]
])("ignores %s", (_, text, ignored, kept) => {
  expect(judge(text)).toMatchObject({ ignored, kept })
})

test("errors of syntax cannot be ignored", () => {
  const { kept, ignored, unused } = judge("a: <here>1 # pipewright: ignore[r]\n", { stage: "syntax" })
  expect([kept, ignored, unused.length]).toEqual([1, 0, 1])
})

test("a comment that ignores nothing is reported, with a fix that removes it", () => {
  const { unused, text } = judge("a: 1\n  # pipewright: ignore[othr] x\nb: 2 # pipewright: ignore[r]\n")
  expect(unused).toHaveLength(2)
  expect(unused[0]?.message).toContain("did you mean `other`?")
  const edits = unused.flatMap(({ fixes }) =>
    fixes.flatMap(({ edit }) => (edit._tag === "text" ? edit.edits : []))
  )
  let left = text
  for (const edit of edits.toReversed()) left = left.slice(0, edit.start) + edit.text + left.slice(edit.end)
  expect(left).toBe("a: 1\nb: 2\n")
})

test("of several rules only those that ignore nothing are named, and nothing is removed", () => {
  const { unused, ignored } = judge("a: <here>1 # pipewright: ignore[r, other]\n")
  expect(ignored).toBe(1)
  expect(unused).toHaveLength(1)
  expect(unused[0]?.message).toContain("`other`")
  expect(unused[0]?.message).not.toContain("`r`")
  expect(unused[0]?.fixes).toEqual([])
})

test("a comment without rules ignores nothing", () => {
  const { kept, unused } = judge("a: <here>1 # pipewright: ignore\n")
  expect(kept).toBe(1)
  expect(unused[0]?.message).toContain("names no rule")
})

test("thousands of comments stay cheap", () => {
  const text = "# pipewright: ignore[r]\n".repeat(20_000)
  expect(judge(`${text}a: <here>1\n`)).toMatchObject({ ignored: 1, kept: 0 })
})
