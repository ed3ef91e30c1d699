/**
 * The floor of a plan: what making a map conform costs at the very least, told from its keys alone.
 *
 * Explain tries many made-up maps (an item split at each of its keys, two items joined). Most are hopeless at a glance:
 * half an item lacks what its kind requires. The floor is not above the cost of the real plan, so nothing is missed
 * by not planning what cannot win any more.
 */
import { keyText, type Pair, resolve } from "../document/Node.ts"
import { groupBroken } from "./Conforms.ts"
import { renameCost } from "./KeyAssignment.ts"
import type { Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

/**
 * A lower bound, in nats, of what a map of these pairs costs as the shape; what is above `enough` anyhow is not reckoned
 * further. Linear in pairs and in the shape's branches.
 */
export const floorOf = (
  planner: Planner,
  pairs: ReadonlyArray<Pair>,
  shape: Shape,
  enough = Number.POSITIVE_INFINITY
): number => {
  const present = new Set<string>()
  for (const pair of pairs) {
    const name = keyText(pair)
    // What a merge brings in is not looked at here.
    if (name === undefined || (planner.merge && name === "<<")) return 0
    present.add(name)
  }
  return floorIn(planner, pairs, present, shape, enough)
}

const floorIn = (
  planner: Planner,
  pairs: ReadonlyArray<Pair>,
  present: ReadonlySet<string>,
  shape: Shape,
  enough: number
): number => {
  if (shape.kind === "map") return floorOfMap(planner, present, shape, enough)
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
    least = Math.min(least, floorIn(planner, pairs, present, branch, enough))
    if (least === 0) return 0
  }
  return Number.isFinite(least) ? least : 0
}

const floorOfMap = (planner: Planner, present: ReadonlySet<string>, shape: Map_, enough: number): number => {
  const unknown: Array<string> = []
  let misnamed = 0
  for (const name of present) {
    if (shape.keys.has(name)) continue
    unknown.push(name)
    if (shape.names === undefined && shape.source.ignoreCase !== true)
      misnamed += otherwise(planner, name, shape)
    if (misnamed > enough)
      return shape.required.length === 1 ? Math.min(misnamed, costs.shape.nest) : misnamed
  }
  // What is missing is added, or is an unknown key: by its word, or by its value alone for as much as adding costs.
  let missing = 0
  for (const name of shape.required) {
    if (!present.has(name) && !meant(planner, unknown, [name], shape)) missing++
  }
  for (const group of shape.source.groups ?? []) {
    if (groupBroken(group, present) === "missing" && !meant(planner, unknown, group.of, shape)) missing++
  }
  const lacking = missing * Math.min(costs.add.default, costs.add.unknown, costs.rename.byShape)
  let cost = Math.max(misnamed, lacking)
  // The whole may stand one level too low, or too high where a single key holds it.
  if (shape.required.length === 1) cost = Math.min(cost, costs.shape.nest)
  return unknown.length === 1 && present.size === 1 ? Math.min(cost, costs.shape.hoist) : cost
}

/** Whether one of the unknown keys may be one of these by its word; keys that ran together may be any. */
const meant = (
  planner: Planner,
  unknown: ReadonlyArray<string>,
  names: ReadonlyArray<string>,
  shape: Map_
): boolean =>
  unknown.some(
    (word) =>
      /[\s:]/.test(word) ||
      names.some((name) => {
        const key = shape.keys.get(name)
        return key !== undefined && renameCost(planner, word, key) !== undefined
      })
  )

const likeliest = new WeakMap<Map_, Map<string, number>>()
/** Words remembered for one shape. */
const remembered = 500

/** What an unknown key costs at least: as the likeliest of all known keys. */
const otherwise = (planner: Planner, name: string, shape: Map_): number => {
  let known = likeliest.get(shape)
  if (known === undefined || known.size > remembered) {
    known = new Map()
    likeliest.set(shape, known)
  }
  const before = known.get(name)
  if (before !== undefined) return before
  let cost = Math.min(costs.shape.unglue, costs.rename.byShape, costs.remove.empty)
  for (const each of shape.keys.values()) {
    const rename = renameCost(planner, name, each)
    if (rename !== undefined) cost = Math.min(cost, Math.max(0.1, rename + costs.rename.required))
  }
  known.set(name, cost)
  return cost
}
