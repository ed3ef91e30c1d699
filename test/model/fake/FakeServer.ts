/**
 * A server on this machine that speaks chat completions, responses and messages, streamed, and answers as it is told.
 * It keeps every request that reached it, and hands the list out at `/log`, so that another process can be the witness.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { FakeReply } from "./FakeReply.ts"
import { type FakeRequest, type Protocol, readRequest } from "./FakeRequest.ts"
import { eventsOf, faultBody } from "./Protocols.ts"

/** Decides what a request is answered; `turn` counts the requests for its model before it. */
export type Behaviour = (request: FakeRequest, turn: number) => FakeReply | Promise<FakeReply>

export interface FakeServer {
  /** Without `/v1`: what the SDK of Anthropic takes. The others want `/v1` behind it. */
  readonly url: string
  readonly requests: ReadonlyArray<FakeRequest>
  readonly close: () => Promise<void>
}

const routes: ReadonlyArray<readonly [path: RegExp, protocol: Protocol]> = [
  [/\/chat\/completions$/, "chat"],
  [/\/responses$/, "responses"],
  [/\/messages$/, "messages"]
]

export const startFakeServer = async (
  behaviour: Behaviour,
  options: {
    readonly port?: number
    readonly models?: ReadonlyArray<string>
    /** The key that it wants; by default it takes any. */
    readonly key?: string
  } = {}
): Promise<FakeServer> => {
  const requests: Array<FakeRequest> = []
  const turns = new Map<string, number>()
  const server = createServer(async (incoming, outgoing) => {
    const path = new URL(incoming.url ?? "/", "http://localhost").pathname
    if (incoming.method === "GET" && path === "/log") return send(outgoing, 200, requests)
    const { authorization, "x-api-key": key = authorization?.replace(/^Bearer /, "") } = incoming.headers
    if (options.key !== undefined && key !== options.key)
      return send(outgoing, 401, { error: { message: `Incorrect API key provided: ${String(key)}` } })
    if (incoming.method === "GET" && path.endsWith("/models"))
      return send(outgoing, 200, {
        object: "list",
        data: (options.models ?? ["fake"]).map((id) => ({
          id,
          object: "model",
          type: "model",
          display_name: id
        })),
        has_more: false
      })
    const protocol = routes.find(([pattern]) => pattern.test(path))?.[1]
    if (incoming.method !== "POST" || protocol === undefined)
      return send(outgoing, 404, { error: { message: "not here" } })
    const request = readRequest(protocol, await bodyOf(incoming), (name) => {
      const value = incoming.headers[name]
      return Array.isArray(value) ? value[0] : value
    })
    requests.push(request)
    const turn = turns.get(request.model) ?? 0
    turns.set(request.model, turn + 1)
    return deliver(request, await behaviour(request, turn), outgoing)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const deliver = (request: FakeRequest, reply: FakeReply, outgoing: ServerResponse): void => {
  switch (reply._tag) {
    case "hang":
      return
    case "drop":
      outgoing.destroy()
      return
    case "fault":
      send(outgoing, reply.status, faultBody(request, reply.status, reply.message), reply.headers)
      return
    case "answer": {
      outgoing.writeHead(200, { "content-type": "text/event-stream" })
      let left = reply.cutAfter ?? Number.POSITIVE_INFINITY
      for (const event of eventsOf(request, reply)) {
        if (event.length > left) {
          outgoing.write(event.slice(0, left), () => outgoing.destroy())
          return
        }
        left -= event.length
        outgoing.write(event)
      }
      outgoing.end()
    }
  }
}

const send = (
  outgoing: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): void => {
  outgoing.writeHead(status, { "content-type": "application/json", ...headers })
  outgoing.end(JSON.stringify(body))
}

const bodyOf = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString("utf8")
}
