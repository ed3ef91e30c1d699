/**
 * Translates a JSON Schema into a grammar, so that Explain can give reasons and repairs for any file with a schema.
 *
 * The grammar need not say all that the schema says: the verdict is that of ajv. What a keyword says that shapes have
 * no word for is left out here, and a tree that only such a keyword refuses is told by its own error. References are
 * followed inside the schema only; each place of the schema becomes one shape, so that recursion is no trouble.
 */
import type { Grammar, Key, Shape } from "../../diagnose/Grammar.ts"
import { excluded, requiredGroup, telling } from "./Branches.ts"
import { both, type Choice, type Flat } from "./Combine.ts"
import { type Facts, isOf, listed, property, saysOf, split } from "./Conditions.ts"
import { Folds } from "./Folds.ts"
import {
  annotations,
  define,
  isObject,
  isScalar,
  isSchema,
  numberOf,
  type SchemaObject,
  type SchemaValue,
  strings
} from "./Keywords.ts"
import { anywhere, scalarShape } from "./ScalarShape.ts"
import { isPlain } from "./TamePattern.ts"
import { type Place, titleOf } from "./Title.ts"

export type { SchemaObject, SchemaValue }

type MapShape = Extract<Shape, { kind: "map" }>

const deepest = 64
/** Shapes of one grammar; what lies beyond may be anything. */
const shapesAtMost = 20_000

export const translate = (schema: SchemaValue): Grammar => new Translator(schema).grammar

/** Keywords by which a schema without `type` speaks of one type. */
const speaksOf: ReadonlyArray<readonly [type: string, keywords: ReadonlyArray<string>]> = [
  [
    "object",
    [
      "properties",
      "required",
      "additionalProperties",
      "patternProperties",
      "propertyNames",
      "minProperties",
      "dependentRequired",
      "unevaluatedProperties"
    ]
  ],
  ["array", ["items", "prefixItems", "minItems", "maxItems"]],
  ["string", ["pattern", "minLength", "maxLength"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]]
]

export class Translator {
  readonly grammar: Grammar
  readonly #shapes: Record<string, Shape> = {}
  readonly #names = new Map<SchemaObject, string>()
  readonly #folds: Folds
  #count = 0

  constructor(root: SchemaValue) {
    this.#folds = new Folds(root)
    const start = this.#shapeOf(root, { is: "root" }, 0)
    this.grammar = { start: { document: start }, shapes: this.#shapes }
  }

  /** The shape of a part of the schema, for places that only its validator finds fault with. */
  shapeAt(schema: SchemaValue, key: string | undefined): string {
    return this.#shapeOf(schema, key === undefined ? { is: "root" } : { is: "key", of: key }, 0)
  }

  /** The name of the shape of a schema, made when first met. */
  #shapeOf(schema: SchemaValue, place: Place, depth: number): string {
    if (schema === true || depth > deepest) return "any"
    if (schema === false) return this.#nothing()
    const known = this.#names.get(schema)
    if (known !== undefined) return known
    return this.#shapeOfFlat(this.#folds.of(schema), place, depth, (name) => this.#names.set(schema, name))
  }

  #shapeOfFlat(
    whole: Flat,
    place: Place,
    depth: number,
    reserve: (name: string) => void,
    facts: Facts = new Map()
  ): string {
    if (this.#count++ > shapesAtMost) return "any"
    const name = this.#free(place.is === "root" ? "root" : place.of)
    reserve(name)
    // Reserved before its parts are made: a schema may hold itself.
    this.#shapes[name] = { kind: "any" }
    this.#shapes[name] = this.#make(whole, place, depth, facts)
    return name
  }

  #nothing(): string {
    this.#shapes.nothing ??= nothing
    return "nothing"
  }

  readonly #used = new Map<string, number>()

  #free(hint: string): string {
    const plain = hint === "nothing" || hint === "__proto__" ? `key ${hint}` : hint
    let count = this.#used.get(plain) ?? 0
    let name = plain
    do {
      count++
      name = count === 1 ? plain : `${plain} ${count}`
    } while (Object.hasOwn(this.#shapes, name))
    this.#used.set(plain, count)
    return name
  }

  #make(written: Flat, place: Place, depth: number, facts: Facts): Shape {
    if (depth > deepest) return { kind: "any" }
    const { own } = written
    const title = titleOf(own, place)
    const words = "const" in own ? [own.const] : own.enum
    if (Array.isArray(words)) {
      if (!words.every(isScalar)) return { kind: "any" }
      const types = typesOf(own)
      const values = words.filter((word) => types.length === 0 || types.some((type) => isOf(word, type)))
      return { kind: "enum", title: title("any"), values }
    }
    const whole = this.#folds.settled(written, facts)
    const groups = whole.choices.flatMap((choice) => requiredGroup(choice) ?? [])
    const choice = whole.choices.find((each) => requiredGroup(each) === undefined)
    if (choice !== undefined) {
      const common = { ...whole, choices: whole.choices.filter((each) => each !== choice) }
      return this.#union(common, choice, place, depth, facts)
    }
    const cases = this.#cases(whole, place, depth, facts)
    if (cases !== undefined) return cases
    const never = whole.never.flatMap((each) => excluded(each) ?? [])
    return this.#plain(whole, [...groups, ...never], place, depth)
  }

  /** One map for each case of the key that decides conditions. */
  #cases(whole: Flat, place: Place, depth: number, facts: Facts): Shape | undefined {
    if (whole.conditions.length === 0 || facts.size >= keysAtMost) return undefined
    const required = new Set(strings(whole.own.required))
    const found = split(
      whole.conditions,
      facts,
      (key) => listed(this.#resolved(property(whole.own, key))),
      (key) => required.has(key)
    )
    if (found === undefined) return undefined
    const { key, cases } = found
    const made = new Map<string, string>()
    const shapes: Record<string, string> = {}
    const others: { absent?: string; other?: string } = {}
    let present: string | undefined
    for (const { known, says, open } of cases) {
      const signature = `${known.is} ${open.map((each) => whole.conditions.indexOf(each)).join()} ${says
        .map((said) => this.#numberOf(said))
        .join()}`
      const base = [saysOf(key, known), ...says].reduce<Flat>(
        (all, said) => both(all, this.#folds.of(said)),
        {
          ...whole,
          conditions: open
        }
      )
      const single = known.is === "value" ? undefined : made.get(signature)
      const shape =
        single ??
        this.#shapeOfFlat(base, place, depth + 1, () => undefined, new Map([...facts, [key, known]]))
      made.set(signature, shape)
      if (known.is === "value") define(shapes, String(known.value), shape)
      else if (known.is === "present") present = shape
      else others[known.is] = shape
    }
    const of = [
      ...new Set([
        ...Object.values(shapes),
        ...(present === undefined ? [] : [present]),
        ...Object.values(others)
      ])
    ]
    return {
      kind: "oneOf",
      title: titleOf(whole.own, place)("map"),
      of,
      by: {
        ...(present === undefined ? { value: { key, shapes } } : { key: { [key]: present } }),
        ...others
      }
    }
  }

  readonly #numbers = new Map<SchemaValue, number>()

  #numberOf(schema: SchemaValue): number {
    const number = this.#numbers.get(schema) ?? this.#numbers.size
    this.#numbers.set(schema, number)
    return number
  }

  /** What a key's schema says, references followed. */
  #resolved(schema: unknown): SchemaObject | undefined {
    return isObject(schema) ? this.#folds.of(schema).own : undefined
  }

  #plain(whole: Flat, groups: NonNullable<MapShape["groups"]>, place: Place, depth: number): Shape {
    const { own } = whole
    const types = typesOf(own)
    const spoken =
      types.length > 0
        ? types
        : Array.isArray(own.type)
          ? []
          : speaksOf.flatMap(([type, words]) => (words.some((word) => word in own) ? [type] : []))
    const shapes = spoken.map((type) => this.#typed(type, whole, groups, place, depth))
    // Types that exclude each other leave nothing.
    if (shapes.length === 0) return Array.isArray(own.type) ? nothing : { kind: "any" }
    if (shapes.length === 1) return shapes[0] as Shape
    const of = shapes.map((shape) => {
      const name = this.#free(place.is === "root" ? "root" : place.of)
      this.#shapes[name] = shape
      return name
    })
    return { kind: "oneOf", title: titleOf(own, place)("any"), of }
  }

  #typed(
    type: string,
    whole: Flat,
    groups: NonNullable<MapShape["groups"]>,
    place: Place,
    depth: number
  ): Shape {
    const schema = whole.own
    switch (type) {
      case "object":
        return this.#map(whole, groups, place, depth)
      case "array": {
        const items = schema.items
        const minimum = numberOf(schema.minItems)
        const first = Array.isArray(schema.prefixItems)
          ? schema.prefixItems
          : Array.isArray(items)
            ? items
            : undefined
        const rest = first === undefined || first === schema.prefixItems ? items : schema.additionalItems
        const maximum = numberOf(schema.maxItems) ?? (rest === false ? (first?.length ?? 0) : undefined)
        const inside: Place = { is: "item", of: place.is === "root" ? "the document" : place.of }
        return {
          kind: "list",
          title: titleOf(schema, place)("list"),
          item: isSchema(rest) && rest !== false ? this.#shapeOf(rest, inside, depth + 1) : "any",
          ...(first === undefined
            ? {}
            : {
                first: first.map((each: unknown) =>
                  isSchema(each) ? this.#shapeOf(each, inside, depth + 1) : "any"
                )
              }),
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum })
        }
      }
      default:
        return scalarShape(type, schema)
    }
  }

  #map(whole: Flat, groups: NonNullable<MapShape["groups"]>, place: Place, depth: number): Shape {
    const schema = whole.own
    const keys: Record<string, Key> = {}
    const required = new Set(strings(schema.required))
    const properties = isObject(schema.properties) ? schema.properties : {}
    for (const [key, value] of Object.entries(properties)) {
      if (isSchema(value)) define(keys, key, this.#key(value, key, required.has(key), depth))
    }
    const minimum = numberOf(schema.minProperties)
    const needs = schema.dependentRequired
    const names = this.#freeNames(whole, keys, place, depth)
    for (const key of required) {
      if (Object.hasOwn(keys, key)) continue
      const other = names?.others?.find(({ pattern }) => new RegExp(`^(?:${pattern})$`, "su").test(key))
      define(keys, key, { shape: other?.shape ?? names?.shape ?? "any", required: true })
    }
    const scalarKey = this.#scalarKey(keys)
    return {
      kind: "map",
      title: titleOf(schema, place)("map"),
      keys,
      ...(names === undefined ? {} : { names }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(scalarKey ?? {}),
      ...(isObject(needs)
        ? { needs: Object.fromEntries(Object.entries(needs).map(([key, value]) => [key, strings(value)])) }
        : {})
    }
  }

  /** The key that a scalar stands for in place of the map: the one that has to be there, or the only one. */
  #scalarKey(keys: Readonly<Record<string, Key>>): Pick<MapShape, "scalarKey" | "scalarIs"> | undefined {
    const all = Object.entries(keys)
    const needed = all.filter(([, { required }]) => required === true)
    const [only, ...others] = needed.length > 0 ? needed : all
    const shape = only === undefined ? undefined : this.#shapes[only[1].shape]
    if (only === undefined || others.length > 0 || shape === undefined) return undefined
    if (shape.kind === "enum") return { scalarKey: only[0] }
    return ["string", "integer", "number"].includes(shape.kind)
      ? { scalarKey: only[0], scalarIs: "unsafe" }
      : undefined
  }

  #key(schema: SchemaValue, key: string, required: boolean, depth: number): Key {
    const said = isObject(schema) ? schema : {}
    const only = isScalar(said.const) && "const" in said ? said.const : undefined
    return {
      shape: this.#shapeOf(schema, { is: "key", of: key }, depth + 1),
      ...(required ? { required } : {}),
      ...(only !== undefined
        ? { default: only, defaultIs: "safe" as const }
        : said.default === undefined
          ? {}
          : { default: said.default as NonNullable<Key["default"]> }),
      ...(typeof said.description === "string" ? { description: said.description } : {}),
      ...(said.deprecated === true ? { deprecated: "its schema says so" } : {})
    }
  }

  /** What stands under keys that the schema does not list; words for names that it does list become keys. */
  #freeNames(whole: Flat, keys: Record<string, Key>, place: Place, depth: number): MapShape["names"] {
    const schema = whole.own
    // What conditions and choices would allow besides is not known here.
    const sure =
      whole.conditions.length === 0 && whole.choices.every((each) => requiredGroup(each) !== undefined)
    const additional = schema.additionalProperties ?? (sure ? schema.unevaluatedProperties : undefined)
    const under: Place = { is: "value", of: place.is === "root" ? "the document" : place.of }
    const shape =
      isSchema(additional) && additional !== false ? this.#shapeOf(additional, under, depth + 1) : "any"
    const patterns = Object.entries(
      isObject(schema.patternProperties) ? schema.patternProperties : {}
    ).filter((entry): entry is [string, SchemaValue] => isSchema(entry[1]) && isPlain(entry[0]))
    const forms = patterns.map(([pattern, value]) => ({
      pattern: anywhere(pattern),
      shape: this.#shapeOf(value, under, depth + 1)
    }))
    const naming = isObject(schema.propertyNames) ? this.#folds.of(schema.propertyNames).own : {}
    const words = Array.isArray(naming.enum) ? strings(naming.enum) : undefined
    if (words !== undefined) {
      if (additional !== false)
        for (const word of words) if (!Object.hasOwn(keys, word)) define(keys, word, { shape })
      return undefined
    }
    const others = forms.length === 0 ? {} : { others: forms }
    const form = typeof naming.pattern === "string" && isPlain(naming.pattern) ? naming.pattern : undefined
    if (additional === false) {
      if (forms.length === 0) return undefined
      return {
        shape: "any",
        pattern: forms.map(({ pattern }) => pattern).join("|"),
        patternTitle: `a text that matches ${oneOfMany(patterns.map(([pattern]) => pattern))}`,
        ...others
      }
    }
    const only =
      form === undefined ? {} : { pattern: anywhere(form), patternTitle: `a text that matches ${form}` }
    return { shape, ...only, ...others }
  }

  #union(common: Flat, { of: branches }: Choice, place: Place, depth: number, facts: Facts): Shape {
    const shared =
      common.conditions.length > 0 ||
      common.choices.length > 0 ||
      Object.keys(common.own).some((key) => !annotations.has(key))
    const { title, ...own } = common.own
    const parts = branches.filter((branch) => branch !== false)
    const flats = parts.map((branch) =>
      shared ? both({ ...common, own }, this.#folds.of(branch)) : this.#folds.of(branch)
    )
    const names = parts.map((branch, index) =>
      shared
        ? this.#shapeOfFlat(flats[index] as Flat, place, depth + 1, () => undefined, facts)
        : this.#shapeOf(branch, place, depth + 1)
    )
    const heading = typeof title === "string" ? title : titleOf(own, place)("any")
    const words = names.map((name) => this.#shapes[name])
    // A choice among single words is a list of words, in which the nearest one is found without a look at each.
    if (words.length > 1 && words.every((shape) => shape?.kind === "enum"))
      return { kind: "enum", title: heading, values: [...new Set(words.flatMap(({ values }) => values))] }
    const by = telling(flats, names)
    return {
      kind: "oneOf",
      title: heading,
      of: names,
      ...(by === undefined ? {} : { by })
    }
  }
}

/** Patterns that a title lists. */
const titled = 5

const oneOfMany = (patterns: ReadonlyArray<string>): string => {
  const more = patterns.length - titled
  const shown = patterns.slice(0, titled).join(" or ")
  return more > 0 ? `${shown} or one of ${more} other patterns` : shown
}

const typesOf = ({ type }: SchemaObject): ReadonlyArray<string> =>
  typeof type === "string" ? [type] : strings(type)

/** What nothing is. */
const nothing: Shape = { kind: "enum", title: "nothing", values: [] }

/** Keys by which one map is told apart from its like. */
const keysAtMost = 4
