/**
 * What can go wrong with a call, as `AiError`, told from what an SDK throws: by shape, since the SDKs of all
 * providers throw the same (a status and headers, or nothing but a connection that failed).
 */
import { Duration } from "effect"
import { AiError } from "effect/ai"
import type { Endpoint } from "./Wire.ts"

/** An error thrown by a provider's SDK. */
export const faultOf = (endpoint: Endpoint, method: string, thrown: unknown): AiError.AiError => {
  if (AiError.isAiError(thrown)) return thrown
  const status = statusOf(thrown)
  // SDKs begin with the status, and some sentences end.
  const said = messageOf(thrown)
    .replace(new RegExp(`^${status} `), "")
    .replace(/\.\s*$/, "")
  const description = withoutKey(briefly(said), endpoint)
  if (status === undefined) return disconnected(endpoint, method, description)
  const reason = (): AiError.AiErrorReason => {
    if (status === 429 && saysQuota(thrown)) return new AiError.QuotaExhaustedError({})
    if (status === 429) {
      const retryAfter = retryAfterOf(headersOf(thrown), Date.now())
      return new AiError.RateLimitError(retryAfter === undefined ? {} : { retryAfter })
    }
    if (status >= 500) {
      const retryAfter = retryAfterOf(headersOf(thrown), Date.now())
      return new AiError.InternalProviderError({
        description: `status ${status}: ${description}`,
        ...(retryAfter === undefined
          ? {}
          : { metadata: { [endpoint.provider]: { [pauseKey]: Duration.toMillis(retryAfter) } } })
      })
    }
    return AiError.reasonFromHttpStatus({
      status: status === 404 || status === 422 || status === 413 ? 400 : status,
      description: `status ${status}: ${description}`
    })
  }
  return AiError.make({ module: endpoint.provider, method, reason: reason() })
}

/** The connection failed, was cut, or brought nothing in time. */
export const disconnected = (endpoint: Endpoint, method: string, description: string): AiError.AiError =>
  AiError.make({
    module: endpoint.provider,
    method,
    reason: new AiError.NetworkError({
      reason: "TransportError",
      method: "POST",
      url: endpoint.baseUrl,
      description
    })
  })

/** How long the provider wants us to wait, where it says so. */
export const pauseOf = ({ reason, module }: AiError.AiError): Duration.Duration | undefined => {
  if (reason._tag === "RateLimitError") return reason.retryAfter
  if (reason._tag !== "InternalProviderError") return undefined
  const data = reason.metadata[module]
  const milliseconds = typeof data === "object" && data !== null ? propertyOf(data, pauseKey) : undefined
  return typeof milliseconds === "number" ? Duration.millis(milliseconds) : undefined
}

/** `AiError` has a place for the pause in one kind of error only; in the other it is kept with the provider's data. */
const pauseKey = "retryAfter"

/** What happened and what to do about it, in one sentence each. */
export const explainFault = (error: AiError.AiError, keyName: string | undefined): string => {
  const { reason, module } = error
  switch (reason._tag) {
    case "AuthenticationError":
      return reason.kind === "MissingKey"
        ? `there is no key for ${module}. ${keyAdvice(keyName)}`
        : `${module} refused the key. ${keyAdvice(keyName)}`
    case "RateLimitError":
      return `${module} says that too much is asked of it${reason.retryAfter === undefined || Duration.toMillis(reason.retryAfter) === 0 ? "" : ` and wants a pause of ${inWords(reason.retryAfter)}`}. Try again later, with fewer --jobs, or name a fallback in the setting model.fallbacks.`
    case "QuotaExhaustedError":
      return `the quota at ${module} is used up. Look at the account's plan, or choose another model with --model.`
    case "NetworkError":
      return `${module} cannot be reached (${reason.description ?? "the connection failed"}). Look at the network and at the base URL, ${reason.url}.`
    case "InternalProviderError":
      return `${module} has trouble of its own (${reason.description}). Try again later, or name a fallback in the setting model.fallbacks.`
    case "InvalidRequestError":
      return `${module} does not take the request (${reason.description ?? "no reason given"}). Look at the model's name: \`pipewright models\` lists them.`
    case "ContentPolicyError":
      return `${module} declined the request for its content (${reason.description}).`
    default:
      return `${module}: ${briefly(reason.message)}`
  }
}

/** In the largest unit that says enough of it. */
const inWords = (duration: Duration.Duration): string => {
  const seconds = Math.ceil(Duration.toMillis(duration) / 1000)
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "second"]
  const count = Math.round(seconds / size)
  return `${count} ${unit}${count === 1 ? "" : "s"}`
}

const units = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"]
] as const

const keyAdvice = (name: string | undefined): string =>
  name === undefined
    ? "Name the variable that holds it with --api-key-env."
    : `Set ${name}, or name another variable with --api-key-env.`

/** `Retry-After` in seconds or as a date, and `retry-after-ms`. */
export const retryAfterOf = (headers: Headers | undefined, now: number): Duration.Duration | undefined => {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN)
  if (Number.isFinite(exact) && exact >= 0) return Duration.millis(exact)
  const text = headers?.get("retry-after")
  if (text === null || text === undefined || text.trim() === "") return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Duration.seconds(Math.max(0, seconds))
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Duration.millis(Math.max(0, date - now))
}

const statusOf = (thrown: unknown): number | undefined => {
  const status = propertyOf(thrown, "status")
  return typeof status === "number" ? status : undefined
}

const headersOf = (thrown: unknown): Headers | undefined => {
  const headers = propertyOf(thrown, "headers")
  return headers instanceof Headers ? headers : undefined
}

/** OpenAI answers a used-up quota with 429 too; waiting does not help then. */
const saysQuota = (thrown: unknown): boolean => propertyOf(thrown, "code") === "insufficient_quota"

const messageOf = (thrown: unknown): string => {
  const message = propertyOf(thrown, "message")
  return typeof message === "string" ? message : String(thrown)
}

/** Some providers repeat the key in what they complain about. */
const withoutKey = (text: string, { apiKey }: Endpoint): string =>
  apiKey === "" ? text : text.replaceAll(apiKey, "[key]")

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

const briefly = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
