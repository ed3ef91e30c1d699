/**
 * Relevels a map: all of it stands one level too low, under a key that does not belong, or one too high, where the
 * value of its one required key belongs.
 */
import { keyText, type MapNode, resolve } from "../document/Node.ts"
import { pair as makePair, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { presentKeys } from "./Conforms.ts"
import { capital } from "./KeySteps.ts"
import { type Plan, type Planner, planOf, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type MapOf, mapsIn, type Shape } from "./Shape.ts"

/** The cheapest such plan below `limit` nats. */
export const relevel = (
  planner: Planner,
  node: MapNode,
  shape: Extract<Shape, MapOf>,
  limit: number
): Plan | undefined => {
  let best = shape.names === undefined ? hoist(planner, node, shape, limit) : undefined
  const required = shape.required.length === 1 ? shape.keys.get(shape.required[0] as string) : undefined
  if (
    required !== undefined &&
    belongsUnder(planner, node, required.shape) &&
    !presentKeys(node, planner.merge).has(required.name) &&
    shape.names === undefined
  ) {
    const plan = planner.plan(node, required.shape)
    const cost = costs.shape.nest + plan.cost
    if (cost < Math.min(limit, best?.cost ?? limit)) {
      best = {
        cost,
        steps: [
          {
            rule: "missing-key",
            cost: costs.shape.nest,
            at: node.pairs[0]?.key ?? "holder",
            path: [],
            message: () =>
              `${capital(shape.title)} has no \`${required.name}\`; what is here belongs under it.`,
            fix: {
              title: () => `Put it under \`${required.name}\``,
              operations: (base) => [
                {
                  op: "replace",
                  path: base,
                  value: dataOf(withPairs(node, [makePair(required.name, node, node)])) as never
                }
              ],
              confidence: share(cost, [limit])
            }
          }
        ],
        children: [],
        afterwards: planOf([], [{ segment: required.name, holder: node.pairs[0]?.key ?? node, plan }])
      }
    }
  }
  return best
}

/** Whether most keys of a map are keys of the shape. */
const belongsUnder = (planner: Planner, node: MapNode, shape: Shape): boolean =>
  mapsIn(shape).some(
    (map) =>
      // Names that mean nothing where they stand, and where any may stand below.
      (map.keys.size === 0 && map.names !== undefined && planner.conforms(node, map)) ||
      node.pairs.filter((pair) => map.keys.has(keyText(pair) ?? "")).length * 2 >=
        Math.max(1, node.pairs.length)
  )

/** The only key of a map is too much: what stands under it is what belongs here. Costs less than `limit` nats. */
export const hoist = (planner: Planner, node: MapNode, shape: Shape, limit: number): Plan | undefined => {
  const [only, other] = node.pairs
  const inner = resolve(only?.value)
  const name = only === undefined || other !== undefined ? undefined : keyText(only)
  if (only === undefined || name === undefined || inner?.kind !== "map") return undefined
  if (mapsIn(shape).some((map) => map.keys.has(name))) return undefined
  const plan = planner.plan(inner, shape)
  const cost = costs.shape.hoist + plan.cost
  if (cost >= limit) return undefined
  return {
    cost,
    steps: [
      {
        rule: "unknown-key",
        cost: costs.shape.hoist,
        at: only.key,
        path: [name],
        message: () => `\`${name}\` is not a key of ${shape.title}, but its content is one.`,
        fix: {
          title: () => `Move the content out of \`${name}\``,
          operations: (base) => [{ op: "replace", path: base, value: dataOf(inner) as never }],
          confidence: share(cost, [Math.min(limit, costs.shape.mismatch)])
        }
      }
    ],
    children: [],
    afterwards: plan
  }
}
