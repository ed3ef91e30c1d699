/**
 * Spend: what all calls of a run took, held to a budget that many sessions share.
 *
 * A call reserves what it may take before it is made. Where the rest of the budget does not cover that, it waits for
 * the calls in flight to settle, and is let through only when it is alone: so at most one call, the one in flight,
 * goes past a limit, however many sessions there are.
 */
import { Deferred, Effect, Schema } from "effect"
import { add, type Budget, exhausted, nothingSpent, type Spending } from "../refine/Budget.ts"
import type { Usage } from "./ModelRequest.ts"
import type { Price } from "./RuleData.ts"

export class BudgetExhausted extends Schema.TaggedError<BudgetExhausted>()("BudgetExhausted", {
  /** The limit that was reached, in words. */
  limit: Schema.String
}) {
  override get message(): string {
    return `the budget of ${this.limit} is spent`
  }
}

export interface Spend {
  readonly spent: Effect.Effect<Spending>
  /** Makes a call under the budget. `settle` says what it took, whether it succeeded or not. */
  readonly during: <A, E, R>(
    most: Spending,
    call: (settle: (taken: Spending) => void) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | BudgetExhausted, R>
}

export const makeSpend = (budget: Budget): Spend => {
  let spent = nothingSpent
  let reserved = nothingSpent
  let inFlight = 0
  let waiting: Array<Deferred.Deferred<void>> = []
  const covered = (most: Spending): boolean => {
    const after = add(add(spent, reserved), most)
    return (
      (budget.calls === undefined || after.calls <= budget.calls) &&
      (budget.tokens === undefined || after.tokens <= budget.tokens) &&
      (budget.cost === undefined || after.cost <= budget.cost)
    )
  }
  const reserve = (most: Spending): Effect.Effect<void, BudgetExhausted> =>
    Effect.suspend(() => {
      const limit = exhausted(budget, spent)
      if (limit !== undefined) return Effect.fail(new BudgetExhausted({ limit }))
      if (inFlight === 0 || covered(most)) {
        inFlight++
        reserved = add(reserved, most)
        return Effect.void
      }
      const turn = Deferred.makeUnsafe<void>()
      waiting.push(turn)
      return Effect.andThen(Deferred.await(turn), reserve(most))
    })
  const release = (most: Spending, taken: Spending): Effect.Effect<void> =>
    Effect.suspend(() => {
      inFlight--
      reserved = add(reserved, { calls: -most.calls, tokens: -most.tokens, cost: -most.cost })
      spent = add(spent, taken)
      const woken = waiting
      waiting = []
      return Effect.forEach(woken, (turn) => Deferred.succeed(turn, undefined), { discard: true })
    })
  return {
    spent: Effect.sync(() => spent),
    during: (most, call) =>
      Effect.suspend(() => {
        let taken: Spending = { calls: 1, tokens: 0, cost: 0 }
        return Effect.acquireUseRelease(
          reserve(most),
          () =>
            call((now) => {
              taken = now
            }),
          () => release(most, taken)
        )
      })
  }
}

/** What a call took. A model without a known price counts as free; a budget in money refuses such models. */
export const spendingOf = (
  usage: Pick<Usage, "inputTokens" | "outputTokens">,
  price: Price | undefined
): Spending => ({
  calls: 1,
  tokens: usage.inputTokens + usage.outputTokens,
  cost: price === undefined ? 0 : (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6
})
