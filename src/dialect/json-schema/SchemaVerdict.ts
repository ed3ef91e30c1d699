/**
 * The verdict on data by a JSON Schema: ajv's, for drafts 7, 2019-09 and 2020-12.
 *
 * A schema is untrusted. ajv turns it into code, in which every name and value of the schema is quoted; patterns that
 * could run for ever are left out before, and references outside the schema are an error, never fetched.
 */
import {
  _,
  Ajv,
  type ErrorObject,
  type FuncKeywordDefinition,
  type SchemaValidateFunction,
  type ValidateFunction
} from "ajv"
import { Ajv2019, MissingRefError } from "ajv/dist/2019.js"
import { Ajv2020 } from "ajv/dist/2020.js"
import { _Code } from "ajv/dist/compile/codegen/code.js"
import type { ValueScopeName } from "ajv/dist/compile/codegen/scope.js"
import { Result } from "effect"
import type { Json } from "../../document/Node.ts"
import { boundedRegExp } from "./BoundedPattern.ts"
import type { Draft } from "./Draft.ts"
import type { SchemaValue } from "./Keywords.ts"
import { type Prepared, prepare, SchemaError } from "./Prepare.ts"

export type { ErrorObject }

/** Answers with the errors; none where the data is valid. */
export type Verdict = (data: Json) => ReadonlyArray<ErrorObject>

/** Errors that are looked at. */
const errorsAtMost = 2000
/** The verdict of a schema; fails where ajv cannot use it. */
export const compile = (schema: SchemaValue): Result.Result<Verdict, SchemaError> =>
  Result.flatMap(prepare(schema), verdictOf)

export const verdictOf = ({ draft, schema }: Prepared): Result.Result<Verdict, SchemaError> => {
  try {
    // The schema itself is judged first, by that of its draft, and is small.
    const steps: Steps = { left: Number.POSITIVE_INFINITY }
    const ajv = make(draft, steps)
    if (ajv.validateSchema(schema) === false) return refused(misuse(ajv.errors ?? []))
    const validate = ajv.compile(schema)
    const run = (data: Json) => judge(validate, data, steps)
    const compares = comparing.test(JSON.stringify(schema))
    if (probes.some((probe) => run(probe) === endless))
      return refused("The schema refers to itself without end, or to so much that it comes to the same.")
    return Result.succeed((data) => run(compares ? structuredClone(data) : data))
  } catch (error) {
    if (error instanceof MissingRefError)
      return refused(
        `The schema refers to \`${error.missingRef}\`, which is not in it. Nothing outside a schema is looked up: what it needs belongs under \`$defs\`.`
      )
    if (error instanceof RangeError)
      return refused("The schema says too much of one place: what it takes to check that is nested too deep.")
    return refused(`The schema cannot be used: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

const refused = (message: string): Result.Result<never, SchemaError> =>
  Result.fail(new SchemaError({ message }))

/** What is wrong with the schema itself, by the deepest of the errors that its draft's own schema finds. */
const misuse = (errors: ReadonlyArray<ErrorObject>): string => {
  const own = errors.filter(
    ({ keyword }) => !/^(?:anyOf|oneOf|allOf|if|\$(?:dynamicR|recursiveR|r)ef)$/.test(keyword)
  )
  const [first, ...others] = [...(own.length > 0 ? own : errors)].sort(
    (a, b) => b.instancePath.length - a.instancePath.length
  )
  if (first === undefined) return "The schema is not one that its draft allows."
  const words = first.params.allowedValues
  const what = Array.isArray(words)
    ? `must be one of ${words.join(", ")}`
    : (first.message ?? "is not allowed")
  const more = others.some(({ instancePath }) => instancePath !== first.instancePath)
  return `The schema is not one that its draft allows: ${first.instancePath === "" ? "it" : `\`${first.instancePath}\``} ${what}${more ? ", and there is more" : ""}.`
}

/** Keywords for which ajv compares values, which it does by methods that our data, without a prototype, has not. */
const comparing = /"(?:const|enum)":/

const options = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  logger: false,
  // Each function is compiled to judge one file or a few: to make it small takes longer than it saves, and to write out a
  // shared part wherever it is referred to, longer still.
  code: { regExp: boundedRegExp, optimize: false },
  inlineRefs: false,
  verbose: true,
  allowUnionTypes: true
} as const

const make = (draft: Draft, steps: Steps): Ajv => {
  const ajv =
    draft === "2020-12" ? new Ajv2020(options) : draft === "2019-09" ? new Ajv2019(options) : new Ajv(options)
  // ajv compares every item with every other.
  ajv.removeKeyword("uniqueItems").addKeyword(uniqueItems)
  for (const keyword of references) count(ajv, keyword, steps)
  listLinearly(ajv.scope)
  return ajv
}

/**
 * ajv begins the code of a schema with a list of all parts that it refers to, and makes that list anew for each of them:
 * the square of their number, which of tens of thousands takes longer than all else.
 */
const listLinearly = (scope: Ajv["scope"]): void => {
  const other = scope.scopeRefs.bind(scope)
  scope.scopeRefs = (scopeName, values) => {
    if (values === undefined) return other(scopeName)
    const parts: Array<string> = []
    for (const each of Object.values(values))
      each?.forEach((name: ValueScopeName) => {
        parts.push(`const ${name} = ${scopeName}${name.scopePath};`)
      })
    return new _Code(parts.join(""))
  }
}

/** References that may still be followed on the way to a verdict. */
interface Steps {
  left: number
}

/**
 * References followed for one verdict: some, and some more for each value of the data. Alternatives that each refer to
 * more of them multiply with every level of the data.
 */
const stepsFor = { verdict: 5_000, value: 50 }

const references: ReadonlyArray<string> = ["$ref", "$dynamicRef", "$recursiveRef"]

/** Has the validation count each time that it follows a reference. */
const count = (ajv: Ajv, keyword: string, steps: Steps): void => {
  const definition = ajv.getKeyword(keyword)
  if (typeof definition !== "object" || !("code" in definition)) return
  const step = (): void => {
    if (--steps.left < 0) throw new RangeError("too many references")
  }
  ajv.removeKeyword(keyword).addKeyword({
    ...definition,
    code: (context, ruleType) => {
      context.gen.code(_`${context.gen.scopeValue("func", { ref: step })}()`)
      definition.code(context, ruleType)
    }
  })
}

/** `uniqueItems` in time that grows with the list. */
const uniqueItems: FuncKeywordDefinition = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  compile: (wanted: boolean) => {
    const look: SchemaValidateFunction = (items: ReadonlyArray<unknown>) => {
      const twice = wanted ? firstTwice(items) : undefined
      if (twice === undefined) return true
      look.errors = [
        {
          keyword: "uniqueItems",
          params: { i: twice[1], j: twice[0] },
          message: `must NOT have duplicate items (items ## ${twice[0]} and ${twice[1]} are identical)`
        }
      ]
      return false
    }
    return look
  }
}

/** The first two items that are the same, whatever the order of their keys. */
const firstTwice = (items: ReadonlyArray<unknown>): readonly [number, number] | undefined => {
  const seen = new Map<string, number>()
  for (const [index, item] of items.entries()) {
    const text = canonical(item)
    const before = seen.get(text)
    if (before !== undefined) return [before, index]
    seen.set(text, index)
  }
  return undefined
}

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  // JSON has no word for numbers that are none or infinite, but YAML has.
  if (typeof value === "number") return String(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .sort()
    .join()}}`
}

const judge = (validate: ValidateFunction, data: Json, steps: Steps): ReadonlyArray<ErrorObject> => {
  steps.left = stepsFor.verdict + stepsFor.value * valuesOf(data)
  try {
    return validate(data) ? [] : (validate.errors ?? []).slice(0, errorsAtMost)
  } catch (error) {
    // Calls nested past the stack, or too many of them: by the schema alone, or by the data that it follows down.
    if (error instanceof RangeError) return endless
    throw error
  }
}

const valuesOf = (data: Json): number => {
  if (typeof data !== "object" || data === null) return 1
  let count = 1
  for (const item of Array.isArray(data) ? data : Object.values(data)) count += valuesOf(item)
  return count
}

const endless: ReadonlyArray<ErrorObject> = [
  {
    instancePath: "",
    schemaPath: "#/$ref",
    keyword: "$ref",
    params: {},
    message: "must not be such that its schema finds no end"
  }
]

/** A value of each kind: a schema that goes round in a circle on one of them says nothing. */
const probes: ReadonlyArray<Json> = [null, true, 0, "", [], {}]
