/**
 * The dialect of any file with a schema of the user's. The verdict is ajv's; Explain gives the reason and the repair.
 */
import { Result } from "effect"
import type { Dialect } from "../../diagnose/Dialect.ts"
import { Shapes } from "../../diagnose/Shapes.ts"
import { explainStructure } from "../../diagnose/Structure.ts"
import { mergedPairs } from "../../document/MergedPairs.ts"
import { type Node, resolve } from "../../document/Node.ts"
import { type Reading, yaml12 } from "../../document/Reading.ts"
import { withPairs } from "../../document/Synthetic.ts"
import { dataOf } from "../../document/Tree.ts"
import type { SchemaValue } from "./Keywords.ts"
import { type Prepared, prepare, type SchemaError } from "./Prepare.ts"
import { rootCauses } from "./RootCause.ts"
import { rules } from "./rules.generated.ts"
import { type Verdict, verdictOf } from "./SchemaVerdict.ts"
import { Translator } from "./Translate.ts"

const reading: Reading = { ...yaml12, merge: true, tags: ["*"] }

/** The tree as a reader that follows merge keys takes it. */
const merged = (written: Node, by: Reading, depth: number): Node => {
  const node = resolve(written)
  if (node === undefined || depth > by.limits.depth) return written
  if (node.kind === "seq") return { ...node, items: node.items.map((item) => merged(item, by, depth + 1)) }
  if (node.kind !== "map") return node
  const pairs = [...mergedPairs(node, by).values()].map(({ pair }) => ({
    ...pair,
    value: merged(pair.value, by, depth + 1)
  }))
  return withPairs(node, pairs)
}

const nothing = { diagnostics: [], unknowns: [] }

/** A dialect for the schema; fails where ajv cannot use it. */
export const jsonSchema = (schema: SchemaValue): Result.Result<Dialect, SchemaError> =>
  Result.flatMap(prepare(schema), (prepared) =>
    Result.map(verdictOf(prepared), (verdict) => dialectOf(prepared, () => verdict))
  )

/**
 * The same for a schema that is known to be usable: ajv makes it ready only once it is asked, which takes time where
 * the schema is large. Throws then, where it cannot be used after all.
 */
export const jsonSchemaLater = (schema: SchemaValue): Result.Result<Dialect, SchemaError> =>
  Result.map(prepare(schema), (prepared) => {
    let verdict: Verdict | undefined
    return dialectOf(prepared, () => {
      verdict ??= Result.getOrThrow(verdictOf(prepared))
      return verdict
    })
  })

const dialectOf = ({ schema }: Prepared, verdict: () => Verdict): Dialect => {
  const errorsOf = (root: Node) => verdict()(dataOf(merged(root, reading, 0)))
  let made: Translator | undefined
  const translator = (): Translator => {
    made ??= new Translator(schema)
    return made
  }
  return {
    id: "json-schema",
    title: "a file with a schema",
    reading,
    get grammar() {
      return translator().grammar
    },
    rules,
    ownsPath: () => false,
    resembles: () => 0,
    kindOf: () => "document",
    shapesOf: (roots) => roots.map(() => translator().grammar.start.document),
    accepts: (root) => errorsOf(root).length === 0,
    rootCauses: (root, document) =>
      rootCauses(root, errorsOf(root), document, (node, part, base, key) => {
        const shapes = Shapes.of(translator().grammar)
        const shape = shapes.named(translator().shapeAt(part, key))
        return explainStructure(node, shape, shapes, { merge: true, document, base }).diagnostics
      }),
    semantic: [],
    execution: () => nothing
  }
}
