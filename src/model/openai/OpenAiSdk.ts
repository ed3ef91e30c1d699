/**
 * The official `openai` package, set up for one endpoint: without retries of its own, and without what it would
 * take from the environment.
 */
import OpenAI from "openai"
import type { Endpoint } from "../Wire.ts"

export const openAi = (endpoint: Endpoint): OpenAI =>
  new OpenAI({
    baseURL: endpoint.baseUrl,
    // Servers of one's own often want no key; the SDK insists on a text.
    apiKey: endpoint.apiKey === "" ? "none" : endpoint.apiKey,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: endpoint.timeout,
    logLevel: "off"
  })

export const listModels = async (client: OpenAI, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  const names: Array<string> = []
  for await (const { id } of client.models.list({ signal })) names.push(id)
  return names
}
