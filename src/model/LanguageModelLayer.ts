/**
 * Effect's own `LanguageModel`, answered by a `ModelClient`: for programs that are written against `effect/ai` and
 * are to go through the same record, retries, limits and budget as everything else.
 */
import { Effect, Layer, Queue, Stream } from "effect"
import { AiError, LanguageModel, OpenAiStructuredOutput, type Prompt, type Response, Tool } from "effect/ai"
import { ModelClient, type ModelFailure, type Question } from "./ModelClient.ts"
import type { Message, ModelReply } from "./ModelRequest.ts"
import { StreamedText } from "./StreamedText.ts"

export const languageModelLayer: Layer.Layer<LanguageModel.LanguageModel, never, ModelClient> = Layer.effect(
  LanguageModel.LanguageModel,
  Effect.gen(function* () {
    const client = yield* ModelClient
    const failed = (failure: ModelFailure): AiError.AiError =>
      AiError.make({
        module: client.spec.provider,
        method: "generateText",
        reason: new AiError.UnknownError({ description: failure.message })
      })
    return yield* LanguageModel.make({
      codecTransformer: OpenAiStructuredOutput.toCodecOpenAI,
      generateText: (options) =>
        client.ask(questionOf(options, client.spec.output)).pipe(
          Effect.map(({ reply }) => [...partsOf(reply)]),
          Effect.mapError(failed)
        ),
      streamText: (options) =>
        Stream.callback<Response.StreamPartEncoded, AiError.AiError>((queue) => {
          const streamed = new StreamedText()
          return client
            .ask(questionOf(options, client.spec.output), {
              onAttempt: () => streamed.restart(),
              onDelta: (piece, kind) => {
                if (kind !== "text") return
                const { begun } = streamed
                const delta = streamed.add(piece)
                if (delta === "") return
                if (!begun) Queue.offerUnsafe(queue, { type: "text-start", id: "0" })
                Queue.offerUnsafe(queue, { type: "text-delta", id: "0", delta })
              }
            })
            .pipe(
              Effect.matchEffect({
                onFailure: (failure) => Queue.fail(queue, failed(failure)),
                onSuccess: ({ reply }) => {
                  const rest = streamed.rest(reply.text)
                  return rest === undefined
                    ? Queue.fail(queue, brokenOff(client.spec.provider))
                    : Effect.andThen(
                        Queue.offerAll(queue, restOf(reply, rest, streamed.begun)),
                        Queue.end(queue)
                      )
                }
              })
            )
        })
    })
  })
)

const questionOf = (options: LanguageModel.ProviderOptions, maxOutputTokens: number): Question => {
  const { responseFormat, toolChoice } = options
  const { system, messages } = conversation(options.prompt)
  return {
    system,
    messages,
    tools: options.tools.map((tool) => ({
      name: tool.name,
      description: tool.description ?? "",
      parameters: Tool.getJsonSchema(tool) as never
    })),
    toolChoice:
      typeof toolChoice === "string" ? toolChoice : "tool" in toolChoice ? { tool: toolChoice.tool } : "auto",
    ...(responseFormat.type === "json"
      ? {
          format: {
            name: responseFormat.objectName,
            schema: Tool.getJsonSchemaFromSchema(responseFormat.schema) as never
          }
        }
      : {}),
    maxOutputTokens
  }
}

const conversation = (prompt: Prompt.Prompt): { system: string; messages: ReadonlyArray<Message> } => {
  const system: Array<string> = []
  const messages: Array<Message> = []
  for (const message of prompt.content) {
    if (message.role === "system") {
      system.push(message.content)
      continue
    }
    const content = message.content
      .map((part) =>
        part.type === "text"
          ? part.text
          : part.type === "tool-call"
            ? `call of ${part.name}: ${JSON.stringify(part.params)}`
            : part.type === "tool-result"
              ? `result of ${part.name}: ${JSON.stringify(part.result)}`
              : ""
      )
      .filter((text) => text !== "")
      .join("\n")
    messages.push({ role: message.role === "assistant" ? "assistant" : "user", content })
  }
  return { system: system.join("\n\n"), messages }
}

const finishOf = ({ finish, usage }: ModelReply): Response.FinishPartEncoded => ({
  type: "finish",
  reason: finish,
  usage: { inputTokens: { total: usage.inputTokens }, outputTokens: { total: usage.outputTokens } }
})

const partsOf = (reply: ModelReply): ReadonlyArray<Response.PartEncoded> => [
  ...(reply.text === "" ? [] : [{ type: "text" as const, text: reply.text }]),
  ...callsOf(reply),
  finishOf(reply)
]

const brokenOff = (provider: string): AiError.AiError =>
  AiError.make({
    module: provider,
    method: "streamText",
    reason: new AiError.UnknownError({
      description:
        "the answer broke off while it was streamed, and the next attempt answered something else. Ask again, or use generateText."
    })
  })

/** What a stream still lacks; a recorded reply did not stream at all. */
const restOf = (
  reply: ModelReply,
  rest: string,
  begun: boolean
): ReadonlyArray<Response.StreamPartEncoded> => [
  ...(begun || rest === "" ? [] : [{ type: "text-start" as const, id: "0" }]),
  ...(rest === "" ? [] : [{ type: "text-delta" as const, id: "0", delta: rest }]),
  ...(reply.text === "" ? [] : [{ type: "text-end" as const, id: "0" }]),
  ...callsOf(reply),
  finishOf(reply)
]

const callsOf = (reply: ModelReply) =>
  reply.toolCalls.map((call) => ({
    type: "tool-call" as const,
    id: call.id,
    name: call.name,
    params: parsed(call.arguments)
  }))

/** What is no JSON stays text, for the schema of the tool to complain about. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
