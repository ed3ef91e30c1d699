/**
 * Habits of other languages, kept up through a whole text: their comments, their commas, their bullets, their
 * quotes. One habit is one cause, however many lines it shows in.
 */
import type { TextEdit } from "../TextEdit.ts"
import { bullet } from "./Dashes.ts"
import { looksLikeJson } from "./Json.ts"
import type { Mishap } from "./Mishap.ts"
import { quote } from "./Quoting.ts"
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { after, before, contentCol, lineBreak, opensBelow, partsOf } from "./Site.ts"
import { remove, replace, type Slip, type SlipRule, slip } from "./Slip.ts"

/** What may be found in a text, which is scanned where that is needed. */
type Habit = (text: string, scan: (text: string) => Scan) => Mishap

export const habits: ReadonlyArray<Habit> = [
  (...of) => overLines(of, foreignComments),
  (...of) => overLines(of, curlyQuotes),
  (...of) =>
    overLines(
      of,
      (scanned) => bullets(scanned, true),
      (scanned) => bullets(scanned, false)
    ),
  (...of) => overLines(of, decoratedKeys),
  (...of) => overLines(of, blockMarks),
  (...of) => overLines(of, writtenBreaks),
  (...of) => overLines(of, commas)
]

const overLines = (
  [text, scan]: Parameters<Habit>,
  ...ways: ReadonlyArray<(scan: Scan) => Slip | undefined>
): Mishap => {
  if (looksLikeJson(text)) return []
  const scanned = scan(text)
  return ways.flatMap((find) => find(scanned) ?? [])
}

interface Words {
  readonly rule: SlipRule
  readonly message: string
  readonly title: string
}

/** One slip of all edits; undefined where there are fewer than `least` lines of it. */
const habit = (
  words: Words,
  edits: ReadonlyArray<TextEdit>,
  lines: number,
  least: number
): Slip | undefined => {
  const first = edits[0]
  if (first === undefined || lines < least) return undefined
  return slip({ ...words, edits, start: first.start, end: Math.max(first.end, first.start + 1) })
}

const written = (line: ScannedLine): boolean =>
  line.kind === "entry" || line.kind === "stray" || line.kind === "text"

/** Comments of C and its kin, where a line starts with them. */
const foreignComments = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  let open = false
  let lines = 0
  for (const [index, line] of scanned.lines.entries()) {
    if (!written(line) || scanned.blocks.get(index)?.last === index) continue
    const at = line.start + line.col
    const tail = /\*\/[ \t]*$/.exec(text.slice(at, line.end))
    const closes = tail !== null
    const close = at + (tail?.index ?? 0)
    const star = text.charCodeAt(at) === 42 ? 1 : 0
    if (open) {
      edits.push(replace(at, closes && close === at ? at + 2 : at + star, star === 1 ? "#" : "# "))
    } else if (text.startsWith("//", at)) {
      let end = at + 2
      while (text.charCodeAt(end) === 47) end++
      edits.push(replace(at, end, "#"))
    } else if (
      text.startsWith("<!--", at) &&
      /-->\s*$/.test(text.slice(at + 4, Math.min(line.end, at + 2000)))
    ) {
      const end = text.lastIndexOf("-->", line.end)
      edits.push(replace(at, at + 4, "#"), remove(text.slice(0, end).trimEnd().length, end + 3))
    } else if (text.startsWith("-- ", at) && line.kind !== "text" && !bullet.test(text.slice(at, line.end))) {
      edits.push(replace(at, at + 2, "#"))
    } else if (text.startsWith("/*", at) && text.slice(at, at + 4000).includes("*/")) {
      edits.push(replace(at, at + 2, "#"))
      open = true
    } else continue
    lines++
    if (open && closes) {
      if (close > at + 1) edits.push(remove(close, close + 2))
      open = false
    }
  }
  return habit(
    {
      rule: "wrong-comment",
      message: "Only `#` starts a comment in YAML.",
      title: "Write comments with `#`"
    },
    edits,
    lines,
    1
  )
}

const openers = "“„«"
const closers = "”“»"

/** Values and keys between typographic quotes. */
const curlyQuotes = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  let lines = 0
  for (const [index, line] of scanned.lines.entries()) {
    if (!written(line) || scanned.blocks.get(index)?.last === index) continue
    const parts = partsOf(scanned, index)
    const known = edits.length
    for (const [from, end] of [
      [parts.from, parts.colon],
      [parts.value, parts.end]
    ] as const) {
      if (end - from < 2 || !openers.includes(text.charAt(from)) || !closers.includes(text.charAt(end - 1)))
        continue
      const inner = text.slice(from + 1, end - 1)
      if (/["\\]/.test(inner)) edits.push(replace(from, end, quote(inner)))
      else edits.push(replace(from, from + 1, '"'), replace(end - 1, end, '"'))
    }
    if (text.charAt(parts.value) === "[") {
      for (const found of text.slice(parts.value, parts.end).matchAll(/[“”„]/g)) {
        edits.push(replace(parts.value + found.index, parts.value + found.index + 1, '"'))
      }
    }
    if (edits.length > known) lines++
  }
  return habit(
    {
      rule: "curly-quote",
      message: "YAML does not know typographic quotes: they become part of the value.",
      title: "Write straight quotes"
    },
    edits,
    lines,
    2
  )
}

/** Whether the line is the first below its key: where a list may begin, and where a text that goes on does not. */
const opensList = (scanned: Scan, index: number): boolean => {
  const above = before(scanned, index)
  return above >= 0 && opensBelow(partsOf(scanned, above))
}

/** Items of lists with another mark than a dash; `padded` where the lines below an item stand as the mark was wide. */
const bullets = (scanned: Scan, padded: boolean): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  for (const [index, line] of scanned.lines.entries()) {
    if (!written(line) || scanned.blocks.get(index)?.last === index) continue
    const at = line.start + line.col
    if (line.kind === "text" && !opensList(scanned, index)) continue
    const mark = bullet.exec(text.slice(at, Math.min(line.end, at + 80)))?.[0]
    if (mark !== undefined)
      edits.push(replace(at, at + mark.length, padded ? `-${" ".repeat(mark.length - 1)}` : "-"))
  }
  if (!padded && !edits.some(({ start, end }) => end > start + 1)) return undefined
  return habit(
    {
      rule: "wrong-bullet",
      message: "List items start with `-`.",
      title: "Write dashes"
    },
    edits,
    edits.length,
    1
  )
}

const decorated =
  /^(?:(\*\*|__|``?|~~)([\w-]+)\1:|(\*\*|__)([\w-]+):\3|(["'])([\w-]+):\5|@([A-Za-z][\w-]*):|<([A-Za-z][\w-]*)>:)(?=\s|$)/

/** Keys with the marks of Markdown or of other languages around them, or with their colon inside the quotes. */
const decoratedKeys = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  for (const [index, line] of scanned.lines.entries()) {
    if (!written(line) || scanned.blocks.get(index)?.last === index) continue
    const { from } = partsOf(scanned, index)
    const found = decorated.exec(text.slice(from, Math.min(line.end, from + 200)))
    if (found === null) continue
    const name = found[2] ?? found[4] ?? found[6] ?? found[7] ?? found[8]
    edits.push(replace(from, from + found[0].length, `${name}:`))
  }
  return habit(
    {
      rule: "decorated-key",
      message: "The key has marks around it that YAML reads as part of the text.",
      title: "Write the bare key"
    },
    edits,
    edits.length,
    1
  )
}

/** A `|` between quotes, behind a backslash or before a needless sign; and three quotes in its place. */
const spoiledMark = /^(?:(["'])([|>][-+]?)\1|\\([|>][-+]?)|([|>][-+]?)(?:[:;,]| ?[|>]))$/

/** Texts over several lines that another language's marks begin: `"""`, or a `|` that is none for YAML. */
const blockMarks = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  let lines = 0
  for (const [index, line] of scanned.lines.entries()) {
    if (line.kind !== "entry") continue
    const parts = partsOf(scanned, index)
    const next = after(scanned, index)
    if (parts.colon === -1 || next === -1) continue
    if ((scanned.lines[next] as ScannedLine).col <= contentCol(scanned, index, parts)) continue
    const mark = text.slice(parts.value, line.end).trimEnd()
    const spoiled = spoiledMark.exec(mark)
    if (spoiled !== null) {
      const meant = spoiled[2] ?? spoiled[3] ?? spoiled[4] ?? "|"
      edits.push(replace(parts.value, parts.value + mark.length, meant))
    } else if (mark === '"""' || mark === "'''" || mark === "```") {
      const close = scanned.lines.findIndex(
        (other, at) => at > index && text.slice(other.start, other.end).trim() === mark
      )
      const below = scanned.lines[close + 1]
      if (close === -1) continue
      const closing = scanned.lines[close] as ScannedLine
      edits.push(replace(parts.value, parts.value + mark.length, "|"))
      edits.push(remove(closing.start, below?.start ?? closing.end))
    } else continue
    lines++
  }
  return habit(
    {
      rule: "block-header",
      message: "A text over several lines begins with a bare `|` in YAML.",
      title: "Write `|`"
    },
    edits,
    lines,
    1
  )
}

/** `\n` where a line break is meant: a key or an item follows it. */
const writtenBreaks = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const edits: Array<TextEdit> = []
  for (const [index, line] of scanned.lines.entries()) {
    if (line.kind !== "entry" || scanned.blocks.get(index)?.last === index) continue
    if (text.charAt(partsOf(scanned, index).value) === '"') continue
    for (const found of text
      .slice(line.start, line.end)
      .matchAll(/(?:\\r)?\\n(?=[ ]*(?:- )?[\w-]+:(?:\s|$|\\n))/g)) {
      const at = line.start + found.index
      // Within quotes it is a part of the text.
      if (/["']/.test(text.slice(line.start, at).replaceAll(/"[^"]*"|'[^']*'/g, ""))) continue
      edits.push(replace(at, at + found[0].length, lineBreak(text)))
    }
  }
  return habit(
    {
      rule: "escaped-text",
      message: "A line break is written as `\\n`.",
      title: "Write a real line break"
    },
    edits,
    edits.length,
    1
  )
}

/** Lines that end with a comma or a semicolon, as in JSON. */
const commas = (scanned: Scan): Slip | undefined => {
  const { text } = scanned
  const stray = scanned.anomalies.filter(
    ({ trouble, start, end }) => trouble === "after-value" && /^[,;]\s*(?:#|$)/.test(text.slice(start, end))
  )
  if (stray.length < 2) return undefined
  const edits: Array<TextEdit> = []
  const places = new Set(stray.map(({ start }) => start))
  for (const [index, line] of scanned.lines.entries()) {
    if (line.kind !== "entry" && line.kind !== "flow") continue
    const parts = partsOf(scanned, index)
    const last = parts.end - 1
    // The same habit behind plain values reads, but not as it was meant.
    if (
      line.kind === "entry" &&
      parts.value < last &&
      /^[^"'[{|>]/.test(text.charAt(parts.value)) &&
      text.charAt(last) === ","
    ) {
      places.add(last)
    }
  }
  for (const at of [...places].sort((a, b) => a - b)) edits.push(remove(at, at + 1))
  return habit(
    {
      rule: "stray-comma",
      message: "Lines of YAML do not end with a comma.",
      title: "Remove the commas"
    },
    edits,
    stray.length,
    2
  )
}
