/**
 * The verdict on data by a JSON Schema: ajv's, for drafts 7, 2019-09 and 2020-12.
 *
 * A schema is untrusted. ajv turns it into code, in which every name and value of the schema is quoted; patterns that
 * could run for ever are left out before, and references outside the schema are an error, never fetched.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import { Ajv2019 } from "ajv/dist/2019.js"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Result, Schema } from "effect"
import type { Json } from "../../document/Node.ts"
import { isTame, type SchemaValue } from "./Translate.ts"

export type { ErrorObject }

/** A schema that cannot be used. */
export class SchemaError extends Schema.TaggedError<SchemaError>()("SchemaError", {
  message: Schema.String
}) {}

/** Answers with the errors; none where the data is valid. */
export type Verdict = (data: Json) => ReadonlyArray<ErrorObject>

/** Errors that are looked at. */
const errorsAtMost = 2000
/** Nesting of a schema. */
const deepest = 200

export const compile = (schema: SchemaValue): Result.Result<Verdict, SchemaError> => {
  const tame = withoutWildPatterns(schema, 0)
  if (tame === undefined)
    return Result.fail(new SchemaError({ message: `The schema is nested more than ${deepest} deep.` }))
  try {
    const validate = make(schema).compile(tame as SchemaValue)
    const compares = comparing.test(JSON.stringify(tame))
    return Result.succeed((data) => run(validate, compares ? structuredClone(data) : data))
  } catch (error) {
    return Result.fail(
      new SchemaError({
        message: `The schema cannot be used: ${error instanceof Error ? error.message : String(error)}.`
      })
    )
  }
}

/** Keywords for which ajv compares values, which it does by methods that our data, without a prototype, has not. */
const comparing = /"(?:uniqueItems|const|enum)":/

const options = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  logger: false,
  allowUnionTypes: true
} as const

const make = (schema: SchemaValue): Ajv => {
  const draft = typeof schema === "object" && typeof schema.$schema === "string" ? schema.$schema : ""
  if (draft.includes("2020-12")) return new Ajv2020(options)
  if (draft.includes("2019-09")) return new Ajv2019(options)
  return new Ajv(options)
}

const run = (validate: ValidateFunction, data: Json): ReadonlyArray<ErrorObject> =>
  validate(data) ? [] : (validate.errors ?? []).slice(0, errorsAtMost)

/** The schema without patterns that are not to be run, and without the names of drafts that ajv would look up. */
const withoutWildPatterns = (value: unknown, depth: number): unknown => {
  if (depth > deepest) return undefined
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutWildPatterns(item, depth + 1))
    return items.includes(undefined) ? undefined : items
  }
  if (typeof value !== "object" || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (depth === 0 && key === "$schema") continue
    if (key === "pattern" && typeof inner === "string" && !isTame(inner)) continue
    const kept =
      key === "patternProperties" && typeof inner === "object" && inner !== null
        ? withoutWildPatterns(
            Object.fromEntries(Object.entries(inner).filter(([pattern]) => isTame(pattern))),
            depth + 1
          )
        : withoutWildPatterns(inner, depth + 1)
    if (kept === undefined) return undefined
    Object.defineProperty(copy, key, { value: kept, enumerable: true, configurable: true, writable: true })
  }
  return copy
}
