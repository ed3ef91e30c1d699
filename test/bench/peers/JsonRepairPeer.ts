/**
 * `jsonrepair`, the usual first aid for JSON that a model wrote. It is given what stands in the code fence, where
 * there is one; a text that is no JSON at all it refuses or turns into a string.
 */
import { jsonrepair } from "jsonrepair"
import { unfenced } from "../PlainData.ts"
import type { Peer } from "./Peer.ts"

export const jsonRepairPeer: Peer = {
  name: "jsonrepair",
  how: "with fences stripped",
  dialects: ["github-actions", "gitlab-ci", "ai-workflow"],
  repair: async (text) => {
    const inside = unfenced(text)
    // Its answer to YAML is one long string, which is worse than the YAML.
    if (!/^\s*[{[]/.test(inside)) return inside
    try {
      return jsonrepair(inside)
    } catch {
      return inside
    }
  }
}
