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
const inJson = /[\p{Control}--[\t\n\r\x7f-\x9f]]+/gv
const inYaml = /[[\p{Control}\ufffe\uffff]--[\t\n\r\x85]]+/gv
const halves = /\p{Surrogate}+/gu

/** A problem for each run of them, in order of position; of very many runs, only as many as are ever listed. */
export const findControlCharacters = (text: string, format: Reading["format"]): ReadonlyArray<Problem> => {
  if (!beyondAscii.test(text)) return []
  const problems = findRuns(text, format === "yaml" ? inYaml : inJson)
  if (text.isWellFormed()) return problems
  return [...problems, ...findRuns(text, halves)].sort((a, b) => a.start - b.start)
}

const findRuns = (text: string, pattern: RegExp): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  for (const match of text.matchAll(pattern)) {
    problems.push({
      code: "control-character",
      message: describe(match[0]),
      start: match.index,
      end: match.index + match[0].length
    })
    if (problems.length > mostProblems) break
  }
  return problems
}

const describe = (run: string): string => {
  const code = run.charCodeAt(0)
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
  if (code === 0)
    return `The character ${name} (NUL): this is no text, or text in an encoding other than UTF-8.`
  if (code >= 0xd800 && code <= 0xdfff)
    return `Half a character (${name}): the text was cut or decoded wrongly here.`
  return `The invisible control character ${name} is not allowed here.`
}
