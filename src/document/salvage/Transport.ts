/**
 * What befalls a text on its way: copied from a chat, a diff, a web page, a terminal or a string literal.
 *
 * Each is told by its traces over many lines, and undone everywhere at once. Where it can be undone in several ways,
 * how the text then reads decides.
 */
import type { TextEdit } from "../TextEdit.ts"
import { type ScannedLine, splitLines } from "./ScannedLine.ts"
import { remove, replace, type Slip, slip } from "./Slip.ts"

/** One thing that may have happened, with the ways to undo it: the likelier first. */
export type Mishap = ReadonlyArray<Slip>

/** All that may have happened, in the order in which it is to be undone. */
export const mishaps: ReadonlyArray<(text: string) => Mishap> = [
  (text) => heldText(text),
  (text) => escapedText(text),
  (text) => escapedMarks(text),
  (text) => lineNumbers(text),
  (text) => quotedLines(text),
  (text) => diffMarkers(text),
  (text) => mergeConflict(text),
  (text) => invisibleCharacters(text),
  (text) => htmlEntities(text)
]

/** A text in a map of JSON beside its path, as tools hand files over: `{ "path": …, "content": "name: CI\\n…" }`. */
const heldText = (text: string): Mishap => {
  if (!/^\s*\{/.test(text) || text.length > mostHeld || !/[^\\]\\n/.test(text)) return []
  let map: unknown
  try {
    map = JSON.parse(text)
  } catch {
    return []
  }
  const texts = Object.values(map as object).filter(
    (value): value is string => typeof value === "string" && /^[^\n]*\n(?:.*\n)+/.test(value)
  )
  const [only] = texts
  if (only === undefined || texts.length > 1 || Object.keys(map as object).length > 8) return []
  return [
    slip({
      rule: "escaped-text",
      message: "The document is held as a text inside of JSON.",
      title: "Keep the text alone",
      edits: [replace(0, text.length, only)],
      start: 0,
      end: Math.min(text.length, 80)
    })
  ]
}

/** In characters; what is longer is data. */
const mostHeld = 1_000_000

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "",
  '"': '"',
  "\\": "\\",
  "/": "/",
  "'": "'"
}

/** The whole file as one string literal. */
const escapedText = (text: string): Mishap => {
  const end = text.trimEnd().length
  const from = text.length - text.trimStart().length
  const written = countOf(text, "\\n", 0, text.length, mostLines)
  if (written < 2 || written > mostLines) return []
  const breaks = countOf(text, "\n", from, end, 2)
  if (breaks > 1 || breaks > written / 4) return []
  const mark = text.charAt(from)
  const wrapped = (mark === '"' || mark === "'") && text.charAt(end - 1) === mark
  const all = wrapped || !/(?:^|[^\\])"/.test(text)
  const edits: Array<TextEdit> = []
  if (wrapped) edits.push(remove(from, from + 1))
  for (let at = wrapped ? from + 1 : from; at < (wrapped ? end - 1 : end); at++) {
    if (text.charCodeAt(at) !== 92) continue
    const plain = escapes[text.charAt(at + 1)]
    if (plain !== undefined && (all || text.charAt(at + 1) === "n" || text.charAt(at + 1) === "t")) {
      edits.push(replace(at, at + 2, plain))
    }
    at++
  }
  // The line break behind a text that ends with one of its own belongs to the literal.
  const ends = text.slice(0, wrapped ? end - 1 : end).endsWith("\\n") ? text.length : end
  if (wrapped) edits.push(remove(end - 1, ends))
  else if (ends > end) edits.push(remove(end, ends))
  return [
    slip({
      rule: "escaped-text",
      message: "The whole file is one string, with `\\n` for its line breaks.",
      title: "Write real line breaks",
      edits,
      start: from,
      end: Math.min(end, from + 80)
    })
  ]
}

/** No pipeline has so many lines: what writes more breaks is data. */
const mostLines = 100_000

/** How often `part` stands between the offsets; past `enough` it is not counted on. */
const countOf = (text: string, part: string, from: number, to: number, enough: number): number => {
  let count = 0
  for (let at = text.indexOf(part, from); at >= 0 && at < to; at = text.indexOf(part, at + part.length)) {
    if (++count > enough) break
  }
  return count
}

/** Underscores, and marks at the start of a line, that Markdown needed a backslash before. */
const escapedMarks = (text: string): Mishap => {
  if (!/^[ \t]*(?:- +)?[\w-]{0,80}\\_[\w\\-]{0,80}:/m.test(text)) return []
  const found = [...text.matchAll(/\\(?=_)|(?<=^[ \t]{0,80})\\(?=[-#*])/gm)]
  const [first] = found
  if (first === undefined) return []
  return [
    slip({
      rule: "escaped-text",
      message: "Underscores are escaped with a backslash, as in Markdown.",
      title: "Remove the backslashes",
      edits: found.map(({ index }) => remove(index, index + 1)),
      start: first.index,
      end: first.index + 2,
      further: "There is a backslash here as well, as in Markdown."
    })
  ]
}

const number = /^[ \t]*(\d{1,7})(?:[ \t]*[|│┃→][ \t]?|[:.)](?=[ \t]|$)|\t|(?=[ ]|$))/

/** Line numbers in front of every line. */
const lineNumbers = (text: string): Mishap => {
  const lines = splitLines(text)
  const found: Array<{ readonly line: ScannedLine; readonly end: number; readonly value: number }> = []
  for (const line of lines) {
    if (line.kind === "blank") continue
    const match = number.exec(text.slice(line.start, Math.min(line.end, line.start + 40)))
    if (match !== null) {
      found.push({ line, end: line.start + match[0].length, value: Number(match[1]) })
    }
  }
  const filled = lines.filter((line) => line.kind !== "blank").length
  if (found.length < 3 || found.length < 0.8 * filled) return []
  let steps = 0
  for (let at = 1; at < found.length; at++) {
    const by = (found[at]?.value ?? 0) - (found[at - 1]?.value ?? 0)
    if (by >= 1 && by <= 3) steps++
  }
  if (steps < 0.9 * (found.length - 1)) return []
  // Blanks that every numbered line has behind its number belong to the numbering.
  let gap = 2
  for (const { line, end } of found) {
    if (end >= line.end) continue
    let blanks = 0
    while (text.charCodeAt(end + blanks) === 32) blanks++
    gap = Math.min(gap, blanks)
  }
  const first = found[0] as (typeof found)[number]
  return [
    slip({
      rule: "line-numbers",
      message: "There are line numbers at the start of the lines.",
      title: "Remove the line numbers",
      edits: found.map(({ line, end }) => remove(line.start, Math.min(line.end, end + gap))),
      start: first.line.start,
      end: first.end
    })
  ]
}

/** `> ` in front of every line, as mail and Markdown quote. */
const quotedLines = (text: string): Mishap => {
  const lines = splitLines(text).filter((line) => line.kind !== "blank")
  const marked = lines.filter((line) =>
    /^[ ]{0,3}>(?: |$)/.test(text.slice(line.start, Math.min(line.end, line.start + 6)))
  )
  if (marked.length < 2 || marked.length < 0.9 * lines.length) return []
  const first = marked[0] as ScannedLine
  return [
    slip({
      rule: "diff-markers",
      message: "Every line is quoted with `>`.",
      title: "Remove the marks",
      edits: marked.map((line) => {
        const at = text.indexOf(">", line.start)
        return remove(line.start, Math.min(line.end, at + (text.charCodeAt(at + 1) === 32 ? 2 : 1)))
      }),
      start: first.start,
      end: first.start + 1
    })
  ]
}

const diffHeader =
  /^(?:diff --git |index [0-9a-f]+\.\.|--- (?:a\/|\/dev\/null|\S+\.\w+)|\+\+\+ (?:b\/|\/dev\/null|\S+\.\w+)|@@ |new file mode |\\ No newline)/

/** Takes away the lines with a minus that lines with a plus follow. */
const replacedLines = (text: string, lines: ReadonlyArray<ScannedLine>): ReadonlyArray<TextEdit> => {
  const edits: Array<TextEdit> = []
  let run: Array<TextEdit> = []
  lines.forEach((line, index) => {
    const code = line.start < line.end ? text.charCodeAt(line.start) : 0
    if (code === 45) run.push(remove(line.start, lines[index + 1]?.start ?? text.length))
    else {
      if (code === 43) edits.push(...run)
      run = []
    }
  })
  return edits
}

/** A diff instead of the file, or the `+` of one in front of some lines. */
const diffMarkers = (text: string): Mishap => {
  const lines = splitLines(text)
  let headers = 0
  let plus = 0
  let minus = 0
  let other = 0
  for (const line of lines) {
    if (line.start === line.end) continue
    const code = text.charCodeAt(line.start)
    if (diffHeader.test(text.slice(line.start, Math.min(line.end, line.start + 60)))) headers++
    else if (code === 43) plus++
    else if (code === 45 && text.charCodeAt(line.start + 1) !== 45) minus++
    else if (code !== 32) other++
  }
  if (plus === 0 && headers === 0) return []
  const whole = other === 0 || headers > 0
  if (!whole && minus > 0 && plus === 0) return []
  const slips: Array<Slip> = []
  const draft = (edits: ReadonlyArray<TextEdit>, lossy: boolean, extra: number): Slip => {
    const first = edits[0] as TextEdit
    return slip({
      rule: "diff-markers",
      message: "The file is a diff: its lines start with `+`, `-` or `@@`.",
      title: lossy ? "Keep the new lines" : "Remove the marks",
      edits,
      start: first.start,
      end: first.start + 1,
      extra,
      lossy: false
    })
  }
  if (whole) {
    const edits: Array<TextEdit> = []
    for (const [index, line] of lines.entries()) {
      if (line.start === line.end) continue
      const code = text.charCodeAt(line.start)
      const next = lines[index + 1]?.start ?? text.length
      const header = diffHeader.test(text.slice(line.start, Math.min(line.end, line.start + 60)))
      if (header || code === 45) edits.push(remove(line.start, next))
      else if (code === 43 || code === 32) edits.push(remove(line.start, line.start + 1))
    }
    if (edits.length > 0) slips.push(draft(edits, minus > 0, 0))
  }
  // A change among lines that are not marked: the old ones go, a mark was put before the new ones or in their indentation.
  if (!whole && plus > 0 && minus > 0) {
    const old = replacedLines(text, lines)
    const added = lines.filter((line) => text.charCodeAt(line.start) === 43 && line.start < line.end)
    if (old.length > 0) {
      slips.push(
        draft([...old, ...added.map((line) => replace(line.start, line.start + 1, " "))], true, 0.1),
        draft([...old, ...added.map((line) => remove(line.start, line.start + 1))], true, 0.1)
      )
    }
  }
  if (plus > 0) {
    const marked = lines.filter((line) => text.charCodeAt(line.start) === 43 && line.start < line.end)
    slips.push(
      draft(
        marked.map((line) => remove(line.start, line.start + 1)),
        false,
        0.2
      ),
      draft(
        marked.map((line) => replace(line.start, line.start + 1, " ")),
        false,
        0.3
      )
    )
  }
  return slips
}

/** The marks of a merge that was not finished. */
const mergeConflict = (text: string): Mishap => {
  const lines = splitLines(text)
  const ours: Array<TextEdit> = []
  const theirs: Array<TextEdit> = []
  let side: "none" | "ours" | "base" | "theirs" = "none"
  let first: ScannedLine | undefined
  for (const [index, line] of lines.entries()) {
    const head = text.slice(line.start, Math.min(line.end, line.start + 8))
    const whole = remove(line.start, lines[index + 1]?.start ?? text.length)
    const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$)/.exec(head)?.[0].charAt(0)
    if (mark !== undefined && (mark === "<" || side !== "none")) {
      first ??= line
      side = mark === "<" ? "ours" : mark === "|" ? "base" : mark === "=" ? "theirs" : "none"
      ours.push(whole)
      theirs.push(whole)
      continue
    }
    if (side === "ours") theirs.push(whole)
    else if (side === "theirs") ours.push(whole)
    else if (side === "base") {
      ours.push(whole)
      theirs.push(whole)
    }
  }
  if (first === undefined) return []
  const words = {
    rule: "merge-conflict" as const,
    message: "There is an unresolved merge conflict here.",
    start: first.start,
    end: first.end,
    lossy: true
  }
  return [
    slip({ ...words, title: "Keep what is above each `=======`", edits: ours }),
    slip({ ...words, title: "Keep what is below each `=======`", edits: theirs, extra: 0.1 })
  ]
}

const spaceLike = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g
const shapeless = /[\s\u00AD\u200B-\u200F\u2060-\u2064]/
const anyInvisible = /[\u00A0\u00AD\u1680\u2000-\u200F\u202A-\u202F\u205F-\u2064\u3000\uFEFF]/

/** Spaces that are none, and characters that nobody sees, where the structure is: before values and behind them. */
const invisibleCharacters = (text: string): Mishap => {
  if (!anyInvisible.test(text)) return []
  const edits: Array<TextEdit> = []
  for (const line of splitLines(text)) {
    if (line.kind === "comment") continue
    const written = text.slice(line.start, line.end)
    if (!anyInvisible.test(written)) continue
    // Up to the value; the value itself is the author's.
    const head =
      /^[\s\u00AD\u200B-\u200F\u2060-\u2064]*(?:-[\s\u200B-\u200F\u2060]+)*(?:"[^"]*"|'[^']*'|[^\s:"']{1,80})?[\s\u200B-\u200F\u2060]*(?::[\s\u200B-\u200F\u2060]*)?/.exec(
        written
      )?.[0].length ?? 0
    let tail = written.length
    while (tail > 0 && shapeless.test(written.charAt(tail - 1))) tail--
    for (let at = 0; at < written.length; at++) {
      if (at >= head && at < tail) continue
      const char = written.charAt(at)
      if (char.search(spaceLike) !== -1) edits.push(replace(line.start + at, line.start + at + 1, " "))
      else if (char.search(unseen) !== -1) edits.push(remove(line.start + at, line.start + at + 1))
    }
  }
  const first = edits[0]
  if (first === undefined) return []
  return [
    slip({
      rule: "invisible-characters",
      message: "There is a character here that looks like a space, or is invisible, but is read as a letter.",
      title: "Use plain spaces",
      edits,
      start: first.start,
      end: first.end,
      further: "Here is such a character, too."
    })
  ]
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&#x27;": "'",
  "&#34;": '"',
  "&nbsp;": " ",
  "&#10;": "\n",
  "&#x2F;": "/",
  "&#47;": "/",
  "&#123;": "{",
  "&#125;": "}",
  "<br>": "",
  "<br/>": "",
  "<br />": ""
}

/** Text that came through HTML. */
const htmlEntities = (text: string): Mishap => {
  const edits: Array<TextEdit> = []
  for (const found of text.matchAll(
    /&(?:amp|lt|gt|quot|apos|nbsp|#39|#x27|#34|#10|#x2F|#47|#123|#125);|<br ?\/?>(?=\r?\n|$)/g
  )) {
    edits.push(replace(found.index, found.index + found[0].length, entities[found[0]] as string))
  }
  const first = edits[0]
  if (first === undefined) return []
  return [
    slip({
      rule: "html-entities",
      message: "Characters are written as HTML entities.",
      title: "Write the characters themselves",
      edits,
      start: first.start,
      end: first.end,
      further: "Here is an HTML entity, too."
    })
  ]
}
