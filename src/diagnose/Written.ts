/**
 * Data that is written as text: JSON in a string, and assignments, as the value that they say.
 */
import type { Json, Node } from "../document/Node.ts"
import { convert } from "./ExplainScalar.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"

export const writtenJson = (planner: Planner, node: Node, shape: Shape, value: Json): Plan =>
  convert(planner, node, shape, {
    value,
    cost: costs.shape.parse,
    title: "Write the JSON in the string as data"
  })

/** Costs less where nothing is assigned but keys that the map knows. */
export const writtenAssignments = (
  planner: Planner,
  node: Node,
  shape: Extract<Shape, MapOf>,
  value: { readonly [name: string]: Json }
): Plan =>
  convert(planner, node, shape, {
    value,
    cost: costs.shape.assignmentsToMap * (Object.keys(value).every((name) => shape.keys.has(name)) ? 0.5 : 1),
    title: "Write the assignments as a map"
  })
