/**
 * Expressions: what stands between the braces, read by the engine's own lexer and parser.
 *
 * The parser only judges the syntax here: it is told that every name in the text exists, so that names are judged
 * later, all of them, each with the place it stands in. What an expression refers to is read off the tokens, which
 * works for broken ones too. Results are cached by text, since workflows repeat their expressions.
 */
import type { Expr } from "@actions/expressions/ast"
import { ExpressionError, MAX_PARSER_DEPTH } from "@actions/expressions/errors"
import type { FunctionInfo } from "@actions/expressions/funcs/info"
import { Lexer, type Token, TokenType } from "@actions/expressions/lexer"
import { Parser } from "@actions/expressions/parser"
import { contexts } from "../rules.generated.ts"

export interface Failure {
  readonly kind: "empty" | "syntax" | "too-long" | "too-deep"
  /** What the engine stumbled over. */
  readonly symbol: string
  /** Offset into the expression. */
  readonly at: number
}

/** One step into a value: a property by name, or `undefined` for `*` and for computed indexes. */
export interface Step {
  readonly name: string | undefined
  readonly start: number
  readonly end: number
}

/** A context and the way into it: `steps.build.outputs.path`. Offsets into the expression. */
export interface Reference {
  /** As written. */
  readonly context: string
  readonly start: number
  readonly end: number
  readonly path: ReadonlyArray<Step>
}

export interface Call {
  /** As written. */
  readonly name: string
  readonly start: number
  readonly end: number
  readonly argumentCount: number
  /** The value of each argument that is nothing but a quoted text. */
  readonly texts: ReadonlyArray<string | undefined>
}

export interface Expression {
  readonly text: string
  readonly tree: Expr | undefined
  readonly failure: Failure | undefined
  readonly references: ReadonlyArray<Reference>
  readonly calls: ReadonlyArray<Call>
}

const cache = new Map<string, Expression>()
/** Past this many different expressions the cache starts anew: a bound, not a tuning. */
const cacheLimit = 4096

export const read = (text: string): Expression => {
  const known = cache.get(text)
  if (known !== undefined) return known
  if (cache.size >= cacheLimit) cache.clear()
  const made = make(text)
  // A long text would keep its whole file alive.
  if (text.length < 1024) cache.set(text, made)
  return made
}

const make = (text: string): Expression => {
  const nothing = { text, tree: undefined, references: [], calls: [] }
  if (text.trim() === "") return { ...nothing, failure: { kind: "empty", symbol: "", at: 0 } }
  let tokens: ReadonlyArray<Token>
  try {
    tokens = new Lexer(text).lex().tokens
  } catch (error) {
    const message = error instanceof Error ? error.message : ""
    if (message === "ErrorExceededMaxLength")
      return { ...nothing, failure: { kind: "too-long", symbol: "", at: 0 } }
    return { ...nothing, failure: { kind: "syntax", ...placeOf(message) } }
  }
  if (tooDeep(tokens)) return { ...nothing, failure: { kind: "too-deep", symbol: "", at: 0 } }
  const starts = startsOf(text, tokens)
  const { references, calls } = scan(tokens, starts)
  try {
    const parser = new Parser(
      tokens as Array<Token>,
      references.map((reference) => reference.context),
      calls.filter((call) => !builtin.has(call.name.toLowerCase())).map((call) => anyFunction(call.name))
    )
    return { text, tree: parser.parse(), failure: undefined, references, calls }
  } catch (error) {
    if (error instanceof ExpressionError && error.message.startsWith("Exceeded max")) {
      return { ...nothing, failure: { kind: "too-deep", symbol: "", at: 0 } }
    }
    const failure = failureOf(error, tokens, starts, text)
    return { text, tree: undefined, failure, references, calls }
  }
}

/** The functions whose arguments the parser counts by itself. */
const builtin: ReadonlySet<string> = new Set(
  Object.entries(contexts.functions).flatMap(([name, rule]) =>
    rule.special === true ? [] : [name.toLowerCase()]
  )
)

const anyFunction = (name: string): FunctionInfo => ({ name, minArgs: 0, maxArgs: Number.MAX_SAFE_INTEGER })

const failureOf = (
  error: unknown,
  tokens: ReadonlyArray<Token>,
  starts: ReadonlyArray<number>,
  text: string
): Failure | undefined => {
  if (!(error instanceof ExpressionError)) throw error
  // The kind of error and its token are private; its message and position tell both.
  if (countMessages.some((head) => error.message.startsWith(head))) return undefined
  const index = tokens.findIndex((token) => token.range.start === error.pos)
  const token = tokens[index]
  const ended = token === undefined || token.type === TokenType.EOF || error.message.startsWith(endMessage)
  return {
    kind: "syntax",
    symbol: ended ? "" : token.lexeme,
    at: ended ? text.trimEnd().length : (starts[index] ?? 0)
  }
}

/** Counts of arguments are judged with the names, not with the syntax. */
const countMessages = ["Too few parameters", "Too many parameters", "Even number of parameters"]
const endMessage = "Unexpected end of expression"

/** Deeper than the engine goes. Checked first: what reads the tokens below it may then be simple. */
const tooDeep = (tokens: ReadonlyArray<Token>): boolean => {
  let depth = 0
  for (const { type } of tokens) {
    if (type === TokenType.LEFT_PAREN || type === TokenType.LEFT_BRACKET) depth++
    else if (type === TokenType.RIGHT_PAREN || type === TokenType.RIGHT_BRACKET) depth--
    if (depth >= MAX_PARSER_DEPTH) return true
  }
  return false
}

/** Symbol and offset from the lexer's message, which is all it tells. */
const placeOf = (message: string): { readonly symbol: string; readonly at: number } => {
  const head = "Unexpected symbol: '"
  const tail = "'. Located at position "
  const from = message.indexOf(head) + head.length
  const to = message.indexOf(tail, from)
  const at = Number.parseInt(message.slice(to + tail.length), 10)
  return { symbol: to < 0 ? "" : message.slice(from, to), at: Number.isNaN(at) ? 0 : at - 1 }
}

/** Where each token starts. Between tokens is nothing but white space. */
const startsOf = (text: string, tokens: ReadonlyArray<Token>): ReadonlyArray<number> => {
  const starts: Array<number> = []
  let at = 0
  for (const token of tokens) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++
    starts.push(at)
    at += token.lexeme.length
  }
  return starts
}

const scan = (
  tokens: ReadonlyArray<Token>,
  starts: ReadonlyArray<number>
): { readonly references: ReadonlyArray<Reference>; readonly calls: ReadonlyArray<Call> } => {
  const references: Array<Reference> = []
  const calls: Array<Call> = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.type !== TokenType.IDENTIFIER || tokens[index - 1]?.type === TokenType.DOT) continue
    const start = starts[index] as number
    const end = start + token.lexeme.length
    if (tokens[index + 1]?.type === TokenType.LEFT_PAREN) {
      calls.push({ name: token.lexeme, start, end, ...argumentsOf(tokens, index + 1) })
    } else {
      references.push({ context: token.lexeme, start, end, path: pathOf(tokens, starts, index + 1) })
    }
  }
  return { references, calls }
}

/** The arguments of the call whose parenthesis is at `open`. */
const argumentsOf = (
  tokens: ReadonlyArray<Token>,
  open: number
): { readonly argumentCount: number; readonly texts: ReadonlyArray<string | undefined> } => {
  const texts: Array<string | undefined> = []
  let depth = 0
  let first = open + 1
  const finish = (next: number): void => {
    if (next === first) return
    const only = next === first + 1 ? tokens[first] : undefined
    texts.push(only?.type === TokenType.STRING ? only.lexeme.slice(1, -1).replaceAll("''", "'") : undefined)
  }
  for (let index = open; index < tokens.length; index++) {
    const type = (tokens[index] as Token).type
    if (type === TokenType.LEFT_PAREN || type === TokenType.LEFT_BRACKET) depth++
    else if (type === TokenType.RIGHT_PAREN || type === TokenType.RIGHT_BRACKET) {
      depth--
      if (depth === 0) {
        finish(index)
        break
      }
    } else if (type === TokenType.COMMA && depth === 1) {
      finish(index)
      first = index + 1
    } else if (type === TokenType.EOF) finish(index)
  }
  return { argumentCount: texts.length, texts }
}

/** The properties read one after another from `from` on. */
const pathOf = (
  tokens: ReadonlyArray<Token>,
  starts: ReadonlyArray<number>,
  from: number
): ReadonlyArray<Step> => {
  const path: Array<Step> = []
  let index = from
  for (;;) {
    const type = tokens[index]?.type
    const next = tokens[index + 1]
    const start = starts[index + 1] ?? 0
    if (type === TokenType.DOT && next !== undefined && next.type !== TokenType.EOF) {
      path.push({
        name: next.type === TokenType.STAR ? undefined : next.lexeme,
        start,
        end: start + next.lexeme.length
      })
      index += 2
    } else if (type === TokenType.LEFT_BRACKET && next !== undefined) {
      const plain = next.type === TokenType.STRING && tokens[index + 2]?.type === TokenType.RIGHT_BRACKET
      const close = plain ? index + 2 : closingBracket(tokens, index)
      if (close < 0) return path
      const name = plain ? next.lexeme.slice(1, -1).replaceAll("''", "'") : undefined
      path.push({
        name,
        start: plain ? start + 1 : start,
        end: plain ? start + next.lexeme.length - 1 : (starts[close] ?? start)
      })
      index = close + 1
    } else return path
  }
}

const closingBracket = (tokens: ReadonlyArray<Token>, open: number): number => {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    const type = (tokens[index] as Token).type
    if (type === TokenType.LEFT_BRACKET) depth++
    else if (type === TokenType.RIGHT_BRACKET && --depth === 0) return index
  }
  return -1
}
