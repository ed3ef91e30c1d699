/**
 * The branches of a choice, told apart without trying them: by the value of a key, or by a key that only one of them
 * knows. And choices that are no more than a matter of which keys are there.
 */
import type { Shape } from "../../diagnose/Grammar.ts"
import type { Choice, Flat } from "./Combine.ts"
import { isObject, strings } from "./Keywords.ts"

type Group = NonNullable<Extract<Shape, { kind: "map" }>["groups"]>[number]
type By = NonNullable<Extract<Shape, { kind: "oneOf" }>["by"]>

/** `oneOf: [{ required: [a] }, { required: [b] }]`: a matter of which keys are there. */
export const requiredGroup = ({ of, exactly }: Choice): Group | undefined => {
  const keys: Array<string> = []
  for (const branch of of) {
    if (!isObject(branch) || Object.keys(branch).length !== 1) return undefined
    const [only, ...others] = strings(branch.required)
    if (only === undefined || others.length > 0) return undefined
    keys.push(only)
  }
  return keys.length < 2 ? undefined : { of: keys, count: exactly ? "exactly-one" : "at-least-one" }
}

/** Of two keys at most one: `not: { required: [a, b] }`. */
export const excluded = (schema: unknown): Group | undefined => {
  if (!isObject(schema) || Object.keys(schema).some((key) => key !== "required" && key !== "type"))
    return undefined
  const keys = strings(schema.required)
  return keys.length === 2 ? { of: [...keys], count: "at-most-one" } : undefined
}

/** What tells the branches apart; `shapes` are theirs, in the same order. */
export const telling = (branches: ReadonlyArray<Flat>, shapes: ReadonlyArray<string>): By | undefined => {
  const value = byValue(branches, shapes)
  if (value !== undefined) return { value }
  const key = byKey(branches, shapes)
  return key === undefined ? undefined : { key }
}

const propertiesOf = ({ own }: Flat): Readonly<Record<string, unknown>> =>
  isObject(own.properties) ? own.properties : {}

/** The key whose value tells the branches apart: each requires it and allows one or some values of its own. */
const byValue = (branches: ReadonlyArray<Flat>, shapes: ReadonlyArray<string>): By["value"] => {
  const [first] = branches
  if (first === undefined || branches.length < 2) return undefined
  for (const key of strings(first.own.required)) {
    const values: Record<string, string> = {}
    const clear = branches.every((branch, index) => {
      const property = propertiesOf(branch)[key]
      if (!isObject(property) || !strings(branch.own.required).includes(key)) return false
      const allowed = typeof property.const === "string" ? [property.const] : strings(property.enum)
      return (
        allowed.length > 0 &&
        allowed.every((value) => {
          if (Object.hasOwn(values, value) || value === "__proto__") return false
          values[value] = shapes[index] as string
          return true
        })
      )
    })
    if (clear) return { key, shapes: values }
  }
  return undefined
}

/** Keys that one branch requires and that the others, which know all their keys, do not know. */
const byKey = (branches: ReadonlyArray<Flat>, shapes: ReadonlyArray<string>): By["key"] => {
  const maps = branches.map((branch) => ({
    known: new Set(Object.keys(propertiesOf(branch))),
    required: strings(branch.own.required),
    closed:
      isObject(branch.own.patternProperties) || branch.choices.length > 0 || branch.conditions.length > 0
        ? false
        : branch.own.additionalProperties === false || branch.own.unevaluatedProperties === false,
    isMap: branch.own.type === undefined || branch.own.type === "object"
  }))
  const keys: Record<string, string> = {}
  maps.forEach((map, index) => {
    const others = maps.filter((other, at) => at !== index && other.isMap)
    if (!map.isMap || others.length === 0 || others.some(({ closed }) => !closed)) return
    const own = map.required.find((key) => others.every(({ known }) => !known.has(key)))
    if (own !== undefined && own !== "__proto__") keys[own] = shapes[index] as string
  })
  return Object.keys(keys).length === 0 ? undefined : keys
}
