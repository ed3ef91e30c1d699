/**
 * The words of the expression language: the text of a condition cut into tokens.
 */
import type { Ranged } from "./Expression.ts"

export interface Fault extends Ranged {
  readonly message: string
}

export type Kind = "number" | "string" | "name" | "symbol" | "end"

export interface Token extends Ranged {
  readonly kind: Kind
  readonly text: string
}

/** Why a text is no expression; thrown out of the middle of it, caught where reading began. */
export class Failed extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

/** The token at or behind an offset; `end` behind the last. */
export const tokenAt = (text: string, from: number): Token => {
  const at = from + (match(space, text, from)?.length ?? 0)
  if (at >= text.length) return { kind: "end", text: "", start: at, end: at }
  const quote = text[at]
  if (quote === "'" || quote === '"') return quoted(text, at, quote)
  for (const [kind, pattern] of patterns) {
    const found = match(pattern, text, at)
    if (found !== undefined) return { kind, text: found, start: at, end: at + found.length }
  }
  throw new Failed({ message: `\`${text[at]}\` is no part of an expression`, start: at, end: at + 1 })
}

/** The name at or behind an offset. */
export const nameAt = (text: string, from: number): string | undefined =>
  match(name, text, from + (match(space, text, from)?.length ?? 0))

const quoted = (text: string, at: number, quote: string): Token => {
  let end = at + 1
  while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1
  if (end >= text.length) {
    throw new Failed({ message: `the quote ${quote} is never closed`, start: at, end: text.length })
  }
  return { kind: "string", text: text.slice(at + 1, end), start: at, end: end + 1 }
}

const space = /\s+/y
const number = /\d+(?:\.\d+)?/y
// A dash belongs to a name where a letter follows it at once, or digits that a dot follows: `my-step`, `step-2.score`.
const name = /[A-Za-z_@$](?:[A-Za-z0-9_]|-(?=[A-Za-z_]|\d+\.[A-Za-z_]))*/y
const symbol = /===|!==|&&|\|\||==|!=|<=|>=|<>|=>|=<|[-+*/%<>=!()[\],.?:|]/y

/** What `pattern`, which is sticky, finds at an offset. */
const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

const patterns = [
  ["number", number],
  ["name", name],
  ["symbol", symbol]
] as const
