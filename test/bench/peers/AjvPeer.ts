/**
 * `ajv` with coercion and defaults, the usual way to mend data by its schema. It mends data, so the text must parse,
 * and its result is printed as JSON. No schema of these dialects comes with it: it gets one made of our own grammar,
 * with the same keys, enums, requirements and defaults (`GrammarSchema.ts`).
 */
import { Ajv, type ValidateFunction } from "ajv"
import type { Dialect } from "../../../src/diagnose/Dialect.ts"
import { dataOf } from "../PlainData.ts"
import { schemaOf } from "./GrammarSchema.ts"
import type { Peer } from "./Peer.ts"

export const ajvPeer = (dialects: ReadonlyMap<string, Dialect>): Peer => {
  const validators = new Map<string, ValidateFunction>()
  const validatorOf = (dialect: Dialect): ValidateFunction => {
    let validator = validators.get(dialect.id)
    if (validator === undefined) {
      const kind = Object.keys(dialect.grammar.start)[0] as string
      const ajv = new Ajv({ coerceTypes: "array", useDefaults: true, strict: false, allErrors: true })
      validator = ajv.compile(schemaOf(dialect.grammar, kind))
      validators.set(dialect.id, validator)
    }
    return validator
  }
  return {
    name: "ajv",
    how: "coercion and defaults, schema made of our grammar",
    dialects: [...dialects.keys()],
    repair: async (text, id) => {
      const dialect = dialects.get(id)
      const documents = dataOf(text, id)
      if (dialect === undefined || !Array.isArray(documents)) return text
      // The data is mended in place.
      for (const document of documents) validatorOf(dialect)(document)
      return documents.map((document) => JSON.stringify(document)).join("\n---\n")
    }
  }
}
