/**
 * A map that names its kind by a key of its own: `- static: Hello` where `- type: static` with `content: Hello` is
 * meant, or `- claude: { prompt: … }`.
 */
import { keyText, type MapNode, type Node, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, scalar, withPairs } from "../document/Synthetic.ts"
import type { Operation } from "./Fix.ts"
import { type Plan, type Planner, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { Shape, UnionOf } from "./Shape.ts"

/** Keys of one map that are looked at. */
const most = 32

/** The cheapest reading of the map in which one of its keys is the value of the key that tells the branch. */
export const namedBranch = (
  planner: Planner,
  node: MapNode,
  by: NonNullable<UnionOf["value"]>
): { readonly plan: Plan; readonly branch: Shape } | undefined => {
  let best: { readonly plan: Plan; readonly branch: Shape } | undefined
  for (const [index, pair] of node.pairs.slice(0, most).entries()) {
    const name = keyText(pair)
    const branch = name === undefined ? undefined : by.shapes.get(name)
    if (name === undefined || branch?.kind !== "map" || branch.keys.has(name)) continue
    const inner = unfolded(pair, branch)
    if (inner === undefined) continue
    // What stands beside it, or tells the branch, must not be written over.
    const taken = new Set([by.key, ...node.pairs.map(keyText)])
    if (inner.pairs.some((each) => taken.has(keyText(each)))) continue
    const tag = makePair(by.key, scalar(name, pair.key), pair.key)
    const meant = withPairs(node, [
      ...node.pairs.slice(0, index),
      tag,
      ...inner.pairs,
      ...node.pairs.slice(index + 1)
    ])
    const rest = planner.plan(meant, branch)
    const cost = costs.shape.namedBranch + rest.cost
    if (best !== undefined && cost >= best.plan.cost) continue
    best = {
      branch,
      plan: {
        cost,
        steps: [
          {
            rule: "wrong-type",
            cost: costs.shape.namedBranch,
            at: pair.key,
            path: [name],
            message: () => `\`${name}\` is a value of \`${by.key}\` here, not a key.`,
            help: () => `Write \`${by.key}: ${name}\`, and the rest below it.`,
            fix: {
              title: () => `Write \`${by.key}: ${name}\``,
              operations: (base) => [
                { op: "add", path: childPointer(base, by.key), value: name },
                ...inner.operations(base, name)
              ],
              confidence: share(cost, [costs.shape.mismatch])
            }
          }
        ],
        children: [],
        afterwards: rest
      }
    }
  }
  return best
}

interface Unfolded {
  /** What takes the place of the pair, beside the key that tells the branch. */
  readonly pairs: ReadonlyArray<Pair>
  readonly operations: (base: string, name: string) => ReadonlyArray<Operation>
}

const unfolded = (pair: Pair, branch: Extract<Shape, { kind: "map" }>): Unfolded | undefined => {
  const value: Node | undefined = resolve(pair.value)
  if (value === undefined || value.kind === "seq" || pair.value.kind === "alias") return undefined
  if (value.kind === "scalar") {
    if (value.value === null)
      return { pairs: [], operations: (base, name) => [{ op: "remove", path: childPointer(base, name) }] }
    const key = branch.source.scalarKey
    if (key === undefined) return undefined
    return {
      pairs: [makePair(key, pair.value, pair.key)],
      operations: (base, name) => [
        { op: "move", from: childPointer(base, name), path: childPointer(base, key) }
      ]
    }
  }
  const keys = value.pairs.map(keyText)
  if (keys.includes(undefined)) return undefined
  return {
    pairs: value.pairs,
    operations: (base, name) => {
      const from = childPointer(base, name)
      return [
        ...(keys as ReadonlyArray<string>).map((key) => ({
          op: "move" as const,
          from: childPointer(from, key),
          path: childPointer(base, key)
        })),
        { op: "remove", path: from }
      ]
    }
  }
}
