/**
 * Drives the `yaml` package over a text: its lexer and parser give a concrete tree, its composer checks that and makes
 * documents.
 *
 * The package sets itself no limits, so it is driven token by token, and a text that is nested or laid out to exhaust it
 * is stopped on the way.
 */
import {
  Composer,
  type CST,
  Lexer,
  Parser,
  Schema,
  type YAMLError,
  type Document as YamlDocument
} from "yaml"
import type { Problem } from "./Document.ts"
import { limitDepth, limitLayout, limitNodes } from "./Limits.ts"
import type { Reading } from "./Reading.ts"

export interface Concrete {
  readonly documents: ReadonlyArray<YamlDocument.Parsed>
  /** The token of each document. */
  readonly tokens: ReadonlyArray<CST.Document>
  /** Errors of a stream without documents. */
  readonly errors: ReadonlyArray<YAMLError>
}

/** The documents of the text, or the limit that it breaks. */
export const parseConcrete = (text: string, reading: Reading): Concrete | { readonly limit: Problem } =>
  withoutStacks(() => parse(text, reading))

/** The package makes an `Error` of each error. A stack for each would cost more than all the rest together. */
const withoutStacks = <A>(run: () => A): A => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return run()
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** Plain scalars stay text and no tag is resolved. One schema for all: making it costs more than a small document. */
const schema = new Schema({ schema: "failsafe", resolveKnownTags: false })

/**
 * Lexical tokens allowed for each node that is allowed. Blanks, comments and indicators are tokens too, so the exact
 * reader reaches its limit before the fast one; but it needs some 500 bytes for each, and its time.
 */
const tokensPerNode = 1

/** A document costs the package as much as this many tokens. */
const tokensPerDocument = 40

/**
 * At each comment of a run the package looks again through the blank lines above the first. A run may cost this many
 * looks, which thousands of each do not reach.
 */
const looksPerRun = 20_000_000

const parse = (text: string, reading: Reading): Concrete | { readonly limit: Problem } => {
  const parser = new Parser()
  const composer = new Composer({ schema, uniqueKeys: false, keepSourceTokens: true, logLevel: "silent" })
  const documents: Array<YamlDocument.Parsed> = []
  const tokens: Array<CST.Document> = []
  let directives = false
  const take = (token: CST.Token): void => {
    directives ||= token.type === "directive"
    if (token.type === "document") tokens.push(token)
    for (const document of composer.next(token)) documents.push(document)
  }

  let budget = reading.limits.nodes * tokensPerNode
  let blanks = 0
  let comments = 0
  // Given a byte order mark, the package would count it into the column of the first line.
  const marked = text.startsWith(byteOrderMark)
  if (marked) parser.offset = byteOrderMark.length
  for (const lexeme of new Lexer().lex(marked ? text.slice(byteOrderMark.length) : text)) {
    for (const token of parser.next(lexeme)) take(token)
    // The stack holds the document, its open collections and perhaps a scalar.
    if (parser.stack.length > reading.limits.depth + 2) {
      return { limit: limitDepth(reading.limits, lexemeStart(parser, lexeme), parser.offset) }
    }
    budget -= lexeme === documentMark ? tokensPerDocument : 1
    const first = lexeme.charCodeAt(0)
    if (first === 0x23) comments++
    else if (first !== 0x0a && first !== 0x0d && first !== 0x20) blanks = comments = 0
    else if (comments === 0) blanks++
    if (budget < 0) return { limit: limitNodes(reading.limits, lexemeStart(parser, lexeme), parser.offset) }
    if (blanks * comments > looksPerRun)
      return { limit: limitLayout(lexemeStart(parser, lexeme), parser.offset) }
  }
  for (const token of parser.end()) take(token)
  // Directives alone are an error that the composer reports only where it must make a document of them.
  const force = tokens.length === 0 && directives
  for (const document of composer.end(force, text.length)) documents.push(document)
  return { documents, tokens, errors: documents.length === 0 ? composer.streamInfo().errors : [] }
}

/** Marks that the lexer adds have no length in the text. */
const lexemeStart = (parser: Parser, lexeme: string): number => Math.max(0, parser.offset - lexeme.length)

const byteOrderMark = "\ufeff"

/** What the lexer yields where a document begins. */
const documentMark = "\u0002"
