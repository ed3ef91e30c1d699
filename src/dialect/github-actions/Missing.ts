/**
 * What a required key that is missing most likely held, where the file around it tells.
 */
import { type Json, type Node, resolve } from "../../document/Node.ts"
import { parse } from "../../document/Pointer.ts"
import { guess, stepNodes } from "./model/Action.ts"

/** `pointer` is that of the map the key belongs in. */
export const missing = (root: Node, pointer: string, key: string): Json | undefined => {
  if (key !== "uses") return undefined
  const path = parse(pointer)
  if (path.at(-2) !== "steps") return undefined
  const step = at(root, path)
  return step?.kind === "map" ? guess(step, stepNodes(root)) : undefined
}

const at = (root: Node, path: ReadonlyArray<string>): ReturnType<typeof resolve> => {
  let node = resolve(root)
  for (const segment of path) {
    if (node?.kind === "map") {
      const pair = node.pairs.find(({ key }) => key.kind === "scalar" && String(key.value) === segment)
      node = resolve(pair?.value)
    } else if (node?.kind === "seq") node = resolve(node.items[Number(segment)])
    else return undefined
  }
  return node
}
