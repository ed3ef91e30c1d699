/**
 * Root causes: the many errors of a schema validator condensed to one for each place, where Explain has no word for
 * what the schema says.
 */
import type { Diagnostic } from "../../diagnose/Diagnostic.ts"
import { finding } from "../../diagnose/Finding.ts"
import type { Node } from "../../document/Node.ts"
import { within } from "../../document/Pointer.ts"
import { nodeAt, pairAt } from "../../document/Tree.ts"
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

export const rootCauses = (
  root: Node,
  errors: ReadonlyArray<ErrorObject>,
  document: number
): ReadonlyArray<Diagnostic> => {
  const inner = errors.filter(({ keyword }) => !wrappers.has(keyword))
  const places = new Map<string, ErrorObject>()
  for (const error of inner.length > 0 ? inner : errors) {
    const at = placeOf(error)
    if (!places.has(at)) places.set(at, error)
  }
  // The deepest places say most; what lies above them only says that something below is wrong.
  const kept = [...places].filter(
    ([at]) => ![...places.keys()].some((other) => other !== at && within(other, at))
  )
  return kept.slice(0, causesAtMost).map(([pointer, error]) => {
    const pair = pairAt(root, pointer)
    const node = nodeAt(root, pointer) ?? root
    return finding(
      {
        rule: "schema-keyword",
        stage: "schema",
        message: `${pointer === "" ? "The document" : `\`${pointer}\``} ${sentence(error)}.`,
        document,
        pointer,
        at: pair?.key ?? { start: node.start, end: node.kind === "scalar" ? node.end : node.start }
      },
      rules
    )
  })
}

/** Keywords about one key name it in their parameters. */
const placeOf = (error: ErrorObject): string => {
  const params: Readonly<Record<string, unknown>> = error.params
  const key = params.additionalProperty ?? params.unevaluatedProperty
  return typeof key === "string"
    ? `${error.instancePath}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`
    : error.instancePath
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
      return `has the same item twice (${String(params.i)} and ${String(params.j)})`
    default:
      return message.replace(/^must /, "has to ").replace("has to NOT", "must not")
  }
}
