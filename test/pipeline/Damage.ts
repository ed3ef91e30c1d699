/**
 * Damage: what happens to a text that is edited in haste, cut off, pasted from elsewhere or decoded wrongly.
 */
import fc from "fast-check"

type Edit = (text: string) => string

const scraps = [
  ...":-\"'[]{}#|>&*!%@`,?\t ",
  "\u00a0",
  "\u200b",
  "\u2028",
  "\u0085",
  "\ufeff",
  "—",
  "😀",
  "\0",
  "\x1b",
  "\ud800",
  "\udc00",
  "\r",
  "\n",
  ": ",
  "- ",
  "---\n",
  "<<: ",
  "${{",
  "}}",
  "__proto__"
]

/** Where in a text, as a share of it: edits before it have changed its length. */
const place = fc.integer({ min: 0, max: 9_999 }).map((part) => part / 10_000)
const scrap = fc.constantFrom(...scraps)

const byLine = (change: (lines: Array<string>, at: number) => void, where: number): Edit => {
  return (text) => {
    const lines = text.split("\n")
    change(lines, Math.floor(where * lines.length))
    return lines.join("\n")
  }
}

const at = (text: string, where: number): number => Math.floor(where * (text.length + 1))

const edit: fc.Arbitrary<Edit> = fc.oneof(
  place.map((where) => byLine((lines, line) => lines.splice(line, 1), where)),
  place.map((where) => byLine((lines, line) => lines.splice(line, 0, lines[line] ?? ""), where)),
  fc.tuple(place, place).map(([one, two]) =>
    byLine((lines, line) => {
      const other = Math.floor(two * lines.length)
      const [a = "", b = ""] = [lines[line], lines[other]]
      lines[line] = b
      lines[other] = a
    }, one)
  ),
  fc.tuple(place, fc.constantFrom(" ", "  ", "\t")).map(([where, indent]) =>
    byLine((lines, line) => {
      lines[line] = `${indent}${lines[line] ?? ""}`
    }, where)
  ),
  place.map((where) =>
    byLine(
      (lines, line) => lines.splice(line, 2, `${lines[line] ?? ""} ${(lines[line + 1] ?? "").trim()}`),
      where
    )
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 3 })).map(([where, count]) => (text: string) => {
    const from = at(text, where)
    return text.slice(0, from) + text.slice(from + count)
  }),
  fc.tuple(place, scrap).map(([where, piece]) => (text: string) => {
    const from = at(text, where)
    return text.slice(0, from) + piece + text.slice(from)
  }),
  place.map((where) => (text: string) => text.slice(0, at(text, where))),
  fc.constantFrom("\r\n", "\r").map((end) => (text: string) => text.replaceAll("\n", end))
)

/** A text after some of that. */
export const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .array(edit, { minLength: 1, maxLength: 6 })
    .map((edits) => edits.reduce((sofar, each) => each(sofar), text))
