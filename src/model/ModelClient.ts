/**
 * ModelClient: asks a language model, whoever serves it. Here come together what every call goes through, from the
 * outside in: fallbacks, the record of calls, retries, the budget, the limits of the provider and its circuit
 * breaker, and the wire.
 */
import { createHash, randomUUID } from "node:crypto"
import { Context, Effect, Layer, Option, Schema } from "effect"
import type { AiError } from "effect/ai"
import { add, type Budget, nothingSpent, type Spending } from "../refine/Budget.ts"
import { CallLog, CallOwner, type CallRefused, type NotRecorded } from "./CallLog.ts"
import type { CircuitOpen } from "./CircuitBreaker.ts"
import { explainFault } from "./ModelFault.ts"
import { type ModelReply, type ModelRequest, requestHash } from "./ModelRequest.ts"
import type { ModelSpec } from "./ModelSpec.ts"
import { type LineOptions, ProviderLine } from "./ProviderLine.ts"
import { type BudgetExhausted, makeSpend, spendingOf } from "./Spend.ts"
import type { OnDelta } from "./Wire.ts"

/** A request that does not say which model: that is for the client to know. */
export type Question = Omit<ModelRequest, "model">

export interface Answer {
  readonly reply: ModelReply
  /** What the call took, the attempts that failed before it included. */
  readonly spent: Spending
  /** `provider:name` of the model that answered. */
  readonly model: string
}

/** No answer could be had. The message says what to do about it. */
export class ModelFailure extends Schema.TaggedError<ModelFailure>()("ModelFailure", {
  /** Whether it was the budget that forbade the call. */
  budget: Schema.Boolean,
  explanation: Schema.String,
  spent: Schema.Struct({ calls: Schema.Finite, tokens: Schema.Finite, cost: Schema.Finite })
}) {
  override get message(): string {
    return this.explanation
  }
}

export interface AskOptions {
  /** Called with each piece of the answer as it arrives. */
  readonly onDelta?: OnDelta
  /** Called before each attempt: its answer comes from the start again. */
  readonly onAttempt?: () => void
}

export interface ClientOptions extends LineOptions {
  readonly budget?: Budget
}

export class ModelClient extends Context.Service<
  ModelClient,
  {
    /** The model that is asked first. */
    readonly spec: ModelSpec
    readonly ask: (question: Question, options?: AskOptions) => Effect.Effect<Answer, ModelFailure>
    /** What all calls of this client took so far. */
    readonly spent: Effect.Effect<Spending>
  }
>()("pipewright/model/ModelClient") {
  /** Asks the first of these models, and the next where one cannot be reached. SDKs are loaded by the first call. */
  static readonly layer = (
    specs: readonly [ModelSpec, ...ReadonlyArray<ModelSpec>],
    options: ClientOptions = {}
  ): Layer.Layer<ModelClient> =>
    Layer.sync(ModelClient, () => {
      const spend = makeSpend(options.budget ?? {})
      const lines = ProviderLine.forModels(specs, spend, options)
      const occurrences = new Map<string, number>()
      /** The same for the n-th time that an owner asks the same of the same model. */
      const keyOf = (owner: CallOwner, spec: ModelSpec, request: ModelRequest): string => {
        const hash = `${spec.id}/${requestHash(request)}`
        const counted = owner.occurrences ?? occurrences
        const times = counted.get(`${owner.scope} ${hash}`) ?? 0
        counted.set(`${owner.scope} ${hash}`, times + 1)
        return `${hash}/${times}`
      }
      return ModelClient.of({
        spec: specs[0],
        spent: spend.spent,
        ask: Effect.fn("ModelClient.ask")(function* (question, { onDelta, onAttempt } = {}) {
          const log = yield* CallLog
          const owner = yield* CallOwner
          let spent = nothingSpent
          const take = (taken: Spending): void => {
            spent = add(spent, taken)
          }
          let failure: AiError.AiError | BudgetExhausted | CircuitOpen | NotRecorded | CallRefused | undefined
          for (const line of lines) {
            const request: ModelRequest = { ...question, model: line.spec.served }
            const key = keyOf(owner, line.spec, request)
            const asked = yield* Effect.result(
              Effect.gen(function* () {
                const known = yield* log.recall(key)
                if (Option.isSome(known)) {
                  // It was paid for once; the budget sees it, so that a replay stops where the run did.
                  const taken = spendingOf(known.value.usage, line.spec.price)
                  take(taken)
                  yield* spend.during(taken, (settle) => Effect.sync(() => settle(taken)))
                  return known.value
                }
                const reply = yield* line.ask(request, {
                  idempotencyKey: idempotencyKey(owner, key),
                  onDelta,
                  onAttempt,
                  take
                })
                yield* log.keep(key, request, reply)
                return reply
              })
            )
            if (asked._tag === "Success") return { reply: asked.success, spent, model: line.spec.id }
            failure = asked.failure
            // Another model helps where this one cannot be reached, not against a budget or what the record says.
            if (final.has(failure._tag)) break
          }
          return yield* new ModelFailure({
            budget: failure?._tag === "BudgetExhausted",
            explanation:
              failure?._tag === "AiError"
                ? explainFault(failure, specs.find(({ provider }) => provider === failure.module)?.keyName)
                : (failure?.message ?? "no model was asked"),
            spent
          })
        })
      })
    })
}

const final: ReadonlySet<string> = new Set(["BudgetExhausted", "NotRecorded", "CallRefused"])

/** Without a session that outlives the process a call is known by the process alone. */
const run = randomUUID()

/** Short, and of characters that every server takes in a header. */
const idempotencyKey = ({ scope, session }: CallOwner, key: string): string =>
  createHash("sha256")
    .update(`${session ?? run} ${scope} ${key}`)
    .digest("base64url")
