/**
 * Texts that parse and fit and still say something nobody means, whatever the format: one walk of the tree for all
 * kinds of them. It is made of every file, valid ones too, so that it makes nothing where there is nothing to say.
 */
import { keyText, type MapNode, type Node, type Pair } from "../document/Node.ts"
import { format, type Segment } from "../document/Pointer.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { oddText } from "./OddTexts.ts"
import { swallowedKeys } from "./SwallowedKey.ts"

/** `settled`: no repair of the text is outstanding, so that its lines may be edited. */
export const misread = (
  root: Node,
  text: string,
  document: number,
  settled: boolean
): ReadonlyArray<Diagnostic> => {
  const found: Array<Diagnostic> = []
  const path: Array<Segment> = []
  const add = (diagnostic: Diagnostic | undefined): void => {
    if (diagnostic !== undefined) found.push(diagnostic)
  }
  const walk = (node: Node): void => {
    if (node.kind === "scalar") add(oddText(node, path, document))
    else if (node.kind === "map") for (const pair of node.pairs) walkPair(pair, node)
    else if (node.kind === "seq") {
      for (let index = 0; index < node.items.length; index++) {
        path.push(index)
        walk(node.items[index] as Node)
        path.pop()
      }
    }
  }
  const walkPair = (pair: Pair, map: MapNode): void => {
    if (pair.value.kind === "scalar" && typeof pair.value.value === "string")
      add(swallowedKeys(pair, pair.value, map, text, settled, () => ({ map: format(path), document })))
    path.push(keyText(pair) ?? "")
    walk(pair.value)
    path.pop()
  }
  walk(root)
  return found
}
