/**
 * The strategies that are compared. All but the last run our own loop with the same simulated model behind it; the
 * last is the plain loop that structured-output libraries run: ask for the whole file, validate, hand the errors back,
 * ask again.
 */
import { Effect, Layer } from "effect"
import type { Dialect } from "../../../src/diagnose/Dialect.ts"
import { errorsOf } from "../../../src/diagnose/Scorer.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import type { Json } from "../../../src/document/Node.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { dataOf } from "../../../src/document/Tree.ts"
import { ModelClient, type Question } from "../../../src/model/ModelClient.ts"
import type { Message } from "../../../src/model/ModelRequest.ts"
import { basisOf } from "../../../src/pipeline/Basis.ts"
import { Controller } from "../../../src/pipeline/Controller.ts"
import { LlmRefiner } from "../../../src/pipeline/LlmRefiner.ts"
import { modelRefiner } from "../../../src/pipeline/ModelRefiner.ts"
import { RefinementListener } from "../../../src/pipeline/RefinementHost.ts"
import type { RefineOptions } from "../../../src/pipeline/RefineOptions.ts"
import { type Skill, simulate } from "./SimulatedModel.ts"

export interface Case {
  readonly dialect: Dialect
  readonly path: string
  readonly text: string
  readonly meant: { readonly data: Json; readonly text: string }
  readonly skill: Skill
  /** Whether what can be repaired by rule is. */
  readonly autoRepair: boolean
  /** Told of what goes on, to find out why. */
  readonly listener?: (typeof RefinementListener)["Service"]
}

export interface Outcome {
  readonly text: string
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

export const strategies = ["adaptive", "minimal", "comprehensive", "regenerate"] as const
export type Strategy = (typeof strategies)[number]

/** Calls that a strategy may make for one file. */
const callsAtMost = 5

export const runStrategy = (strategy: Strategy, of: Case): Promise<Outcome> =>
  strategy === "regenerate" ? Promise.resolve(regenerate(of)) : Effect.runPromise(loop(strategy, of))

const loop = (strategy: Exclude<Strategy, "regenerate">, of: Case): Effect.Effect<Outcome> => {
  let calls = 0
  let inputTokens = 0
  let outputTokens = 0
  let now: Json | undefined
  const client = Layer.succeed(
    ModelClient,
    ModelClient.of({
      spec: {
        ...{
          id: "simulated",
          provider: "simulated",
          wire: "chat",
          served: "simulated",
          baseUrl: "",
          apiKey: ""
        },
        ...{
          keyName: undefined,
          price: { input: 1, output: 5 },
          context: 200_000,
          output: 64_000,
          tools: true
        },
        ...{ concurrency: 1, perMinute: 1 }
      },
      spent: Effect.succeed({ calls: 0, tokens: 0, cost: 0 }),
      ask: (question) =>
        Effect.sync(() => {
          const reply = simulate(question, calls++, of.skill, now, of.meant)
          inputTokens += reply.usage.inputTokens
          outputTokens += reply.usage.outputTokens
          const tokens = reply.usage.inputTokens + reply.usage.outputTokens
          return { reply, spent: { calls: 1, tokens, cost: 0 }, model: "simulated" }
        })
    })
  )
  // The model is told what the prompt speaks of; what it may make of that is up to the prompt.
  const refiner = Layer.effect(
    LlmRefiner,
    Effect.map(LlmRefiner, (real) =>
      LlmRefiner.of({
        ...real,
        refine: (request) => {
          const basis = basisOf(request.validation, errorsOf(request.validation.report))
          const root = basis.patchable ? basis.document.roots[basis.index] : undefined
          now = root === undefined ? undefined : dataOf(root)
          return real.refine(
            strategy === "comprehensive" ? { ...request, approach: "llm_comprehensive" } : request
          )
        }
      })
    )
  ).pipe(Layer.provide(modelRefiner), Layer.provide(client))
  const options: RefineOptions = {
    path: of.path,
    budget: { calls: callsAtMost },
    maxIterations: callsAtMost + 3,
    strategy: strategy === "minimal" ? "minimal" : "adaptive",
    allowRestructure: strategy === "adaptive",
    allowCommands: true,
    allowSecrets: true,
    autoRepair: of.autoRepair
  }
  return Effect.gen(function* () {
    const controller = yield* Controller
    const { text } = yield* controller.refine(of.text, of.dialect, options)
    return { text, calls, inputTokens, outputTokens }
  }).pipe(
    // Nobody gives a text up here.
    Effect.orDie,
    Effect.provideService(RefinementListener, of.listener ?? (() => Effect.void)),
    Effect.provide(Controller.layer.pipe(Layer.provide(refiner)))
  )
}

const regenerate = ({ dialect, path, text, meant, skill }: Case): Outcome => {
  let current = text
  let inputTokens = 0
  let outputTokens = 0
  let calls = 0
  const messages: Array<Message> = []
  for (; calls < callsAtMost; calls++) {
    const validation = validate(current, dialect, { path })
    const errors = errorsOf(validation.report)
    if (errors.length === 0) break
    const told = errors.map(
      ({ pointer, message }, index) => `${index + 1}. ${pointer === "" ? "the root" : pointer} ${message}`
    )
    messages.push({
      role: "user",
      content:
        calls === 0
          ? `Correct this ${dialect.title} file. Answer with the complete corrected file.\n\nErrors:\n${told.join("\n")}\n\n${text}`
          : `The file is still not valid. Correct it and answer with the complete file.\n\nErrors:\n${told.join("\n")}`
    })
    const question: Question = {
      system: "You correct configuration files.",
      messages: [...messages],
      tools: [],
      toolChoice: "none",
      maxOutputTokens: 64_000
    }
    const { salvaged } = validation
    const root =
      salvaged.problems.length === 0 && salvaged.duplicates.length === 0 ? salvaged.roots[0] : undefined
    const reply = simulate(question, calls, skill, root === undefined ? undefined : dataOf(root), meant)
    inputTokens += reply.usage.inputTokens
    outputTokens += reply.usage.outputTokens
    messages.push({ role: "assistant", content: reply.text })
    current = reply.text
  }
  const readable = readDocument(current, dialect.reading).problems.length === 0
  return { text: readable ? current : text, calls, inputTokens, outputTokens }
}
