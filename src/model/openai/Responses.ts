/**
 * The wire of OpenAI's own API: responses, streamed, over the official SDK.
 */
import type { ResponseCreateParamsStreaming, ResponseStreamEvent } from "openai/resources/responses/responses"
import { attempt } from "../Attempt.ts"
import { disconnected, faultOf } from "../ModelFault.ts"
import type { ModelReply, ModelRequest, ToolCall } from "../ModelRequest.ts"
import { inputTokensOf, outputTokensOf } from "../Tokens.ts"
import type { CallOptions, Endpoint, Wire } from "../Wire.ts"
import { listModels, openAi } from "./OpenAiSdk.ts"

export const responsesWire = (endpoint: Endpoint): Wire => {
  const client = openAi(endpoint)
  return {
    list: attempt(endpoint, "models", (signal) => listModels(client, signal)),
    call: (request, options) =>
      attempt(endpoint, "responses", async (signal) => {
        const stream = await client.responses.create(body(request), {
          signal,
          headers: { "Idempotency-Key": options.idempotencyKey }
        })
        return collect(endpoint, request, options, stream)
      })
  }
}

const body = (request: ModelRequest): ResponseCreateParamsStreaming => {
  const { toolChoice, format } = request
  return {
    model: request.model,
    instructions: request.system,
    input: request.messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    stream: true,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map((tool) => ({
            type: "function" as const,
            name: tool.name,
            ...(tool.description === undefined ? {} : { description: tool.description }),
            parameters: tool.parameters as Record<string, unknown>,
            strict: false
          })),
          tool_choice:
            typeof toolChoice === "string" ? toolChoice : { type: "function" as const, name: toolChoice.tool }
        }),
    ...(format === undefined
      ? {}
      : {
          text: {
            format: {
              type: "json_schema" as const,
              name: format.name,
              schema: format.schema as Record<string, unknown>,
              strict: false
            }
          }
        })
  }
}

const collect = async (
  endpoint: Endpoint,
  request: ModelRequest,
  { onDelta }: CallOptions,
  stream: AsyncIterable<ResponseStreamEvent>
): Promise<ModelReply> => {
  let text = ""
  let refusal = ""
  const toolCalls: Array<ToolCall> = []
  for await (const event of stream) {
    switch (event.type) {
      case "response.output_text.delta":
        text += event.delta
        onDelta?.(event.delta, "text")
        break
      case "response.refusal.delta":
        refusal += event.delta
        break
      case "response.function_call_arguments.delta":
        onDelta?.(event.delta, "tool")
        break
      case "response.output_item.done":
        if (event.item.type === "function_call")
          toolCalls.push({
            id: event.item.call_id,
            name: event.item.name,
            arguments: event.item.arguments
          })
        break
      case "response.failed":
        throw faultOf(endpoint, "responses", {
          status: 500,
          message: event.response.error?.message ?? "the response failed"
        })
      case "error":
        throw faultOf(endpoint, "responses", new Error(event.message))
      case "response.completed":
      case "response.incomplete": {
        const { usage, incomplete_details } = event.response
        const reply = { text, toolCalls }
        return {
          ...reply,
          ...(refusal === "" ? {} : { refusal }),
          finish:
            incomplete_details?.reason === "max_output_tokens"
              ? "length"
              : incomplete_details?.reason === "content_filter"
                ? "content-filter"
                : toolCalls.length > 0
                  ? "tool-calls"
                  : "stop",
          usage:
            usage === undefined || usage === null
              ? {
                  inputTokens: inputTokensOf(request),
                  outputTokens: outputTokensOf(reply),
                  estimated: true
                }
              : { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens, estimated: false }
        }
      }
    }
  }
  throw disconnected(endpoint, "responses", "the answer broke off in the middle")
}
