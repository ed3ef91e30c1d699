/**
 * Names that differ in nothing but case. GitHub's maps do not mind case: it refuses a file in which two keys of one
 * map are the same to it.
 */
import { keyText, type MapNode, type Node, type Pair } from "../../../document/Node.ts"
import { child, format, type Pointer, type Segment } from "../../../document/Pointer.ts"
import { check, edit, type Say } from "./Say.ts"

export const names = check(({ workflow }, say) => {
  const path: Array<Segment> = []
  // What an alias stands for is looked at where it is written.
  const visit = (node: Node): void => {
    if (node.kind === "seq") {
      for (let index = 0; index < node.items.length; index++) {
        path.push(index)
        visit(node.items[index] as Node)
        path.pop()
      }
    } else if (node.kind === "map") {
      if (mayClash(node)) clashes(say, node, format(path))
      for (const pair of node.pairs) {
        path.push(keyText(pair) ?? "")
        visit(pair.value)
        path.pop()
      }
    }
  }
  visit(workflow.root)
})

/** Maps up to this size are looked at pair by pair, which mostly needs no more than the lengths of keys. */
const small = 12

/** Whether two keys may be the same but for case. */
const mayClash = ({ pairs }: MapNode): boolean => {
  if (pairs.length > small) return true
  for (let i = 1; i < pairs.length; i++) {
    const name = keyText(pairs[i] as Pair)
    for (let j = 0; j < i; j++) {
      const other = keyText(pairs[j] as Pair)
      if (name?.length === other?.length && name?.toLowerCase() === other?.toLowerCase()) return true
    }
  }
  return false
}

const clashes = (say: Say, map: MapNode, pointer: Pointer): void => {
  const keys = new Map<string, string>()
  for (const pair of map.pairs) {
    const name = keyText(pair)
    if (name === undefined) continue
    const lower = name.toLowerCase()
    const before = keys.get(lower)
    // Two keys that are spelled alike are the reader's to tell.
    if (before === undefined) keys.set(lower, name)
    else if (before !== name) twice(say, child(pointer, name), pair.key, name, before, keys)
  }
}

const twice = (
  say: Say,
  pointer: Pointer,
  at: Node,
  name: string,
  before: string,
  keys: ReadonlyMap<string, string>
): void => {
  let other = `${name}-2`
  for (let count = 3; keys.has(other.toLowerCase()); count++) other = `${name}-${count}`
  const parent = pointer.slice(0, pointer.lastIndexOf("/"))
  say.problem({
    rule: "name-duplicate",
    message: `\`${name}\` is the same name as \`${before}\`: GitHub does not mind case.`,
    pointer,
    at,
    fixes: [
      edit(`Call it \`${other}\``, [{ op: "move", from: pointer, path: child(parent, other) }], "unsafe", 0.5)
    ]
  })
}
