/**
 * Values in a map under a name that has but one value: `DB: { HOST: db }` among variables. Each of them is a variable
 * of its own, called by both names.
 */
import { keyText, type MapNode, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { dataOf } from "../document/Tree.ts"
import { type Plan, type Planner, planOf } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"

/** The plan that gives each value below a name its own name; `undefined` where there is nothing of the kind. */
export const spread = (
  planner: Planner,
  pair: Pair,
  name: string,
  shape: Extract<Shape, MapOf>
): Plan | undefined => {
  const { spread: joint } = shape.source
  const inside = resolve(pair.value)
  if (joint === undefined || inside?.kind !== "map" || inside.pairs.length === 0) return undefined
  // What is not written as such names are may be a key that belongs elsewhere.
  if (!/^[A-Z_][A-Z\d_]*$/.test(name)) return undefined
  const values = named(planner, inside, `${name}${joint}`, shape)
  return values === undefined
    ? undefined
    : planOf([
        {
          rule: "wrong-type",
          cost: costs.shape.flatten,
          at: pair.key,
          path: [],
          message: () => `\`${name}\` has values in a map, and can only have one.`,
          help: () => "Give each value a name of its own.",
          fix: {
            title: () => `Write \`${Object.keys(values).join("`, `")}\``,
            operations: (base) => [
              { op: "remove", path: base },
              ...Object.entries(values).map(([each, value]) => ({
                op: "add" as const,
                path: childPointer(base.slice(0, base.lastIndexOf("/")), each),
                value: value as never
              }))
            ],
            confidence: 0.6,
            limit: "unsafe"
          }
        }
      ])
}

const named = (
  planner: Planner,
  inside: MapNode,
  before: string,
  shape: Extract<Shape, MapOf>
): Record<string, unknown> | undefined => {
  const values: Record<string, unknown> = {}
  for (const { key, value } of inside.pairs) {
    const name = keyText({ key, value, start: 0, end: 0 })
    if (name === undefined || resolve(value)?.kind !== "scalar") return undefined
    const under = shape.names?.of(`${before}${name}`)
    if (under === undefined || !planner.conforms(value, under)) return undefined
    values[`${before}${name}`] = dataOf(value)
  }
  return values
}
