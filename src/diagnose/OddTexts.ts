/**
 * Texts that read as something nobody means, whatever the format.
 *
 * - A quote that stands alone at one end of a value: `17'` or `'17`. Its partner was lost, and the value carries a
 *   character that nobody meant. Only texts with a single quote sign in all are suspected: `Users'` is a word, and
 *   `echo 'a'` has both of its quotes.
 * - A value in typographic quotes, which are a part of it.
 * - A number, `true` or `false` with the comma or semicolon behind it that other languages want: it is a text so.
 * - An expression in quotes with a comment behind it, inside of the quotes: `"${{ env.DIR }} # as above"`.
 * - A value behind a lone `!`, which YAML takes for a tag and takes away: `- ! grep TODO` is the command `grep TODO`.
 */
import type { ScalarNode } from "../document/Node.ts"
import { format, type Segment } from "../document/Pointer.ts"
import type { Diagnostic, Severity } from "./Diagnostic.ts"
import { finding, patchFix } from "./Finding.ts"
import type { Fix } from "./Fix.ts"
import { rules } from "./rules.generated.ts"
import { rules as textRules } from "./text.generated.ts"

const apostrophe = 39
const quote = 34
const longest = 200

export const oddText = (
  node: ScalarNode,
  path: ReadonlyArray<Segment>,
  document: number
): Diagnostic | undefined => {
  const odd = typeof node.value === "string" ? oddity(node, node.value) : undefined
  return odd === undefined ? undefined : diagnosticOf(node, odd, format(path), document)
}

interface Oddity {
  readonly rule: "stray-quote" | "comment-in-value" | "curly-quote" | "unquoted-value" | "stray-comma"
  readonly message: string
  readonly title: string
  readonly meant: string
  readonly severity: Severity
  /** Nobody knows whether the author wants to lose it. */
  readonly unsure?: true
  /** What the value and what stands before it is replaced by, where its value alone does not say it. */
  readonly written?: string
}

const oddity = (node: ScalarNode, value: string): Oddity | undefined => {
  if (node.tag === "!") return behindBang(node, value)
  const punctuated = node.style === "plain" ? /^(-?\d+(?:\.\d+)?|true|false)([,;])$/.exec(value) : null
  if (punctuated !== null) {
    const [, meant = "", mark = ""] = punctuated
    return {
      rule: "stray-comma",
      message: `The \`${mark}\` behind \`${meant}\` is a part of the value, and makes a text of it.`,
      title: `Write \`${meant}\``,
      meant,
      severity: "error",
      written: meant
    }
  }
  const curly = betweenCurly(value)
  if (curly !== undefined)
    return {
      rule: "curly-quote",
      message: `The quotes around \`${curly}\` are typographic ones, and so a part of the value.`,
      title: `Write \`${curly}\``,
      meant: curly,
      // What somebody says may be quoted so.
      severity: /\s/.test(curly) ? "warning" : "error"
    }
  const commented = node.style === "plain" ? null : /^(\$\{\{[^}\n]*\}\})\s+# [A-Za-z][^\n]*$/.exec(value)
  if (commented !== null)
    return {
      rule: "comment-in-value",
      message: "The comment stands inside of the quotes, and is a part of the value.",
      title: "Remove the comment",
      meant: commented[1] as string,
      severity: "error",
      unsure: true
    }
  const meant = withoutStray(value)
  return meant === undefined
    ? undefined
    : {
        rule: "stray-quote",
        message: `The value \`${value}\` has a quote at one end only.`,
        title: `Write \`${meant}\``,
        meant,
        severity: "error"
      }
}

const diagnosticOf = (node: ScalarNode, odd: Oddity, pointer: string, document: number): Diagnostic => {
  const patch = patchFix(
    odd.title,
    [{ op: "replace", path: pointer, value: odd.meant }],
    odd.unsure === true ? "unsafe" : "safe",
    odd.unsure === true ? 0.85 : 0.96,
    document
  )
  const start = node.propertiesStart ?? node.start
  const fix: Fix =
    odd.written === undefined
      ? patch
      : { ...patch, edit: { _tag: "text", edits: [{ start, end: node.end, text: odd.written }] } }
  return finding(
    {
      rule: odd.rule,
      stage: "semantic",
      severity: odd.severity,
      message: odd.message,
      document,
      pointer,
      at: odd.written === undefined ? node : { start, end: node.end },
      fixes: [fix]
    },
    odd.rule === "stray-quote" || odd.rule === "comment-in-value" ? rules : textRules
  )
}

/** A tag without a name says nothing; where a plain value of one line follows, the sign was a part of it. */
const behindBang = ({ style, start, end }: ScalarNode, value: string): Oddity | undefined => {
  if (style !== "plain" || end - start !== value.length || value === "") return undefined
  const meant = `! ${value}`
  return {
    rule: "unquoted-value",
    message: "YAML takes the `!` for a tag: it is no part of the value.",
    title: "Quote the value",
    meant,
    severity: "warning",
    written: `'${meant.replaceAll("'", "''")}'`
  }
}

/** The text between typographic quotes, where it has no quote in it. */
const betweenCurly = (text: string): string | undefined => {
  const first = text.charCodeAt(0)
  // Few texts begin so.
  if (first < 0x2018 || first > 0x201f || text.length < 3 || text.length > longest) return undefined
  return /^(?:“([^“”"]+)”|‘([^‘’']+)’|„([^„“”"]+)[“”])$/
    .exec(text)
    ?.slice(1)
    .find((inner) => inner !== undefined)
}

const isQuote = (code: number): boolean => code === apostrophe || code === quote

/** The text without its lone quote; `undefined` where there is nothing to suspect. */
const withoutStray = (text: string): string | undefined => {
  const length = text.length
  if (length < 2 || length > longest) return undefined
  const first = text.charCodeAt(0)
  const last = text.charCodeAt(length - 1)
  const atEnd = isQuote(last)
  if (atEnd === isQuote(first)) return undefined
  const inner = atEnd ? text.slice(0, -1) : text.slice(1)
  if (/["'`\n]/.test(inner) || /^\s|\s$/.test(inner)) return undefined
  // A plural's possessive, and a measure in inches or feet, end so.
  if (atEnd && ((last === apostrophe && /s$/i.test(inner)) || / \d+$/.test(inner))) return undefined
  return inner
}
