/**
 * What goes wrong between the brackets of JSON and flow collections, each with its words and its edits.
 */
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

/** A comment in JSON, with the blanks before it from `from` on. */
export const noComment = (from: number, start: number, end: number): Slip =>
  slip({
    rule: "json-comment",
    message: "JSON has no comments.",
    title: "Remove the comment",
    edits: [remove(from, end)],
    start,
    end
  })

export const hashComment = (start: number, end: number): Slip =>
  slip({
    rule: "json-comment",
    message: "`//` does not start a comment in YAML.",
    title: "Write the comment with `#`",
    edits: [replace(start, start + 2, "#")],
    start,
    end
  })

/** `text` is the closing bracket with the layout before it. */
export const unclosed = (at: number, text: string, bracket: "}" | "]"): Slip =>
  slip({
    rule: "unclosed-bracket",
    message: `The \`${bracket === "}" ? "{" : "["}\` is never closed.`,
    title: `Close it with \`${bracket}\``,
    edits: [insert(at, text)],
    start: Math.max(0, at - 1),
    end: at
  })

export const mismatched = (at: number, written: string, bracket: "}" | "]"): Slip =>
  slip({
    rule: "mismatched-bracket",
    message: `\`${written}\` cannot close what \`${bracket === "}" ? "{" : "["}\` opened.`,
    title: `Close it with \`${bracket}\``,
    edits: [replace(at, at + 1, bracket)],
    start: at,
    end: at + 1
  })

export const separator = (at: number, sign: string): Slip =>
  slip({
    rule: "wrong-separator",
    message: `\`${sign}\` is used instead of a colon.`,
    title: "Write a colon",
    edits: [replace(at, at + sign.length, ":")],
    start: at,
    end: at + sign.length
  })

export const strayComma = (at: number, message: string): Slip =>
  slip({
    rule: "stray-comma",
    message,
    title: "Remove the comma",
    edits: [remove(at, at + 1)],
    start: at,
    end: at + 1
  })

export const noComma = (at: number): Slip =>
  slip({
    rule: "missing-comma",
    message: "A comma is missing between two items.",
    title: "Put a comma between them",
    edits: [insert(at, ",")],
    start: Math.max(0, at - 1),
    end: at
  })

export const noColon = (start: number, at: number): Slip =>
  slip({
    rule: "missing-colon",
    message: "A colon is missing between a key and its value.",
    title: "Put a colon between them",
    edits: [insert(at, ":")],
    start,
    end: at
  })

/** A key without a value, though another follows. */
export const noValue = (at: number): Slip =>
  slip({
    rule: "json-literal",
    message: "The value of this key is missing.",
    title: "Write `null`",
    edits: [insert(at, " null")],
    start: Math.max(0, at - 1),
    end: at,
    extra: 3
  })

/** A key whose value was cut off; what goes away begins before it, at the comma. */
export const cutOff = (from: number, start: number, end: number): Slip =>
  slip({
    rule: "truncated",
    message: "The file ends before the value of this key.",
    title: "Remove the unfinished part",
    edits: [remove(from, end)],
    start,
    end,
    extra: -1,
    lossy: true
  })
