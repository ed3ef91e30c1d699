/**
 * Unions whose branch is told by the value of one key: what to do where that value, or its key, is missing or
 * misspelled. It is weighed together with what follows from it.
 */
import { keyText, type MapNode, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, scalar, withPairs } from "../document/Synthetic.ts"
import { branchWords } from "./BranchWords.ts"
import { floorOf } from "./Floor.ts"
import { oneOf } from "./Nearest.ts"
import { type Plan, type Planner, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { Shape, UnionOf } from "./Shape.ts"

type Union = Extract<Shape, UnionOf>
type By = NonNullable<Union["value"]>

/** The value that tells the branch is missing or misspelled. */
export const byValue = (
  planner: Planner,
  node: MapNode,
  shape: Union,
  by: By,
  take: (branch: Shape) => void
): Plan | undefined => {
  const at = node.pairs.findIndex((pair) => keyText(pair) === by.key)
  const written = at < 0 ? undefined : (node.pairs[at] as Pair)
  const inside = resolve(written?.value)
  // A list of one where the word itself is meant says which word.
  const value = inside?.kind === "seq" && inside.items.length === 1 ? resolve(inside.items[0]) : inside
  const wrapped = value === inside ? 0 : costs.shape.unwrap
  const options: Array<{
    readonly to: string
    readonly branch: Shape
    readonly edit: number
    readonly plan: Plan
    readonly cost: number
  }> = []
  if (value?.kind === "scalar" && planner.shapes.templates.isIn(String(value.value)))
    return anyBranch(planner, node, by)
  if (value !== undefined && value.kind !== "scalar") return undefined
  const near = new Map(
    value === undefined || value.value === null ? [] : branchWords(shape, by, String(value.value))
  )
  const said = value?.kind === "scalar" ? String(value.value) : undefined
  if (wrapped > 0 && said !== undefined && by.shapes.has(said)) near.set(said, 0)
  const place = written?.value ?? node.pairs[0]?.key ?? node
  const words = [...by.shapes].map(([to, branch]) => {
    const close = near.get(to)
    const edit =
      close !== undefined
        ? close + wrapped
        : value === undefined
          ? costs.add.default
          : costs.value.fallback + costs.rename.base
    const fixed = makePair(by.key, scalar(to, place), written?.key ?? place)
    const pairs = at < 0 ? [...node.pairs, fixed] : node.pairs.with(at, fixed)
    return { to, branch, edit, pairs, least: edit + floorOf(planner, pairs, branch) }
  })
  let least = Number.POSITIVE_INFINITY
  // The likely words first: what costs more at its least than the best whole need not be planned.
  for (const { to, branch, edit, pairs, least: floor } of words.sort((a, b) => a.least - b.least)) {
    if (floor > least + 2 || !planner.spend()) break
    const plan = planner.plan(withPairs(node, pairs), branch)
    options.push({ to, branch, edit, plan, cost: edit + plan.cost })
    least = Math.min(least, edit + plan.cost)
  }
  options.sort((a, b) => a.cost - b.cost)
  const best = options[0]
  if (best === undefined) return undefined
  take(best.branch)
  const confidence = share(best.cost, [...options.slice(1).map(({ cost }) => cost), costs.shape.mismatch])
  const guess = near.has(best.to)
  // Where an unknown key turns out to be the one that tells the branch, that rename is the better diagnosis.
  const step: Step = {
    rule: written === undefined ? "missing-key" : "invalid-value",
    cost: best.edit,
    at:
      written === undefined
        ? "holder"
        : written.value.start === written.value.end
          ? written.key
          : written.value,
    path: written === undefined ? [] : [by.key],
    message: () =>
      written === undefined
        ? `There is no \`${by.key}\`, which says what kind of entry this is.`
        : `\`${value?.kind === "scalar" ? String(value.value) : ""}\` is not a known \`${by.key}\`${guess ? `; did you mean \`${best.to}\`?` : "."}`,
    help: () => `Allowed: ${oneOf([...by.shapes.keys()], 20)}.`,
    fix: {
      title: () => `${written === undefined ? "Add" : "Write"} \`${by.key}: ${best.to}\``,
      operations: (base) => [
        { op: written === undefined ? "add" : "replace", path: childPointer(base, by.key), value: best.to }
      ],
      confidence: guess ? confidence : Math.min(0.5, confidence),
      ...(guess ? {} : { limit: said !== undefined && confidence < plain ? "display" : "unsafe" })
    },
    alternatives: () =>
      options.slice(1, 4).map((option) => ({
        title: `Write \`${by.key}: ${option.to}\``,
        confidence: share(
          option.cost,
          options.filter((other) => other !== option).map(({ cost }) => cost)
        ),
        operations: (base) => [
          {
            op: written === undefined ? "add" : "replace",
            path: childPointer(base, by.key),
            value: option.to
          }
        ]
      }))
  }
  const repaired: Plan = {
    cost: best.cost,
    steps: [step, ...best.plan.steps],
    children: best.plan.children
  }
  if (written !== undefined) return repaired
  const renamed = renamedDiscriminator(planner, node, by)?.plan
  return renamed !== undefined && renamed.cost < repaired.cost ? renamed : repaired
}

/** A value that only the engine knows may be any of them. */
const anyBranch = (planner: Planner, node: MapNode, by: By): Plan | undefined => {
  let best: Plan | undefined
  for (const branch of by.shapes.values()) {
    const plan = planner.plan(node, branch)
    if (best === undefined || plan.cost < best.cost) best = plan
  }
  return best
}

/** `kind: claude` where `type: claude` is meant: an unknown key whose value names a branch. */
export const renamedDiscriminator = (
  planner: Planner,
  node: MapNode,
  by: By
): { readonly plan: Plan; readonly branch: Shape } | undefined => {
  let best: { readonly plan: Plan; readonly branch: Shape } | undefined
  for (let index = 0; index < node.pairs.length && index < 64; index++) {
    const pair = node.pairs[index] as Pair
    const name = keyText(pair)
    const value = resolve(pair.value)
    if (name === undefined || value?.kind !== "scalar") continue
    const branch = by.shapes.get(String(value.value))
    if (branch?.kind !== "map" || branch.keys.has(name)) continue
    const known = branch.keys.get(by.key)
    if (known === undefined) continue
    // The branch's own assignment finds the rename; planning on it as written is enough.
    const plan = planner.plan(node, branch)
    if (best === undefined || plan.cost < best.plan.cost) best = { plan, branch }
  }
  return best
}

/** The confidence from which what stands beside a word may stand in for a word like it. */
const plain = 0.6
