/**
 * A shape of a grammar made ready for use: what a node has to be like. `Shapes` has those of a grammar by their names.
 */
import type { MapNode } from "../document/Node.ts"
import type { Grammar, Key, MapShape, Shape as Source } from "./Grammar.ts"

/** Where shapes find each other. */
export interface Makings {
  readonly grammar: Grammar
  readonly named: (name: string) => Shape
}

type Named<A> = A & {
  readonly id: string
  readonly title: string
  readonly template: boolean
  /** Whether null is taken as well. */
  readonly nullable: boolean
  /** Of numbers, or of the pairs or items that there may be: infinite where there is no bound. */
  readonly minimum: number
  readonly maximum: number
}

export interface KnownKey {
  readonly name: string
  readonly rule: Key
  readonly required: boolean
  readonly deprecated: boolean
  readonly shape: Shape
  /** What it costs to have meant this key by another word, as far as that was asked: infinite where it is not plausible. */
  readonly renames: Map<string, number>
}

/** The names that a map takes beside its keys. */
export interface NamesOf {
  readonly title: string
  readonly patternTitle: string | undefined
  /** The usual of what stands under names. */
  readonly shape: Shape
  /** What stands under a name of this map. */
  readonly of: (name: string, map?: MapNode) => Shape
  /** Whether a name is one that the map takes. */
  readonly takes: (name: string) => boolean
  /** Whether what entries say under that key decides of which shape others are. */
  readonly asks: (key: string) => boolean
}

export interface MapOf {
  readonly kind: "map"
  readonly keys: ReadonlyMap<string, KnownKey>
  readonly required: ReadonlyArray<string>
  readonly names: NamesOf | undefined
  /** Whether the case of keys does not matter. */
  readonly folds: boolean
  /** Whether some keys call for others or exclude them. */
  readonly linked: boolean
  readonly source: MapShape
}

export interface ListOf {
  readonly kind: "list"
  readonly item: Shape
  /** What the first items are, where that depends on their place. */
  readonly first: ReadonlyArray<Shape>
  /** Whether lists among the items are taken as part of this one. */
  readonly flatten: boolean
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
  /** Whether only what is written as text is taken, and whether there has to be some. */
  readonly strict: boolean
  readonly nonEmpty: boolean
  readonly source: Extract<Source, { kind: "string" }>
}

export interface ScalarOf {
  readonly kind: "number" | "integer" | "boolean" | "null" | "any" | "enum"
  readonly source: Source
  /** Of an enum: its values as text, case folded where case does not matter. */
  readonly values: ReadonlySet<string> | undefined
  /** Whether their case does not matter. */
  readonly folds: boolean
}

export type Shape = Named<MapOf> | Named<ListOf> | Named<UnionOf> | Named<StringOf> | Named<ScalarOf>

/** Whether nothing at all is of this shape: the key that has it must not be there. */
export const isNothing = (shape: Shape): boolean => shape.kind === "enum" && shape.values?.size === 0

/** What stands at a place of a list. */
export const itemAt = (list: Extract<Shape, ListOf>, index: number): Shape => list.first[index] ?? list.item

/** The maps among what a shape allows. */
export const mapsIn = (shape: Shape): ReadonlyArray<Extract<Shape, MapOf>> =>
  shape.kind === "map" ? [shape] : shape.kind === "oneOf" ? shape.of.flatMap(mapsIn) : []
