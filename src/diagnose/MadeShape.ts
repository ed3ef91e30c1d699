/**
 * How shapes are made from a grammar. Those of every kind are of one class, in which what only some of them have is
 * there in all: the fast verdict asks each node's shape a few questions, and is much faster where all objects that it
 * asks are made alike.
 */
import { FreeNames } from "./FreeNames.ts"
import type { Grammar, Key, MapShape, Shape as Source } from "./Grammar.ts"
import type { KnownKey, Makings, Shape } from "./Shape.ts"

export class MadeShape {
  readonly id: string
  readonly title: string
  readonly template: boolean
  readonly kind: Source["kind"]
  readonly source: Source
  readonly nullable: boolean
  readonly minimum: number
  readonly maximum: number
  readonly folds: boolean
  readonly linked: boolean
  readonly flatten: boolean
  readonly strict: boolean
  readonly nonEmpty: boolean
  readonly pattern: RegExp | undefined
  readonly values: ReadonlySet<string> | undefined
  readonly keys = new Map<string, KnownKey>()
  readonly required: Array<string> = []
  readonly names: FreeNames | undefined
  readonly of: Array<Shape> = []
  readonly first: Array<Shape> = []
  readonly value: { readonly key: string; readonly shapes: Map<string, Shape> } | undefined
  readonly key: Array<readonly [string, Shape]> | undefined
  readonly #shapes: Makings
  #item: Shape | undefined
  #absent: Shape | undefined
  #other: Shape | undefined
  #scalar: Shape | undefined

  constructor(shapes: Makings, id: string, written: Source) {
    const source = written.kind === "map" ? inherit(shapes.grammar, written, new Set([id])) : written
    const union = source.kind === "oneOf" ? source.by : undefined
    const map = source.kind === "map" ? source : undefined
    this.id = id
    this.title = source.title ?? plainTitle[source.kind]
    this.template = written.template !== undefined || shapes.grammar.templateEverywhere === true
    this.kind = source.kind
    this.source = source
    this.nullable = (source.kind === "map" || source.kind === "string") && source.nullable === true
    this.minimum = ("minimum" in source ? source.minimum : undefined) ?? Number.NEGATIVE_INFINITY
    this.maximum = ("maximum" in source ? source.maximum : undefined) ?? Number.POSITIVE_INFINITY
    this.folds = (source.kind === "map" || source.kind === "enum") && source.ignoreCase === true
    this.linked = (map?.groups?.length ?? 0) > 0 || map?.needs !== undefined
    this.flatten = source.kind === "list" && source.flatten === true
    this.strict = source.kind === "string" && source.coerce === false
    this.nonEmpty = source.kind === "string" && source.nonEmpty === true
    this.pattern = source.kind === "string" ? whole(source.pattern) : undefined
    this.values =
      source.kind === "enum"
        ? new Set(
            source.values.map((value) =>
              source.ignoreCase === true ? String(value).toLowerCase() : String(value)
            )
          )
        : undefined
    this.names = map?.names === undefined ? undefined : new FreeNames(shapes, map.names)
    this.value = union?.value === undefined ? undefined : { key: union.value.key, shapes: new Map() }
    this.key = union?.key === undefined ? undefined : []
    this.#shapes = shapes
  }

  /** Makes the parts that are not made when first asked for. */
  complete(): void {
    const { source } = this
    const shapes = this.#shapes
    if (source.kind === "map") {
      for (const [name, rule] of Object.entries(source.keys ?? {})) {
        this.keys.set(name, new Known(shapes, name, rule))
        if (rule.required === true) this.required.push(name)
      }
    } else if (source.kind === "list") {
      for (const name of source.first ?? []) this.first.push(shapes.named(name))
    } else if (source.kind === "oneOf") {
      for (const name of source.of) this.of.push(shapes.named(name))
      for (const [value, name] of Object.entries(source.by?.value?.shapes ?? {}))
        this.value?.shapes.set(value, shapes.named(name))
      for (const [key, name] of Object.entries(source.by?.key ?? {}))
        this.key?.push([key, shapes.named(name)])
    }
  }

  get item(): Shape {
    this.#item ??= this.#shapes.named(this.source.kind === "list" ? this.source.item : "any")
    return this.#item
  }

  get absent(): Shape | undefined {
    this.#absent ??= this.#named(this.source.kind === "oneOf" ? this.source.by?.absent : undefined)
    return this.#absent
  }

  get other(): Shape | undefined {
    this.#other ??= this.#named(this.source.kind === "oneOf" ? this.source.by?.other : undefined)
    return this.#other
  }

  get scalar(): Shape | undefined {
    this.#scalar ??= this.#named(this.source.kind === "oneOf" ? this.source.scalar : undefined)
    return this.#scalar
  }

  #named(name: string | undefined): Shape | undefined {
    return name === undefined ? undefined : this.#shapes.named(name)
  }
}

class Known implements KnownKey {
  readonly name: string
  readonly rule: Key
  readonly required: boolean
  readonly deprecated: boolean
  readonly renames = new Map<string, number>()
  readonly #shapes: Makings
  #shape: Shape | undefined

  constructor(shapes: Makings, name: string, rule: Key) {
    this.name = name
    this.rule = rule
    this.required = rule.required === true
    this.deprecated = rule.deprecated !== undefined
    this.#shapes = shapes
  }

  get shape(): Shape {
    this.#shape ??= this.#shapes.named(this.rule.shape)
    return this.#shape
  }
}

/** What a shape is called where the grammar gives no title. */
const plainTitle: Readonly<Record<Source["kind"], string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "nothing",
  any: "any value",
  enum: "one of the known words",
  list: "a list",
  map: "a map",
  oneOf: "one of several kinds"
}

const whole = (pattern: string | undefined): RegExp | undefined =>
  pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, "su")

const inherit = (grammar: Grammar, source: MapShape, seen: ReadonlySet<string>): MapShape => {
  if (source.extends === undefined) return source
  let base: MapShape = { kind: "map" }
  for (const name of source.extends) {
    const parent = grammar.shapes[name]
    if (parent?.kind !== "map" || seen.has(name)) continue
    const whole = inherit(grammar, parent, new Set([...seen, name]))
    base = {
      ...base,
      ...whole,
      keys: { ...base.keys, ...whole.keys },
      foreign: { ...base.foreign, ...whole.foreign },
      groups: [...(base.groups ?? []), ...(whole.groups ?? [])]
    }
  }
  return {
    ...base,
    ...source,
    keys: { ...base.keys, ...source.keys },
    foreign: { ...base.foreign, ...source.foreign },
    groups: [...(base.groups ?? []), ...(source.groups ?? [])]
  }
}
