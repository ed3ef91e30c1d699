/**
 * A walk through a document: every node once, with its place. What an alias stands for is seen where it is written.
 */
import { keyText, type Node, type Pair } from "../../../document/Node.ts"
import { child, format, type Pointer, type Segment } from "../../../document/Pointer.ts"

export interface Visit {
  readonly node: Node
  /** That of the value where the node is a key. Made when it is asked for: few nodes are of interest. */
  readonly pointer: () => Pointer
  /** The pair whose key the node is. */
  readonly keyOf: Pair | undefined
}

export const walk = (root: Node, visit: (visit: Visit) => void): void => {
  const path: Array<Segment> = []
  const pointer = (): Pointer => format(path)
  const enter = (node: Node): void => {
    visit({ node, pointer, keyOf: undefined })
    if (node.kind === "seq") {
      node.items.forEach((item, index) => {
        path.push(index)
        enter(item)
        path.pop()
      })
    } else if (node.kind === "map") {
      for (const pair of node.pairs) {
        path.push(keyText(pair) ?? "")
        visit({ node: pair.key, pointer, keyOf: pair })
        enter(pair.value)
        path.pop()
      }
    }
  }
  enter(root)
}

/** Where each map of a document is written. */
export const placesOf = (root: Node): ReadonlyMap<Node, Pointer> => {
  const places = new Map<Node, Pointer>()
  const enter = (node: Node, pointer: Pointer): void => {
    if (node.kind === "seq") {
      node.items.forEach((item, index) => {
        enter(item, child(pointer, index))
      })
    }
    if (node.kind !== "map") return
    places.set(node, pointer)
    for (const pair of node.pairs) enter(pair.value, child(pointer, keyText(pair) ?? ""))
  }
  enter(root, "")
  return places
}
