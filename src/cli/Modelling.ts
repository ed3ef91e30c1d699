/**
 * What a command line has to do with models: which one is to be asked for it, and what that would cost.
 */
import { Context, Effect, Layer, Option } from "effect"
import type { Config } from "../pipeline/Config.ts"
import type { ModelSetup } from "../pipeline/ModelSetup.ts"
import type { Baseline } from "./Baseline.ts"
import type { Input } from "./Inputs.ts"
import { Output } from "./Output.ts"
import { printEstimate } from "./Progress.ts"
import type { Request } from "./Request.ts"
import { Session } from "./Session.ts"

/** The Controller that a run works with. */
export const controllerFor = (request: Request, config: Config) =>
  Effect.flatMap(
    Effect.promise(() => request.controller(setupOf(request, config))),
    (layer) => Layer.build(layer)
  )

/** What the model would take for all inputs, in words. Nothing is written, and nobody asked. */
export const estimate = Effect.fnUntraced(function* (
  request: Request,
  config: Config,
  baseline: Baseline,
  inputs: ReadonlyArray<Input>
) {
  const setup = setupOf(request, config) ?? { config: config.model, environment: request.environment }
  const services = yield* Layer.build(yield* Effect.promise(() => request.estimating(setup)))
  const { Estimate } = yield* Effect.promise(() => import("../pipeline/Estimate.ts"))
  const dry: Request = { ...request, flags: { ...request.flags, diff: true } }
  const session = new Session(dry, config, baseline, yield* Output)
  yield* Effect.forEach(inputs, (input) => Effect.provide(session.work(input), services), { discard: true })
  const { model, total } = Context.get(services, Estimate)
  return printEstimate(model, yield* total, config.maxIterations)
})

/** The model that is to be asked; none where none is named, or the command asks none. */
const setupOf = ({ command, flags, environment }: Request, { model }: Config): ModelSetup | undefined => {
  const record = flags.record === undefined ? undefined : Option.getOrUndefined(flags.record)
  const replay = flags.replay === undefined ? undefined : Option.getOrUndefined(flags.replay)
  return command === "refine" && (model.name !== undefined || record !== undefined || replay !== undefined)
    ? { config: model, environment, record, replay }
    : undefined
}
