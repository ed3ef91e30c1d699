/**
 * Explains maps: what is wrong with each value under a known key, which known keys the unknown ones were meant to be
 * (`KeyAssignment`), what is too much (`KeySteps`) and what is missing (`LackingKeys`).
 */
import { keyText, type MapNode, type Pair, resolve } from "../document/Node.ts"
import { foldedKey, isMergeable, presentKeys } from "./Conforms.ts"
import { mismatch } from "./ExplainScalar.ts"
import { type Assigned, assign, lackCost, type StrayKey } from "./KeyAssignment.ts"
import {
  absent,
  answered,
  capital,
  forbidden,
  invalidName,
  removed,
  renamed,
  unmergeable,
  unwrapped
} from "./KeySteps.ts"
import { missing } from "./LackingKeys.ts"
import { type Child, isSafe, type Plan, type Planner, planOf, type Step } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { isNothing, type KnownKey, type MapOf, type Shape } from "./Shape.ts"
import { spread } from "./Spread.ts"

type Map_ = Extract<Shape, MapOf>

export const explainMap = (planner: Planner, node: MapNode, shape: Map_): Plan => {
  const { source } = shape
  const steps: Array<Step> = []
  const children: Array<Child> = []
  const present = new Set(presentKeys(node, planner.merge))
  // Where something required is missing, any name may be that key misspelled.
  const lacking = shape.names !== undefined && lackCost(shape, present) > 0
  const seen = new Set<string>()
  const strays: Array<StrayKey> = []
  const child = (pair: Pair, name: string, plan: Plan): void => {
    children.push({ segment: name, holder: pair.key, plan })
  }
  for (const pair of node.pairs) {
    const name = keyText(pair)
    if (name === undefined) {
      steps.push({
        rule: "wrong-type",
        cost: costs.shape.mismatch,
        at: pair.key,
        path: [],
        message: () => `A key of ${shape.title} must be a string.`
      })
      continue
    }
    // A key that is written twice is a matter of the text; its first writing is looked at.
    if (seen.has(name)) continue
    seen.add(name)
    if (planner.merge && name === "<<") {
      if (!isMergeable(pair.value)) steps.push(unmergeable(pair))
      continue
    }
    const known = shape.keys.get(name) ?? (source.ignoreCase === true ? foldedKey(shape, name) : undefined)
    if (known !== undefined) {
      if (planner.conforms(pair.value, known.shape)) continue
      if (isNothing(known.shape)) {
        steps.push(forbidden(pair, name, shape))
        continue
      }
      const value = resolve(pair.value)
      if (value?.kind === "scalar" && value.value === null)
        steps.push(absent(planner, pair, name, known, shape))
      else
        child(
          pair,
          name,
          value === undefined
            ? mismatch(pair.value, known.shape)
            : answered(planner, value, known, planner.plan(value, known.shape))
        )
    } else if (shape.names !== undefined) {
      const fits = shape.names.takes(name)
      const under = shape.names.of(name, node)
      const kept = planner.conforms(pair.value, under) ? planOf([]) : planner.plan(pair.value, under)
      const apart = kept.cost === 0 ? undefined : spread(planner, pair, name, shape)
      const keep = apart !== undefined && apart.cost < kept.cost ? apart : kept
      // A good name with a good value is not suspected of being anything else.
      if (fits && keep.cost === 0 && !lacking) continue
      const alien = keep.cost > 0 && source.names?.not?.includes(name) === true
      strays.push({
        pair,
        name,
        keep: alien ? undefined : keep,
        ...(fits ? {} : { complaint: invalidName(pair, name, shape) })
      })
    } else strays.push({ pair, name, keep: undefined })
  }
  const settled = new Set<string>(present)
  for (const each of assign(planner, strays, shape, present)) {
    settled.delete(each.name)
    if (each.choice.kind === "keep") settled.add(each.name)
    if (each.choice.key !== undefined) settled.add(each.choice.key.name)
    record(planner, each, shape, present, steps, children)
  }
  steps.push(...missing(planner, node, shape, settled))
  if (source.minimum !== undefined && node.pairs.length < source.minimum) {
    steps.push({
      rule: "too-few",
      cost: costs.add.unknown,
      at: "holder",
      path: [],
      message: () =>
        `${capital(shape.title)} needs at least ${source.minimum === 1 ? "one entry" : `${source.minimum} entries`}.`
    })
  }
  return planOf(steps, children)
}

/** Writes down what one unknown key was meant as. */
const record = (
  planner: Planner,
  assigned: Assigned,
  shape: Map_,
  present: ReadonlySet<string>,
  steps: Array<Step>,
  children: Array<Child>
): void => {
  const { pair, name, choice } = assigned
  if (choice.kind === "rename") {
    const { step, rest } = renamed(planner, assigned, choice.key as KnownKey, shape, present)
    steps.push(step)
    // A form that is wrong only for what the key may not have been meant as.
    const pending = !isSafe(step) && rest.steps.some(({ path }) => path.length === 0)
    if (rest.cost > 0 || rest.children.length > 0)
      children.push({ segment: name, holder: pair.key, plan: rest, pending, renamed: true })
    return
  }
  if (choice.plan.cost > 0 || choice.plan.children.length > 0)
    children.push({ segment: name, holder: pair.key, plan: choice.plan })
  if (choice.kind === "keep") {
    if (assigned.complaint !== undefined) steps.push(assigned.complaint)
    // A name whose value does not fit may be a key of some other level.
    if (choice.cost >= costs.move.near) steps.push(suspect(pair))
  } else if (choice.kind === "unwrap") steps.push(unwrapped(assigned, shape))
  else steps.push(removed(assigned, shape, present))
}

/** Marks a pair as perhaps belonging elsewhere, without any complaint of its own. */
const suspect = (pair: Pair): Step => ({
  rule: "stray",
  cost: 0,
  at: pair.key,
  path: [],
  message: () => "",
  stray: pair
})
