/**
 * Scalars where a map belongs: nothing, JSON or assignments in a string, a key glued to its value, or the value of the
 * one key that is meant.
 */
import type { Json, ScalarNode } from "../document/Node.ts"
import { convert, longestText, mismatch, parsedJson } from "./ExplainScalar.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"
import { scalarMeant } from "./Telling.ts"
import { assignmentsIn, writtenAssignments, writtenJson } from "./Written.ts"

export const scalarToMap = (planner: Planner, node: ScalarNode, shape: Extract<Shape, MapOf>): Plan => {
  const tries: Array<Plan> = [mismatch(node, shape)]
  if (node.value === null) {
    // An empty map may be what was meant; what it lacks then is said by its own plan.
    const empty = convert(planner, node, shape, {
      value: {},
      cost: costs.value.absent / 3,
      title: "Write an empty map"
    })
    const lacks = empty.afterwards?.steps ?? []
    tries.push(lacks.length > 0 ? { cost: empty.cost, steps: lacks, children: [] } : empty)
  }
  if (shape.source.nullable === true && isAbsence(node)) {
    tries.push(
      convert(planner, node, shape, {
        value: null,
        cost: costs.value.coerce,
        title: "Write nothing"
      })
    )
  }
  const parsed = parsedJson(node)
  if (parsed !== undefined) {
    tries.push(writtenJson(planner, node, shape, parsed))
  }
  if (typeof node.value === "string" && node.value.length <= longestText) {
    const lines = assignmentsIn(node)
    if (lines !== undefined) {
      tries.push(writtenAssignments(planner, node, shape, lines))
    }
  }
  const glued = gluedValue(node, shape)
  if (glued !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: glued,
        cost: costs.shape.unglue,
        title: "Put a colon after the key",
        limit: "unsafe"
      })
    )
  }
  const meant = scalarMeant(planner, node, shape)
  if (meant !== undefined) {
    tries.push(
      convert(planner, node, shape, {
        value: meant,
        cost: costs.shape.scalarToMap,
        title: `Write it as a map with \`${Object.keys(meant as object).includes(shape.source.scalarKey ?? "") ? shape.source.scalarKey : Object.keys(meant as object)[0]}\``,
        ...(shape.source.scalarIs === "safe" ? { sure: true } : {}),
        ...(shape.source.scalarIs === "unsafe" ? { limit: "unsafe" as const } : {})
      })
    )
  }
  return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best))
}

/** `None` and its like; where a map may be left out, `true` says no more either. */
const isAbsence = ({ value }: ScalarNode): boolean =>
  value === true ||
  (typeof value === "string" && /^(?:none|nil|null|undefined|true|yes|enabled)$/i.test(value))

/** `push: branches [main]` where `push:` with `branches: [main]` below it is meant. */
const gluedValue = (node: ScalarNode, shape: Extract<Shape, MapOf>): Json | undefined => {
  if (typeof node.value !== "string" || node.value.length > 4096) return undefined
  const match = /^([\w-]+)\s+(\S[^\n]*)$/.exec(node.value.trim())
  const key = match?.[1]
  const rest = match?.[2]
  if (key === undefined || rest === undefined || !shape.keys.has(key)) return undefined
  const list = /^\[([^[\]{}]*)\]$/.exec(rest)
  const value =
    list === null
      ? rest
      : (list[1] as string)
          .split(",")
          .map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2"))
          .filter((item) => item !== "")
  return { [key]: value }
}
