/**
 * Names that differ in nothing but case. GitHub's maps do not mind case: it refuses a file in which two keys of one
 * map are the same to it.
 */
import { keyText, type Node, resolve } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { check, edit, type Say } from "./Say.ts"

export const names = check(({ workflow }, say) => {
  const seen = new Set<Node>()
  const visit = (written: Node, path: () => Pointer): void => {
    const node = resolve(written)
    if (node === undefined || node.kind === "scalar" || seen.has(node)) return
    seen.add(node)
    if (node.kind === "seq") {
      node.items.forEach((item, index) => {
        visit(item, () => child(path(), index))
      })
      return
    }
    const keys = new Map<string, string>()
    for (const pair of node.pairs) {
      const name = keyText(pair)
      if (name === undefined) continue
      const lower = name.toLowerCase()
      const before = keys.get(lower)
      // Two keys that are spelled alike are the reader's to tell.
      if (before === undefined) keys.set(lower, name)
      else if (before !== name) twice(say, child(path(), name), pair.key, name, before, keys)
      visit(pair.value, () => child(path(), name))
    }
  }
  visit(workflow.root, () => "")
})

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
