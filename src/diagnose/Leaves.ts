/**
 * Leaves: the written scalars below a node, as a measure of what would be lost with it.
 */
import { type Node, resolve } from "../document/Node.ts"

/** At most `limit`; aliases are followed. */
export const leavesOf = (root: Node, limit = 1000): number => {
  let count = 0
  const stack: Array<Node> = [root]
  while (stack.length > 0 && count < limit) {
    const node = resolve(stack.pop())
    if (node === undefined) continue
    if (node.kind === "scalar") count += node.value === null ? 0 : 1
    else if (node.kind === "seq") stack.push(...node.items.slice(0, limit))
    else for (const each of node.pairs.slice(0, limit)) stack.push(each.value)
  }
  return count
}
