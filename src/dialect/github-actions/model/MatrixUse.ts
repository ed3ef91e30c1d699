/**
 * Whether a job speaks of a matrix: then a `strategy` is at home in it.
 */
import { type Node, resolve } from "../../../document/Node.ts"

const mention = /\bmatrix\s*[.[]/

/** Pure: looks at the texts that stand below the node, its aliases followed. */
export const asksForMatrix = (job: Node): boolean => {
  const rest: Array<Node> = [job]
  const seen = new Set<Node>()
  for (let at = resolve(rest.pop()); at !== undefined; at = resolve(rest.pop())) {
    if (seen.has(at)) continue
    seen.add(at)
    if (at.kind === "map") for (const { value } of at.pairs) rest.push(value)
    else if (at.kind === "seq") rest.push(...at.items)
    else if (typeof at.value === "string" && mention.test(at.value)) return true
  }
  return false
}
