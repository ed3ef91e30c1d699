/**
 * Parts of a schema with what their references and `allOf` say folded in.
 */
import { both, type Flat, flat } from "./Combine.ts"
import { type Facts, settle } from "./Conditions.ts"
import { isObject, isSchema, type SchemaObject, type SchemaValue } from "./Keywords.ts"
import { References } from "./References.ts"

/** Conditions within conditions. */
const deepest = 64

export class Folds {
  readonly #flats = new Map<SchemaObject, Flat>()
  readonly #references: References
  /** The schemas that are being folded, and how often one of them was met again. */
  readonly #folding = new Set<SchemaObject>()
  #circles = 0

  constructor(root: SchemaValue) {
    this.#references = new References(root)
  }

  of(schema: SchemaValue): Flat {
    if (isObject(schema)) return this.#fold(schema)
    return schema ? anything : { ...anything, own: { enum: [] } }
  }

  /** The same, with what follows of its conditions from what is known, and what follows from that. */
  settled(written: Flat, facts: Facts): Flat {
    let whole = written
    for (let round = 0; round < deepest; round++) {
      const { says, open } = settle(whole.conditions, facts)
      if (open.length === whole.conditions.length) break
      whole = says.reduce<Flat>((all, said) => both(all, this.of(said)), { ...whole, conditions: open })
    }
    return whole
  }

  #fold(schema: SchemaObject): Flat {
    const known = this.#flats.get(schema)
    if (known !== undefined) return known
    if (this.#folding.has(schema)) {
      this.#circles++
      return anything
    }
    this.#folding.add(schema)
    const circles = this.#circles
    const { $ref, $recursiveRef, $dynamicRef, allOf, ...own } = schema
    let whole = flat(own)
    // Where a schema is extended by none, the dynamic references lead where the static ones would.
    const reference = $ref ?? $recursiveRef ?? $dynamicRef
    const target = typeof reference === "string" ? this.#references.resolve(reference) : undefined
    const parts = [target, ...(Array.isArray(allOf) ? allOf : [])].filter(isSchema)
    for (const part of parts) whole = both(whole, this.of(part))
    this.#folding.delete(schema)
    // What is folded on the way round a circle is not the whole.
    if (circles === this.#circles || this.#folding.size === 0) this.#flats.set(schema, whole)
    return whole
  }
}

const anything: Flat = { own: {}, conditions: [], choices: [], never: [] }
