/**
 * The errors of the `yaml` package in our own codes and words.
 *
 * Its codes are coarse (`MISSING_CHAR` is an unclosed quote, a missing colon or a missing comma), so the message
 * tells which of ours is meant. The first line that matches wins; what matches none keeps the package's own words.
 */
import type { ErrorCode, YAMLError } from "yaml"
import type { Problem } from "./Document.ts"

interface Wording {
  readonly from: ErrorCode
  readonly says?: RegExp
  readonly code: string
  readonly message: string
}

const wordings: ReadonlyArray<Wording> = [
  {
    from: "MISSING_CHAR",
    says: /closing ['"]quote/,
    code: "unclosed-quote",
    message: "This quote is never closed, or its string continues on a line that is not indented enough."
  },
  {
    from: "MISSING_CHAR",
    says: /must end with a/,
    code: "unclosed-flow",
    message: "This bracket or brace is never closed."
  },
  {
    from: "BAD_INDENT",
    says: /end with a/,
    code: "unclosed-flow",
    message: "This bracket or brace is not closed before the indentation ends."
  },
  {
    from: "MISSING_CHAR",
    says: /Missing , /,
    code: "missing-comma",
    message: "A comma is missing between two items."
  },
  {
    from: "MISSING_CHAR",
    says: /Missing space after :/,
    code: "missing-space",
    message: "The colon after this key needs a space after it."
  },
  {
    from: "MISSING_CHAR",
    says: /Implicit map keys/,
    code: "missing-colon",
    message: "Expected a key with a colon here, found a string without one."
  },
  {
    from: "MISSING_CHAR",
    says: /Sequence item without/,
    code: "missing-dash",
    message: "Expected an item of the list above here, but its dash is missing."
  },
  {
    from: "MISSING_CHAR",
    says: /^Comments must/,
    code: "comment-space",
    message: "A comment needs a space before its `#`."
  },
  {
    from: "MISSING_CHAR",
    says: /^Tags and anchors/,
    code: "property-space",
    message: "An anchor or tag needs a space after it."
  },
  {
    from: "MISSING_CHAR",
    says: /block sequence props/,
    code: "property-space",
    message: "An anchor or tag of a list belongs on a line of its own, above the first dash."
  },
  {
    from: "MISSING_CHAR",
    says: /directives-end marker$/,
    code: "bad-marker",
    message: "The first key or dash of a document belongs on a line below its `---`."
  },
  {
    from: "MISSING_CHAR",
    says: /directives-end/,
    code: "bad-directive",
    message: "After directives (`%…`) a document begins with a line of `---`."
  },
  {
    from: "MISSING_CHAR",
    says: /leading empty lines/,
    code: "bad-block-scalar",
    message: "A blank line at the start of this string is indented more than its first line."
  },
  {
    from: "BAD_INDENT",
    says: /Block scalar/,
    code: "bad-block-scalar",
    message: "This line of the string is indented less than its first line, or not at all."
  },
  {
    from: "BAD_INDENT",
    says: /mapping items/,
    code: "bad-indent",
    message: "This key is not indented like the keys next to it."
  },
  {
    from: "BAD_INDENT",
    says: /sequence items/,
    code: "bad-indent",
    message: "This item is not indented like the items next to it."
  },
  { from: "BAD_INDENT", code: "bad-indent", message: "This line is not indented like the lines next to it." },
  {
    from: "IMPOSSIBLE",
    says: /trailing content/,
    code: "bad-indent",
    message: "The indentation of this line matches none of the levels above it."
  },
  { from: "TAB_AS_INDENT", code: "tab", message: "A tab indents this line; YAML allows only spaces." },
  {
    from: "BAD_SCALAR_START",
    says: /reserved/,
    code: "bad-scalar-start",
    message: "A value cannot begin with this character unless it is quoted: YAML reserves it."
  },
  {
    from: "BAD_SCALAR_START",
    code: "bad-scalar-start",
    message: "A value cannot begin with this character unless it is quoted."
  },
  {
    from: "BAD_DQ_ESCAPE",
    code: "bad-escape",
    message: "Double quotes have no such escape; write the backslash twice, or use single quotes."
  },
  {
    from: "BLOCK_AS_IMPLICIT_KEY",
    says: /Nested mappings/,
    code: "nested-mapping",
    message: "A second `key: value` on one line; a value with a colon and a space in it needs quotes."
  },
  { from: "BLOCK_AS_IMPLICIT_KEY", code: "bad-key", message: "A list cannot be the key of a map." },
  {
    from: "BLOCK_IN_FLOW",
    code: "block-in-flow",
    message: "Within brackets and braces, lists and maps are written with brackets and braces too."
  },
  {
    from: "MULTILINE_IMPLICIT_KEY",
    code: "multiline-key",
    message: "A key ends on the line on which it begins; perhaps a colon is missing above."
  },
  {
    from: "KEY_OVER_1024_CHARS",
    code: "long-key",
    message: "A key's colon comes within 1024 characters; perhaps this is no key."
  },
  { from: "MULTIPLE_ANCHORS", code: "bad-property", message: "A second anchor on one node." },
  { from: "MULTIPLE_TAGS", code: "bad-property", message: "A second tag on one node." },
  {
    from: "BAD_PROP_ORDER",
    code: "bad-property",
    message: "An anchor or tag belongs after the dash, `?` or colon, not before it."
  },
  { from: "ALIAS_PROPS", code: "bad-alias", message: "An alias cannot have an anchor or tag of its own." },
  { from: "BAD_ALIAS", code: "bad-alias", message: "An anchor or alias without a name." },
  { from: "BAD_DIRECTIVE", code: "bad-directive", message: "This directive is not understood." },
  { from: "TAG_RESOLVE_FAILED", code: "unknown-tag", message: "This tag's prefix is declared nowhere." },
  {
    from: "RESOURCE_EXHAUSTION",
    code: "limit-depth",
    message: "Collections are nested too deeply here to be read."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /^Block scalar header/,
    code: "bad-block-header",
    message: "Only an indentation number, `+` or `-`, and a comment may follow `|` or `>`."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /^Unexpected (?:,|empty item)/,
    code: "extra-comma",
    message: "A comma with no item before it."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /block-seq-ind on same line/,
    code: "dash-after-key",
    message: "A list begins on the line below its key."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /flow-(?:map|seq)-end/,
    code: "extra-bracket",
    message: "This bracket or brace closes nothing."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /scalar at node end|scalar token/,
    code: "unexpected-text",
    message: "The value before this is complete; what follows belongs to nothing."
  },
  {
    from: "UNEXPECTED_TOKEN",
    says: /without preceding document/,
    code: "bad-marker",
    message: "`...` ends a document, but none has begun."
  },
  { from: "UNEXPECTED_TOKEN", code: "unexpected-text", message: "This does not belong here." }
]

const byCode = Map.groupBy(wordings, (wording) => wording.from)

/** `length` is that of the text: errors at its very end may point past it. */
export const problemOf = (error: YAMLError, length: number): Problem => {
  const start = Math.min(Math.max(0, error.pos[0]), length)
  const end = Math.min(Math.max(start, error.pos[1]), length)
  for (const wording of byCode.get(error.code) ?? []) {
    if (wording.says?.test(error.message) !== false) {
      return { code: wording.code, message: wording.message, start, end }
    }
  }
  return { code: "unreadable", message: `${error.message}.`, start, end }
}

/**
 * What belongs to nothing is one problem to the end of its line, not one for each of its tokens; and of two errors at
 * one place the first is the reason of the second.
 */
export const joined = (problems: ReadonlyArray<Problem>, text: string): ReadonlyArray<Problem> => {
  const kept: Array<Problem> = []
  for (const problem of problems) {
    const last = kept[kept.length - 1]
    if (last?.start === problem.start) continue
    const follows =
      last?.code === "unexpected-text" && problem.code === last.code && last.end <= problem.start
    if (follows && /^[ \t]*$/.test(text.slice(last.end, problem.start))) {
      kept[kept.length - 1] = { ...last, end: problem.end }
    } else kept.push(problem)
  }
  return kept
}
