/**
 * JSON Schemas within a workflow: required properties that are described, bounds that leave something.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { get, keyText, type MapNode, type Node, pairOf, resolve, stringOf } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { rules } from "../rules.generated.ts"
import { itemsOf } from "../Step.ts"
import { workflowOf } from "../Workflow.ts"

export const jsonSchemas: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const under = (map: MapNode, pointer: string, ...keys: ReadonlyArray<string>): void => {
    for (const key of keys) visit(get(map, key), child(pointer, key), diagnostics, 0)
  }
  for (const flow of workflow.flows) {
    under(flow.node, flow.pointer, "input_schema")
    for (const [name, node] of flow.functions) {
      const map = resolve(node)
      if (map?.kind === "map") under(map, child(child(flow.pointer, "gemini_functions"), name), "parameters")
    }
  }
  for (const step of workflow.steps) {
    under(step.node, step.pointer, "output_schema", "schema")
    for (const task of step.tasks) under(task.node, task.pointer, "output_schema")
  }
  return { diagnostics, unknowns: [] }
}

const deepest = 40

const visit = (
  node: Node | undefined,
  pointer: string,
  diagnostics: Array<Diagnostic>,
  depth: number
): void => {
  const schema = resolve(node)
  if (schema?.kind !== "map" || depth > deepest) return
  required(schema, pointer, diagnostics)
  for (const [low, high] of bounds) limits(schema, pointer, low, high, diagnostics)
  for (const pair of schema.pairs) {
    const key = keyText(pair)
    if (key === undefined) continue
    const at = child(pointer, key)
    const value = resolve(pair.value)
    if (named.has(key) && value?.kind === "map") {
      for (const each of value.pairs) {
        const name = keyText(each)
        if (name !== undefined) visit(each.value, child(at, name), diagnostics, depth + 1)
      }
    } else if (value?.kind === "seq" && lists.has(key)) {
      value.items.forEach((item, index) => {
        visit(item, child(at, index), diagnostics, depth + 1)
      })
    } else if (value?.kind === "map" && nested.has(key)) visit(value, at, diagnostics, depth + 1)
  }
}

const named: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs", "definitions"])
const lists: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems", "items"])
const nested: ReadonlySet<string> = new Set([
  "items",
  "additionalProperties",
  "contains",
  "not",
  "if",
  "then",
  "else",
  "propertyNames"
])
const bounds = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"]
] as const

const required = (schema: MapNode, pointer: string, diagnostics: Array<Diagnostic>): void => {
  const properties = get(schema, "properties")
  if (properties?.kind !== "map" || pairOf(schema, "required") === undefined) return
  const known = properties.pairs.flatMap((pair) => keyText(pair) ?? [])
  for (const { node, pointer: at } of itemsOf(schema, pointer, "required")) {
    const name = stringOf(node)
    if (name === undefined || known.includes(name)) continue
    const near = likely(name, known)[0]
    diagnostics.push(
      finding(
        {
          rule: "schema-required",
          stage: "semantic",
          message: `\`${name}\` is required but is not among the properties${known.length === 0 ? "" : `: there are ${oneOf(known)}`}`,
          pointer: at,
          at: node,
          fixes:
            near === undefined
              ? []
              : [
                  patchFix(
                    `Write \`${near.name}\``,
                    [{ op: "replace", path: at, value: near.name }],
                    "unsafe",
                    near.confidence
                  )
                ]
        },
        rules
      )
    )
  }
}

const limits = (
  schema: MapNode,
  pointer: string,
  low: string,
  high: string,
  diagnostics: Array<Diagnostic>
): void => {
  const [least, most] = [get(schema, low), get(schema, high)]
  if (least?.kind !== "scalar" || most?.kind !== "scalar") return
  if (typeof least.value !== "number" || typeof most.value !== "number" || least.value <= most.value) return
  diagnostics.push(
    finding(
      {
        rule: "schema-bounds",
        stage: "semantic",
        message: `No value fits: \`${low}\` is ${least.value} and \`${high}\` is ${most.value}`,
        pointer: child(pointer, low),
        at: least,
        fixes: [
          patchFix(
            `Swap \`${low}\` and \`${high}\``,
            [
              { op: "replace", path: child(pointer, low), value: most.value },
              { op: "replace", path: child(pointer, high), value: least.value }
            ],
            "unsafe",
            0.8
          )
        ]
      },
      rules
    )
  )
}
