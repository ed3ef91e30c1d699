/**
 * A request as the fake server understands it, whichever protocol it came by.
 */
export type Protocol = "chat" | "responses" | "messages"

export interface FakeRequest {
  readonly protocol: Protocol
  readonly model: string
  readonly system: string
  /** What the user said, in one piece. */
  readonly prompt: string
  /** Names of the tools that were offered. */
  readonly tools: ReadonlyArray<string>
  readonly stream: boolean
  readonly apiKey: string
  readonly idempotencyKey: string | undefined
  /** The body as it came. */
  readonly body: string
}

type Data = Readonly<Record<string, unknown>>

export const readRequest = (
  protocol: Protocol,
  body: string,
  header: (name: string) => string | undefined
): FakeRequest => {
  const data = JSON.parse(body) as Data
  const messages = listOf(protocol === "responses" ? data.input : data.messages)
  const said = (role: string): string =>
    messages
      .filter((message) => message.role === role)
      .map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content)))
      .join("\n")
  const top = protocol === "responses" ? data.instructions : data.system
  return {
    protocol,
    model: String(data.model),
    system: protocol === "chat" ? said("system") : String(top ?? ""),
    prompt: said("user"),
    tools: listOf(data.tools).map((tool) =>
      String(protocol === "chat" ? (tool.function as Data).name : tool.name)
    ),
    stream: data.stream === true,
    apiKey: header("x-api-key") ?? header("authorization")?.replace(/^Bearer /, "") ?? "",
    idempotencyKey: header("idempotency-key"),
    body
  }
}

const listOf = (value: unknown): ReadonlyArray<Data> =>
  Array.isArray(value) ? (value as ReadonlyArray<Data>) : []
