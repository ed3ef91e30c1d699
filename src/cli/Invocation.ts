/**
 * What a process knows about itself when it is called: version, working folder, environment, and the way to the
 * services that commands load when they need them.
 */
import { Context, type Layer } from "effect"
import type { Controller } from "../pipeline/Controller.ts"

export class Invocation extends Context.Service<
  Invocation,
  {
    readonly version: string
    /** The working folder, absolute. */
    readonly folder: string
    readonly environment: Readonly<Record<string, string | undefined>>
    readonly controller: () => Promise<Layer.Layer<Controller>>
  }
>()("pipewright/cli/Invocation") {}
