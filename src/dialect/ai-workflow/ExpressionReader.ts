/**
 * Reads the text of a condition or of a template into the tree of an expression. What other languages write for an
 * operator (`&&`, `===`, `AND`) is read as what it means and reported as a slip with its replacement.
 */
import type { Expression, Operation, Part, Ranged } from "./Expression.ts"
import { Failed, type Fault, nameAt, type Token, tokenAt } from "./ExpressionToken.ts"
import { language } from "./rules.generated.ts"

/** A spelling of another language. */
export interface Slip extends Ranged {
  readonly written: string
  readonly meant: string
}

export interface Reading {
  readonly expression: Expression | undefined
  readonly slips: ReadonlyArray<Slip>
  /** Why the text is no expression; the first reason only. */
  readonly fault: Fault | undefined
}

/** Reads a whole text as one expression. Never throws. */
export const read = (text: string): Reading => {
  if (text.length > longest) {
    return { expression: undefined, slips: [], fault: undefined }
  }
  const known = readings.get(text)
  if (known !== undefined) return known
  const reading = new Parser(text).read()
  if (readings.size >= remembered) readings.clear()
  readings.set(text, reading)
  return reading
}

/** A longer text is data, not an expression that somebody wrote. */
const longest = 4000
const deepest = 48
const remembered = 2000
const readings = new Map<string, Reading>()

const slips: ReadonlyMap<string, string> = new Map(Object.entries(language.operatorSlips))

const comparisons: ReadonlySet<string> = new Set([
  "==",
  "!=",
  ">",
  "<",
  ">=",
  "<=",
  "contains",
  "matches",
  "starts_with",
  "ends_with",
  "in",
  "not_in",
  "between"
])
const postfixes: ReadonlySet<string> = new Set(["exists", "empty"])
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["nil", null]
])

class Parser {
  readonly #text: string
  readonly #slips: Array<Slip> = []
  #token: Token
  /** Where the token before this one ended. */
  #last = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#token = { kind: "end", text: "", start: 0, end: 0 }
  }

  read(): Reading {
    try {
      this.#next()
      if (this.#ended) this.#fail("nothing is written")
      const expression = this.#choice()
      if (!this.#ended) this.#fail(`\`${this.#token.text}\` was not expected here`)
      return { expression, slips: this.#slips, fault: undefined }
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      return { expression: undefined, slips: this.#slips, fault: error.fault }
    }
  }

  get #ended(): boolean {
    return this.#token.kind === "end"
  }

  #fail(message: string, at: Ranged = this.#token): never {
    throw new Failed({ message, start: at.start, end: Math.max(at.end, at.start) })
  }

  #next(): void {
    this.#last = this.#token.end
    this.#token = tokenAt(this.#text, this.#last)
  }

  /** The operator at hand, a slip read as what it means; nothing is consumed. */
  #operator(): string | undefined {
    const token = this.#token
    if (token.kind !== "symbol" && token.kind !== "name") return undefined
    return slips.get(token.text) ?? token.text
  }

  /** Takes the operator at hand and notes a slip. */
  #take(): void {
    const token = this.#token
    const meant = slips.get(token.text)
    if (meant !== undefined) {
      this.#slips.push({ written: token.text, meant, start: token.start, end: token.end })
    }
    this.#next()
  }

  /** Takes a slip of two words. */
  #takeTwo(meant: string): void {
    const start = this.#token.start
    this.#next()
    const end = this.#token.end
    this.#slips.push({ written: this.#text.slice(start, end), meant, start, end })
    this.#next()
  }

  #is(text: string): boolean {
    return this.#token.kind === "symbol" && this.#token.text === text
  }

  #expect(text: string, opened: Token): void {
    if (!this.#is(text)) this.#fail(`\`${opened.text}\` is never closed`, opened)
    this.#next()
  }

  #deeper<A>(run: () => A): A {
    if (++this.#depth > deepest) this.#fail("it is nested too deeply")
    const result = run()
    this.#depth--
    return result
  }

  #operation(operator: string, operands: ReadonlyArray<Expression>): Operation {
    const first = operands[0] as Expression
    return { kind: "operation", operator, operands, start: first.start, end: this.#last }
  }

  /** `a ? b : c`, and what templates pipe a value through. */
  #choice(): Expression {
    return this.#deeper(() => {
      const test = this.#either()
      if (!this.#is("?")) return test
      this.#next()
      const yes = this.#choice()
      if (!this.#is(":")) this.#fail("the `:` of `? :` is missing")
      this.#next()
      return this.#operation("?", [test, yes, this.#choice()])
    })
  }

  #either(): Expression {
    return this.#joined("or", () => this.#joined("and", () => this.#negation()))
  }

  #joined(operator: string, operand: () => Expression): Expression {
    const first = operand()
    if (this.#operator() !== operator) return first
    const operands = [first]
    while (this.#operator() === operator) {
      this.#take()
      operands.push(operand())
    }
    return this.#operation(operator, operands)
  }

  #negation(): Expression {
    const token = this.#token
    const bang = this.#is("!")
    if (!bang && !(token.kind === "name" && this.#operator() === "not")) return this.#comparison()
    if (bang) {
      this.#slips.push({ written: "!", meant: "not ", start: token.start, end: token.end })
      this.#next()
    } else this.#take()
    const operand = this.#deeper(() => this.#negation())
    return { kind: "operation", operator: "not", operands: [operand], start: token.start, end: this.#last }
  }

  #comparison(): Expression {
    let left = this.#sum()
    for (;;) {
      const operator = this.#operator()
      if (operator === undefined) return left
      if (postfixes.has(operator)) {
        this.#take()
        left = this.#operation(operator, [left])
      } else if (operator === "not" && this.#peekIs("in")) {
        this.#next()
        this.#next()
        left = this.#operation("not_in", [left, this.#sum()])
      } else if (comparisons.has(operator)) {
        // `is not` is one operator in other languages.
        const negated = operator === "==" && this.#token.kind === "name" && this.#peekIs("not")
        if (negated) this.#takeTwo("!=")
        else this.#take()
        const right = this.#sum()
        if (operator === "between") {
          if (this.#operator() !== "and") this.#fail("`between` needs two bounds: `between 1 and 10`")
          this.#take()
          left = this.#operation(operator, [left, right, this.#sum()])
        } else left = this.#operation(negated ? "!=" : operator, [left, right])
      } else return left
    }
  }

  #peekIs(word: string): boolean {
    return nameAt(this.#text, this.#token.end) === word
  }

  #sum(): Expression {
    return this.#chain(["+", "-"], () => this.#chain(["*", "/", "%"], () => this.#unary()))
  }

  #chain(operators: ReadonlyArray<string>, operand: () => Expression): Expression {
    let left = operand()
    while (this.#token.kind === "symbol" && operators.includes(this.#token.text)) {
      const operator = this.#token.text
      this.#next()
      left = this.#operation(operator, [left, operand()])
    }
    return left
  }

  #unary(): Expression {
    const token = this.#token
    if (!this.#is("-")) return this.#primary()
    this.#next()
    const operand = this.#deeper(() => this.#unary())
    if (operand.kind === "literal" && typeof operand.value === "number") {
      return { kind: "literal", value: -operand.value, start: token.start, end: operand.end }
    }
    return { kind: "operation", operator: "-", operands: [operand], start: token.start, end: this.#last }
  }

  #primary(): Expression {
    const token = this.#token
    if (token.kind === "number") {
      this.#next()
      return { kind: "literal", value: Number(token.text), start: token.start, end: token.end }
    }
    if (token.kind === "string") {
      this.#next()
      return { kind: "literal", value: token.text, start: token.start, end: token.end }
    }
    if (this.#is("(")) {
      this.#next()
      const inner = this.#choice()
      this.#expect(")", token)
      return inner
    }
    if (this.#is("[")) {
      this.#next()
      const operands = this.#operands("]", token)
      return { kind: "list", operands, start: token.start, end: this.#last }
    }
    if (token.kind === "name") return this.#named()
    if (token.kind === "end") this.#fail("it ends where a value is expected")
    return this.#fail(`\`${token.text}\` is used where a value is expected`)
  }

  #operands(close: string, opened: Token): ReadonlyArray<Expression> {
    const operands: Array<Expression> = []
    while (!this.#is(close)) {
      if (this.#ended) this.#fail(`\`${opened.text}\` is never closed`, opened)
      operands.push(this.#choice())
      if (this.#is(",")) this.#next()
      else if (!this.#is(close)) {
        if (this.#ended) this.#fail(`\`${opened.text}\` is never closed`, opened)
        this.#fail(`a comma is missing before \`${this.#token.text}\``)
      }
    }
    this.#next()
    return operands
  }

  /** A path, a call, or one of the words `true`, `false` and `null`. */
  #named(): Expression {
    const token = this.#token
    this.#next()
    const word = words.get(token.text.toLowerCase())
    if (word !== undefined && !this.#is(".") && !this.#is("(")) {
      return { kind: "literal", value: word, start: token.start, end: token.end }
    }
    if (this.#is("(")) {
      const opened = this.#token
      this.#next()
      const operands = this.#operands(")", opened)
      return {
        kind: "call",
        name: token.text,
        nameEnd: token.end,
        operands,
        start: token.start,
        end: this.#last
      }
    }
    const parts: Array<Part> = [{ name: token.text, start: token.start, end: token.end }]
    for (;;) {
      // `previous_response:step:field` is a path of its own making; a ternary's colon has a space before it.
      const colon =
        this.#is(":") && this.#token.start === this.#last && parts[0]?.name === "previous_response"
      if (this.#is(".") || colon) {
        this.#next()
        const part = this.#token
        if (part.kind === "symbol" && part.text === "*") {
          this.#next()
          continue
        }
        if (part.kind !== "name" && part.kind !== "number") this.#fail("a name is missing after the dot")
        this.#next()
        if (this.#is("(")) this.#fail(`\`.${part.text}(…)\` is a method; write \`${part.text}(…)\``, part)
        parts.push({ name: part.text, start: part.start, end: part.end })
      } else if (this.#is("[")) {
        const opened = this.#token
        this.#next()
        const index = this.#token
        if (index.kind === "end") this.#fail("`[` is never closed", opened)
        if (index.kind === "number" || index.kind === "string") {
          this.#next()
          parts.push({ name: index.text, start: index.start, end: index.end })
        } else if (this.#is("*") || this.#is("?")) {
          // The rest of a JSONPath selects within a result, of which nothing is known here.
          while (!this.#is("]")) {
            if (this.#ended) this.#fail("`[` is never closed", opened)
            this.#next()
          }
        } else this.#choice()
        this.#expect("]", opened)
      } else {
        return { kind: "path", parts, start: token.start, end: this.#last }
      }
    }
  }
}
