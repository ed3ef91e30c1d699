/**
 * Which model is meant by a name: `provider:name`, or a name of the table alone.
 */
import { Result, Schema } from "effect"
import type { ModelEntry, Price, ProviderEntry } from "./RuleData.ts"
import { models as knownModels, providers } from "./rules.generated.ts"

export interface ModelSpec {
  /** `anthropic:claude-opus-4-5`, as outputs name it. */
  readonly id: string
  readonly provider: string
  readonly wire: ProviderEntry["wire"]
  /** The provider's name for the model. */
  readonly served: string
  readonly baseUrl: string
  /** Empty where none is needed. */
  readonly apiKey: string
  /** The variable that the key is taken from. */
  readonly keyName: string | undefined
  /** `undefined` where nobody told us. */
  readonly price: Price | undefined
  /** Tokens. */
  readonly context: number
  readonly output: number
  /** Whether it calls tools when told to. */
  readonly tools: boolean
  readonly concurrency: number
  readonly perMinute: number
}

export class ModelNameError extends Schema.TaggedError<ModelNameError>()("ModelNameError", {
  model: Schema.String,
  problem: Schema.String,
  help: Schema.String
}) {
  override get message(): string {
    return `${this.model === "" ? "" : `model \`${this.model}\`: `}${this.problem} ${this.help}`
  }
}

/** What the command line and the settings say about reaching models. */
export interface ModelChoices {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The variable that holds the key, where it is not the provider's usual one. */
  readonly apiKeyEnv?: string | undefined
  readonly baseUrl?: string | undefined
  /** Models besides those of the table; they win. */
  readonly models?: Readonly<Record<string, ModelEntry>> | undefined
  /** No call will be made, so neither a key nor an address is needed. */
  readonly keyless?: boolean
}

/** Assumed of a model that no table knows. */
const unknownModel = { context: 32_768, output: 8_192 } as const

/** The address of a model that is not asked. */
const nowhere = "http://localhost"

/** The model behind a name. A key that is needed and not set is a failure; whether it is right shows in a call. */
export const modelSpec = (name: string, choices: ModelChoices): Result.Result<ModelSpec, ModelNameError> => {
  const fail = (problem: string, help: string) =>
    Result.fail(new ModelNameError({ model: name, problem, help }))
  const table = modelTable(choices)
  const colon = name.indexOf(":")
  const head = colon < 0 ? undefined : name.slice(0, colon)
  const own = Object.hasOwn(table, name) ? table[name] : undefined
  const provider = own?.provider ?? head
  const short = own === undefined && colon >= 0 ? name.slice(colon + 1) : name
  const listed = `Providers are ${Object.keys(providers).join(", ")}; models known by name are ${Object.keys(table).join(", ")}.`
  if (provider === undefined) return fail("no table knows this name.", `Write it as provider:name. ${listed}`)
  const entry = Object.hasOwn(providers, provider) ? providers[provider] : undefined
  if (entry === undefined) return fail(`there is no provider \`${provider}\`.`, listed)
  if (short === "") return fail("the name of the model is missing.", "Write it as provider:name.")
  const known = Object.hasOwn(table, short) && table[short]?.provider === provider ? table[short] : undefined
  const ownUrl = choices.baseUrl ?? known?.baseUrl
  const baseUrl = ownUrl ?? entry.baseUrl ?? (choices.keyless === true ? nowhere : undefined)
  if (baseUrl === undefined)
    return fail(
      "it is not known where to reach it.",
      "Name the address with --base-url URL, or as `baseUrl` of the model in the setting model.models."
    )
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    return fail(`the address \`${baseUrl}\` is none.`, "Write it as http://host:port/v1.")
  const ownKey = choices.apiKeyEnv ?? known?.apiKeyEnv
  const keyName = ownKey ?? entry.keyName
  const apiKey = keyName === undefined ? "" : (choices.environment[keyName] ?? "")
  // A server that was named by its address may want no key; the providers' own addresses do.
  const needed = ownKey !== undefined || (entry.keyName !== undefined && ownUrl === undefined)
  if (needed && apiKey === "" && choices.keyless !== true)
    return fail(
      `the variable ${keyName} that holds its key is not set.`,
      "Set it, or name another variable with --api-key-env."
    )
  return Result.succeed({
    id: `${provider}:${short}`,
    provider,
    wire: entry.wire,
    served: known?.served ?? short,
    baseUrl,
    apiKey,
    keyName,
    // What runs on one's own machine costs nothing by the token.
    price: known?.price ?? (entry.keyName === undefined ? { input: 0, output: 0 } : undefined),
    context: known?.context ?? unknownModel.context,
    output: known?.output ?? unknownModel.output,
    tools: known?.tools ?? true,
    concurrency: entry.concurrency,
    perMinute: entry.perMinute
  })
}

/** Every model that has a name of its own. */
export const modelTable = ({ models }: Pick<ModelChoices, "models">): Readonly<Record<string, ModelEntry>> =>
  models === undefined ? knownModels : { ...knownModels, ...models }
