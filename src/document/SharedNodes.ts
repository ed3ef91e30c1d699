/**
 * Anchors and aliases under a patch.
 *
 * A patch speaks of values, and of one place at a time; an anchor writes one value for several places. After a
 * patch this file settles what is still shared: where every user of an anchor was edited alike, the edit belongs to
 * the anchor and the aliases stay; an alias whose anchor is gone, changed, or comes only later, takes the content
 * itself, and with it the anchor for those after it.
 */
import type { Draft } from "./Draft.ts"

import { type AliasNode, type Node, type Pair, resolve } from "./Node.ts"
import type { Operation } from "./Operation.ts"
import { format, type Pointer, within } from "./Pointer.ts"
import { copyOf, type Provenance } from "./Provenance.ts"
import { equalTrees } from "./Tree.ts"

/** Makes every alias of the draft mean what the patch left at its place. */
export const settleAliases = (draft: Draft): void => {
  const users = usersOf(draft.original)
  if (users.size === 0 || draft.made.isEmpty) return
  const agreed = agreements(draft, users)
  if (agreed.size > 0) draft.root = rewrite(draft.root, draft.made, (node) => agreed.get(node))
  const defined = new Map<string, Node>()
  draft.root = rewrite(draft.root, draft.made, (node) => {
    if (node.anchor !== undefined) defined.set(node.anchor, node)
    if (node.kind !== "alias" || node.target === undefined) return undefined
    const meant = defined.get(node.name)
    if (meant !== undefined && equalTrees(meant, node.target)) return undefined
    const content = { ...copyOf(node.target, draft.made, node), anchor: node.name }
    draft.made.set(content, { place: draft.made.placeOf(node), source: node.target, copy: true })
    defined.set(node.name, content)
    return content
  })
}

/**
 * The same operations said for every place that an anchored node is used at: an edit of the shared thing itself,
 * not of one of its uses. `move` and `copy` are repeated where both ends lie in the shared node; what moves into it
 * from elsewhere is copied to its other places first. With `merges` only at places that a `<<` leads to.
 */
export const throughAliases = (
  root: Node,
  operations: ReadonlyArray<Operation>,
  users: "all" | "merges" = "all"
): ReadonlyArray<Operation> => {
  const places = sharedPlaces(root)
  if (places.size === 0) return operations
  return operations.flatMap((operation) => {
    const ends = "from" in operation ? [operation.path, operation.from] : [operation.path]
    const shared = [...places].filter(([, at]) => at.some((place) => ends.every((end) => below(end, place))))
    if (shared.length === 0)
      return operation.op === "move" ? [...copiesOf(places, operation, users), operation] : [operation]
    const repeated = new Map<string, Operation>([[ends.join(" "), operation]])
    for (const [, at] of shared) {
      const home = at.find((place) => ends.every((end) => below(end, place))) as Pointer
      for (const place of at) {
        if (users === "merges" && !throughMerge.test(place)) continue
        const path = place + operation.path.slice(home.length)
        const other: Operation =
          "from" in operation
            ? { ...operation, path, from: place + operation.from.slice(home.length) }
            : { ...operation, path }
        repeated.set("from" in other ? `${other.path} ${other.from}` : other.path, other)
      }
    }
    return [...repeated.values()]
  })
}

/** What has to be there at the other places of a shared node, so that they still say the same after a move into it. */
const copiesOf = (
  places: ReturnType<typeof placesOf>,
  { from, path }: { readonly from: Pointer; readonly path: Pointer },
  users: "all" | "merges"
): ReadonlyArray<Operation> => {
  const copies = new Map<Pointer, Operation>()
  for (const at of places.values()) {
    const home = at.find((place) => below(path, place))
    if (home === undefined || at.some((place) => below(from, place))) continue
    for (const place of at) {
      if (place === home || (users === "merges" && !throughMerge.test(place))) continue
      const other = place + path.slice(home.length)
      copies.set(other, { op: "copy", from, path: other })
    }
  }
  return [...copies.values()]
}

const throughMerge = /\/<<(?=\/|$)/

/** Looked for once in each tree. */
const sharedPlaces = (root: Node): ReturnType<typeof placesOf> => {
  let places = known.get(root)
  if (places === undefined) {
    const users = usersOf(root)
    places = users.size === 0 ? new Map() : placesOf(root, users)
    known.set(root, places)
  }
  return places
}

const known = new WeakMap<Node, ReturnType<typeof placesOf>>()

const below = (pointer: Pointer, place: Pointer): boolean => pointer !== place && within(pointer, place)

/** The aliases of each anchored node. */
const usersOf = (root: Node): Map<Node, Array<AliasNode>> => {
  const users = new Map<Node, Array<AliasNode>>()
  const rest: Array<Node> = [root]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if (at.kind === "map") for (const pair of at.pairs) rest.push(pair.key, pair.value)
    else if (at.kind === "seq") for (const item of at.items) rest.push(item)
    else if (at.kind === "alias" && at.target !== undefined) {
      const same = users.get(at.target)
      if (same === undefined) users.set(at.target, [at])
      else same.push(at)
    }
  }
  return users
}

/** Which nodes to replace where an anchor's node and all that was made of its aliases say the same. */
const agreements = (draft: Draft, users: Map<Node, Array<AliasNode>>): Map<Node, Node> => {
  // An alias inside a shared node stands in each copy of it.
  const stands = new Map<Node, Array<Node>>()
  const collect = (node: Node): void => {
    const place = draft.made.placeOf(node)
    if (place !== undefined) {
      const same = stands.get(place)
      if (same === undefined) stands.set(place, [node])
      else same.push(node)
    }
    if (node.kind === "map") for (const pair of node.pairs) collect(pair.value)
    else if (node.kind === "seq") for (const item of node.items) collect(item)
  }
  collect(draft.root)
  const replaced = new Map<Node, Node>()
  for (const [anchored, aliases] of users) {
    const definition = stands.get(anchored)?.[0]
    if (definition === undefined || definition === anchored) continue
    const left = aliases.flatMap((alias) => (stands.get(alias) ?? []).map((node) => ({ alias, node })))
    if (left.length === 0 || !left.every(({ node }) => node.kind !== "alias" && equalTrees(node, definition)))
      continue
    const shared: Node =
      anchored.anchor === undefined ? definition : { ...definition, anchor: anchored.anchor }
    const made = draft.made.get(definition)
    if (made !== undefined) draft.made.set(shared, made)
    replaced.set(definition, shared)
    for (const { alias, node } of left) {
      const kept: AliasNode = { ...alias, target: shared }
      draft.made.set(kept, { place: alias, source: alias, copy: false })
      replaced.set(node, kept)
    }
  }
  return replaced
}

/** Rebuilds what a visitor wants replaced, in the order of the text; the rest stays the same nodes. */
const rewrite = (node: Node, made: Provenance, visit: (node: Node) => Node | undefined): Node => {
  const replaced = visit(node) ?? node
  let changed = false
  const inner = (child: Node): Node => {
    const next = rewrite(child, made, visit)
    changed ||= next !== child
    return next
  }
  let next = replaced
  if (replaced.kind === "map") {
    const pairs = replaced.pairs.map((pair): Pair => {
      const value = inner(pair.value)
      return value === pair.value ? pair : { ...pair, value }
    })
    if (changed) next = { ...replaced, pairs }
  } else if (replaced.kind === "seq") {
    const items = replaced.items.map(inner)
    if (changed) next = { ...replaced, items }
  }
  if (next !== replaced) {
    made.set(next, made.editOf(replaced))
  }
  return next
}

/** More uses than this of one node are not all listed. */
const most = 10_000

/** All pointers at which each anchored node can be found: its own, those of its aliases, and through other anchors. */
const placesOf = (root: Node, users: Map<Node, Array<AliasNode>>): Map<Node, ReadonlyArray<Pointer>> => {
  const written = new Map<Node, Array<Pointer>>()
  const note = (node: Node, pointer: Pointer): void => {
    const same = written.get(node)
    if (same === undefined) written.set(node, [pointer])
    else same.push(pointer)
  }
  const walk = (node: Node, path: Array<string>): void => {
    if (users.has(node)) note(node, format(path))
    if (node.kind === "alias") {
      const target = resolve(node)
      if (target !== undefined) note(target, format(path))
    } else if (node.kind === "map") {
      for (const pair of node.pairs) {
        if (pair.key.kind === "scalar") walk(pair.value, [...path, String(pair.key.value)])
      }
    } else if (node.kind === "seq") node.items.forEach((item, i) => void walk(item, [...path, String(i)]))
  }
  walk(root, [])
  const homes = [...written].flatMap(([node, at]) => (at[0] === undefined ? [] : [{ node, home: at[0] }]))
  const expanded = new Map<Node, ReadonlyArray<Pointer>>()
  const expand = (node: Node): ReadonlyArray<Pointer> => {
    const known = expanded.get(node)
    if (known !== undefined) return known
    // Set first: a node that leads to itself must not lead here for ever.
    expanded.set(node, written.get(node) ?? [])
    const all = new Set<Pointer>()
    for (const pointer of written.get(node) ?? []) {
      all.add(pointer)
      for (const outer of homes) {
        if (outer.node === node || !below(pointer, outer.home)) continue
        for (const place of expand(outer.node)) {
          if (all.size < most) all.add(place + pointer.slice(outer.home.length))
        }
      }
    }
    const list = [...all]
    expanded.set(node, list)
    return list
  }
  for (const node of written.keys()) expand(node)
  return expanded
}
