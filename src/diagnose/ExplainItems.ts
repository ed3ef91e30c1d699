/**
 * Explains items of a list whose dashes are wrong: one item that is really two (a dash was lost), or two that are
 * really one (a dash is too much).
 *
 * Which key begins an item decides between readings that fit equally well: `name` and its like come first by custom,
 * and a list shows by its other items what else does.
 */
import {
  type Json,
  keyText,
  type MapNode,
  type Node,
  type Pair,
  resolve,
  type SeqNode
} from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { namingKeys } from "./ByName.ts"
import { floorOf } from "./Floor.ts"
import { type Planner, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { Shape } from "./Shape.ts"

export interface Regrouped {
  readonly step: Step
  /** The last item that the step speaks of: those up to it need no plan of their own. */
  readonly last: number
}

/**
 * Items made of the pairs of others. They are not split or joined again: planned as a list's item once more, a piece
 * would make new pieces for ever.
 */
const pieces = new WeakSet<Node>()

/** An item made of pairs of another. */
export const piece = (item: MapNode, pairs: ReadonlyArray<Pair>): MapNode => {
  const made = withPairs(item, pairs)
  pieces.add(made)
  return made
}

/** Items of one list that are looked at for what begins them. */
const looked = 64

/** How likely a key begins an item, in nats: 0 where nothing speaks for it. */
type Beginning = (pair: Pair | undefined) => number

const beginnings = (list: SeqNode, index: number): Beginning => {
  const first = new Map<string, number>()
  list.items.slice(0, looked).forEach((written, at) => {
    const item = resolve(written)
    const [pair] = at !== index && item?.kind === "map" ? item.pairs : []
    const name = pair === undefined ? undefined : keyText(pair)
    if (name !== undefined) first.set(name, (first.get(name) ?? 0) + 1)
  })
  return (pair) => {
    const name = pair === undefined ? undefined : keyText(pair)
    if (name === undefined) return 0
    return (
      (namingKeys.includes(name) ? costs.items.named : 0) +
      ((first.get(name) ?? 0) > 1 ? costs.items.seen : 0)
    )
  }
}

/**
 * The cheapest other way to group the pairs of an item that does not fit: with the item before or after it, or as two.
 * `plan` is the cost of repairing it as it stands; the items up to `done` are spoken for.
 */
export const regroup = (
  planner: Planner,
  list: SeqNode,
  shape: Shape,
  index: number,
  plan: number,
  done: number
): Regrouped | undefined => {
  const item = resolve(list.items[index])
  if (item?.kind !== "map" || item.pairs.length === 0 || pieces.has(item)) return undefined
  const begins = beginnings(list, index)
  const before = index - 1 > done ? resolve(list.items[index - 1]) : undefined
  const after = list.items[index + 1]
  const ways: Array<Way> = []
  if (before !== undefined && planner.conforms(before, shape))
    join(planner, before, item, shape, index - 1, plan, begins, ways)
  if (after !== undefined) {
    const beyond = planner.plan(after, shape).cost
    join(planner, item, resolve(after), shape, index, plan + beyond, begins, ways)
  }
  if (ways.length === 0) split(planner, item, shape, index, plan, begins, ways)
  ways.sort((a, b) => a.cost + a.doubt - b.cost - b.doubt)
  const best = ways[0]
  if (best === undefined) return undefined
  const rivals = ways.slice(1).map((way) => way.cost + way.doubt - best.doubt)
  return { step: best.step(share(best.cost, [...rivals, best.limit])), last: best.last }
}

/** One way to group pairs into items. */
interface Way {
  /** Nats, with what is wrong in the items then. */
  readonly cost: number
  /** Nats that speak against it where there are other ways. */
  readonly doubt: number
  /** Of leaving the items as they are. */
  readonly limit: number
  readonly last: number
  readonly step: (confidence: number) => Step
}

/** One item that is really two: from some key on, its dash was lost. */
const split = (
  planner: Planner,
  item: MapNode,
  shape: Shape,
  index: number,
  limit: number,
  begins: Beginning,
  ways: Array<Way>
): void => {
  if (item.pairs.length < 2 || item.pairs.length > 64) return
  for (let at = item.pairs.length - 1; at > 0; at--) {
    const head = item.pairs.slice(0, at)
    const tail = item.pairs.slice(at)
    const least = floorOf(planner, head, shape) + floorOf(planner, tail, shape)
    // Halves that fit badly themselves are no sign of a lost dash.
    if (least > costs.shape.mismatch || costs.shape.splitItem + least >= limit) continue
    const half = costs.shape.splitItem + planner.plan(piece(item, head), shape).cost
    if (half >= limit) continue
    const cost = half + planner.plan(piece(item, tail), shape).cost
    if (cost >= limit) continue
    const first = tail[0] as Pair
    // Of equals the last: keys stay with the item they follow.
    const doubt = costs.items.named + costs.items.seen - begins(first)
    ways.push({
      cost,
      doubt,
      // One item would have such a key first.
      limit: limit + begins(first),
      last: index,
      step: (confidence) => splitAt(first, tail, index, cost, confidence)
    })
  }
}

const splitAt = (
  first: Pair,
  tail: ReadonlyArray<Pair>,
  index: number,
  cost: number,
  confidence: number
): Step => {
  const data = Object.fromEntries(tail.map((each) => [keyText(each) ?? "", dataOf(each.value)])) as Json
  return {
    rule: "joined-items",
    cost,
    at: first.key,
    path: [index, keyText(first) ?? ""],
    message: () => `This list item is really two: \`${keyText(first)}\` starts another one.`,
    fix: {
      title: () => `Start a new item at \`${keyText(first)}\``,
      operations: (base) => [
        { op: "add", path: `${base}/${index + 1}`, value: data as never },
        ...tail.map((each) => ({
          op: "remove" as const,
          path: childPointer(childPointer(base, index), keyText(each) ?? "")
        }))
      ],
      confidence,
      ...(cost > costs.shape.splitItem ? { limit: "unsafe" as const } : {})
    }
  }
}

/** Two items that are really one: the second one's dash is too much. */
const join = (
  planner: Planner,
  item: Node,
  following: Node | undefined,
  shape: Shape,
  index: number,
  limit: number,
  begins: Beginning,
  ways: Array<Way>
): void => {
  if (item.kind !== "map" || following?.kind !== "map" || pieces.has(following)) return
  if (limit <= costs.shape.joinItems) return
  const names = new Set(item.pairs.map(keyText))
  const { pairs } = following
  if (pairs.length === 0 || pairs.some((each) => names.has(keyText(each)))) return
  const all = [...item.pairs, ...pairs]
  if (costs.shape.joinItems + floorOf(planner, all, shape) >= limit) return
  const cost = costs.shape.joinItems + planner.plan(piece(item, all), shape).cost
  if (cost >= limit) return
  const first = pairs[0] as Pair
  ways.push({
    cost,
    // A dash before what begins an item is hardly the one too many.
    doubt: begins(first),
    limit,
    last: index + 1,
    step: (confidence) => joinedAt(item, pairs, index, cost, confidence)
  })
}

const joinedAt = (
  item: MapNode,
  pairs: ReadonlyArray<Pair>,
  index: number,
  cost: number,
  confidence: number
): Step => {
  const last = item.pairs.at(-1)
  const first = pairs[0] as Pair
  return {
    rule: "split-item",
    cost,
    at: first.key,
    path: [index + 1],
    message: () =>
      `The dash before \`${keyText(first)}\` starts a new item, but what follows belongs to the item above${last === undefined ? "" : `, after \`${keyText(last)}\``}.`,
    fix: {
      title: () => "Join the two items",
      operations: (base) => [
        ...pairs.map((each) => ({
          op: "move" as const,
          from: childPointer(childPointer(base, index + 1), keyText(each) ?? ""),
          path: childPointer(childPointer(base, index), keyText(each) ?? "")
        })),
        { op: "remove" as const, path: childPointer(base, index + 1) }
      ],
      confidence,
      ...(cost > costs.shape.joinItems ? { limit: "unsafe" as const } : {})
    }
  }
}
