/**
 * Relocates keys that stand at the wrong level: a second pass over a plan, for the pairs that have no place where
 * they stand. Each is tried in the maps above and below; a move is taken where the whole tree gets cheaper by more
 * than the move costs. Words that the pair shares with a place (`java-version` and `setup-java`) speak for it.
 */
import { keyText, type Node, type Pair, pairOf, resolve } from "../document/Node.ts"
import { format, type Segment } from "../document/Pointer.ts"
import { scalar } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import type { Explainer } from "./Explain.ts"
import type { Operation } from "./Fix.ts"
import { belongingTo, isEntry } from "./Gather.ts"
import { hasHome, isStranger, renameCost } from "./KeyAssignment.ts"
import { MovedPair, type Stray, type Target, withMove } from "./MovedPair.ts"
import { fold } from "./Nearest.ts"
import { type Plan, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type MapOf, mapsIn, type Shape } from "./Shape.ts"
import { type Site, sitesOf } from "./Sites.ts"

interface Move {
  readonly stray: Stray
  readonly target: Target
  /** Of the move and what is then left, as far as the two places decide it. */
  readonly cost: number
  readonly gain: number
  /** It leaves nothing behind where nothing may stand: `push:`, not `push: {}`. */
  readonly empties: boolean
}

export interface Relocated {
  readonly root: Node
  readonly plan: Plan
  readonly moves: ReadonlyArray<Step>
  /** Of the moves and what is then left. */
  readonly cost: number
}

/** Levels that a key may have slipped; a list and its item count as two. */
const reach = 4

/** Whether a value is at home under a key of a map, as far as the dialect knows. */
export type Suits = (map: Node, key: string, value: Node) => boolean | undefined

/** How hard to look. */
export interface Effort {
  readonly moves: number
  /** A tree with more strays than that is wrong in some other way. */
  readonly strays: number
  /** Places tried for all strays of all rounds together. */
  readonly tries: number
}

/** For the diagnosis itself. */
export const thorough: Effort = { moves: 6, strays: 10, tries: 400 }
/** For weighing one reading of a text against others. */
export const brief: Effort = { moves: 3, strays: 6, tries: 80 }

export const relocate = (
  root: Node,
  shape: Shape,
  plan: Plan,
  explainer: Explainer,
  effort: Effort = thorough,
  suits?: Suits
): Relocated => {
  const budget = { left: effort.tries }
  const wordsAt = remembering(wordsOf)
  let current: Relocated = { root, plan, moves: [], cost: plan.cost }
  let moved = 0
  for (let round = 0; round < effort.moves; round++) {
    const strays = straysOf(current.plan, effort.strays)
    if (strays.length === 0 || strays.length > effort.strays || budget.left <= 0 || !explainer.spend()) break
    const found = bestMove(current.root, shape, strays, explainer, budget, wordsAt, suits)
    if (found === undefined) break
    const next = withMove(current.root, [], found.best.stray, found.best.target)
    if (next === undefined) break
    const rest = explainer.plan(next, shape)
    moved += found.best.target.cost
    if (moved + rest.cost >= current.cost) break
    current = { root: next, plan: rest, moves: [...current.moves, found.step], cost: moved + rest.cost }
  }
  return current
}

/** One more than `limit` at most. */
const straysOf = (plan: Plan, limit: number): ReadonlyArray<Stray> => {
  const strays: Array<Stray> = []
  const walk = (at: Plan, path: ReadonlyArray<Segment>): void => {
    for (const step of at.steps) {
      if (step.stray !== undefined && strays.length <= limit) strays.push({ path, pair: step.stray })
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
  strays: ReadonlyArray<Stray>,
  explainer: Explainer,
  budget: { left: number },
  wordsAt: (node: Node) => ReadonlySet<string>,
  suits: Suits | undefined
): { readonly best: Move; readonly step: Step } | undefined => {
  const sites = sitesOf(root, shape, explainer, "all")
  const byPath = new Map(
    sites.filter(({ otherwise }) => otherwise === undefined).map((site) => [format(site.path), site])
  )
  let found: { readonly best: Move; readonly rivals: ReadonlyArray<Move> } | undefined
  for (const stray of strays) {
    const home = byPath.get(format(stray.path))
    const moves: Array<Move> = []
    const pair = new MovedPair(stray, explainer)
    for (const target of targetsOf(stray, home, sites, explainer)) {
      if (budget.left-- <= 0 || !explainer.spend()) break
      // The upper of the two maps holds all that changes.
      const upper = (target.path.length < stray.path.length ? byPath.get(format(target.path)) : home) ?? {
        path: [],
        node: root,
        shape
      }
      const gain = pair.gain(upper, target)
      if (gain === undefined || gain <= target.cost) continue
      // Affinity chooses among places; it does not make a move worth while by itself.
      const affinity =
        Math.min(3, shared(wordsAt(stray.pair.value), wordsAt(target.node))) * 0.6 +
        Math.min(2, companions(stray, strays, target)) * 0.8 +
        suited(suits?.(target.node, target.key, stray.pair.value)) +
        nextTo(stray, target, home)
      moves.push({ stray, target, gain, cost: target.cost - gain - affinity, empties: empties(home) })
    }
    moves.sort((a, b) => a.cost - b.cost)
    const best = moves[0]
    if (best !== undefined && (found === undefined || best.cost < found.best.cost)) {
      found = { best, rivals: moves.slice(1).filter(({ target }) => !samePlace(target, best.target)) }
    }
  }
  if (found === undefined) return undefined
  return { best: found.best, step: stepOf(found.best, found.rivals) }
}

/** Two shapes of one place are no two places. */
const samePlace = (a: Target, b: Target): boolean => a.key === b.key && format(a.path) === format(b.path)

/** What the dialect's word for or against a place weighs. */
const suited = (word: boolean | undefined): number => (word === undefined ? 0 : word ? 1.2 : -3)

/** Other strays of the same map that the place knows too: the whole map lost its key. */
const companions = (stray: Stray, strays: ReadonlyArray<Stray>, { shape }: Target): number =>
  strays.filter(
    ({ path, pair }) => pair !== stray.pair && path === stray.path && shape.keys.has(keyText(pair) ?? "")
  ).length

const empties = (home: Site | undefined): boolean =>
  home?.node.kind === "map" && home.node.pairs.length === 1 && home.shape.nullable && home.path.length > 0

/** What it weighs that a stray stands right above or below the place, in the map that holds both. */
const nextTo = ({ path, pair }: Stray, target: Target, home: Site | undefined): number => {
  if (home?.node.kind !== "map" || !startsWith(target.path, path) || target.absent) return 0
  const { pairs } = home.node
  const holder = String(target.path[path.length])
  const at = pairs.findIndex((each) => keyText(each) === holder)
  const apart = at - pairs.indexOf(pair)
  // With nothing under it, the key above is one whose block lost its indentation.
  if (apart === -1 && isEmpty(pairs[at] as Pair)) return costs.move.opened
  return apart === 1 ? costs.move.above : apart === -1 ? costs.move.below : 0
}

const isEmpty = ({ value }: Pair): boolean => {
  const node = resolve(value)
  return node?.kind === "scalar" && node.value === null
}

/** Where a stray may belong: maps above and below that know its key, the map for such keys beside it, maps yet to be made. */
const targetsOf = (
  stray: Stray,
  home: Site | undefined,
  sites: ReadonlyArray<Site>,
  explainer: Explainer
): ReadonlyArray<Target> => {
  const name = keyText(stray.pair) as string
  const targets: Array<Target> = []
  const knowing = new Set<Node>()
  for (const site of sites) {
    const apart = levels(site.path, stray.path)
    if (apart === undefined) continue
    if (site.otherwise === true && (knowing.has(site.node) || !site.shape.keys.has(name))) continue
    // A pair does not move into itself, nor where the map says that such keys are not at home.
    if (startsWith(site.path, [...stray.path, name])) continue
    if (apart === 1 && home !== undefined && isBeside(site, home) && isStranger(home.shape, name)) continue
    const known = targetKey(explainer, name, site, stray.pair)
    if (known === undefined) continue
    knowing.add(site.node)
    const distance = apart <= 2 ? costs.move.near : costs.move.far
    const out = site.path.length < stray.path.length - 1 && takesText(site.shape, known.key)
    const blind = out || takesAnything(site.shape, known.key) ? costs.move.blind : 0
    targets.push({ ...site, key: known.key, absent: false, cost: known.cost + distance + blind })
  }
  // Maps by name that are not there at all yet, above: of their entries this is one.
  for (const site of sites) {
    if (site.otherwise === true) continue
    if (!startsWith(stray.path, site.path) || stray.path.length - site.path.length > reach) continue
    if (site.path.length === stray.path.length || site.shape.names !== undefined) continue
    for (const known of site.shape.keys.values()) {
      if (pairOf(site.node, known.name) !== undefined || known.rule.required !== true) continue
      if (belongingTo(explainer, known, [stray.pair]).length === 0) continue
      const target = under(site, known.name, stray, costs.move.near)
      if (target !== undefined) targets.push(target)
    }
  }
  if (home === undefined) return targets
  const beside = home.shape.source.strays
  if (beside !== undefined && hasHome(home.shape, name)) {
    const target = under(home, beside.key, stray, costs.move.stray)
    if (target !== undefined) targets.push(target)
  }
  // Maps that are not there at all yet, and of which this is a key.
  const absent: Array<Target> = []
  for (const known of home.shape.keys.values()) {
    if (known.name === beside?.key || known.rule.deprecated !== undefined) continue
    const there = pairOf(home.node, known.name)
    if (there !== undefined && !isEmpty(there)) continue
    if (!mapsIn(known.shape).some((map) => map.keys.has(name) && !takesAnything(map, name))) continue
    const target = under(home, known.name, stray, costs.move.near)
    if (target !== undefined) (there === undefined ? absent : targets).push(target)
  }
  // What many could take says nothing about any of them.
  return absent.length > absentAtMost ? targets : [...targets, ...absent]
}

/** Whether the site is the map for keys that its home does not know. */
const isBeside = (site: Site, home: Site): boolean =>
  site.path.length > home.path.length && site.path.at(-1) === home.shape.source.strays?.key

/** Whether a value that fits under the key says nothing about having been meant for it. */
const takesAnything = (shape: MapOf, key: string): boolean => shape.keys.get(key)?.shape.kind === "any"

/** What one entry says of itself (`description`) says nothing of all that is around it. */
const takesText = (shape: MapOf, key: string): boolean => shape.keys.get(key)?.shape.kind === "string"

/** Maps that are not there yet and that are weighed for one stray. */
const absentAtMost = 3

/** The map under a key of the stray's own map, there or not, as a place for it. */
const under = (home: Site, key: string, stray: Stray, cost: number): Target | undefined => {
  const name = keyText(stray.pair) as string
  if (key === name) return undefined
  const there = pairOf(home.node, key)
  const shape = home.shape.keys.get(key)?.shape
  const maps = shape === undefined ? [] : mapsIn(shape)
  const map = maps.find((each) => each.keys.has(name)) ?? maps[0]
  const node = there === undefined ? scalar(null, stray.pair.key) : resolve(there.value)
  if (map === undefined || node === undefined || node.kind === "seq" || pairOf(node, name) !== undefined)
    return undefined
  return { path: [...home.path, key], node, shape: map, key: name, absent: there === undefined, cost }
}

/** Nats up to which a key may have been meant by another name where it is at the wrong place as well. */
const otherName = 1.5

/** The key of the site that a stray would become. */
const targetKey = (
  explainer: Explainer,
  name: string,
  site: Site,
  pair: Pair
): { readonly key: string; readonly cost: number } | undefined => {
  const has = (key: string): boolean => pairOf(site.node, key) !== undefined
  if (site.shape.keys.has(name)) return has(name) ? undefined : { key: name, cost: 0 }
  if (site.shape.names !== undefined && isEntry(resolve(pair.value) ?? pair.value, site.shape.names.of(name)))
    return has(name) ? undefined : { key: name, cost: 0 }
  let best: { readonly key: string; readonly cost: number } | undefined
  for (const known of site.shape.keys.values()) {
    if (has(known.name)) continue
    const cost = renameCost(explainer, name, known)
    if (cost !== undefined && cost < otherName && (best === undefined || cost < best.cost))
      best = { key: known.name, cost }
  }
  return best
}

/** The same for a node as before, without asking again. */
const remembering = <A>(of: (node: Node) => A): ((node: Node) => A) => {
  const known = new Map<Node, A>()
  return (node) => {
    const before = known.get(node)
    if (before !== undefined) return before
    const made = of(node)
    known.set(node, made)
    return made
  }
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

const shared = (words: ReadonlySet<string>, others: ReadonlySet<string>): number => {
  let count = 0
  for (const word of others) if (words.has(word)) count++
  return count
}

const stepOf = (move: Move, rivals: ReadonlyArray<Move>): Step => {
  const { stray, target } = move
  const name = keyText(stray.pair) as string
  const from = format([...stray.path, name])
  const nothing: ReadonlyArray<Operation> = move.empties
    ? [{ op: "replace", path: format(stray.path), value: null }]
    : []
  const operationsTo =
    (to: Target): (() => ReadonlyArray<Operation>) =>
    () =>
      to.node.kind === "map"
        ? [{ op: "move", from, path: format([...to.path, to.key]) }, ...nothing]
        : to.absent
          ? [
              { op: "add", path: format(to.path), value: {} },
              { op: "move", from, path: format([...to.path, to.key]) }
            ]
          : [
              {
                op: "replace",
                path: format(to.path),
                value: { [to.key]: dataOf(stray.pair.value) } as never
              },
              { op: "remove", path: from }
            ]
  // The gain is what stays wrong where the key is not moved.
  const confidence = share(move.cost, [...rivals.map(({ cost }) => cost), 0])
  const where = (to: Target): string => (to.path.length === 0 ? "the top" : `\`${to.path.join(".")}\``)
  const titled = (to: Target): string =>
    `Move \`${name}\` to ${where(to)}${to.key === name ? "" : ` as \`${to.key}\``}`
  return {
    rule: "misplaced-key",
    cost: target.cost,
    at: stray.pair.key,
    path: [...stray.path, name],
    message: () =>
      `\`${name}\` does not belong ${stray.path.length === 0 ? "at the top" : `in \`${stray.path.join(".")}\``}; it belongs in ${where(target)}${target.key === name ? "" : ` as \`${target.key}\``}.`,
    fix: {
      title: () => titled(target),
      operations: operationsTo(target),
      confidence,
      // Another name at another place: both are guessed.
      ...(fold(target.key) === fold(name) ? {} : { limit: "unsafe" as const })
    },
    alternatives: () =>
      rivals
        .filter((rival) => rival.cost - move.cost < 2)
        .slice(0, 3)
        .map((rival) => ({
          title: titled(rival.target),
          confidence: confidence * Math.exp(move.cost - rival.cost),
          operations: operationsTo(rival.target)
        }))
  }
}
