/**
 * A union: the branch that the tree names itself, the one that a misspelled or missing name would tell, or the one
 * that takes the cheapest edits.
 */
import { keyText, type MapNode, type Node, resolve } from "../document/Node.ts"
import { dataOf } from "../document/Tree.ts"
import { byValue, renamedDiscriminator } from "./BranchByValue.ts"
import { discriminate } from "./Conforms.ts"
import { convert, mismatch } from "./ExplainScalar.ts"
import { namedBranch } from "./NamedBranch.ts"
import { fold } from "./Nearest.ts"
import type { Plan, Planner } from "./Plan.ts"
import { hoist } from "./Relevel.ts"
import { costs } from "./rules.generated.ts"
import { type ListOf, mapsIn, type Shape, type UnionOf } from "./Shape.ts"

type Union = Extract<Shape, UnionOf>

/** The plan of the cheapest branch; `take` is told which that is. */
export const explainUnion = (
  planner: Planner,
  node: Exclude<Node, { kind: "alias" }>,
  shape: Union,
  take: (branch: Shape) => void
): Plan => {
  if (node.kind === "scalar" && shape.scalar?.kind === "map") {
    const plan = planner.plan(node, shape.scalar)
    if (plan.cost <= costs.shape.scalarToMap) return plan
  }
  const bare = unwrapped(planner, node, shape)
  if (bare !== undefined) return bare
  const named = discriminate(node, shape)
  if (named !== undefined) take(named)
  let best = named === undefined ? undefined : planner.plan(node, named)
  if (named !== undefined && named === shape.absent && node.kind === "map" && shape.value !== undefined) {
    const renamed = renamedDiscriminator(planner, node, shape.value)
    if (renamed !== undefined && renamed.plan.cost < (best?.cost ?? 0)) {
      take(renamed.branch)
      return renamed.plan
    }
  }
  if (best === undefined && node.kind === "map" && shape.value !== undefined) {
    const within = hoist(planner, node, shape, Number.POSITIVE_INFINITY)
    // No key that is missing costs as little as one too many around what is right.
    if (within !== undefined && within.cost <= costs.add.default) return within
    best = byValue(planner, node, shape, shape.value, take)
    if (within !== undefined && (best === undefined || within.cost < best.cost)) best = within
    const tagged = node.pairs.some((pair) => keyText(pair) === shape.value?.key)
      ? undefined
      : namedBranch(planner, node, shape.value)
    if (tagged !== undefined && (best === undefined || tagged.plan.cost < best.cost)) {
      best = tagged.plan
      take(tagged.branch)
    }
  }
  // A branch that the tree names itself is left only for one that is much cheaper.
  const limit =
    best === undefined
      ? Number.POSITIVE_INFINITY
      : named === undefined
        ? best.cost
        : Math.min(best.cost - 1, best.cost * telling)
  let least = best?.cost ?? Number.POSITIVE_INFINITY
  const hasMap = shape.of.some((branch) => branch.kind === "map")
  const hasList = node.kind === "seq" && shape.of.some((branch) => branch.kind === "list")
  const told =
    node.kind === "map" && shape.value !== undefined ? new Set(shape.value.shapes.values()) : undefined
  for (const branch of shape.of) {
    if (branch === named) continue
    if (told?.has(branch) === true) continue
    // A branch of another kind says nothing about a node whose kind has a branch of its own.
    if (node.kind === "map" && branch.kind !== "map" && branch.kind !== "oneOf" && hasMap) {
      if (branch.kind !== "list" || !maybeItems(node, branch) || least <= costs.shape.wrap) continue
    }
    const plan = planner.plan(node, branch)
    // Where a list may stay one, it hardly was meant as anything else.
    const unlike = hasList && branch.kind !== "list" ? costs.shape.unwrap : 0
    if (plan.cost + unlike < Math.min(least, limit)) {
      best = plan
      least = plan.cost + unlike
      take(branch)
    }
  }
  return best === undefined || best.cost >= costs.shape.mismatch * 4 ? (best ?? mismatch(node, shape)) : best
}

/** `runs-on: { vmImage: ubuntu-latest }`: the key says no more than what it stands in. */
const unwrapped = (
  planner: Planner,
  node: Exclude<Node, { kind: "alias" }>,
  shape: Union
): Plan | undefined => {
  const [only, other] = node.kind === "map" ? node.pairs : []
  const name = only === undefined || other !== undefined ? undefined : fold(keyText(only) ?? "")
  const value = resolve(only?.value)
  if (name === undefined || value === undefined || value.kind === "map") return undefined
  if (shape.source.wrappers?.some((word) => fold(word) === name) !== true) return undefined
  const plan = convert(planner, node, shape, {
    value: dataOf(value),
    as: value,
    cost: costs.shape.unwrap,
    title: "Write the value alone"
  })
  return plan.cost <= costs.shape.unwrap ? plan : undefined
}

/** Whether a map may stand for a list: as an item that lost its dash, or as names in the wrong brackets. */
const maybeItems = (node: MapNode, list: Extract<Shape, ListOf>): boolean =>
  mapsIn(list.item).length > 0 || (node.flow && node.pairs.every(({ value }) => value.start === value.end))

/** The share of the cost of the branch which a tree names itself that another one may have, to be believed instead. */
const telling = 0.5
