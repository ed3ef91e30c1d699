/**
 * ModelSetup: the Controller with the model that the settings name behind it: its fallbacks, budget and record.
 * Loaded only where a model is to be asked.
 */
import { Effect, Layer, Result } from "effect"
import { type CassetteError, recordedModel, recording, replaying } from "../model/Cassette.ts"
import { ModelClient } from "../model/ModelClient.ts"
import { type ModelChoices, ModelNameError, type ModelSpec, modelSpec } from "../model/ModelSpec.ts"
import { defaultRetry } from "../model/Retry.ts"
import type { ModelConfig } from "./Config.ts"
import { Controller } from "./Controller.ts"
import { Estimate, estimatingRefiner } from "./Estimate.ts"
import { modelRefiner } from "./ModelRefiner.ts"

export interface ModelSetup {
  readonly config: ModelConfig
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The cassette to write, or to answer from. */
  readonly record?: string | undefined
  readonly replay?: string | undefined
}

/** The models that the settings name, the first choice first. A replay needs no keys. */
export const modelSpecs = Effect.fnUntraced(function* (
  { config, environment, replay }: ModelSetup,
  keyless = replay !== undefined
) {
  const name = config.name ?? (replay === undefined ? undefined : yield* recordedModel(replay))
  if (name === undefined)
    return yield* new ModelNameError({
      model: "",
      problem: "no model is named.",
      help: "Name one with --model provider:name."
    })
  const first = yield* spec(name, {
    environment,
    apiKeyEnv: config.apiKeyEnv,
    baseUrl: config.baseUrl,
    models: config.models,
    keyless
  })
  // The address and the key's variable are those of the first model; fallbacks are reached as the table or their
  // providers say.
  const others: Array<ModelSpec> = []
  for (const fallback of config.fallbacks)
    others.push(yield* spec(fallback, { environment, models: config.models, keyless }))
  const unpriced = [first, ...others].find(({ price }) => price === undefined)
  if (config.maxCost !== undefined && unpriced !== undefined)
    return yield* new ModelNameError({
      model: unpriced.id,
      problem: "its price is not known, so a budget in dollars cannot be kept.",
      help: "Say its price in the setting model.models, or set --max-tokens in place of --max-cost."
    })
  return [first, ...others] as const
})

const spec = (name: string, choices: ModelChoices) =>
  Result.match(modelSpec(name, choices), { onFailure: Effect.fail, onSuccess: Effect.succeed })

/** The Controller that asks the model. Names that cannot be used and cassettes that cannot be read are failures. */
export const controllerWithModel = (
  setup: ModelSetup
): Layer.Layer<Controller, ModelNameError | CassetteError> =>
  Layer.unwrap(
    Effect.map(modelSpecs(setup), (specs) => {
      const { config, record, replay } = setup
      const client = ModelClient.layer(specs, {
        budget: {
          ...(config.maxCalls === undefined ? {} : { calls: config.maxCalls }),
          ...(config.maxTokens === undefined ? {} : { tokens: config.maxTokens }),
          ...(config.maxCost === undefined ? {} : { cost: config.maxCost })
        },
        retry: { ...defaultRetry, attempts: config.attempts, pause: config.pause * 1000 },
        timeout: config.timeout * 1000
      })
      const controller = Controller.layer.pipe(Layer.provide(modelRefiner), Layer.provide(client))
      if (replay !== undefined) return Layer.merge(controller, replaying(replay))
      if (record !== undefined) return Layer.merge(controller, recording(record, specs[0].id))
      return controller
    })
  )

/** The Controller that asks nobody and keeps what asking would take. */
export const estimatingController = (
  setup: ModelSetup
): Layer.Layer<Controller | Estimate, ModelNameError | CassetteError> =>
  Layer.unwrap(
    Effect.map(modelSpecs(setup, true), ([first]) =>
      Controller.layer.pipe(
        Layer.provide(estimatingRefiner(first)),
        Layer.provideMerge(Estimate.layer(first))
      )
    )
  )
