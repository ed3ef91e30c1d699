/**
 * What is said of the keys of a map as a whole, with its fix: those that are missing, and those that exclude each other.
 */
import { type Json, keyText, type MapNode } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { withPairs } from "../document/Synthetic.ts"
import { added } from "./Added.ts"
import { groupBroken, presentKeys } from "./Conforms.ts"
import { allowed as expected } from "./ExplainScalar.ts"
import type { MapShape } from "./Grammar.ts"
import { removeCost } from "./KeyAssignment.ts"
import { capital } from "./KeySteps.ts"
import { oneOf } from "./Nearest.ts"
import { type Planner, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { KnownKey, MapOf, Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

/** What is missing of a map once its keys are settled, and what excludes each other in it. */
export const missing = (
  planner: Planner,
  node: MapNode,
  shape: Map_,
  settled: ReadonlySet<string>
): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  for (const name of shape.required) {
    if (!settled.has(name)) steps.push(lacking(shape, name, shape.keys.get(name) as KnownKey))
  }
  for (const group of shape.source.groups ?? []) {
    const broken = groupBroken(group, settled)
    if (broken === "missing") steps.push(noneOf(shape, group))
    if (broken === "too-many") {
      const there = group.of.filter((name) => settled.has(name))
      steps.push(conflicting(planner, node, shape, there))
    }
  }
  for (const [key, needed] of Object.entries(shape.source.needs ?? {})) {
    if (!settled.has(key)) continue
    for (const name of needed) {
      const known = shape.keys.get(name)
      if (!settled.has(name) && known !== undefined) steps.push(lacking(shape, name, known, key))
    }
  }
  return steps
}

/** None of a group is there of which one has to be. */
const noneOf = (shape: Map_, group: NonNullable<MapShape["groups"]>[number]): Step => {
  const fallback = group.default
  return {
    rule: "missing-key",
    cost: fallback === undefined ? costs.add.unknown : costs.add.default,
    at: "holder",
    path: [],
    message: () =>
      `${capital(shape.title)} needs ${group.of.length === 1 ? "" : "one of "}${oneOf(group.of)}.`,
    ...(fallback === undefined
      ? {}
      : {
          fix: {
            title: () => `Add \`${fallback.key}\``,
            operations: (base: string) => [
              { op: "add" as const, path: childPointer(base, fallback.key), value: fallback.value as never }
            ],
            confidence: 0.5,
            limit: "unsafe" as const
          }
        })
  }
}

const lacking = (shape: Map_, name: string, known: KnownKey, because?: string): Step => {
  const fallback = known.rule.default
  return {
    rule: "missing-key",
    cost: fallback === undefined ? costs.add.unknown : costs.add.default,
    at: "holder",
    path: [],
    lacks: name,
    message: () =>
      because === undefined
        ? `${capital(shape.title)} has no \`${name}\`, which is required.`
        : `\`${because}\` in ${shape.title} also needs \`${name}\`.`,
    help: () => `Add \`${name}\`: ${expected(known.shape)}.`,
    ...(fallback === undefined
      ? {}
      : {
          fix: {
            title: () => added(name, fallback as Json),
            operations: (base: string) => [
              { op: "add" as const, path: childPointer(base, name), value: fallback as never }
            ],
            confidence: known.rule.defaultIs === "safe" ? 0.98 : 0.5,
            ...(known.rule.defaultIs === "safe" ? {} : { limit: "unsafe" as const })
          }
        })
  }
}

/** Keys that exclude each other: the one whose removal leaves least to repair goes. */
const conflicting = (planner: Planner, node: MapNode, shape: Map_, names: ReadonlyArray<string>): Step => {
  const without = names
    .map((name) => {
      const pairs = node.pairs.filter((pair) => keyText(pair) !== name)
      const gone = node.pairs.find((pair) => keyText(pair) === name)
      const left = others(planner, withPairs(node, pairs), shape)
      return { name, pair: gone, cost: left + (gone === undefined ? 0 : removeCost(gone)) }
    })
    .sort((a, b) => a.cost - b.cost)
  const best = without[0]
  return {
    rule: "conflicting-keys",
    cost: costs.remove.base,
    at: best?.pair?.key ?? "holder",
    path: best === undefined ? [] : [best.name],
    message: () =>
      `${capital(shape.title)} can have only one of ${names.map((name) => `\`${name}\``).join(" and ")}.`,
    ...(best === undefined
      ? {}
      : {
          fix: {
            title: () => `Remove \`${best.name}\``,
            operations: (base: string) => [{ op: "remove" as const, path: childPointer(base, best.name) }],
            confidence: Math.min(
              0.6,
              share(
                best.cost,
                without.slice(1).map(({ cost }) => cost)
              )
            ),
            limit: "unsafe" as const
          },
          alternatives: () =>
            without.slice(1).map(({ name }) => ({
              title: `Remove \`${name}\``,
              confidence: 0.3,
              operations: (base: string) => [{ op: "remove" as const, path: childPointer(base, name) }]
            }))
        })
  }
}

/** What else would be wrong, the exclusive groups aside (they are what is being settled). */
const others = (planner: Planner, node: MapNode, shape: Map_): number => {
  let cost = 0
  const present = presentKeys(node, planner.merge)
  for (const [key, needed] of Object.entries(shape.source.needs ?? {})) {
    if (present.has(key)) for (const name of needed) if (!present.has(name)) cost += costs.add.unknown
  }
  return cost
}
