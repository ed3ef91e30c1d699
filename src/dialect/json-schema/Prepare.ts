/**
 * Makes a schema of the user's ready: what is too large or too deep is refused, what its draft does not know is taken
 * out, and so are patterns that could run for ever. ajv and Explain both work on the result.
 */
import { Result, Schema } from "effect"
import { expressionOf } from "./BoundedPattern.ts"
import { type Draft, draftOf, isStrange, modernised } from "./Draft.ts"
import {
  define,
  holding,
  isObject,
  isScalar,
  isSchema,
  type SchemaObject,
  type SchemaValue
} from "./Keywords.ts"
import { isTame } from "./TamePattern.ts"

/** A schema that cannot be used. */
export class SchemaError extends Schema.TaggedError<SchemaError>()("SchemaError", {
  message: Schema.String
}) {}

export interface Prepared {
  readonly draft: Draft
  readonly schema: SchemaValue
}

/** Nesting of a schema. */
const deepest = 200
/** Objects and lists of a schema, each counted as often as it is meant. */
const partsAtMost = 250_000

export const prepare = (schema: SchemaValue): Result.Result<Prepared, SchemaError> => {
  const draft = draftOf(schema)
  if (typeof draft === "object") {
    return refused(
      `The schema is written in \`${draft.unknown}\`, which is not known. Known are the drafts 4, 6, 7, 2019-09 and 2020-12 of JSON Schema.`
    )
  }
  const preparer = new Preparer(draft)
  preparer.count(schema, 0)
  if (preparer.tooDeep) return refused(`The schema is nested more than ${deepest} deep.`)
  if (preparer.parts > partsAtMost) return refused(`The schema has more than ${partsAtMost} parts.`)
  const prepared = preparer.schema(schema, true)
  return preparer.wrong === undefined
    ? Result.succeed({ draft, schema: prepared })
    : refused(`\`${preparer.wrong}\` is no regular expression.`)
}

const refused = (message: string): Result.Result<never, SchemaError> =>
  Result.fail(new SchemaError({ message }))

class Preparer {
  readonly #draft: Draft
  /** How often each dynamic anchor is set. */
  readonly #dynamic = new Map<string, number>()
  /** Whether a reference leads to one of several choices, which has to stay where it is then. */
  #refersToChoices = false
  parts = 0
  tooDeep = false
  /** A pattern that is none. */
  wrong: string | undefined

  constructor(draft: Draft) {
    this.#draft = draft
  }

  count(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null || this.parts > partsAtMost) return
    if (depth > deepest) this.tooDeep = true
    this.parts++
    if (this.tooDeep) return
    if (isObject(value) && typeof value.$dynamicAnchor === "string")
      this.#dynamic.set(value.$dynamicAnchor, (this.#dynamic.get(value.$dynamicAnchor) ?? 0) + 1)
    if (isObject(value) && typeof value.$ref === "string" && /\/(?:anyOf|oneOf)\//.test(value.$ref))
      this.#refersToChoices = true
    for (const inner of Object.values(value)) this.count(inner, depth + 1)
  }

  schema(value: SchemaValue, isRoot: boolean): SchemaValue {
    if (!isObject(value)) return value
    const written = this.#draft === "4" ? modernised(value) : value
    const copy: SchemaObject = {}
    for (const [keyword, inner] of Object.entries(written)) {
      // The name of a draft would make ajv look it up.
      if (keyword === "$schema" && isRoot) continue
      // A schema that calls itself asynchronous would answer with a promise, which is no verdict.
      if (keyword === "$async" && isRoot) continue
      if (isStrange(this.#draft, keyword)) continue
      if (keyword === "pattern" && typeof inner === "string" && !this.#isRun(inner)) continue
      if (keyword === "$dynamicRef" && this.#isStatic(inner)) define(copy, "$ref", inner)
      else if (keyword === "$dynamicAnchor" && this.#isStatic(`#${String(inner)}`))
        define(copy, "$anchor", inner)
      else define(copy, keyword, this.#held(keyword, inner))
    }
    return this.#refersToChoices ? copy : listed(copy)
  }

  /** Where an anchor is set once, a dynamic reference to it leads there whoever follows it; ajv does not see that. */
  #isStatic(reference: unknown): boolean {
    return typeof reference === "string" && this.#dynamic.get(reference.slice(1)) === 1
  }

  #isRun(pattern: string): boolean {
    if (expressionOf(pattern) === undefined) this.wrong ??= pattern
    return isTame(pattern)
  }

  #held(keyword: string, value: unknown): unknown {
    switch (holding(keyword, value)) {
      case "one":
        return isSchema(value) ? this.schema(value, false) : value
      case "row":
        return Array.isArray(value)
          ? value.map((each: unknown) => (isSchema(each) ? this.schema(each, false) : each))
          : value
      case "named": {
        if (!isObject(value)) return value
        const copy = {}
        for (const [name, each] of Object.entries(value)) {
          if (keyword === "patternProperties" && !this.#isRun(name)) continue
          define(copy, name, isSchema(each) ? this.schema(each, false) : each)
        }
        return copy
      }
      default:
        // References may lead into keywords that nobody knows.
        return isObject(value) && keyword !== "const" && keyword !== "default"
          ? this.schema(value, false)
          : value
    }
  }
}

/** What says nothing of which values are allowed. */
const remarks: ReadonlySet<string> = new Set(["const", "title", "description", "$comment", "deprecated"])

/**
 * A choice among single values as the list of them: the same to a validator, which otherwise tells of each value and
 * each choice that it is not the one.
 */
const listed = (schema: SchemaObject): SchemaObject => {
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const choices: unknown = schema[keyword]
    if (!Array.isArray(choices) || choices.length < 2 || "enum" in schema || "const" in schema) continue
    const values: ReadonlyArray<unknown> = choices.map((each: unknown) =>
      isObject(each) && Object.keys(each).every((key) => remarks.has(key)) ? each.const : undefined
    )
    // What is there twice is no choice of exactly one.
    if (!values.every(isScalar) || new Set(values).size < values.length) continue
    const { [keyword]: _, ...rest } = schema
    return { ...rest, enum: [...values] }
  }
  return schema
}
