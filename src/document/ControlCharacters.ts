/**
 * Characters that no text file should have: a sign of binary content, of another encoding, or of a slip that nobody
 * can see.
 *
 * YAML allows tab, line feed, carriage return and all printable characters; JSON forbids only what is below U+0020,
 * and both need whole characters, not half a surrogate pair.
 */
import type { Problem } from "./Document.ts"
import { mostProblems } from "./Limits.ts"
import type { Reading } from "./Reading.ts"

/** Whatever is not plain ASCII: most files have none of it, and this is quick to see. */
const beyondAscii = /[^\t\n\r\x20-\x7e]/

// One character at a time: a pattern for whole runs would need a stack as long as the run.
const inJson = /[\p{Control}--[\t\n\r\x7f-\x9f]]|\p{Surrogate}/gv
const inYaml = /[[\p{Control}\ufffe\uffff]--[\t\n\r\x85]]|\p{Surrogate}/gv

/** A problem for each run of them, in order of position; of very many runs, only as many as are ever listed. */
export const findControlCharacters = (text: string, format: Reading["format"]): ReadonlyArray<Problem> => {
  if (!beyondAscii.test(text)) return []
  const problems: Array<Problem> = []
  let start = -1
  let end = -1
  for (const { index } of text.matchAll(format === "yaml" ? inYaml : inJson)) {
    if (index === end) end++
    else {
      if (start >= 0) problems.push(problemOf(text, start, end))
      if (problems.length > mostProblems) return problems
      start = index
      end = index + 1
    }
  }
  return start < 0 ? problems : [...problems, problemOf(text, start, end)]
}

const problemOf = (text: string, start: number, end: number): Problem => ({
  code: "control-character",
  message: describe(text.charCodeAt(start)),
  start,
  end
})

const describe = (code: number): string => {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
  if (code === 0) return `The character ${name} (NUL): this is not text, or not encoded in UTF-8.`
  if (code >= 0xd800 && code <= 0xdfff)
    return `Half a character (${name}): the text was cut off or decoded wrongly here.`
  return `The invisible control character ${name} is not allowed here.`
}
