/**
 * A budget: what a refinement may spend on models. Spending is checked before a call, so that at most the call in
 * flight goes past a limit.
 */

export interface Spending {
  readonly calls: number
  readonly tokens: number
  /** In dollars. */
  readonly cost: number
}

/** Limits that are not set do not bind. */
export type Budget = Partial<Spending>

export const nothingSpent: Spending = { calls: 0, tokens: 0, cost: 0 }

export const add = (a: Spending, b: Spending): Spending => ({
  calls: a.calls + b.calls,
  tokens: a.tokens + b.tokens,
  cost: a.cost + b.cost
})

/** The first limit that is reached, in words; `undefined` while there is something left of each. */
export const exhausted = (budget: Budget, spent: Spending): string | undefined => {
  if (budget.calls !== undefined && spent.calls >= budget.calls) return counted(budget.calls, "call")
  if (budget.tokens !== undefined && spent.tokens >= budget.tokens) return counted(budget.tokens, "token")
  if (budget.cost !== undefined && spent.cost >= budget.cost) return `$${budget.cost}`
  return undefined
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`
