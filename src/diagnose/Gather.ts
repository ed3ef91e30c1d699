/**
 * Gathers pairs that stand beside the key they belong under, where that key is not there at all: jobs at the top of a
 * file without `jobs`, the axes of a matrix beside `fail-fast`. What stands under each has to be what stands under
 * such a name; and the reverse, the keys of one entry where the entries of a map by name are meant.
 */
import { keyText, type MapNode, type Node, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, nodeOf, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { isStranger } from "./KeyAssignment.ts"
import { capital } from "./KeySteps.ts"
import { type Plan, type Planner, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type KnownKey, type MapOf, mapsIn, type Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

/** The cheapest plan that gathers pairs under one key, where that is cheaper than `limit`. */
export const gather = (planner: Planner, node: MapNode, shape: Map_, limit: number): Plan | undefined => {
  if (shape.names !== undefined) return undefined
  const present = new Set(node.pairs.map(keyText))
  const strays = node.pairs.filter((pair) => !shape.keys.has(keyText(pair) ?? ""))
  if (strays.length === 0) return undefined
  const ways = [...shape.keys.values()].flatMap((known) => {
    if (present.has(known.name) || known.rule.deprecated !== undefined) return []
    const away = known.name === shape.source.strays?.key
    const belonging = belongingTo(planner, known, strays).filter(
      (pair) => !away || !isStranger(shape, keyText(pair) ?? "")
    )
    const [first] = belonging
    if (first === undefined) return []
    const under = makePair(known.name, withPairs(node, belonging), first.key)
    const pairs = node.pairs.flatMap((pair) =>
      pair === first ? [under] : belonging.includes(pair) ? [] : [pair]
    )
    const rest = planner.plan(withPairs(node, pairs), shape)
    const blind = takesAnything(planner, known) ? costs.move.blind : 0
    return [{ known, belonging, first, rest, cost: costs.shape.nest + blind + rest.cost }]
  })
  const [best, ...others] = ways.sort((a, b) => a.cost - b.cost)
  if (best === undefined || best.cost >= limit) return undefined
  const { known, belonging, first, rest, cost } = best
  const names = belonging.map((pair) => keyText(pair) as string)
  const listed = names.map((name) => `\`${name}\``).join(", ")
  return {
    cost,
    steps: [
      {
        rule: "missing-key",
        cost: costs.shape.nest,
        at: first.key,
        path: [names[0] as string],
        message: () =>
          `${capital(shape.title)} has no \`${known.name}\`; ${listed} ${names.length === 1 ? "belongs" : "belong"} under it.`,
        fix: {
          title: () => `Put ${listed} under \`${known.name}\``,
          operations: (base) => [
            { op: "add", path: childPointer(base, known.name), value: {} },
            ...names.map((name) => ({
              op: "move" as const,
              from: childPointer(base, name),
              path: childPointer(childPointer(base, known.name), name)
            }))
          ],
          confidence: share(cost, [limit, ...others.map((other) => other.cost)])
        }
      }
    ],
    // What is wrong beside them does not wait for it.
    children: rest.children.filter(({ segment }) => segment !== known.name),
    afterwards: { ...rest, children: rest.children.filter(({ segment }) => segment === known.name) }
  }
}

/** No key that anybody writes. */
const nonsense = { "\u0000": "\u0000" }

/** Whether any map may stand under such names: that one fits there says nothing. */
const takesAnything = (planner: Planner, { shape }: KnownKey): boolean => {
  const names = mapsIn(shape).find((map) => map.names !== undefined)?.names
  return names !== undefined && planner.conforms(nodeOf(nonsense, { start: 0, end: 0 }), names.of("name"))
}

/** Those of the pairs that can only be entries of the key's map. A mere word could be an entry of anything. */
export const belongingTo = (
  planner: Planner,
  { shape }: KnownKey,
  strays: ReadonlyArray<Pair>
): ReadonlyArray<Pair> => {
  const map = mapsIn(shape).find(({ names }) => names !== undefined)
  const names = map?.names
  if (map === undefined || names === undefined) return []
  return strays.filter((pair) => {
    const name = keyText(pair)
    const value = resolve(pair.value)
    if (name === undefined || value === undefined || value.kind === "scalar" || isEmpty(value)) return false
    if (map.keys.has(name)) return planner.conforms(value, map.keys.get(name)?.shape as Shape)
    // What takes anything says nothing of what it takes.
    if (names.of(name).kind === "any") return false
    // Two words are two keys that ran together (`jobs build`), which Unglue takes apart.
    if (/\s/.test(name) || !names.takes(name)) return false
    return planner.conforms(value, names.of(name)) || isEntry(value, names.of(name))
  })
}

const isEmpty = (node: Exclude<Node, { kind: "alias" }>): boolean =>
  node.kind === "map" ? node.pairs.length === 0 : node.kind === "seq" && node.items.length === 0

/** Whether a map has mostly keys of the entry, and all that it must have, so that no more than a slip is wrong with it. */
export const isEntry = (node: Node, shape: Shape): boolean =>
  node.kind === "map" &&
  mapsIn(shape).some((map) => {
    const known = node.pairs.filter((pair) => map.keys.has(keyText(pair) ?? "")).length
    return known >= 2 && known * 3 >= node.pairs.length * 2
  })

/**
 * The keys of one entry stand where its name belongs (`jobs: { runs-on: …, steps: … }`): a name is made up for it.
 */
export const unnamed = (planner: Planner, node: MapNode, shape: Map_, limit: number): Plan | undefined => {
  const { names, source } = shape
  const name = source.names?.default
  if (names === undefined || name === undefined || node.pairs.length < 2) return undefined
  const all = (map: Map_): boolean => node.pairs.every((pair) => map.keys.has(keyText(pair) ?? ""))
  if (!mapsIn(names.shape).some(all)) return undefined
  const plan = planner.plan(node, names.shape)
  const cost = costs.shape.nest + plan.cost
  if (cost >= limit) return undefined
  const within = withPairs(node, [makePair(name, node, node)])
  return {
    cost,
    steps: [
      {
        rule: "missing-key",
        cost: costs.shape.nest,
        at: node.pairs[0]?.key ?? "holder",
        path: [],
        message: () => `What stands here belongs under ${names.title}, which is missing.`,
        fix: {
          title: () => `Put it under \`${name}\``,
          operations: (base) => [{ op: "replace", path: base, value: dataOf(within) as never }],
          confidence: share(cost, [limit]),
          // The name is made up.
          limit: "unsafe"
        }
      }
    ],
    children: [],
    afterwards: { cost: plan.cost, steps: [], children: [{ segment: name, holder: node, plan }] }
  }
}

/**
 * `run: { name: Build, command: make }`: under a key that takes a word stand keys of the map itself. They belong one
 * level up, in the place of that key.
 */
export const dissolve = (planner: Planner, node: MapNode, shape: Map_, limit: number): Plan | undefined => {
  let best: Plan | undefined
  for (const [index, outer] of node.pairs.entries()) {
    const name = keyText(outer)
    const known = name === undefined ? undefined : shape.keys.get(name)
    const inner = resolve(outer.value)
    if (name === undefined || known?.shape.kind !== "string" || inner?.kind !== "map") continue
    const others = new Set(node.pairs.filter((pair) => pair !== outer).map(keyText))
    if (inner.pairs.length < 2 || inner.pairs.some((pair) => others.has(keyText(pair)))) continue
    // At least one word of the map's own says that the rest are as well.
    if (!inner.pairs.some((pair) => shape.keys.has(keyText(pair) ?? ""))) continue
    const pairs = node.pairs.toSpliced(index, 1, ...inner.pairs)
    const rest = planner.plan(withPairs(node, pairs), shape)
    const cost = costs.shape.hoist + rest.cost
    if (cost >= (best?.cost ?? limit)) continue
    best = {
      cost,
      steps: [
        {
          rule: "wrong-type",
          cost: costs.shape.hoist,
          at: outer.key,
          path: [name],
          message: () => `Expected ${known.shape.title}, found a map: its keys belong beside \`${name}\`.`,
          fix: {
            title: () => `Move the content out of \`${name}\``,
            operations: (base) => [
              { op: "replace", path: base, value: dataOf(withPairs(node, pairs)) as never }
            ],
            confidence: share(cost, [limit])
          }
        }
      ],
      children: [],
      afterwards: rest
    }
  }
  return best
}
