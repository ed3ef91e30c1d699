/**
 * Closing a template that its author did not close: `${{ github.sha }`, `${{ github.sha/build`.
 *
 * What belongs to the expression is the longest part from the opening braces on that parses and speaks of known
 * contexts only; what follows is text again.
 */
import { contexts as data } from "../rules.generated.ts"
import { read } from "./Expression.ts"
import type { Template } from "./Template.ts"

export interface Closed {
  /** What takes the place of the template's text from `start` to `end`. */
  readonly text: string
  /** Whether a single brace or the end of the text shows where it ended. */
  readonly sure: boolean
}

/** `before` is the text in front of the template. */
export const close = (template: Template, before: string): Closed | undefined => {
  const span = template.inner.slice(0, longest)
  const brace = braceOf(span)
  if (brace >= 0 && fits(span.slice(0, brace))) {
    const spaced = span[brace + 1] === " " && span[brace + 2] === "}" ? 3 : 1
    return { text: `\${{${span.slice(0, brace)}}}${template.inner.slice(brace + spaced)}`, sure: true }
  }
  const end = longestFit(span)
  if (end === undefined) return undefined
  const expression = span.slice(0, end)
  const rest = template.inner.slice(end)
  // The space before the lost braces is often still there; it belongs inside them, as the one after `${{` does. A
  // single space before another word belongs between the two.
  const spaced = expression.startsWith(" ")
  const inside = spaced && rest.startsWith(" ") && !separate(rest, before.slice(before.lastIndexOf("\n") + 1))
  return {
    text: `\${{${expression}${spaced ? " " : ""}}}${inside ? rest.slice(1) : rest}`,
    sure: true
  }
}

/** Whether what follows a space is a word of its own: not a quote that closes, nor what is joined on to a name. */
const separate = (rest: string, line: string): boolean => {
  const [, sign = "", dashed] = /^ ([A-Za-z0-9"'(]|(--?[A-Za-z]))/.exec(rest) ?? []
  if (sign === '"' || sign === "'") return line.split(sign).length % 2 === 1
  return dashed === undefined ? sign !== "" : line !== ""
}

/** An expression of everyday size; one that never ends in this many letters is something else. */
const longest = 400

/** The first `}` outside quotes. */
const braceOf = (text: string): number => {
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === "'") inString = !inString
    else if (letter === "}" && !inString) return at
  }
  return -1
}

const known: ReadonlySet<string> = new Set(Object.keys(data.contexts))

const fits = (text: string): boolean => {
  const { failure, references } = read(text)
  return failure === undefined && references.every(({ context }) => known.has(context.toLowerCase()))
}

/** The end of the longest part that fits, at a boundary between words; the first line only. */
const longestFit = (text: string): number | undefined => {
  const line = text.search(/\r?\n/)
  const limit = line < 0 ? text.length : line
  let best: number | undefined
  let tries = 0
  for (let at = 1; at <= limit && tries < 80; at++) {
    if (at < limit && !/[\s/:,;"'@#+$&|)\]-]/.test(text[at] as string)) continue
    const part = text.slice(0, at)
    if (part !== part.trimEnd() || part.trim() === "") continue
    tries++
    if (fits(part)) best = at
  }
  return best
}
