/**
 * Root causes: the many errors of a schema validator condensed to one for each place, where the whole schema as a
 * grammar has no word for what is wrong.
 *
 * The part of the schema that an error comes from is explained by itself first: what only a condition asks for, or a
 * branch that nothing tells, has a grammar of its own. What has none at all is told by its keyword.
 */
import type { Diagnostic } from "../../diagnose/Diagnostic.ts"
import { finding } from "../../diagnose/Finding.ts"
import type { Fix } from "../../diagnose/Fix.ts"
import type { Node } from "../../document/Node.ts"
import { child, parse } from "../../document/Pointer.ts"
import { nodeAt, pairAt } from "../../document/Tree.ts"
import { isSchema, type SchemaValue } from "./Keywords.ts"
import { rules } from "./rules.generated.ts"
import type { ErrorObject } from "./SchemaVerdict.ts"

/** Errors that only repeat that one of their parts failed. */
const wrappers: ReadonlySet<string> = new Set([
  "anyOf",
  "oneOf",
  "allOf",
  "if",
  "$ref",
  "propertyNames",
  "contains"
])

const causesAtMost = 50
/** Parts of a schema that are explained by themselves. */
const explainedAtMost = 20

/** Explains a node by a part of the schema; nothing where its grammar finds no fault. */
export type ExplainPart = (
  node: Node,
  part: SchemaValue,
  pointer: string,
  key: string | undefined
) => ReadonlyArray<Diagnostic>

export const rootCauses = (
  root: Node,
  errors: ReadonlyArray<ErrorObject>,
  document: number,
  explain: ExplainPart
): ReadonlyArray<Diagnostic> => {
  const found: Array<Diagnostic> = []
  const done = new Set<string>()
  const isDone = (at: string): boolean => done.has(at) || above(at).some((place) => done.has(place))
  // From the outside in: of two parts of the schema the larger one knows more of what was meant.
  const parts = [...errors].sort((a, b) => a.instancePath.length - b.instancePath.length)
  for (const [index, { instancePath, parentSchema }] of parts.entries()) {
    if (index >= explainedAtMost) break
    const node = nodeAt(root, instancePath)
    if (isDone(instancePath) || node === undefined || !isSchema(parentSchema)) continue
    const keys = parse(instancePath)
    const said = explain(node, parentSchema, instancePath, keys.at(-1))
    if (said.length === 0) continue
    found.push(...said)
    done.add(instancePath)
  }
  const places = new Map<string, ErrorObject>()
  for (const error of deciding(errors)) {
    const at = placeOf(error)
    if (!places.has(at) && !isDone(at)) places.set(at, error)
  }
  // The deepest places say most; what lies above them only says that something below is wrong.
  const outer = new Set([...places.keys(), ...done].flatMap(above))
  const kept = [...places].filter(([at]) => !outer.has(at))
  return [...found, ...kept.map(([at, error]) => told(root, at, error, document))].slice(0, causesAtMost)
}

/** The places that a place lies in, from the inside out. */
const above = (pointer: string): ReadonlyArray<string> => {
  const places: Array<string> = []
  for (let end = pointer.lastIndexOf("/"); end >= 0; end = pointer.lastIndexOf("/", end - 1)) {
    places.push(pointer.slice(0, end))
    if (end === 0) break
  }
  return places
}

/** The errors that say what is wrong: a part that fails leaves its keys unevaluated, which says nothing more. */
const deciding = (errors: ReadonlyArray<ErrorObject>): ReadonlyArray<ErrorObject> => {
  const inner = errors.filter(({ keyword }) => !wrappers.has(keyword))
  const own = inner.filter(({ keyword }) => !keyword.startsWith("unevaluated"))
  return own.length > 0 ? own : inner.length > 0 ? inner : errors
}

const told = (root: Node, pointer: string, error: ErrorObject, document: number): Diagnostic => {
  const pair = pairAt(root, pointer)
  const node = nodeAt(root, pointer) ?? root
  const fix = repair(error, document)
  return finding(
    {
      rule: "schema-keyword",
      stage: "schema",
      message: `${pointer === "" ? "The document" : `\`${pointer}\``} ${sentence(error)}.`,
      document,
      pointer,
      at: pair?.key ?? { start: node.start, end: node.kind === "scalar" ? node.end : node.start },
      ...(fix === undefined ? {} : { fixes: [fix] })
    },
    rules
  )
}

/** Keywords about one key name it in their parameters, as those about one item do. */
const placeOf = (error: ErrorObject): string => {
  const params: Readonly<Record<string, unknown>> = error.params
  const key = params.additionalProperty ?? params.unevaluatedProperty
  if (typeof key === "string") return child(error.instancePath, key)
  return error.keyword === "uniqueItems" ? child(error.instancePath, Number(params.i)) : error.instancePath
}

/** What a keyword itself says about its repair. */
const repair = (error: ErrorObject, document: number): Fix | undefined => {
  const params: Readonly<Record<string, unknown>> = error.params
  if (error.keyword === "uniqueItems" && typeof params.i === "number")
    return {
      title: "Remove the second of the two",
      edit: {
        _tag: "patch",
        document,
        operations: [{ op: "remove", path: child(error.instancePath, params.i) }]
      },
      applicability: "unsafe",
      confidence: 0.8
    }
  return undefined
}

const sentence = (error: ErrorObject): string => {
  const message = (error.message ?? "does not conform to the schema").replace(/\.$/, "")
  const params: Readonly<Record<string, unknown>> = error.params
  switch (error.keyword) {
    case "unevaluatedProperties":
    case "additionalProperties":
      return "is not a key that the schema allows here"
    case "not":
      return "is just what the schema forbids here"
    case "uniqueItems":
      return `is there already (as number ${Number(params.j) + 1} of the list), and no item may be there twice`
    case "multipleOf":
      return `has to be a multiple of ${String(params.multipleOf)}`
    case "maxLength":
      return `must not be longer than ${String(params.limit)} characters`
    case "minLength":
      return `must not be shorter than ${String(params.limit)} characters`
    case "maxProperties":
      return `must not have more than ${counted(params.limit, "key")}`
    case "minProperties":
      return `has to have at least ${counted(params.limit, "key")}`
    case "contains":
      return "lacks an item that the schema asks for"
    case "oneOf":
      return "fits more than one of the forms that the schema allows, or none"
    case "enum":
      return Array.isArray(params.allowedValues)
        ? `has to be one of ${params.allowedValues.map((each: unknown) => JSON.stringify(each)).join(", ")}`
        : message
    default:
      return message.replace(/^must /, "has to ").replace("has to NOT", "must not")
  }
}

const counted = (count: unknown, what: string): string => `${String(count)} ${what}${count === 1 ? "" : "s"}`
