/**
 * The wires by name. An SDK is loaded when its wire is asked for, so that nobody pays for one who needs none.
 */
import type { ProviderEntry } from "./RuleData.ts"
import type { Endpoint, Wire } from "./Wire.ts"

export const wireOf = async (name: ProviderEntry["wire"], endpoint: Endpoint): Promise<Wire> => {
  switch (name) {
    case "responses":
      return (await import("./openai/Responses.ts")).responsesWire(endpoint)
    case "messages":
      return (await import("./anthropic/Messages.ts")).messagesWire(endpoint)
    case "chat":
      return (await import("./compatible/ChatCompletions.ts")).chatWire(endpoint)
  }
}
