/**
 * A pair moved to another map of its tree, and what that gains.
 */
import { keyText, type Node, type Pair, pairOf, resolve, type SeqNode } from "../document/Node.ts"
import type { Segment } from "../document/Pointer.ts"
import { pair as makePair, withPairs } from "../document/Synthetic.ts"
import type { Explainer } from "./Explain.ts"
import type { Shape } from "./Shape.ts"
import type { Site } from "./Sites.ts"

/** A pair that has no place where it stands. */
export interface Stray {
  readonly path: ReadonlyArray<Segment>
  readonly pair: Pair
}

/** A map that it may belong in. */
export interface Target extends Site {
  readonly key: string
  /** The map is not there at all yet. */
  readonly absent: boolean
  /** Of moving there, before what it does to the rest. */
  readonly cost: number
}

/** A part of the tree with the shape it is meant to have. */
interface Place {
  readonly path: ReadonlyArray<Segment>
  readonly node: Node
  readonly shape: Shape
}

/**
 * Weighs the places for one pair. Mostly it may go into any of many entries beside it, of which nothing is wrong with
 * or without it: then all of these gain the same, which is planned but once.
 */
export class MovedPair {
  readonly stray: Stray
  readonly #explainer: Explainer
  /** Maps without the pair. */
  readonly #without = new Map<Node, Node | undefined>()

  constructor(stray: Stray, explainer: Explainer) {
    this.stray = stray
    this.#explainer = explainer
  }

  /** Nats by which the map that holds both places gets cheaper; `undefined` where the pair cannot be moved. */
  gain(upper: Place, target: Target): number | undefined {
    const before = this.#explainer.plan(upper.node, upper.shape).cost
    // Nothing gets cheaper than nothing.
    if (before <= target.cost) return 0
    const moved = this.#fitsBeside(upper, target)
      ? this.#dropped(upper)
      : withMove(upper.node, upper.path, this.stray, target)
    return moved === undefined ? undefined : before - this.#explainer.plan(moved, upper.shape).cost
  }

  /** Whether the entry beside the pair that holds the target is right as it is, and right with the pair in it. */
  #fitsBeside({ node, path, shape }: Place, target: Target): boolean {
    const depth = this.stray.path.length
    if (path.length !== depth || target.path.length <= depth) return false
    if (node.kind !== "map" || shape.kind !== "map") return false
    const name = String(target.path[depth])
    const entry = pairOf(node, name)?.value
    const under = shape.keys.get(name)?.shape ?? shape.names?.of(name, node)
    if (entry === undefined || entry.kind === "alias" || under === undefined) return false
    // What an entry says under such a key decides what its neighbours are.
    if (shape.names?.asks(target.key) === true || !this.#explainer.conforms(entry, under)) return false
    const changed = withAdded(entry, target.path.slice(depth + 1), this.stray, target)
    return changed !== undefined && this.#explainer.conforms(changed, under)
  }

  #dropped({ node, path }: Place): Node | undefined {
    if (!this.#without.has(node))
      this.#without.set(node, withDropped(node, this.stray.path.slice(path.length), this.stray))
    return this.#without.get(node)
  }
}

/**
 * A subtree at `base` with the pair moved; untouched parts are shared, so that their plans are known already.
 */
export const withMove = (
  subtree: Node,
  base: ReadonlyArray<Segment>,
  stray: Stray,
  target: Target
): Node | undefined => {
  const added = withAdded(subtree, target.path.slice(base.length), stray, target)
  return added === undefined ? undefined : withDropped(added, stray.path.slice(base.length), stray)
}

/** A subtree with the pair in the map at `path` of it as well. */
const withAdded = (
  subtree: Node,
  path: ReadonlyArray<Segment>,
  stray: Stray,
  target: Target
): Node | undefined => {
  const add = (node: Node): Node => {
    const fresh = makePair(target.key, stray.pair.value, stray.pair.key)
    if (node.kind === "map") return withPairs(node, [...node.pairs, fresh])
    return { kind: "map", pairs: [fresh], flow: false, start: node.start, end: node.end }
  }
  return target.absent
    ? rebuild(subtree, path.slice(0, -1), (node) =>
        node.kind === "map"
          ? withPairs(node, [...node.pairs, makePair(String(path.at(-1)), add(target.node), stray.pair.key)])
          : node
      )
    : rebuild(subtree, path, add)
}

const withDropped = (subtree: Node, path: ReadonlyArray<Segment>, stray: Stray): Node | undefined => {
  const name = keyText(stray.pair)
  return rebuild(subtree, path, (node) =>
    node.kind === "map"
      ? withPairs(
          node,
          node.pairs.filter((pair) => keyText(pair) !== name)
        )
      : node
  )
}

const rebuild = (
  written: Node,
  path: ReadonlyArray<Segment>,
  edit: (node: Node) => Node
): Node | undefined => {
  const node = resolve(written)
  if (node === undefined) return undefined
  const [segment, ...rest] = path
  if (segment === undefined) return edit(node)
  if (node.kind === "map") {
    const at = node.pairs.findIndex((pair) => keyText(pair) === String(segment))
    const pair = node.pairs[at]
    if (pair === undefined) return undefined
    const value = rebuild(pair.value, rest, edit)
    return value === undefined ? undefined : withPairs(node, node.pairs.with(at, { ...pair, value }))
  }
  if (node.kind === "seq") {
    const item = node.items[Number(segment)]
    const value = item === undefined ? undefined : rebuild(item, rest, edit)
    return value === undefined
      ? undefined
      : ({ ...node, items: node.items.with(Number(segment), value) } satisfies SeqNode)
  }
  return undefined
}
