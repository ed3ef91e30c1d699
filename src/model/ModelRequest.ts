/**
 * What is asked of a language model and what it answers, as plain data: the same for every provider, so that a
 * request can be hashed, recorded and replayed.
 */
import { createHash } from "node:crypto"
import { Schema } from "effect"

export const Message = Schema.Struct({
  role: Schema.Literals(["user", "assistant"]),
  content: Schema.String
})
export type Message = typeof Message.Type

/**
 * A function that the model may call. `parameters` is a JSON Schema of an object. Without a description the system
 * prompt says what it does.
 */
export const ModelTool = Schema.Struct({
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  parameters: Schema.Json
})
export type ModelTool = typeof ModelTool.Type

export const ModelRequest = Schema.Struct({
  /** As the provider calls it. */
  model: Schema.String,
  system: Schema.String,
  messages: Schema.Array(Message),
  tools: Schema.Array(ModelTool),
  /** `required`: some tool; otherwise the name of the one that has to be called, or the model's choice. */
  toolChoice: Schema.Union([
    Schema.Literals(["auto", "none", "required"]),
    Schema.Struct({ tool: Schema.String })
  ]),
  /** A JSON Schema that the text of the answer has to conform to. */
  format: Schema.optionalKey(Schema.Struct({ name: Schema.String, schema: Schema.Json })),
  maxOutputTokens: Schema.Int,
  /** Left to the provider where it is not set; some models refuse to be told. */
  temperature: Schema.optionalKey(Schema.Finite)
})
export type ModelRequest = typeof ModelRequest.Type

export const Usage = Schema.Struct({
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** The provider named no usage: counted by us, roughly. */
  estimated: Schema.Boolean
})
export type Usage = typeof Usage.Type

/** Arguments stay text: whether they are JSON is for the reader to judge. */
export const ToolCall = Schema.Struct({ id: Schema.String, name: Schema.String, arguments: Schema.String })
export type ToolCall = typeof ToolCall.Type

export const ModelReply = Schema.Struct({
  text: Schema.String,
  toolCalls: Schema.Array(ToolCall),
  finish: Schema.Literals(["stop", "tool-calls", "length", "content-filter", "other"]),
  /** The model declined, in its words. */
  refusal: Schema.optionalKey(Schema.String),
  usage: Usage
})
export type ModelReply = typeof ModelReply.Type

/** The content address of a request: equal for equal requests, whatever the order of keys. */
export const requestHash = (request: ModelRequest): string =>
  createHash("sha256").update(canonical(request)).digest("base64url")

const canonical = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  return `{${Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(",")}}`
}
