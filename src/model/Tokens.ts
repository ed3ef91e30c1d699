/**
 * Tokens, roughly: about four characters of English or of YAML make one. Good for budgets and estimates before a
 * call; what a call really took is what the provider says.
 */
import type { ModelReply, ModelRequest } from "./ModelRequest.ts"

const charactersPerToken = 4

export const tokensOf = (text: string): number => Math.ceil(text.length / charactersPerToken)

/** Everything of a request that a provider counts as input. */
export const inputTokensOf = (request: ModelRequest): number =>
  tokensOf(request.system) +
  request.messages.reduce((sum, { content }) => sum + tokensOf(content) + 4, 0) +
  (request.tools.length === 0 ? 0 : tokensOf(JSON.stringify(request.tools))) +
  (request.format === undefined ? 0 : tokensOf(JSON.stringify(request.format)))

export const outputTokensOf = (reply: Pick<ModelReply, "text" | "toolCalls">): number =>
  tokensOf(reply.text) + reply.toolCalls.reduce((sum, call) => sum + tokensOf(call.name + call.arguments), 0)
