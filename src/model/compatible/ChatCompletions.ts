/**
 * The wire that most servers speak: chat completions, streamed, over the official `openai` SDK at another base URL
 * (Gemini, vLLM, Ollama, and whatever calls itself compatible).
 */
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming
} from "openai/resources/chat/completions"
import { attempt } from "../Attempt.ts"
import { disconnected } from "../ModelFault.ts"
import type { ModelReply, ModelRequest } from "../ModelRequest.ts"
import { listModels, openAi } from "../openai/OpenAiSdk.ts"
import { inputTokensOf, outputTokensOf } from "../Tokens.ts"
import type { CallOptions, Endpoint, Wire } from "../Wire.ts"

export const chatWire = (endpoint: Endpoint): Wire => {
  const client = openAi(endpoint)
  return {
    list: attempt(endpoint, "models", (signal) => listModels(client, signal)),
    call: (request, options) =>
      attempt(endpoint, "chat completions", async (signal) => {
        const stream = await client.chat.completions.create(body(request), {
          signal,
          headers: { "Idempotency-Key": options.idempotencyKey }
        })
        return collect(endpoint, request, options, stream)
      })
  }
}

const body = (request: ModelRequest): ChatCompletionCreateParamsStreaming => {
  const { toolChoice, format } = request
  return {
    model: request.model,
    messages: [
      { role: "system", content: request.system },
      ...request.messages.map(({ role, content }) => ({ role, content }))
    ],
    max_tokens: request.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, parameters }) => ({
            type: "function" as const,
            function: {
              name,
              ...(description === undefined ? {} : { description }),
              parameters: parameters as Record<string, unknown>
            }
          })),
          tool_choice:
            typeof toolChoice === "string"
              ? toolChoice
              : { type: "function" as const, function: { name: toolChoice.tool } }
        }),
    ...(format === undefined
      ? {}
      : {
          response_format: {
            type: "json_schema" as const,
            json_schema: { name: format.name, schema: format.schema as Record<string, unknown> }
          }
        })
  }
}

const collect = async (
  endpoint: Endpoint,
  request: ModelRequest,
  { onDelta }: CallOptions,
  stream: AsyncIterable<ChatCompletionChunk>
): Promise<ModelReply> => {
  let text = ""
  let refusal = ""
  let finish: string | undefined
  let usage: ChatCompletionChunk["usage"]
  // Calls come in pieces, told apart by their index.
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage
    const choice = chunk.choices[0]
    if (choice === undefined) continue
    finish = choice.finish_reason ?? finish
    const { content, refusal: declined, tool_calls } = choice.delta
    if (content) {
      text += content
      onDelta?.(content, "text")
    }
    if (declined) refusal += declined
    for (const piece of tool_calls ?? []) {
      const call = calls.get(piece.index) ?? { id: "", name: "", arguments: "" }
      calls.set(piece.index, call)
      call.id ||= piece.id ?? ""
      call.name += piece.function?.name ?? ""
      call.arguments += piece.function?.arguments ?? ""
      if (piece.function?.arguments) onDelta?.(piece.function.arguments, "tool")
    }
  }
  if (finish === undefined)
    throw disconnected(endpoint, "chat completions", "the answer broke off in the middle")
  const reply = { text, toolCalls: [...calls.values()] }
  return {
    ...reply,
    ...(refusal === "" ? {} : { refusal }),
    finish: finishes[finish] ?? "other",
    usage:
      usage === undefined || usage === null
        ? { inputTokens: inputTokensOf(request), outputTokens: outputTokensOf(reply), estimated: true }
        : { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens, estimated: false }
  }
}

const finishes: Readonly<Record<string, ModelReply["finish"]>> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter"
}
