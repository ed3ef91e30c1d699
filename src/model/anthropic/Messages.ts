/**
 * The wire of Anthropic's API: messages, streamed, over the official SDK.
 */
import Anthropic from "@anthropic-ai/sdk"
import type {
  MessageCreateParamsStreaming,
  RawMessageStreamEvent,
  ToolChoice
} from "@anthropic-ai/sdk/resources/messages"
import { attempt } from "../Attempt.ts"
import { disconnected } from "../ModelFault.ts"
import type { ModelReply, ModelRequest } from "../ModelRequest.ts"
import { inputTokensOf, outputTokensOf } from "../Tokens.ts"
import type { CallOptions, Endpoint, Wire } from "../Wire.ts"

export const messagesWire = (endpoint: Endpoint): Wire => {
  const client = new Anthropic({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey,
    // Not taken from the environment behind our back.
    authToken: null,
    maxRetries: 0,
    timeout: endpoint.timeout,
    logLevel: "off"
  })
  return {
    list: attempt(endpoint, "models", async (signal) => {
      const names: Array<string> = []
      for await (const { id } of client.models.list({}, { signal })) names.push(id)
      return names
    }),
    call: (request, options) =>
      attempt(endpoint, "messages", async (signal) => {
        const stream = await client.messages.create(body(request), {
          signal,
          headers: { "Idempotency-Key": options.idempotencyKey }
        })
        return collect(endpoint, request, options, stream)
      })
  }
}

const body = (request: ModelRequest): MessageCreateParamsStreaming => ({
  model: request.model,
  system: request.system,
  messages: request.messages.map(({ role, content }) => ({ role, content })),
  max_tokens: request.maxOutputTokens,
  stream: true,
  ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  ...(request.tools.length === 0
    ? {}
    : {
        tools: request.tools.map(({ name, description, parameters }) => ({
          name,
          ...(description === undefined ? {} : { description }),
          input_schema: parameters as { type: "object" }
        })),
        tool_choice: choiceOf(request.toolChoice)
      }),
  ...(request.format === undefined
    ? {}
    : {
        output_config: {
          format: { type: "json_schema", schema: request.format.schema as Record<string, unknown> }
        }
      })
})

const choiceOf = (choice: ModelRequest["toolChoice"]): ToolChoice => {
  if (typeof choice === "object") return { type: "tool", name: choice.tool }
  return choice === "required" ? { type: "any" } : { type: choice }
}

const collect = async (
  endpoint: Endpoint,
  request: ModelRequest,
  { onDelta }: CallOptions,
  stream: AsyncIterable<RawMessageStreamEvent>
): Promise<ModelReply> => {
  let text = ""
  let stop: string | undefined
  let ended = false
  let input: number | undefined
  let output: number | undefined
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for await (const event of stream) {
    switch (event.type) {
      case "message_start": {
        const { usage } = event.message
        input =
          usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0)
        output = usage.output_tokens
        break
      }
      case "content_block_start":
        if (event.content_block.type === "tool_use")
          calls.set(event.index, {
            id: event.content_block.id,
            name: event.content_block.name,
            arguments: ""
          })
        break
      case "content_block_delta": {
        const { delta } = event
        if (delta.type === "text_delta") {
          text += delta.text
          onDelta?.(delta.text, "text")
        } else if (delta.type === "input_json_delta") {
          const call = calls.get(event.index)
          if (call !== undefined) call.arguments += delta.partial_json
          onDelta?.(delta.partial_json, "tool")
        }
        break
      }
      case "message_delta":
        stop = event.delta.stop_reason ?? stop
        output = event.usage.output_tokens
        break
      case "message_stop":
        ended = true
        break
    }
  }
  if (!ended) throw disconnected(endpoint, "messages", "the answer broke off in the middle")
  const reply = { text, toolCalls: [...calls.values()] }
  return {
    ...reply,
    ...(stop === "refusal" ? { refusal: text === "" ? "the model declined" : text } : {}),
    finish: finishes[stop ?? ""] ?? "other",
    usage:
      input === undefined || output === undefined
        ? { inputTokens: inputTokensOf(request), outputTokens: outputTokensOf(reply), estimated: true }
        : { inputTokens: input, outputTokens: output, estimated: false }
  }
}

const finishes: Readonly<Record<string, ModelReply["finish"]>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool-calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content-filter"
}
