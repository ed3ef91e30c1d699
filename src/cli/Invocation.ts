/**
 * What a process knows about itself when it is called: version, working folder, environment, and the way to the
 * services that commands load when they need them.
 */
import { Context, type Layer } from "effect"
import type { CassetteError } from "../model/Cassette.ts"
import type { ModelNameError } from "../model/ModelSpec.ts"
import type { Controller } from "../pipeline/Controller.ts"
import type { Estimate } from "../pipeline/Estimate.ts"
import type { ModelSetup } from "../pipeline/ModelSetup.ts"

export class Invocation extends Context.Service<
  Invocation,
  {
    readonly version: string
    /** What was typed after the program's name. */
    readonly line: ReadonlyArray<string>
    /** The working folder, absolute. */
    readonly folder: string
    readonly environment: Readonly<Record<string, string | undefined>>
    /** The module that threads of a batch run. */
    readonly worker: URL
    /** The Controller without a model, or with the one of the setup. */
    readonly controller: (
      setup: ModelSetup | undefined
    ) => Promise<Layer.Layer<Controller, ModelNameError | CassetteError>>
    /** The Controller that only estimates what the model would take. */
    readonly estimating: (
      setup: ModelSetup
    ) => Promise<Layer.Layer<Controller | Estimate, ModelNameError | CassetteError>>
  }
>()("pipewright/cli/Invocation") {}
