/**
 * Relocates keys that stand at the wrong level: a second pass over a plan, for the pairs that have no place where
 * they stand. Each is tried in the maps above and below; a move is taken where the whole tree gets cheaper by more
 * than the move costs. Words that the pair shares with a place (`java-version` and `setup-java`) speak for it.
 */
import { keyText, type Node, type Pair, resolve, type SeqNode } from "../document/Node.ts"
import { format, type Segment } from "../document/Pointer.ts"
import { pair as makePair, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import type { Explainer } from "./Explain.ts"
import { renameCost } from "./ExplainMap.ts"
import { type Plan, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { Shape } from "./Shapes.ts"
import { type Site, sitesOf } from "./Sites.ts"

interface Stray {
  readonly path: ReadonlyArray<Segment>
  readonly pair: Pair
}

interface Move {
  readonly stray: Stray
  readonly site: Site
  readonly key: string
  readonly root: Node
  readonly plan: Plan
  /** Of the move and what is then left. */
  readonly cost: number
}

export interface Relocated {
  readonly root: Node
  readonly plan: Plan
  readonly moves: ReadonlyArray<Step>
}

/** Levels that a key may have slipped; a list and its item count as two. */
const reach = 4
const movesAtMost = 8
const straysAtMost = 24
const sitesAtMost = 60

export const relocate = (root: Node, shape: Shape, plan: Plan, explainer: Explainer): Relocated => {
  let current = { root, plan, moves: [] as ReadonlyArray<Step> }
  for (let round = 0; round < movesAtMost; round++) {
    const strays = straysOf(current.plan)
    if (strays.length === 0 || !explainer.spend()) break
    const move = bestMove(current.root, shape, current.plan, strays, explainer)
    if (move === undefined) break
    current = { root: move.best.root, plan: move.best.plan, moves: [...current.moves, move.step] }
  }
  return current
}

const straysOf = (plan: Plan): ReadonlyArray<Stray> => {
  const strays: Array<Stray> = []
  const walk = (at: Plan, path: ReadonlyArray<Segment>): void => {
    for (const step of at.steps) {
      if (step.stray !== undefined && strays.length < straysAtMost) strays.push({ path, pair: step.stray })
    }
    for (const child of at.children) walk(child.plan, [...path, child.segment])
  }
  walk(plan, [])
  return strays
}

const startsWith = (path: ReadonlyArray<Segment>, prefix: ReadonlyArray<Segment>): boolean =>
  prefix.length <= path.length && prefix.every((segment, index) => segment === path[index])

/** How far apart two maps are that lie above one another, or `undefined` where they do not. */
const levels = (a: ReadonlyArray<Segment>, b: ReadonlyArray<Segment>): number | undefined => {
  const apart = Math.abs(a.length - b.length)
  if (apart === 0 || apart > reach) return undefined
  return startsWith(a, b) || startsWith(b, a) ? apart : undefined
}

const bestMove = (
  root: Node,
  shape: Shape,
  plan: Plan,
  strays: ReadonlyArray<Stray>,
  explainer: Explainer
): { readonly best: Move; readonly step: Step } | undefined => {
  const sites = sitesOf(root, shape, explainer)
  let found: { readonly best: Move; readonly rivals: ReadonlyArray<Move> } | undefined
  for (const stray of strays) {
    const name = keyText(stray.pair) as string
    const words = wordsOf(stray.pair.value)
    const moves: Array<Move> = []
    let tried = 0
    for (const site of sites) {
      const apart = levels(site.path, stray.path)
      if (apart === undefined || tried >= sitesAtMost) continue
      // A pair does not move into itself.
      if (startsWith(site.path, [...stray.path, name])) continue
      const target = targetKey(explainer, name, site)
      if (target === undefined) continue
      tried++
      if (!explainer.spend()) break
      const moved = withMove(root, stray, site, target.key)
      if (moved === undefined) continue
      const rest = explainer.plan(moved, shape)
      const affinity = Math.min(3, shared(words, site.node)) * 0.6
      const cost =
        rest.cost +
        target.cost +
        (apart <= 2 ? costs.move.near : costs.move.far) +
        (affinity === 0 ? 0.01 : 0) -
        affinity
      moves.push({ stray, site, key: target.key, root: moved, plan: rest, cost })
    }
    moves.sort((a, b) => a.cost - b.cost)
    const best = moves[0]
    // Affinity chooses among places; it does not make a move worth while by itself.
    if (best === undefined || best.plan.cost + costs.move.near >= plan.cost) continue
    if (found === undefined || best.cost < found.best.cost) found = { best, rivals: moves.slice(1) }
  }
  if (found === undefined) return undefined
  return { best: found.best, step: stepOf(found.best, found.rivals) }
}

/** The key of the site that a stray would become. */
const targetKey = (
  explainer: Explainer,
  name: string,
  site: Site
): { readonly key: string; readonly cost: number } | undefined => {
  const has = (key: string): boolean =>
    site.node.kind === "map" && site.node.pairs.some((pair) => keyText(pair) === key)
  if (site.shape.keys.has(name)) return has(name) ? undefined : { key: name, cost: 0 }
  let best: { readonly key: string; readonly cost: number } | undefined
  for (const known of site.shape.keys.values()) {
    if (has(known.name)) continue
    const cost = renameCost(explainer, name, known)
    if (cost !== undefined && cost < 2 && (best === undefined || cost < best.cost))
      best = { key: known.name, cost }
  }
  return best
}

/** The tree with the pair moved; untouched parts are shared, so that their plans are known already. */
const withMove = (root: Node, stray: Stray, site: Site, key: string): Node | undefined => {
  const name = keyText(stray.pair)
  const add = (node: Node): Node => {
    const fresh = makePair(key, stray.pair.value, stray.pair.key)
    if (node.kind === "map") return withPairs(node, [...node.pairs, fresh])
    return { kind: "map", pairs: [fresh], flow: false, start: node.start, end: node.end }
  }
  const drop = (node: Node): Node =>
    node.kind === "map"
      ? withPairs(
          node,
          node.pairs.filter((pair) => keyText(pair) !== name)
        )
      : node
  // The deeper place first: its path does not change by an edit further up, nor the other way round.
  const added = rebuild(root, site.path, add)
  return added === undefined ? undefined : rebuild(added, stray.path, drop)
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

/** Words of a subtree, lower case, at least two letters. */
const wordsOf = (node: Node): ReadonlySet<string> => {
  const words = new Set<string>()
  const stack: Array<Node> = [node]
  while (stack.length > 0 && words.size < 200) {
    const at = resolve(stack.pop())
    if (at === undefined) continue
    if (at.kind === "seq") stack.push(...at.items)
    else if (at.kind === "map") for (const pair of at.pairs) stack.push(pair.key, pair.value)
    else
      for (const word of String(at.value)
        .toLowerCase()
        .match(/[a-z]{2,}/g) ?? [])
        words.add(word)
  }
  return words
}

const shared = (words: ReadonlySet<string>, node: Node): number => {
  let count = 0
  for (const word of wordsOf(node)) if (words.has(word)) count++
  return count
}

const stepOf = (move: Move, rivals: ReadonlyArray<Move>): Step => {
  const { stray, site, key } = move
  const name = keyText(stray.pair) as string
  const from = format([...stray.path, name])
  const operationsOf = (to: Site, as: string) => () =>
    to.node.kind === "map"
      ? [{ op: "move" as const, from, path: format([...to.path, as]) }]
      : [
          {
            op: "replace" as const,
            path: format(to.path),
            value: { [as]: dataOf(stray.pair.value) } as never
          },
          { op: "remove" as const, path: from }
        ]
  const confidence = share(move.cost, [...rivals.map(({ cost }) => cost), move.plan.cost + costs.remove.base])
  const where = (to: Site): string => (to.path.length === 0 ? "the top" : `\`${to.path.join(".")}\``)
  return {
    rule: "misplaced-key",
    cost: move.cost,
    at: stray.pair.key,
    path: [...stray.path, name],
    message: () =>
      `\`${name}\` does not belong ${stray.path.length === 0 ? "at the top" : `in \`${stray.path.join(".")}\``}; it belongs in ${where(site)}${key === name ? "" : ` as \`${key}\``}.`,
    fix: {
      title: () => `Move \`${name}\` to ${where(site)}${key === name ? "" : ` as \`${key}\``}`,
      operations: operationsOf(site, key),
      confidence
    },
    alternatives: () =>
      rivals
        .filter((rival) => rival.cost - move.cost < 2)
        .slice(0, 3)
        .map((rival) => ({
          title: `Move \`${name}\` to ${where(rival.site)}`,
          confidence: confidence * Math.exp(move.cost - rival.cost),
          operations: operationsOf(rival.site, rival.key)
        }))
  }
}
