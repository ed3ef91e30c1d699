/**
 * Comments that switch diagnostics off: `# pipewright: ignore[rule] reason`, for the line it stands on or, alone on
 * its line, for the next one; `# pipewright: ignore-file[rule] reason` for the whole file. Several rules are
 * separated by commas.
 *
 * A comment that ignores nothing is reported, so that none outlives its reason. Errors of syntax cannot be ignored:
 * everything after them depends on how they are read.
 */
import type { Document } from "../document/Document.ts"
import type { Node } from "../document/Node.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { nearest } from "./Nearest.ts"

export const unusedIgnore = "unused-ignore"

export interface Ignored {
  /** What is left, the findings about the comments themselves among it, in order of position. */
  readonly diagnostics: ReadonlyArray<Diagnostic>
  /** What the comments switched off. */
  readonly ignored: ReadonlyArray<Diagnostic>
}

/** Applies the comments of a document to its diagnostics. `known` names the rules there are, for did-you-mean. */
export const applyIgnores = (
  document: Document,
  diagnostics: ReadonlyArray<Diagnostic>,
  known: () => Iterable<string> = () => []
): Ignored => {
  const comments = findComments(document)
  if (comments.length === 0) return { diagnostics, ignored: [] }
  const used = new Map<Comment, Set<string>>(comments.map((comment) => [comment, new Set()]))
  const kept: Array<Diagnostic> = []
  const ignored: Array<Diagnostic> = []
  for (const diagnostic of diagnostics) {
    const by = diagnostic.stage === "syntax" ? [] : comments.filter((comment) => covers(comment, diagnostic))
    for (const comment of by) used.get(comment)?.add(diagnostic.rule)
    if (by.length === 0) kept.push(diagnostic)
    else ignored.push(diagnostic)
  }
  const names = [...known()]
  for (const comment of comments) {
    const unused = comment.rules.filter((rule) => !used.get(comment)?.has(rule))
    if (comment.rules.length === 0 || unused.length > 0) kept.push(report(document, comment, unused, names))
  }
  return { diagnostics: kept.sort((a, b) => a.start - b.start), ignored }
}

interface Comment {
  /** Range of the comment, its mark included. */
  readonly start: number
  readonly end: number
  readonly rules: ReadonlyArray<string>
  /** Range of the text it speaks of. */
  readonly from: number
  readonly to: number
}

const marker = "pipewright:"

const findComments = (document: Document): ReadonlyArray<Comment> => {
  const { text, reading } = document
  const mark = reading.format === "yaml" ? "#" : "//"
  const comments: Array<Comment> = []
  if (reading.format === "json") return comments
  let next = 0
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + marker.length)) {
    const line = document.lines.at(at).line
    const lineStart = document.lines.starts[line - 1] as number
    const lineEnd = endOfLine(document, line)
    const start = text.lastIndexOf(mark, at)
    if (start < lineStart || text.slice(start + mark.length, at).trim() !== "") continue
    if (start > lineStart && !/\s/.test(text.charAt(start - 1))) continue
    if (insideScalar(document, start)) continue
    const written = /^\s*ignore(-file)?\b\s*(?:\[([^\]]*)\])?/.exec(text.slice(at + marker.length, lineEnd))
    if (written === null) continue
    const rules = (written[2] ?? "")
      .split(",")
      .map((rule) => rule.trim())
      .filter((rule) => rule !== "")
    const alone = text.slice(lineStart, start).trim() === ""
    // A run of comments shares the line below it; looking for it once keeps this linear.
    if (next <= line) next = nextLine(document, line, mark)
    const target = written[1] !== undefined ? undefined : alone ? next : line
    comments.push({ start, end: lineEnd, rules, ...spokenOf(document, target) })
  }
  return comments
}

/** A line, with the rest of the block scalar that begins on it; the whole text for no line. */
const spokenOf = (
  document: Document,
  line: number | undefined
): { readonly from: number; readonly to: number } => {
  if (line === undefined) return { from: 0, to: document.text.length + 1 }
  const from = document.lines.starts[line - 1] ?? document.text.length
  const end = endOfLine(document, line)
  const block = document.roots.map((root) => scalarAt(root, end)).find((scalar) => scalar !== undefined)
  return { from, to: block !== undefined && block.start >= from ? Math.max(end + 1, block.end) : end + 1 }
}

/** The next line that is neither blank nor a comment. */
const nextLine = (document: Document, line: number, mark: string): number => {
  for (let next = line + 1; next <= document.lines.starts.length; next++) {
    const text = document.text.slice(document.lines.starts[next - 1], endOfLine(document, next)).trim()
    if (text !== "" && !text.startsWith(mark)) return next
  }
  return line + 1
}

/** Offset of the end of a line, its line break not counted. */
const endOfLine = (document: Document, line: number): number => {
  const { text } = document
  let end = document.lines.starts[line] ?? text.length
  while (
    end > 0 &&
    (text[end - 1] === "\n" || text[end - 1] === "\r") &&
    end > (document.lines.starts[line - 1] ?? 0)
  )
    end--
  return end
}

const insideScalar = (document: Document, offset: number): boolean =>
  document.roots.some((root) => {
    const scalar = scalarAt(root, offset)
    if (scalar?.kind !== "scalar") return false
    // The header of a block scalar may end in a comment.
    const block = scalar.style === "literal" || scalar.style === "folded"
    return !block || document.lines.at(scalar.start).line !== document.lines.at(offset).line
  })

/** The scalar whose range holds an offset. Descends one path only, halving at each level. */
const scalarAt = (root: Node, offset: number): Node | undefined => {
  let at: Node | undefined = root
  while (at !== undefined && at.start <= offset && offset < at.end) {
    if (at.kind === "scalar") return at
    if (at.kind === "alias") return undefined
    if (at.kind === "seq") at = last(at.items, offset)
    else {
      const pair = last(at.pairs, offset)
      at = pair !== undefined && offset >= pair.value.start ? pair.value : pair?.key
    }
  }
  return undefined
}

/** The last of some ranges, in order, that starts at or before an offset. */
const last = <A extends { readonly start: number }>(
  ranges: ReadonlyArray<A>,
  offset: number
): A | undefined => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle] as A).start <= offset) low = middle + 1
    else high = middle
  }
  return ranges[low - 1]
}

const covers = (comment: Comment, diagnostic: Diagnostic): boolean =>
  comment.from <= diagnostic.start && diagnostic.start < comment.to && comment.rules.includes(diagnostic.rule)

const report = (
  document: Document,
  comment: Comment,
  unused: ReadonlyArray<string>,
  known: ReadonlyArray<string>
): Diagnostic => {
  const some = unused.length < comment.rules.length
  const near = unused.flatMap((rule) => {
    const name = known.includes(rule) ? undefined : nearest(rule, known)[0]?.name
    return name === undefined ? [] : [`did you mean \`${name}\`?`]
  })
  return {
    stage: "syntax",
    rule: unusedIgnore,
    severity: "warning",
    message:
      comment.rules.length === 0
        ? "This comment names no rule, so it ignores nothing"
        : `This comment ignores nothing: no finding of ${unused.map((rule) => `\`${rule}\``).join(", ")} here${near.length > 0 ? `; ${near.join(" ")}` : ""}`,
    why: "A comment that outlives its reason hides the next mistake.",
    help:
      comment.rules.length === 0
        ? "Name the rules in brackets: `pipewright: ignore[rule] reason`."
        : some
          ? "Take the rule out of the brackets."
          : "Remove the comment.",
    document: 0,
    pointer: "",
    start: comment.start,
    end: comment.end,
    fixes: some
      ? []
      : [
          {
            title: "Remove the comment",
            edit: { _tag: "text", edits: [{ ...removal(document, comment), text: "" }] },
            applicability: "unsafe",
            confidence: 0.9
          }
        ]
  }
}

/** The whole line where nothing else stands on it, else the comment and the blanks before it. */
const removal = (document: Document, comment: Comment): { readonly start: number; readonly end: number } => {
  const line = document.lines.at(comment.start).line
  const lineStart = document.lines.starts[line - 1] as number
  const before = document.text.slice(lineStart, comment.start)
  if (before.trim() === "") return { start: lineStart, end: document.lines.starts[line] ?? comment.end }
  return { start: lineStart + before.trimEnd().length, end: comment.end }
}
