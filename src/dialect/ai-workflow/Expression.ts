/**
 * The tree of a condition or of what stands in a template: `analyze.score >= 8 and not steps.lint.has_errors`. Every
 * part has its offsets in the text, so that a wrong name is shown and replaced where it stands.
 */

export interface Ranged {
  /** Offsets into the expression's text, end exclusive. */
  readonly start: number
  readonly end: number
}

/** One name of a path: `score` in `steps.analyze.score`. An index (`[0]`) has its digits as name. */
export interface Part extends Ranged {
  readonly name: string
}

export interface Path extends Ranged {
  readonly kind: "path"
  readonly parts: ReadonlyArray<Part>
}

export interface Call extends Ranged {
  readonly kind: "call"
  readonly name: string
  readonly nameEnd: number
  readonly operands: ReadonlyArray<Expression>
}

export interface Operation extends Ranged {
  readonly kind: "operation"
  readonly operator: string
  readonly operands: ReadonlyArray<Expression>
}

export interface Literal extends Ranged {
  readonly kind: "literal"
  readonly value: string | number | boolean | null
}

export interface List extends Ranged {
  readonly kind: "list"
  readonly operands: ReadonlyArray<Expression>
}

export type Expression = Path | Call | Operation | Literal | List

/** Calls `visit` for the expression and all below it, parents first. */
export const each = (expression: Expression, visit: (at: Expression) => void): void => {
  visit(expression)
  if (expression.kind === "path" || expression.kind === "literal") return
  for (const operand of expression.operands) each(operand, visit)
}

/** The value of an expression that names nothing, `undefined` where it does or cannot be told. */
export const constantOf = (expression: Expression): string | number | boolean | null | undefined => {
  if (expression.kind === "literal") return expression.value
  if (expression.kind !== "operation") return undefined
  const values = expression.operands.map(constantOf)
  const [a, b] = values
  switch (expression.operator) {
    case "and":
      if (values.some((value) => value === false)) return false
      return values.every((value) => value !== undefined) ? true : undefined
    case "or":
      if (values.some((value) => value === true)) return true
      return values.every((value) => value === false) ? false : undefined
    case "not":
      return typeof a === "boolean" ? !a : undefined
  }
  if (a === undefined || b === undefined) return undefined
  if (expression.operator === "==") return a === b
  if (expression.operator === "!=") return a !== b
  if (typeof a !== "number" || typeof b !== "number") return undefined
  switch (expression.operator) {
    case ">":
      return a > b
    case "<":
      return a < b
    case ">=":
      return a >= b
    case "<=":
      return a <= b
    default:
      return undefined
  }
}
