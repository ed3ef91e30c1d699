/**
 * The drafts of JSON Schema: which one a schema is written in, and which keywords it knows. A keyword of another draft
 * says nothing, so it is taken out before anybody looks.
 */
import { isObject, type SchemaObject, type SchemaValue } from "./Keywords.ts"

export type Draft = "4" | "7" | "2019-09" | "2020-12"

/** The draft, or the name of one that nobody knows. */
export const draftOf = (schema: SchemaValue): Draft | { readonly unknown: string } => {
  const named = isObject(schema) ? schema.$schema : undefined
  if (typeof named !== "string") return usedBy(schema)
  const name = named.trim().replace(/#.*$/, "").replace(/\/$/, "")
  const found = /json-schema\.org\/(?:draft\/(\d{4}-\d{2})|draft-0([3-9]))\/(?:hyper-)?schema$/.exec(name)
  const year = found?.[1]
  if (year === "2019-09" || year === "2020-12") return year
  if (/json-schema\.org\/schema$/.test(name)) return usedBy(schema)
  switch (found?.[2]) {
    case "4":
      return "4"
    case "6":
    case "7":
      return "7"
    default:
      return { unknown: named }
  }
}

/** Where a schema names no draft, its keywords tell: the oldest that knows them all. */
const usedBy = (schema: SchemaValue): Draft => {
  const text = JSON.stringify(schema)
  if (/"(?:prefixItems|\$dynamicRef|\$dynamicAnchor)":/.test(text)) return "2020-12"
  return /"(?:unevaluatedProperties|unevaluatedItems|dependentSchemas|dependentRequired|minContains|maxContains|\$recursiveRef)":/.test(
    text
  )
    ? "2019-09"
    : "7"
}

const since2019: ReadonlyArray<string> = [
  "dependentRequired",
  "dependentSchemas",
  "unevaluatedItems",
  "unevaluatedProperties",
  "minContains",
  "maxContains",
  "$recursiveRef",
  "$recursiveAnchor"
]
const since2020: ReadonlyArray<string> = ["prefixItems", "$dynamicRef", "$dynamicAnchor"]
const since6: ReadonlyArray<string> = ["const", "contains", "propertyNames", "if", "then", "else"]

const strange: Readonly<Record<Draft, ReadonlySet<string>>> = {
  "4": new Set([...since6, ...since2019, ...since2020]),
  "7": new Set([...since2019, ...since2020]),
  "2019-09": new Set(since2020),
  "2020-12": new Set(["additionalItems", "$recursiveRef", "$recursiveAnchor"])
}

/** Whether a draft does not know the keyword, though a later or earlier one does. */
export const isStrange = (draft: Draft, keyword: string): boolean => strange[draft].has(keyword)

/** What draft 4 writes in another way: `id`, and limits that are not to be reached. */
export const modernised = (schema: SchemaObject): SchemaObject => {
  const { id, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = schema
  const limit = (reached: unknown, bound: unknown, name: "inimum" | "aximum"): SchemaObject =>
    bound === undefined ? {} : { [reached === true ? `exclusiveM${name}` : `m${name}`]: bound }
  return {
    ...rest,
    ...(typeof id === "string" ? { $id: id } : {}),
    ...limit(exclusiveMinimum, minimum, "inimum"),
    ...limit(exclusiveMaximum, maximum, "aximum")
  }
}
