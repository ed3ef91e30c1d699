/**
 * A grammar made ready for use: names resolved, inheritance folded in, patterns compiled. Each shape is made when it
 * is first met, so that a file pays only for the shapes it has.
 */
import { type MapNode, pairOf, resolve } from "../document/Node.ts"
import type { Grammar, Key, MapShape, Shape as Source } from "./Grammar.ts"
import { Templates } from "./Templates.ts"

type Named<A> = A & { readonly id: string; readonly title: string; readonly template: boolean }

export interface KnownKey {
  readonly name: string
  readonly rule: Key
  readonly shape: Shape
  /** What it costs to have meant this key by another word, as far as that was asked: infinite where it is not plausible. */
  readonly renames: Map<string, number>
}

export interface MapOf {
  readonly kind: "map"
  readonly keys: ReadonlyMap<string, KnownKey>
  readonly required: ReadonlyArray<string>
  readonly names:
    | {
        /** What stands under a name of this map. */
        readonly of: (name: string, map?: MapNode) => Shape
        /** The usual of these. */
        readonly shape: Shape
        readonly title: string
        readonly pattern: RegExp | undefined
        readonly patternTitle: string | undefined
      }
    | undefined
  readonly source: MapShape
}

export interface ListOf {
  readonly kind: "list"
  readonly item: Shape
  /** What the first items are, where that depends on their place. */
  readonly first: ReadonlyArray<Shape>
  readonly source: Extract<Source, { kind: "list" }>
}

export interface UnionOf {
  readonly kind: "oneOf"
  readonly of: ReadonlyArray<Shape>
  /** By the value of a key. */
  readonly value: { readonly key: string; readonly shapes: ReadonlyMap<string, Shape> } | undefined
  readonly source: Extract<Source, { kind: "oneOf" }>
  /** What a scalar means, where none of them is one. */
  readonly scalar: Shape | undefined
  /** By the first of these keys that is there. */
  readonly key: ReadonlyArray<readonly [string, Shape]> | undefined
  /** Where none of these keys is there. */
  readonly absent: Shape | undefined
  /** Where the key has another value. */
  readonly other: Shape | undefined
}

export interface StringOf {
  readonly kind: "string"
  readonly pattern: RegExp | undefined
  readonly source: Extract<Source, { kind: "string" }>
}

export interface ScalarOf {
  readonly kind: "number" | "integer" | "boolean" | "null" | "any" | "enum"
  readonly source: Source
  /** Of an enum: its values as text, case folded where case does not matter. */
  readonly values: ReadonlySet<string> | undefined
}

export type Shape = Named<MapOf> | Named<ListOf> | Named<UnionOf> | Named<StringOf> | Named<ScalarOf>

const builtin: Readonly<Record<string, Source>> = {
  string: { kind: "string", title: "a string" },
  number: { kind: "number", title: "a number" },
  integer: { kind: "integer", title: "a whole number" },
  boolean: { kind: "boolean", title: "true or false" },
  null: { kind: "null", title: "nothing" },
  any: { kind: "any", title: "any value" }
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

export class Shapes {
  readonly grammar: Grammar
  readonly templates: Templates
  readonly #made = new Map<string, Shape>()
  #deprecates: boolean | undefined
  #words: ReadonlySet<string> | undefined
  #groups: ReadonlyMap<string, ReadonlySet<number>> | undefined

  constructor(grammar: Grammar) {
    this.grammar = grammar
    this.templates = new Templates(grammar.templates ?? [])
  }

  static readonly #of = new WeakMap<Grammar, Shapes>()

  /** The shapes of a grammar, made once. */
  static of(grammar: Grammar): Shapes {
    let shapes = Shapes.#of.get(grammar)
    if (shapes === undefined) {
      shapes = new Shapes(grammar)
      Shapes.#of.set(grammar, shapes)
    }
    return shapes
  }

  /** Whether any key of the grammar is on its way out. */
  get deprecates(): boolean {
    this.#deprecates ??= Object.values(this.grammar.shapes).some(
      (shape) =>
        shape.kind === "map" &&
        Object.values(shape.keys ?? {}).some(({ deprecated }) => deprecated !== undefined)
    )
    return this.#deprecates
  }

  /** All keys that any of its maps knows. */
  get words(): ReadonlySet<string> {
    this.#words ??= new Set(
      Object.values(this.grammar.shapes).flatMap((shape) =>
        shape.kind === "map" ? Object.keys(shape.keys ?? {}) : []
      )
    )
    return this.#words
  }

  /** The shape of that name. A name nobody defined is a mistake in the grammar and throws. */
  named(name: string): Shape {
    const made = this.#made.get(name)
    if (made !== undefined) return made
    const source = this.grammar.shapes[name] ?? builtin[name]
    if (source === undefined) throw new Error(`The grammar has no shape named ${name}.`)
    const shape = this.#make(name, source)
    return shape
  }

  /** Numbers of the synonym groups that a folded word belongs to. */
  groupsOf(folded: string): ReadonlySet<number> | undefined {
    if (this.#groups === undefined) {
      const groups = new Map<string, Set<number>>()
      this.grammar.synonyms?.forEach((words, index) => {
        for (const word of words) {
          const key = word.replaceAll(/[-_.\s]/g, "").toLowerCase()
          const of = groups.get(key)
          if (of === undefined) groups.set(key, new Set([index]))
          else of.add(index)
        }
      })
      this.#groups = groups
    }
    return this.#groups.get(folded)
  }

  #make(id: string, source: Source): Shape {
    const named = {
      id,
      title: source.title ?? plainTitle[source.kind],
      template: source.template !== undefined || this.grammar.templateEverywhere === true
    }
    // Registered before its parts are made: shapes refer to themselves.
    const register = <A extends Shape>(shape: A): A => {
      this.#made.set(id, shape)
      return shape
    }
    switch (source.kind) {
      case "map": {
        const folded = inherit(this.grammar, source, new Set([id]))
        const title = folded.title ?? named.title
        const keys = new Map<string, KnownKey>()
        const required: Array<string> = []
        const shapes = this
        const usual = folded.names?.shape ?? "any"
        const others = (folded.names?.others ?? []).map((other) => ({
          form: new RegExp(`^(?:${other.pattern})$`, "su"),
          shape: other.shape,
          named: other.named
        }))
        const shape = register({
          ...named,
          title,
          kind: "map" as const,
          keys,
          required,
          source: folded,
          names:
            folded.names === undefined
              ? undefined
              : {
                  get shape(): Shape {
                    return settled(this, "shape", shapes.named(usual))
                  },
                  of(name, map) {
                    const other = others.length === 0 ? undefined : others.find(({ form }) => form.test(name))
                    if (other === undefined) return this.shape
                    const { named } = other
                    const asked =
                      named !== undefined && map !== undefined && namedIn(map, named.under).has(name)
                    return shapes.named(asked ? named.shape : other.shape)
                  },
                  title: folded.names.title ?? "a name",
                  pattern: whole(folded.names.pattern),
                  patternTitle: folded.names.patternTitle
                }
        })
        for (const [name, rule] of Object.entries(folded.keys ?? {})) {
          keys.set(name, {
            name,
            rule,
            renames: new Map(),
            // Made when first met, then kept: the getter replaces itself.
            get shape(): Shape {
              return settled(this, "shape", shapes.named(rule.shape))
            }
          })
          if (rule.required === true) required.push(name)
        }
        return shape
      }
      case "list": {
        const shapes = this
        return register({
          ...named,
          kind: "list" as const,
          source,
          get item(): Shape {
            return settled(this, "item", shapes.named(source.item))
          },
          first: (source.first ?? []).map((name) => this.named(name))
        })
      }
      case "oneOf": {
        const of: Array<Shape> = []
        const values = new Map<string, Shape>()
        const keys: Array<readonly [string, Shape]> = []
        const shapes = this
        const shape = register({
          ...named,
          kind: "oneOf" as const,
          source,
          of,
          value: source.by?.value === undefined ? undefined : { key: source.by.value.key, shapes: values },
          key: source.by?.key === undefined ? undefined : keys,
          get absent(): Shape | undefined {
            return source.by?.absent === undefined ? undefined : shapes.named(source.by.absent)
          },
          get other(): Shape | undefined {
            return source.by?.other === undefined ? undefined : shapes.named(source.by.other)
          },
          get scalar(): Shape | undefined {
            return source.scalar === undefined ? undefined : shapes.named(source.scalar)
          }
        })
        for (const name of source.of) of.push(this.named(name))
        for (const [value, name] of Object.entries(source.by?.value?.shapes ?? {}))
          values.set(value, this.named(name))
        for (const [key, name] of Object.entries(source.by?.key ?? {})) keys.push([key, this.named(name)])
        return shape
      }
      case "string":
        return register({ ...named, kind: "string" as const, source, pattern: whole(source.pattern) })
      case "enum":
        return register({
          ...named,
          kind: "enum" as const,
          source,
          values: new Set(
            source.values.map((value) =>
              source.ignoreCase === true ? String(value).toLowerCase() : String(value)
            )
          )
        })
      default:
        return register({ ...named, kind: source.kind, source, values: undefined })
    }
  }
}

const known = new WeakMap<MapNode, Map<string, ReadonlySet<string>>>()

/** The names that the values of a map give under a key, one or a list of them. */
const namedIn = (map: MapNode, under: string): ReadonlySet<string> => {
  const before = known.get(map)
  const found = before?.get(under)
  if (found !== undefined) return found
  const names = new Set<string>()
  for (const { value } of map.pairs) {
    const written = pairOf(value, under)?.value
    const items = written?.kind === "seq" ? written.items : [written]
    for (const item of items) {
      const name = item === undefined ? undefined : resolve(item)
      if (name?.kind === "scalar") names.add(String(name.value))
    }
  }
  if (before === undefined) known.set(map, new Map([[under, names]]))
  else before.set(under, names)
  return names
}

/** Puts a value in the place of the getter that made it. */
const settled = (owner: object, name: string, shape: Shape): Shape => {
  Object.defineProperty(owner, name, { value: shape, enumerable: true })
  return shape
}

/** Whether nothing at all is of this shape: the key that has it must not be there. */
export const isNothing = (shape: Shape): boolean => shape.kind === "enum" && shape.values?.size === 0

/** What stands at a place of a list. */
export const itemAt = (list: Extract<Shape, ListOf>, index: number): Shape => list.first[index] ?? list.item

/** The maps among what a shape allows. */
export const mapsIn = (shape: Shape): ReadonlyArray<Extract<Shape, MapOf>> =>
  shape.kind === "map" ? [shape] : shape.kind === "oneOf" ? shape.of.flatMap(mapsIn) : []
