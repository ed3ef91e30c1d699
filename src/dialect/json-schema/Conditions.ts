/**
 * Conditions of a schema, decided: `if`, `dependentSchemas` and their like ask for the value of a key, or whether it is
 * there. So a map with conditions is one of several maps, told apart by that key, and each of them has no condition.
 */
import type { Condition } from "./Combine.ts"
import {
  annotations,
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

/** What is known of a key: that it is not there, that it is, or what it holds; `other` is none of the words asked for. */
export type Known =
  | { readonly is: "absent" }
  | { readonly is: "present" }
  | { readonly is: "value"; readonly value: Scalar }
  | { readonly is: "other"; readonly than: ReadonlyArray<Scalar> }

export type Facts = ReadonlyMap<string, Known>

/** Whether a map of which so much is known is what the schema says; `undefined` where that does not follow. */
export const decide = (schema: SchemaValue, facts: Facts): boolean | undefined => {
  if (!isObject(schema)) return schema
  return every(Object.entries(schema), ([keyword, value]) => decideKeyword(keyword, value, facts))
}

const decideKeyword = (keyword: string, value: unknown, facts: Facts): boolean | undefined => {
  if (annotations.has(keyword)) return true
  switch (keyword) {
    case "type":
      return value === "object" ? true : undefined
    case "required":
      return every(strings(value), (key) => {
        const known = facts.get(key)
        return known === undefined ? undefined : known.is !== "absent"
      })
    case "properties":
      if (!isObject(value)) return true
      return every(Object.entries(value), ([key, inner]) =>
        isSchema(inner) ? decideKey(inner, facts.get(key)) : true
      )
    case "not":
      return isSchema(value) ? opposite(decide(value, facts)) : true
    case "allOf":
      return every(schemasIn(value), (each) => decide(each, facts))
    case "anyOf":
      return opposite(every(schemasIn(value), (each) => opposite(decide(each, facts))))
    case "oneOf": {
      const verdicts = schemasIn(value).map((each) => decide(each, facts))
      return verdicts.includes(undefined) ? undefined : verdicts.filter(Boolean).length === 1
    }
    default:
      return undefined
  }
}

const decideKey = (schema: SchemaValue, known: Known | undefined): boolean | undefined => {
  if (schema === true || known?.is === "absent") return true
  if (known === undefined) return undefined
  if (schema === false) return false
  if (known.is === "present") return undefined
  return every(Object.entries(schema), ([keyword, value]) => decideValue(keyword, value, known))
}

const decideValue = (
  keyword: string,
  asked: unknown,
  known: Extract<Known, { is: "value" | "other" }>
): boolean | undefined => {
  if (annotations.has(keyword)) return true
  switch (keyword) {
    case "const":
    case "enum": {
      const values = keyword === "const" ? [asked] : asked
      if (!Array.isArray(values)) return undefined
      if (known.is === "value") return values.includes(known.value)
      return values.every((value) => known.than.some((other) => other === value)) ? false : undefined
    }
    case "type":
      return known.is === "value"
        ? (typeof asked === "string" ? [asked] : strings(asked)).some((type) => isOf(known.value, type))
        : undefined
    case "not":
      return isSchema(asked) ? opposite(decideKey(asked, known)) : true
    case "anyOf":
      return opposite(every(schemasIn(asked), (each) => opposite(decideKey(each, known))))
    case "allOf":
      return every(schemasIn(asked), (each) => decideKey(each, known))
    default:
      return undefined
  }
}

/** Whether a value is of a type of JSON Schema. */
export const isOf = (value: Scalar, type: string): boolean =>
  type === "null" ? value === null : type === "integer" ? Number.isInteger(value) : typeof value === type

const opposite = (verdict: boolean | undefined): boolean | undefined =>
  verdict === undefined ? undefined : !verdict

/** True where all are, false where one is not. */
const every = <A>(
  parts: ReadonlyArray<A>,
  verdictOf: (part: A) => boolean | undefined
): boolean | undefined => {
  let all: boolean | undefined = true
  for (const part of parts) {
    const verdict = verdictOf(part)
    if (verdict === false) return false
    if (verdict === undefined) all = undefined
  }
  return all
}

/** What conditions ask of the keys of a map: words that a key may hold, or only whether it is there. */
export const asked = (conditions: ReadonlyArray<Condition>): ReadonlyMap<string, ReadonlySet<Scalar>> => {
  const keys = new Map<string, Set<Scalar>>()
  const of = (key: string): Set<Scalar> => {
    const values = keys.get(key) ?? new Set()
    keys.set(key, values)
    return values
  }
  const within = (schema: unknown): void => {
    if (!isObject(schema)) return
    for (const key of strings(schema.required)) of(key)
    if (isObject(schema.properties))
      for (const [key, value] of Object.entries(schema.properties)) words(value, of(key))
    for (const each of inner(schema)) within(each)
  }
  for (const { if: test } of conditions) within(test)
  return keys
}

const inner = (schema: SchemaObject): ReadonlyArray<unknown> => [
  schema.not,
  ...schemasIn(schema.allOf),
  ...schemasIn(schema.anyOf),
  ...schemasIn(schema.oneOf)
]

const words = (schema: unknown, into: Set<Scalar>): void => {
  if (!isObject(schema)) return
  if (isScalar(schema.const)) into.add(schema.const)
  if (Array.isArray(schema.enum)) for (const value of schema.enum) if (isScalar(value)) into.add(value)
  for (const each of inner(schema)) words(each, into)
}

/** One case of a key, and what it makes of the conditions. */
export interface Case {
  readonly known: Known
  /** What follows. */
  readonly says: ReadonlyArray<SchemaValue>
  /** What is still open. */
  readonly open: ReadonlyArray<Condition>
}

/** What follows from conditions where so much is known. */
export const settle = (
  conditions: ReadonlyArray<Condition>,
  facts: Facts
): { readonly says: ReadonlyArray<SchemaValue>; readonly open: ReadonlyArray<Condition> } => {
  const says: Array<SchemaValue> = []
  const open: Array<Condition> = []
  for (const condition of conditions) {
    const holds = decide(condition.if, facts)
    if (holds === undefined) open.push(condition)
    else {
      const said = holds ? condition.holds : condition.otherwise
      if (said !== true) says.push(said)
    }
  }
  return { says, open }
}

export interface Split {
  readonly key: string
  /** Whether the key may hold other words than those that have a case. */
  readonly closed: boolean
  readonly cases: ReadonlyArray<Case>
}

/** Values of one key that are told apart. */
const valuesAtMost = 64

/**
 * The cases of the key that decides most. `allowed` are the words that it may hold at all, where they are listed;
 * `required` says whether it has to be there.
 */
export const split = (
  conditions: ReadonlyArray<Condition>,
  facts: Facts,
  allowed: (key: string) => ReadonlyArray<Scalar> | undefined,
  required: (key: string) => boolean
): Split | undefined => {
  let best: { readonly split: Split; readonly settled: number } | undefined
  for (const [key, words] of asked(conditions)) {
    if (facts.has(key) || words.size > valuesAtMost) continue
    const listed = allowed(key)
    const few = listed !== undefined && listed.length <= valuesAtMost
    const values = words.size === 0 ? [] : few ? listed : [...words]
    const closed = words.size > 0 && few
    const knowns: Array<Known> = values.map((value) => ({ is: "value", value }))
    if (words.size === 0) knowns.push({ is: "present" })
    else if (!closed) knowns.push({ is: "other", than: values })
    // A map that lacks what it has to have is judged as any other that does.
    knowns.push({ is: "absent" })
    const cases = knowns.map(
      (known): Case => ({ known, ...settle(conditions, new Map([...facts, [key, known]])) })
    )
    const settled = conditions.length - Math.min(...cases.map(({ open }) => open.length))
    if (settled === 0) continue
    if (best === undefined || settled > best.settled)
      best = {
        split: { key, closed, cases: required(key) && closed ? cases.slice(0, -1) : cases },
        settled
      }
  }
  return best?.split
}

/** The words that a key may hold, where its schema lists them. */
export const listed = (schema: unknown): ReadonlyArray<Scalar> | undefined => {
  if (!isObject(schema)) return undefined
  if (isScalar(schema.const)) return [schema.const]
  if (Array.isArray(schema.enum)) return schema.enum.every(isScalar) ? schema.enum : undefined
  return schema.type === "boolean" ? [true, false] : undefined
}

/** What a case says of its key. */
export const saysOf = (key: string, known: Known): SchemaValue => {
  switch (known.is) {
    case "value":
      return { properties: { [key]: { const: known.value } } }
    case "present":
      return { required: [key] }
    default:
      return true
  }
}

/** A key of a schema's properties. */
export const property = (schema: SchemaObject, key: string): unknown => own(schema.properties, key)
