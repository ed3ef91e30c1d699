/**
 * What several schemas say together, as far as one schema can say it: references and `allOf` folded in, conditions and
 * choices gathered.
 */
import {
  define,
  isObject,
  isScalar,
  isSchema,
  own,
  type Scalar,
  type SchemaObject,
  type SchemaValue,
  schemasIn,
  strings
} from "./Keywords.ts"

/** Where `if` holds, `then` has to hold too, else `otherwise`. */
export interface Condition {
  readonly if: SchemaValue
  readonly holds: SchemaValue
  readonly otherwise: SchemaValue
}

/** One of several schemas; for `oneOf` exactly one. */
export interface Choice {
  readonly of: ReadonlyArray<SchemaValue>
  readonly exactly: boolean
}

/** Several schemas as one. */
export interface Flat {
  /** Keywords of the schema itself, without those that the other parts hold. */
  readonly own: SchemaObject
  readonly conditions: ReadonlyArray<Condition>
  readonly choices: ReadonlyArray<Choice>
  /** What must not hold, as far as that says more than which key must not be there. */
  readonly never: ReadonlyArray<SchemaValue>
}

/** What a schema says by itself: its conditions and choices apart. */
export const flat = (schema: SchemaObject): Flat => {
  const { if: test, then: holds, else: otherwise, oneOf, anyOf, not, dependentSchemas, ...rest } = schema
  const conditions: Array<Condition> = []
  const choices: Array<Choice> = []
  if (isSchema(test) && (holds !== undefined || otherwise !== undefined))
    conditions.push({
      if: test,
      holds: isSchema(holds) ? holds : true,
      otherwise: isSchema(otherwise) ? otherwise : true
    })
  if (Array.isArray(oneOf)) choices.push({ of: schemasIn(oneOf), exactly: true })
  if (Array.isArray(anyOf)) choices.push({ of: schemasIn(anyOf), exactly: false })
  const needs = {}
  for (const map of [rest.dependentRequired, rest.dependencies, dependentSchemas]) {
    if (!isObject(map)) continue
    for (const [key, value] of Object.entries(map)) {
      if (Array.isArray(value)) define(needs, key, [...strings(own(needs, key)), ...strings(value)])
      else if (isSchema(value)) conditions.push({ if: { required: [key] }, holds: value, otherwise: true })
    }
  }
  const { dependencies: _, dependentRequired: __, ...plain } = rest
  const said = Object.keys(needs).length === 0 ? plain : { ...plain, dependentRequired: needs }
  const key = neverIn(not)
  return {
    own: key === undefined ? said : combine(said, { properties: { [key]: false } }),
    conditions,
    choices,
    never: key === undefined && isSchema(not) ? [not] : []
  }
}

/** The key that must not be there: `not: { required: [key] }`. */
const neverIn = (schema: unknown): string | undefined => {
  if (!isObject(schema) || Object.keys(schema).some((key) => key !== "required" && key !== "type"))
    return undefined
  const [only, ...others] = strings(schema.required)
  return others.length > 0 ? undefined : only
}

/** What both say. */
export const both = (a: Flat, b: Flat): Flat => ({
  own: combine(a.own, b.own),
  conditions: [...a.conditions, ...b.conditions],
  choices: [...a.choices, ...b.choices],
  never: [...a.never, ...b.never]
})

const made = new WeakMap<SchemaObject, WeakMap<SchemaObject, SchemaObject>>()

/** What both of two schemas say. The same two always make the same one, so that recursion comes to an end. */
export const combine = (a: SchemaObject, b: SchemaObject): SchemaObject => {
  let known = made.get(a)
  if (known === undefined) {
    known = new WeakMap()
    made.set(a, known)
  }
  let one = known.get(b)
  if (one === undefined) {
    one = combined(a, b)
    known.set(b, one)
  }
  return one
}

const combined = (a: SchemaObject, b: SchemaObject): SchemaObject => {
  const all: Record<string, unknown> = { ...a, ...b }
  for (const keyword of Object.keys(a)) {
    if (!Object.hasOwn(b, keyword)) continue
    const meet = meets[keyword]
    if (meet !== undefined) all[keyword] = meet(a[keyword], b[keyword])
  }
  const [left, right] = [listed(a), listed(b)]
  if (left !== undefined && right !== undefined) {
    delete all.const
    all.enum = left.filter((value) => right.includes(value))
  }
  // What cannot be said in one is said as two that both have to hold.
  for (const keyword of ["$ref", "allOf", "if", "oneOf", "anyOf", "not"]) {
    if (Object.hasOwn(a, keyword) && Object.hasOwn(b, keyword)) return { allOf: [a, b] }
  }
  return all
}

/** Two schemas of one thing. */
const one = (a: unknown, b: unknown): unknown => {
  if (a === false || b === false) return false
  if (a === true || !isSchema(a)) return b
  if (b === true || !isSchema(b)) return a
  return combine(a as SchemaObject, b as SchemaObject)
}

/** Two maps of schemas by name. */
const named = (a: unknown, b: unknown): unknown => {
  if (!isObject(a) || !isObject(b)) return b
  const all = { ...a }
  for (const [name, value] of Object.entries(b))
    define(all, name, Object.hasOwn(all, name) ? one(all[name], value) : value)
  return all
}

const union = (a: unknown, b: unknown): unknown => [...new Set([...strings(a), ...strings(b)])]

const types = (a: unknown, b: unknown): unknown => {
  const [left, right] = [a, b].map((each) => (typeof each === "string" ? [each] : strings(each)))
  if (left === undefined || right === undefined) return b
  const shared = left.filter((type) => right.includes(type))
  if (
    (left.includes("number") && right.includes("integer")) ||
    (left.includes("integer") && right.includes("number"))
  )
    shared.push("integer")
  return shared.length === 1 ? shared[0] : [...new Set(shared)]
}

/** The words that a schema allows, where it lists them. */
const listed = (schema: SchemaObject): ReadonlyArray<Scalar> | undefined => {
  const values = "const" in schema ? [schema.const] : schema.enum
  return Array.isArray(values) && values.every(isScalar) ? values : undefined
}

const least = (a: unknown, b: unknown): unknown =>
  typeof a === "number" && typeof b === "number" ? Math.min(a, b) : b

const most = (a: unknown, b: unknown): unknown =>
  typeof a === "number" && typeof b === "number" ? Math.max(a, b) : b

const meets: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  type: types,
  properties: named,
  patternProperties: named,
  dependentRequired: (a, b) => {
    if (!isObject(a) || !isObject(b)) return b
    const all = { ...a }
    for (const [name, value] of Object.entries(b)) define(all, name, union(own(all, name), value))
    return all
  },
  required: union,
  additionalProperties: one,
  unevaluatedProperties: one,
  items: (a, b) => (Array.isArray(a) || Array.isArray(b) ? b : one(a, b)),
  contains: one,
  propertyNames: one,
  minimum: most,
  exclusiveMinimum: most,
  minLength: most,
  minItems: most,
  minProperties: most,
  maximum: least,
  exclusiveMaximum: least,
  maxLength: least,
  maxItems: least,
  maxProperties: least
}
