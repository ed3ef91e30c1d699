/**
 * The floor of a plan: what making a map conform costs at the very least, told from its keys alone.
 *
 * Explain tries many made-up maps (an item split at each of its keys, two items joined). Most are hopeless at a glance:
 * half an item lacks what its kind requires. The floor is never above the cost of the real plan, so nothing is missed
 * by not planning what cannot win any more.
 */
import { keyText, type Pair, resolve } from "../document/Node.ts"
import { groupBroken } from "./Conforms.ts"
import type { Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shapes.ts"

/** A lower bound, in nats, of what a map of these pairs costs as the shape. Linear in pairs and in the shape's branches. */
export const floorOf = (planner: Planner, pairs: ReadonlyArray<Pair>, shape: Shape): number => {
  const present = new Set<string>()
  for (const pair of pairs) {
    const name = keyText(pair)
    // What a merge brings in is not looked at here.
    if (name === undefined || (planner.merge && name === "<<")) return 0
    present.add(name)
  }
  return floorIn(pairs, present, shape)
}

const floorIn = (pairs: ReadonlyArray<Pair>, present: ReadonlySet<string>, shape: Shape): number => {
  if (shape.kind === "map") return floorOfMap(present, shape)
  if (shape.kind !== "oneOf") return 0
  const told =
    shape.value === undefined ? undefined : pairs.find((pair) => keyText(pair) === shape.value?.key)
  if (told !== undefined) {
    // A kind that nobody knows may be any.
    const value = resolve(told.value)
    if (value?.kind !== "scalar" || shape.value?.shapes.has(String(value.value)) !== true) return 0
  }
  let least = Number.POSITIVE_INFINITY
  for (const branch of shape.of) {
    least = Math.min(least, floorIn(pairs, present, branch))
    if (least === 0) return 0
  }
  return Number.isFinite(least) ? least : 0
}

const floorOfMap = (present: ReadonlySet<string>, shape: Extract<Shape, MapOf>): number => {
  let missing = 0
  for (const name of shape.required) if (!present.has(name)) missing++
  for (const group of shape.source.groups ?? []) if (groupBroken(group, present) === "missing") missing++
  if (missing === 0) return 0
  let unknown = 0
  for (const name of present) if (!shape.keys.has(name)) unknown++
  // Each unknown key may be one that is missing.
  const cost = Math.max(0, missing - unknown) * Math.min(costs.add.default, costs.add.unknown)
  // The whole may stand one level too low or too high, or two keys have run together.
  const lifted = shape.required.length === 1 ? costs.shape.nest : cost
  return unknown === 0
    ? Math.min(cost, lifted)
    : Math.min(cost, lifted, costs.shape.hoist, costs.shape.unglue)
}
