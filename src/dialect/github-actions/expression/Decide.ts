/**
 * What a condition comes to, as far as the file alone can tell: true, false, or not known.
 *
 * Known are literals, and by which events the workflow starts. All else depends on the run.
 */
import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary
} from "@actions/expressions/ast"
import { isEvent } from "../model/Event.ts"

export interface Facts {
  /** The events that start the workflow, in lower case; undefined where callers start it. */
  readonly events: ReadonlySet<string> | undefined
}

export const decide = (tree: Expr, facts: Facts): boolean | undefined => {
  if (tree instanceof Grouping) return decide(tree.group, facts)
  if (tree instanceof Literal) return truth(tree)
  if (tree instanceof Unary) return negate(decide(tree.expr, facts))
  if (tree instanceof Logical) {
    const values = tree.args.map((each) => decide(each, facts))
    const stops = tree.operator.lexeme === "||"
    if (values.includes(stops)) return stops
    return values.includes(undefined) ? undefined : !stops
  }
  if (tree instanceof Binary) return compare(tree, facts)
  return undefined
}

/** Whether the condition asks how the run stands, and so may be true after a failed or skipped job. */
export const asksStatus = (tree: Expr): boolean => {
  if (tree instanceof FunctionCall) {
    return (
      /^(?:always|cancelled|failure|success)$/i.test(tree.functionName.lexeme) || tree.args.some(asksStatus)
    )
  }
  if (tree instanceof Grouping) return asksStatus(tree.group)
  if (tree instanceof Unary) return asksStatus(tree.expr)
  if (tree instanceof Logical) return tree.args.some(asksStatus)
  if (tree instanceof Binary) return asksStatus(tree.left) || asksStatus(tree.right)
  return false
}

const negate = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value)

const truth = ({ token }: Literal): boolean => {
  const { value, lexeme } = token
  if (typeof value === "string") return value !== ""
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value)
  return lexeme === "true"
}

const compare = (tree: Binary, { events }: Facts): boolean | undefined => {
  const operator = tree.operator.lexeme
  if ((operator !== "==" && operator !== "!=") || events === undefined || events.size === 0) return undefined
  const text = textOf(tree.right) ?? textOf(tree.left)
  const path = pathOf(tree.left) ?? pathOf(tree.right)
  if (text === undefined || path !== "github.event_name") return undefined
  // Texts are compared without minding case.
  const name = text.toLowerCase()
  // A name that is no event at all is a slip of the pen, told as such.
  if (!isEvent(name)) return undefined
  const equal = !events.has(name) ? false : events.size === 1 ? true : undefined
  return equal === undefined ? undefined : equal === (operator === "==")
}

/** The text that an expression is, where it is nothing else. */
export const textOf = (tree: Expr): string | undefined => {
  if (tree instanceof Grouping) return textOf(tree.group)
  return tree instanceof Literal && typeof tree.token.value === "string" ? tree.token.value : undefined
}

/** `github.event_name`: a context and the properties read from it, in lower case. */
export const pathOf = (tree: Expr): string | undefined => {
  if (tree instanceof Grouping) return pathOf(tree.group)
  if (tree instanceof ContextAccess) return tree.name.lexeme.toLowerCase()
  if (!(tree instanceof IndexAccess) || !(tree.index instanceof Literal)) return undefined
  const base = pathOf(tree.expr)
  const { value, lexeme } = tree.index.token
  return base === undefined ? undefined : `${base}.${String(value ?? lexeme).toLowerCase()}`
}

/** The same of all entries: `needs.*.result`. */
export const pathOfAll = (tree: Expr): string | undefined => {
  if (tree instanceof Grouping) return pathOfAll(tree.group)
  if (!(tree instanceof IndexAccess)) return pathOf(tree)
  const base = pathOfAll(tree.expr)
  if (base === undefined || tree.index instanceof Star) return base === undefined ? undefined : `${base}.*`
  if (!(tree.index instanceof Literal)) return undefined
  const { value, lexeme } = tree.index.token
  return `${base}.${String(value ?? lexeme).toLowerCase()}`
}

/** `contains(list, text)`: what is asked of each entry of a list. */
export const membershipsOf = (
  tree: Expr
): ReadonlyArray<{ readonly path: string; readonly text: string }> => {
  const found: Array<{ readonly path: string; readonly text: string }> = []
  const visit = (each: Expr): void => {
    if (each instanceof Grouping) visit(each.group)
    else if (each instanceof Unary) visit(each.expr)
    else if (each instanceof Logical) each.args.forEach(visit)
    else if (each instanceof Binary) [each.left, each.right].forEach(visit)
    else if (each instanceof FunctionCall) {
      const [list, item] = each.args
      const path = list === undefined ? undefined : pathOfAll(list)
      const text = item === undefined ? undefined : textOf(item)
      if (/^contains$/i.test(each.functionName.lexeme) && path !== undefined && text !== undefined)
        found.push({ path, text })
      each.args.forEach(visit)
    }
  }
  visit(tree)
  return found
}

/** All comparisons in an expression. */
export const comparisonsOf = (tree: Expr): ReadonlyArray<Binary> => {
  const found: Array<Binary> = []
  const visit = (each: Expr): void => {
    if (each instanceof Grouping) visit(each.group)
    else if (each instanceof Unary) visit(each.expr)
    else if (each instanceof Logical) each.args.forEach(visit)
    else if (each instanceof FunctionCall) each.args.forEach(visit)
    else if (each instanceof Binary) {
      found.push(each)
      visit(each.left)
      visit(each.right)
    }
  }
  visit(tree)
  return found
}
