/**
 * The language of `rules:if`: variables, texts, `null` and regular expressions, compared by `==`, `!=`, `=~`, `!~` and
 * joined by `&&` and `||`.
 *
 * A text is read token by token. What other languages write (`and`, `=`, `${NAME}`, a bare word) is taken for what it
 * means and noted with its replacement, so that one edit of the text mends all of them.
 */
import { language } from "../rules.generated.ts"

/** A stretch that should be written otherwise. Offsets into the text, end exclusive. */
export interface Slip {
  readonly start: number
  readonly end: number
  readonly written: string
  readonly meant: string
  readonly message: string
  /** Whether nothing else can be meant. */
  readonly sure: boolean
  /** Whether GitLab takes it as it is, though it says nothing that anybody means. */
  readonly taken?: boolean
}

export interface Fault {
  readonly start: number
  readonly end: number
  readonly message: string
}

export interface Reading {
  readonly slips: ReadonlyArray<Slip>
  /** Why the text is no expression even with all slips mended; the first reason only. */
  readonly fault: Fault | undefined
  /** Whether the value is the same in every pipeline: it names no variable. */
  readonly constant: boolean
}

/** Reads a whole text. Never throws. */
export const read = (text: string): Reading => {
  let reading = readings.get(text)
  if (reading === undefined) {
    if (readings.size >= remembered) readings.clear()
    reading = new Parser(text).read()
    readings.set(text, reading)
  }
  return reading
}

const readings = new Map<string, Reading>()
const remembered = 2000
const deepest = 40

type Take = (kind: Kind, length: number, meaning?: string) => Token

type Kind = "variable" | "text" | "pattern" | "null" | "operator" | "open" | "close" | "end"

interface Token {
  readonly kind: Kind
  readonly text: string
  readonly start: number
  readonly end: number
}

const slipsOf: ReadonlyMap<string, string> = new Map(Object.entries(language.operatorSlips))

const typographic = /[“”‘’]([^“”‘’"]*)[“”‘’]/y
const blank = /\s+/y
const variable = /\$\w+/y
const braced = /\$\{(\w+)\}/y
const percent = /%(\w+)%/y
const templated = /\$?\{\{\s*(?:(?:env|vars|variables|secrets)\.)?(\w+)\s*\}\}/y
const opening = /\$?\{\{\s*/y
const closing = /\s*\}\}/y
/** What other formats call a variable: `github.ref_name`, `env.TARGET`. */
const dotted = /(?:\$\{\{\s*)?([a-z]+(?:\.\w+)+)(?:\s*\}\})?/y
const inParentheses = /\$\((\w+)\)/y
const filled = /\$\[\[[^\]]*\]\]/y
const operator = /===|!==|==|!=|=~|!~|&&|\|\||<>|~=|=!|[=&|~]/y
const pattern = /\/(?:[^/\\\n]|\\[^\n])+\/[ismU]*/y
const foreign: ReadonlyMap<string, string> = new Map(Object.entries(language.foreignVariables))
const foreignTexts: ReadonlyMap<string, string> = new Map(Object.entries(language.foreignTexts))

const sources: ReadonlyMap<string, string> = new Map(Object.entries(language.sources))

const word = /[^\s()&|="'!~]+/y

/** Names that GitLab gives to its own variables. */
const predefined = /^(?:CI|GITLAB)_[A-Z\d_]+$/

const match = (expression: RegExp, text: string, at: number): RegExpExecArray | null => {
  expression.lastIndex = at
  return expression.exec(text)
}

class Failed extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

class Parser {
  readonly #text: string
  readonly #slips: Array<Slip> = []
  #token: Token = { kind: "end", text: "", start: 0, end: 0 }
  #names = 0
  #depth = 0
  /** Whether a variable of another format was named: texts are then that format's, too. */
  #translated = false

  constructor(text: string) {
    this.#text = text
  }

  read(): Reading {
    try {
      this.#next()
      this.#either()
      if (!this.#ended) this.#fail(`\`${this.#token.text}\` was not expected here`)
      return { slips: this.#slips, fault: undefined, constant: this.#names === 0 }
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      return { slips: this.#slips, fault: error.fault, constant: false }
    }
  }

  get #ended(): boolean {
    return this.#token.kind === "end"
  }

  #fail(message: string, at: { readonly start: number; readonly end: number } = this.#token): never {
    throw new Failed({ message, start: at.start, end: at.end })
  }

  #slip(start: number, end: number, meant: string, message: string, sure = true, taken = false): void {
    const written = this.#text.slice(start, end)
    this.#slips.push({ start, end, written, meant, message, sure, ...(taken ? { taken } : {}) })
  }

  #next(): void {
    const at = this.#token.end
    this.#token = this.#scan(at + (match(blank, this.#text, at)?.[0].length ?? 0))
  }

  #scan(at: number): Token {
    const text = this.#text
    const take: Take = (kind, length, meaning = text.slice(at, at + length)) => ({
      kind,
      text: meaning,
      start: at,
      end: at + length
    })
    const char = text[at]
    if (char === undefined) return take("end", 0)
    if (char === "(") return take("open", 1)
    if (char === ")") return take("close", 1)
    const curly = match(typographic, text, at)
    if (curly !== null) {
      const meant = `"${curly[1]}"`
      this.#slip(at, at + curly[0].length, meant, "Typographic quotes do not quote here")
      return take("text", curly[0].length, meant)
    }
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, at + 1)
      if (end < 0) this.#fail(`the quote ${char} is never closed`, { start: at, end: text.length })
      // An input is filled in before the text is looked at.
      if (text.slice(at, end).includes("$[[")) this.#names++
      return take("text", end + 1 - at)
    }
    const input = match(filled, text, at)
    if (input !== null) {
      this.#names++
      return take("variable", input[0].length)
    }
    const named = match(variable, text, at)
    if (named !== null) {
      this.#names++
      return take("variable", named[0].length)
    }
    for (const form of [braced, percent, templated, inParentheses]) {
      const found = match(form, text, at)
      if (found === null) continue
      this.#names++
      const end = at + found[0].length
      this.#slip(at, end, `$${found[1]}`, `A variable is written without braces here: \`$${found[1]}\``)
      return take("variable", found[0].length)
    }
    const abroad = this.#abroad(at, take)
    if (abroad !== undefined) return abroad
    const frame = match(opening, text, at) ?? match(closing, text, at)
    if (frame !== null) {
      const end = at + frame[0].length
      this.#slip(at, end, "", "A condition stands by itself, without braces around it")
      return this.#scan(end + (match(blank, text, end)?.[0].length ?? 0))
    }
    const regular = match(pattern, text, at)
    if (regular !== null) return take("pattern", regular[0].length)
    if (char === "/")
      this.#fail("the regular expression is never closed by `/`", { start: at, end: text.length })
    if (char === "!" && !/^[=~]/.test(text.slice(at + 1))) return take("operator", 1, "!")
    const sign = match(operator, text, at)
    if (sign !== null) return this.#sign(sign[0], at, take)
    const bare = match(word, text, at)
    if (bare === null)
      return this.#fail(`\`${char}\` is no part of an expression`, { start: at, end: at + 1 })
    if (bare[0] === "null") return take("null", 4)
    if (bare[0] === "not" && /^\s+\$/.test(text.slice(at + 3, at + 20))) return take("operator", 3, "!")
    return slipsOf.has(bare[0]) && this.#token.kind !== "operator" && this.#token.end > 0
      ? this.#sign(bare[0], at, take)
      : take("text", bare[0].length)
  }

  /** A variable as another format names it, on its own or in its braces. */
  #abroad(at: number, take: Take): Token | undefined {
    const found = match(dotted, this.#text, at)
    const name = found?.[1]
    if (found === null || name === undefined) return undefined
    const own = /^(?:env|vars|variables|secrets)\.([A-Za-z_]\w*)$/.exec(name)?.[1]
    const meant = foreign.get(name) ?? own
    if (meant === undefined) return undefined
    // Braces are the variable's own only where they are around it alone.
    const braced = found[0].startsWith("$") && found[0].endsWith("}")
    if (found[0].startsWith("$") && !braced) return undefined
    const length = braced ? found[0].length : name.length
    this.#names++
    this.#translated ||= own === undefined
    this.#slip(
      at,
      at + length,
      `$${meant}`,
      `\`${name}\` is a variable of another format: \`$${meant}\` is GitLab's`,
      own !== undefined
    )
    return take("variable", length, `$${meant}`)
  }

  #sign(sign: string, at: number, take: Take): Token {
    const meant = slipsOf.get(sign)
    if (meant !== undefined) {
      this.#slip(at, at + sign.length, meant, `\`${sign}\` is no operator here: \`${meant}\` is meant`)
    }
    return take("operator", sign.length, meant ?? sign)
  }

  #is(sign: string): boolean {
    return this.#token.kind === "operator" && this.#token.text === sign
  }

  #either(): void {
    if (++this.#depth > deepest) this.#fail("it is nested too deeply")
    this.#both()
    while (this.#is("||")) {
      this.#next()
      this.#both()
    }
    this.#depth--
  }

  #both(): void {
    this.#comparison()
    while (this.#is("&&")) {
      this.#next()
      this.#comparison()
    }
  }

  #comparison(): void {
    if (this.#is("!")) {
      this.#negated()
      return
    }
    const left = this.#token.text
    this.#operand(false, false)
    while (this.#is("==") || this.#is("!=") || this.#is("=~") || this.#is("!~")) {
      const matches = this.#is("=~") || this.#is("!~")
      this.#next()
      if (!matches && left === "$CI_PIPELINE_SOURCE") this.#source()
      this.#operand(matches, true)
    }
  }

  /** A text that no pipeline's source ever is: the comparison is decided before any pipeline runs. */
  #source(): void {
    const at = this.#token
    const source = at.kind === "text" ? at.text.replace(/^(["'])(.*)\1$/, "$2") : ""
    const meant = sources.get(source)
    if (meant === undefined || this.#translated) return
    this.#slip(at.start, at.end, `"${meant}"`, `No pipeline has the source \`${source}\`: it is \`${meant}\``)
    this.#token = { ...at, text: `"${meant}"` }
  }

  /** `!$NAME`: there is no such operator; an empty variable is meant. */
  #negated(): void {
    const bang = this.#token
    this.#next()
    const at = this.#token
    if (at.kind !== "variable") this.#fail("`!` is no operator here", bang)
    this.#next()
    if (this.#token.kind === "operator" && /[=~]/.test(this.#token.text))
      this.#fail("`!` is no operator here", bang)
    const meant = `(${at.text} == null || ${at.text} == "")`
    this.#slip(
      bang.start,
      at.end,
      meant,
      "`!` is no operator here; compare with `null` or an empty string",
      false
    )
  }

  #operand(pattern: boolean, compared: boolean): void {
    const at = this.#token
    switch (at.kind) {
      case "open":
        this.#next()
        this.#either()
        if (this.#token.kind !== "close") this.#fail("`(` is never closed", at)
        this.#next()
        return
      case "text":
        if (!this.#named(at, compared)) this.#quoted(at, pattern)
        this.#next()
        return
      case "variable":
      case "pattern":
      case "null":
        this.#next()
        return
      case "end":
        this.#fail("it ends where a value is expected")
        break
      default:
        this.#fail(`\`${at.text}\` is used where a value is expected`)
    }
  }

  /** `CI_COMMIT_TAG`: the name of a variable without its `$`; of other names in capitals, only what is compared may be one. */
  #named(at: Token, compared: boolean): boolean {
    const known = predefined.test(at.text)
    if (!known && (compared || !/^[A-Z][A-Z\d_]*$/.test(at.text))) return false
    this.#names++
    const message = `The name of a variable has a \`$\` before it: \`$${at.text}\``
    this.#slip(at.start, at.end, `$${at.text}`, message, known)
    return true
  }

  /** Texts are quoted, and what a variable is to match is a regular expression. */
  #quoted(at: Token, pattern: boolean): void {
    const bare = !/^["']/.test(at.text)
    const inner = bare ? at.text : at.text.slice(1, -1)
    const here = this.#translated
      ? (foreignTexts.get(inner) ?? inner.replace(/^refs\/(?:heads|tags)\//, ""))
      : inner
    if (here !== inner && !pattern) {
      this.#slip(at.start, at.end, `"${here}"`, `GitLab says \`${here}\` where others say \`${inner}\``)
      return
    }
    if (pattern && !inner.startsWith("$")) {
      const expression = /^\/.*\/[ismU]*$/.test(inner) ? inner : `/${inner.replaceAll("/", "\\/")}/`
      if (bare || !/^\/.*\/[ismU]*$/.test(inner)) {
        this.#slip(
          at.start,
          at.end,
          expression,
          `\`=~\` needs a regular expression between slashes: \`${expression}\``,
          true,
          !bare
        )
      }
    } else if (bare) {
      this.#slip(at.start, at.end, `"${inner}"`, `The string \`${inner}\` needs quotes`)
    }
  }
}
