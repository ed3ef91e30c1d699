/**
 * The list of models for people, and the ping: asks a provider for the models that it offers, which costs nothing.
 */
import { Effect, Option, Result } from "effect"
import { explainFault } from "../model/ModelFault.ts"
import { type ModelChoices, modelSpec, modelTable } from "../model/ModelSpec.ts"
import { endpointOf } from "../model/ProviderLine.ts"
import { providers } from "../model/rules.generated.ts"
import { wireOf } from "../model/Wires.ts"
import type { ExitStatus } from "./ExitStatus.ts"
import { settleModels } from "./Settle.ts"

export interface ListRequest {
  readonly names: ReadonlyArray<string>
  readonly flags: {
    readonly json: boolean
    readonly apiKeyEnv: Option.Option<string>
    readonly baseUrl: Option.Option<string>
    readonly config: Option.Option<string>
    readonly noConfig: boolean
  }
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface Listed {
  readonly text: string
  readonly status: ExitStatus
}

export const listModels = Effect.fnUntraced(function* (request: ListRequest) {
  const { names, flags, environment } = request
  const config = yield* settleModels(flags, request.folder, environment)
  const choices: ModelChoices = {
    environment,
    apiKeyEnv: Option.getOrUndefined(flags.apiKeyEnv) ?? config.apiKeyEnv,
    baseUrl: Option.getOrUndefined(flags.baseUrl) ?? config.baseUrl,
    models: config.models
  }
  if (names.length === 0) return { text: table(choices, flags.json), status: 0 } satisfies Listed
  const lines: Array<string> = []
  let status: ExitStatus = 0
  for (const name of names) {
    const pinged = yield* ping(name, choices)
    if (!pinged.reached) status = 5
    lines.push(flags.json ? JSON.stringify(pinged) : `${pinged.name}: ${pinged.message}`)
  }
  return { text: `${lines.join("\n")}\n`, status } satisfies Listed
})

/** Milliseconds that a provider has to answer a ping. */
const patience = 15_000

const ping = Effect.fnUntraced(function* (name: string, choices: ModelChoices) {
  const spec = modelSpec(name, choices)
  if (Result.isFailure(spec)) return { name, reached: false, message: spec.failure.message }
  const { id, wire, served, keyName } = spec.success
  const { list } = yield* Effect.promise(() => wireOf(wire, endpointOf(spec.success, { timeout: patience })))
  const offered = yield* Effect.result(list)
  if (Result.isFailure(offered))
    return { name: id, reached: false, message: explainFault(offered.failure, keyName) }
  // Some providers put a folder before the names that they list.
  const has = offered.success.some((other) => other === served || other.endsWith(`/${served}`))
  return has
    ? { name: id, reached: true, message: "reached" }
    : { name: id, reached: false, message: unlisted(served, spec.success.baseUrl, offered.success) }
})

const unlisted = (served: string, url: string, offered: ReadonlyArray<string>): string =>
  offered.length === 0
    ? `${url} answers but lists no models. Look at the base URL: most end in /v1.`
    : `the provider is reached but does not list \`${served}\`. It offers ${offered.slice(0, 12).join(", ")}${offered.length > 12 ? ", …" : ""}.`

const table = (choices: ModelChoices, json: boolean): string => {
  const rows = Object.entries(modelTable(choices)).map(([name, entry]) => {
    const provider = Object.hasOwn(providers, entry.provider) ? providers[entry.provider] : undefined
    // A server that was named by its address may want no key.
    const keyName = entry.apiKeyEnv ?? (entry.baseUrl === undefined ? provider?.keyName : undefined)
    return {
      model: `${entry.provider}:${name}`,
      input: entry.price?.input ?? null,
      output: entry.price?.output ?? null,
      context: entry.context ?? null,
      key: keyName ?? null,
      ready: keyName === undefined || (choices.environment[keyName] ?? "") !== ""
    }
  })
  if (json) return rows.map((row) => `${JSON.stringify(row)}\n`).join("")
  const width = Math.max(...rows.map(({ model }) => model.length))
  const lines = rows.map(({ model, input, output, context, key, ready }) =>
    [
      model.padEnd(width),
      input === null ? "no price by the token".padEnd(24) : `$${input} in, $${output} out / M`.padEnd(24),
      (context === null ? "" : `${context.toLocaleString("en")} tokens`).padStart(16),
      ready ? "ready" : `needs ${key}`
    ]
      .join("  ")
      .trimEnd()
  )
  const others = Object.entries(providers).map(([name, { title }]) => `  ${name}:NAME  ${title}`)
  return `${lines.join("\n")}\n\nAny other model by the name of its provider:\n${others.join("\n")}\n`
}
