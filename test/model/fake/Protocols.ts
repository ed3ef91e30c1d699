/**
 * The three protocols: an answer as each of them writes it, in one piece or as server-sent events.
 */
import type { FakeReply } from "./FakeReply.ts"
import type { FakeRequest } from "./FakeRequest.ts"

type Answer = Extract<FakeReply, { readonly _tag: "answer" }>

/** The events of a stream in order, each as the text to send; `[DONE]` where the protocol has it. */
export const eventsOf = (request: FakeRequest, answer: Answer): ReadonlyArray<string> => {
  switch (request.protocol) {
    case "chat":
      return chat(request, answer)
    case "responses":
      return responses(request, answer)
    case "messages":
      return messages(request, answer)
  }
}

/** A fault in the form of its protocol. */
export const faultBody = (request: FakeRequest, status: number, message: string): unknown =>
  request.protocol === "messages"
    ? { type: "error", error: { type: status === 529 ? "overloaded_error" : "api_error", message } }
    : { error: { message, type: "error", code: status === 429 ? "rate_limit_exceeded" : null } }

const usageOf = (request: FakeRequest, { text = "", tool, usage }: Answer) =>
  usage === "none"
    ? undefined
    : (usage ?? {
        input: Math.ceil(request.body.length / 4),
        output: Math.max(1, Math.ceil((text + (tool?.arguments ?? "")).length / 4))
      })

/** Pieces as a model would stream them. */
const pieces = (text: string): ReadonlyArray<string> => text.match(/[\s\S]{1,24}/g) ?? []

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`

const chat = (request: FakeRequest, answer: Answer): ReadonlyArray<string> => {
  const { text = "", tool, refusal, finish = "stop" } = answer
  const chunk = (delta: unknown, reason: string | null = null): string =>
    data({
      id: "chat-1",
      object: "chat.completion.chunk",
      created: 0,
      model: request.model,
      choices: [{ index: 0, delta, finish_reason: reason }]
    })
  const usage = usageOf(request, answer)
  return [
    chunk({ role: "assistant", content: "" }),
    ...pieces(text).map((content) => chunk({ content })),
    ...(refusal === undefined ? [] : [chunk({ refusal })]),
    ...(tool === undefined
      ? []
      : [
          chunk({
            tool_calls: [
              { index: 0, id: "call-1", type: "function", function: { name: tool.name, arguments: "" } }
            ]
          }),
          ...pieces(tool.arguments).map((part) =>
            chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })
          )
        ]),
    chunk({}, tool !== undefined && finish === "stop" ? "tool_calls" : finish),
    ...(usage === undefined
      ? []
      : [
          data({
            id: "chat-1",
            object: "chat.completion.chunk",
            created: 0,
            model: request.model,
            choices: [],
            usage: {
              prompt_tokens: usage.input,
              completion_tokens: usage.output,
              total_tokens: usage.input + usage.output
            }
          })
        ]),
    "data: [DONE]\n\n"
  ]
}

const responses = (request: FakeRequest, answer: Answer): ReadonlyArray<string> => {
  const { text = "", tool, refusal, finish = "stop" } = answer
  let number = 0
  const event = (type: string, rest: Readonly<Record<string, unknown>>): string =>
    `event: ${type}\n${data({ type, sequence_number: number++, ...rest })}`
  const usage = usageOf(request, answer)
  const base = { id: "response-1", object: "response", created_at: 0, model: request.model, output: [] }
  const item =
    tool === undefined ? undefined : { type: "function_call", id: "item-1", call_id: "call-1", ...tool }
  const place = { item_id: "item-1", output_index: 0, content_index: 0 }
  return [
    event("response.created", { response: { ...base, status: "in_progress" } }),
    ...pieces(text).map((delta) => event("response.output_text.delta", { ...place, delta })),
    ...(refusal === undefined ? [] : [event("response.refusal.delta", { ...place, delta: refusal })]),
    ...(item === undefined
      ? []
      : [
          ...pieces(item.arguments).map((delta) =>
            event("response.function_call_arguments.delta", { ...place, delta })
          ),
          event("response.output_item.done", { output_index: 0, item })
        ]),
    event(finish === "stop" ? "response.completed" : "response.incomplete", {
      response: {
        ...base,
        status: finish === "stop" ? "completed" : "incomplete",
        incomplete_details:
          finish === "stop" ? null : { reason: finish === "length" ? "max_output_tokens" : "content_filter" },
        usage:
          usage === undefined
            ? null
            : {
                input_tokens: usage.input,
                output_tokens: usage.output,
                total_tokens: usage.input + usage.output
              }
      }
    })
  ]
}

const messages = (request: FakeRequest, answer: Answer): ReadonlyArray<string> => {
  const { text = "", tool, refusal, finish = "stop" } = answer
  const event = (type: string, rest: Readonly<Record<string, unknown>>): string =>
    `event: ${type}\n${data({ type, ...rest })}`
  const usage = usageOf(request, answer) ?? { input: 0, output: 0 }
  const said = refusal ?? text
  const stop =
    refusal !== undefined || finish === "content_filter"
      ? "refusal"
      : finish === "length"
        ? "max_tokens"
        : tool === undefined
          ? "end_turn"
          : "tool_use"
  const block = (
    index: number,
    content_block: unknown,
    deltas: ReadonlyArray<unknown>
  ): ReadonlyArray<string> => [
    event("content_block_start", { index, content_block }),
    ...deltas.map((delta) => event("content_block_delta", { index, delta })),
    event("content_block_stop", { index })
  ]
  return [
    event("message_start", {
      message: {
        id: "message-1",
        type: "message",
        role: "assistant",
        model: request.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: usage.input, output_tokens: 0 }
      }
    }),
    ...(said === ""
      ? []
      : block(
          0,
          { type: "text", text: "" },
          pieces(said).map((piece) => ({ type: "text_delta", text: piece }))
        )),
    ...(tool === undefined
      ? []
      : block(
          said === "" ? 0 : 1,
          { type: "tool_use", id: "call-1", name: tool.name, input: {} },
          pieces(tool.arguments).map((part) => ({ type: "input_json_delta", partial_json: part }))
        )),
    event("message_delta", {
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: usage.output }
    }),
    event("message_stop", {})
  ]
}
